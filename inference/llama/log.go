package llama

import (
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/ebitengine/purego"
	"github.com/hybridgroup/yzma/pkg/llama"
)

// lastError holds the library's newest error line, for the words of a failed
// load.
var lastError struct {
	sync.Mutex
	text string
}

// breaking counts the computations that are being broken off: the library comments on
// that, which is dropped.
var breaking atomic.Int32

// logToStderr sends the library's errors to standard error, whose tail the
// client keeps, and drops the rest: a load prints some hundred lines, and warns
// of things that are as they should be.
func logToStderr() {
	var level atomic.Int32 // of the line that is gone on with; lanes compute at the same time
	llama.LogSet(purego.NewCallback(func(l int32, text *byte, _ uintptr) uintptr {
		if llama.LogLevel(l) != llama.LogLevelContinue {
			level.Store(l)
		}
		if llama.LogLevel(level.Load()) != llama.LogLevelError || text == nil || breaking.Load() > 0 {
			return 0
		}
		line := goString(text)
		os.Stderr.WriteString(line)
		lastError.Lock()
		lastError.text = strings.TrimSpace(line)
		lastError.Unlock()
		return 0
	}))
}

func takeLastError() string {
	lastError.Lock()
	defer lastError.Unlock()
	text := lastError.text
	lastError.text = ""
	return text
}

func goString(p *byte) string {
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(p, n))
}
