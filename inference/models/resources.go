package models

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// ErrNoResources says that the engine's libraries and the bundled models were
// not found.
var ErrNoResources = errors.New("Carrel's engine and models are not where the program looks for them. In a checkout run `make setup`; an installed Carrel has them in /usr/lib/carrel; CARREL_RESOURCES names another folder")

// ResourceDir returns the folder that holds `engine` (llama.cpp's libraries) and
// `models` (the bundled models). It is the first of: $CARREL_RESOURCES; the
// executable's own folder, `../deps` or `../lib/carrel` beside it; /usr/lib/carrel.
// What `go run` and `go test` build takes build/deps of the checkout that it is run in.
func ResourceDir() (string, error) {
	// The variable is a decision: if it is wrong, that is said, not passed over.
	if dir := os.Getenv("CARREL_RESOURCES"); dir != "" {
		dir, err := filepath.Abs(dir)
		if err != nil || !holdsEngine(dir) {
			return "", errors.New("CARREL_RESOURCES is set to " + dir + ", but there is no folder `engine` in it")
		}
		return dir, nil
	}
	return found()
}

// found is remembered: the answer cannot change while the program runs, and a
// locked process may not be able to look again.
var found = sync.OnceValues(func() (string, error) {
	var candidates []string
	if exe, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(exe); err == nil {
			exe = real
		}
		dir := filepath.Dir(exe)
		candidates = append(candidates, dir, filepath.Join(dir, "..", "deps"), filepath.Join(dir, "..", "lib", "carrel"))
		// Never for what is installed: its libraries would be those of whatever folder somebody
		// unpacked and opened a console in.
		if root := checkout(); root != "" && strings.Contains(dir, string(filepath.Separator)+"go-build") {
			candidates = append(candidates, filepath.Join(root, "build", "deps"))
		}
	}
	if runtime.GOOS != "windows" {
		candidates = append(candidates, "/usr/lib/carrel")
	}
	for _, dir := range candidates {
		if holdsEngine(dir) {
			return filepath.Clean(dir), nil
		}
	}
	return "", ErrNoResources
})

func holdsEngine(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "engine"))
	return err == nil && info.IsDir()
}

// checkout returns the root of Carrel's source that the working directory lies
// in, or "".
func checkout() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if isModule(filepath.Join(dir, "go.mod")) {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

func isModule(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if strings.TrimSpace(lines.Text()) == "module carrel" {
			return true
		}
	}
	return false
}
