package knowledge_test

import (
	"strings"
	"testing"

	"carrel/knowledge"
)

// A search for what opens documents finds a name below a title, and not where others speak of it.
func TestSearchOpenings(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	body := strings.Repeat("The gauges of the harbour were read every hour by two people who lived there.\n\n", 40)
	docs := l.add(t,
		write(t, dir, "own.txt", "The Tides of Skar\n\nAnna Berg\n\n"+body),
		write(t, dir, "other.txt", "No Tides in the Lake\n\nTor Vik\n\n"+body+"Berg measured the tides of Skar, and Berg was right, says Berg.\n"),
		write(t, dir, "third.txt", "Notes\n\nBerg wrote a letter.\n\n"+body))
	query := knowledge.Query{Text: "Berg", Opening: 500, K: 20}
	hits := l.search(t, query)
	if got := titles(hits); len(got) != 2 || strings.Contains(strings.Join(got, " "), "other") {
		t.Fatalf("found %q", got)
	}
	for i, h := range hits {
		if h.Rank != i+1 || h.Page != 1 || h.Start >= 500 || !strings.Contains(h.Text, "Berg") || h.FileHash == "" || h.Score <= 0 {
			t.Errorf("hit %d: %+v", i, h)
		}
	}
	query.Documents = []string{docs[2].ID}
	if got := titles(l.search(t, query)); len(got) != 1 || got[0] != "third" {
		t.Errorf("in one document: %q", got)
	}
	if err := l.Remove(t.Context(), docs[2].ID); err != nil {
		t.Fatal(err)
	}
	query.Documents = nil
	if got := titles(l.search(t, query)); len(got) != 1 {
		t.Errorf("with one removed: %q", got)
	}
	query.Text = "Windjammer"
	if got := l.search(t, query); len(got) != 0 {
		t.Errorf("a word that none has: %v", got)
	}
}
