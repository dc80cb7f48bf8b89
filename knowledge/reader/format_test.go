package reader_test

import (
	"testing"

	"carrel/knowledge/reader"
)

// What lies in a folder is taken for a document by its name.
func TestIsDocument(t *testing.T) {
	for name, want := range map[string]string{"paper.pdf": "pdf", "references.bib": "text", "export.RIS": "text", "thesis.tex": "markup", "README": "text"} {
		if f, _ := reader.FormatOf(name); f.Name != want || !reader.IsDocument(name) {
			t.Errorf("%s is %q, want %q", name, f.Name, want)
		}
	}
	if reader.IsDocument("song.mp3") || !reader.IsDocument("old.doc") {
		t.Error("a song is no document; one of old Word is, and is told to be unread")
	}
}
