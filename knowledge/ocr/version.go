package ocr

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// named is the name of the program that was asked for it last.
type named struct {
	mu   sync.Mutex
	of   string // its path, size and time: an update changes them
	name string
}

// programName says which version of tesseract this is: "tesseract 5.3.0"; "" where
// it does not say. Each is asked once, in a locked child like any other.
func (r *Recogniser) programName(ctx context.Context, found Installation) string {
	info, err := os.Stat(found.Program)
	if err != nil {
		return ""
	}
	of := fmt.Sprint(found.Program, info.Size(), info.ModTime().UnixNano())
	n := &r.program
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.of == of {
		return n.name
	}
	limited, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	said := &capped{limit: 64 << 10}
	cmd := r.child(limited, found, "--version")
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Run(); err != nil {
		r.config.Log(fmt.Sprintf("tesseract --version: %v: %s", err, said.buf))
		return "" // asked again with the next page
	}
	n.of, n.name = of, versionIn(string(said.buf))
	return n.name
}

// versionIn finds the version in what `tesseract --version` says: its first line,
// "tesseract 5.3.0", in some builds "tesseract v5.3.0.20221222".
func versionIn(said string) string {
	for line := range strings.Lines(said) {
		if f := strings.Fields(strings.ToValidUTF8(line, "")); len(f) == 2 && f[0] == "tesseract" && len(f[1]) < 40 {
			return "tesseract " + strings.TrimPrefix(f[1], "v")
		}
	}
	return ""
}
