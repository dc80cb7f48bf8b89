package knowledge_test

import (
	"strings"
	"testing"

	"carrel/knowledge"
)

// Pages of several documents come at once, each under where it is; those that are not there
// are left out.
func TestPagesAt(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	docs := l.add(t, write(t, dir, "one.txt", "The mill was sold in May.\n"), write(t, dir, "two.txt", "The weir has seven gates.\n"), write(t, dir, "gone.txt", "The barn burned down.\n"))
	if err := l.Remove(t.Context(), docs[2].ID); err != nil {
		t.Fatal(err)
	}
	one, two := knowledge.PageAt{Document: docs[0].ID, Page: 1}, knowledge.PageAt{Document: docs[1].ID, Page: 1}
	pages, err := l.PagesAt(t.Context(), []knowledge.PageAt{two, one, one, {Document: docs[0].ID, Page: 2}, {Document: docs[2].ID, Page: 1}, {Document: "none", Page: 1}})
	if err != nil || len(pages) != 2 || !strings.Contains(pages[one].Text, "mill") || !strings.Contains(pages[two].Text, "weir") {
		t.Errorf("%+v, %v", pages, err)
	}
	alone, err := l.Pages(t.Context(), docs[1].ID, 1, 1)
	if err != nil || len(alone) != 1 || alone[0].Text != pages[two].Text || pages[two].Number != 1 {
		t.Errorf("by itself it is %+v, %v", alone, err)
	}
	if none, err := l.PagesAt(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("of nothing: %v, %v", none, err)
	}
}
