package knowledge

import (
	"context"
	"path/filepath"
	"testing"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// openStore opens an empty store for a test that needs no library.
func openStore(t *testing.T) *index.Store {
	t.Helper()
	store, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// publish adds a document with pages of these texts, of which none is a picture
// but the empty ones.
func publish(t *testing.T, store *index.Store, id, name string, texts ...string) index.Document {
	t.Helper()
	d := &index.Document{ID: id, Hash: id, Path: "/" + name + ".txt", Title: name, State: string(StateQueued), Batch: 1}
	if _, err := store.Insert(t.Context(), []*index.Document{d}); err != nil {
		t.Fatal(err)
	}
	var pages []index.PageEntry
	for i, text := range texts {
		page := reader.Page{Number: i + 1, Text: text, Scan: text == ""}
		pages = append(pages, index.PageEntry{Page: page, Passages: passage.NewSplitter(passage.Limits{}).Page(page)})
	}
	d.Pages = len(texts)
	if _, err := store.Publish(t.Context(), *d, pages); err != nil {
		t.Fatal(err)
	}
	return *d
}

func namesOf(t *testing.T, store *index.Store) *names {
	t.Helper()
	n := &names{}
	if err := n.refresh(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	return n
}

// A document that was removed and added again is called by its new row alone.
func TestNamesOfDocumentAddedAgain(t *testing.T) {
	ctx := context.Background()
	store := openStore(t)
	d := publish(t, store, "a", "Corbett", "pumps")
	n := namesOf(t, store)
	if err := store.Delete(ctx, d.Seq); err != nil {
		t.Fatal(err)
	}
	again := publish(t, store, "a", "Corbett", "pumps")
	n.changed("a")
	if err := n.refresh(ctx, store); err != nil {
		t.Fatal(err)
	}
	if len(n.entries) != 1 || n.entries[again.Seq] == nil || n.count["corbett"] != 1 {
		t.Errorf("%d documents are known, %d of them as Corbett", len(n.entries), n.count["corbett"])
	}
}

// The head of a scanned document is known when its words are.
func TestNamesOfScannedDocument(t *testing.T) {
	ctx := context.Background()
	store := openStore(t)
	d := publish(t, store, "a", "scan0001", "", "", "", "")
	n := namesOf(t, store)
	text := "Jahresbericht der Firma Veldhuis"
	page := reader.Page{Number: 1, Text: text}
	d.Language = language.Tag("de")
	if err := store.PutRecognition(ctx, d, 1, text, 0, reader.Recognition{Text: text}, passage.NewSplitter(passage.Limits{}).Page(page)); err != nil {
		t.Fatal(err)
	}
	n.changed("a")
	if err := n.refresh(ctx, store); err != nil {
		t.Fatal(err)
	}
	if n.heads["veldhuis"] != 1 {
		t.Errorf("the head is %v", n.entries[d.Seq].head)
	}
}
