package app

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"carrel/knowledge"
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

// That nothing can be searched by meaning is no fault of the program's.
func TestSearchByMeaningAlone(t *testing.T) {
	for err, code := range map[error]string{knowledge.ErrNoEmbedder: CodeNoModel, knowledge.ErrNoVectors: CodeUnsupported} {
		if e := Explain(fmt.Errorf("search: %w", err)); e.Code != code || strings.Contains(e.Message, "went wrong inside") {
			t.Errorf("%v is said as %s: %q", err, e.Code, e.Message)
		}
	}
}

// What only the team's store may have is not said to be removed while nobody
// can ask it.
func TestExplainStoreAway(t *testing.T) {
	e := Explain(fmt.Errorf("%w; %w", knowledge.ErrNotFound, knowledge.ErrStoreAway))
	if e.Code != CodeNotFound || !strings.Contains(e.Message, "cannot be reached now") {
		t.Errorf("it is %s: %s", e.Code, e.Message)
	}
	if e := Explain(knowledge.ErrNotFound); e.Code != CodeNotFound || !strings.Contains(e.Message, "removed") {
		t.Errorf("it is %s: %s", e.Code, e.Message)
	}
}
