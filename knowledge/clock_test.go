package knowledge_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"carrel/knowledge"
)

// TestClockJumps has the clock of the machine, as files show it, jump: changes
// with older times, the same size, and times of the far past and future are
// followed all the same, and what was not changed is not read again.
func TestClockJumps(t *testing.T) {
	ctx := context.Background()
	root := t.TempDir()
	path := filepath.Join(root, "pear.txt")
	put := func(path, word string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(path, []byte(story(word, 5)), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	put(path, "pear", now)
	put(filepath.Join(root, "old.txt"), "quince", time.Unix(0, 0))
	put(filepath.Join(root, "new.txt"), "medlar", now.AddDate(80, 0, 0))
	l, plain := watching(t, t.TempDir(), nil)
	f, err := l.AddFolder(ctx, root, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := func(word string) bool {
		t.Helper()
		if _, err := l.scan(f.ID); err != nil {
			t.Fatal(err)
		}
		ids, err := l.FolderDocuments(ctx, f.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Wait(ctx, ids, knowledge.StateSearchable); err != nil {
			t.Fatal(err)
		}
		return len(l.search(t, knowledge.Query{Text: word, Mode: knowledge.ModeLexical})) > 0
	}
	for _, word := range []string{"pear", "quince", "medlar"} {
		if !found(word) {
			t.Errorf("%s is not found", word)
		}
	}
	for _, change := range []struct {
		word string
		at   time.Time
	}{
		{"plum", now.Add(-3 * time.Hour)}, // four letters all: the size stays
		{"figs", now.Add(3 * time.Hour)},
		{"kiwi", time.Unix(1, 0)},
		{"lime", now.AddDate(50, 0, 0)},
		{"sloe", now.Add(-time.Minute)},
	} {
		put(path, change.word, change.at)
		if !found(change.word) {
			t.Errorf("%s, of %v, is not found", change.word, change.at)
		}
	}
	if found("lime") {
		t.Error("a former text is still found")
	}
	before := plain.reads.Load()
	if _, err := l.scan(f.ID); err != nil {
		t.Fatal(err)
	}
	if after := plain.reads.Load(); after != before {
		t.Errorf("%d documents were read again although nothing changed", after-before)
	}
}
