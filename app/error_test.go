package app

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"carrel/knowledge/index"
)

// Why a library cannot be opened is said in plain words, with its folder.
func TestCannotOpen(t *testing.T) {
	dir := t.TempDir()
	for _, cause := range []error{index.ErrCorrupt, index.ErrNotLibrary, fs.ErrPermission} {
		e := Explain(cannotOpen(fmt.Errorf("open library: recover library: %w", cause), dir))
		if !strings.Contains(e.Message, dir) || strings.Contains(e.Message, "recover library") || strings.Contains(e.Message, "went wrong inside") {
			t.Errorf("%v is said as %q", cause, e.Message)
		}
	}
}
