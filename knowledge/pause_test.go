package knowledge_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/index"
)

// What stops the background work is said in the library's own line, where nobody knows
// what an embedder or SQLite is.
func TestPauseWords(t *testing.T) {
	full := fmt.Errorf("describe embedder: %w", index.ErrFull)
	if said := knowledge.PauseWords(full, full); !strings.Contains(said, "disk") || strings.Contains(said, "embedder") {
		t.Errorf("of a full disk: %q", said)
	}
	gone := errors.New("The model is not there.")
	if said := knowledge.PauseWords(gone, gone); said != gone.Error() {
		t.Errorf("of another trouble: %q", said)
	}
}
