package knowledge_test

import (
	"context"
	"errors"
	"testing"

	"carrel/knowledge"
)

func TestCollections(t *testing.T) {
	ctx := context.Background()
	outside := t.TempDir()
	l, _ := watching(t, t.TempDir(), nil)
	docs := l.add(t, write(t, outside, "a.txt", story("pear", 3)), write(t, outside, "b.txt", story("pear", 4)))
	c, err := l.AddCollection(ctx, "  Fruit \n of 2026 ")
	if err != nil || c.Name != "Fruit of 2026" {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := l.AddCollection(ctx, "fruit OF 2026"); !errors.Is(err, knowledge.ErrCollectionName) {
		t.Errorf("the same name again: %v", err)
	}
	if _, err := l.AddCollection(ctx, " "); err == nil {
		t.Error("a collection without a name was made")
	}
	other, err := l.AddCollection(ctx, "Other")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{c.ID, other.ID} { // a document may be in several
		if err := l.Collect(ctx, id, []string{docs[0].ID}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, lists := range [][2][]string{{{docs[1].ID, "unknown"}, nil}, {nil, {docs[0].ID, "unknown"}}} {
		if err := l.Collect(ctx, c.ID, lists[0], lists[1]); !errors.Is(err, knowledge.ErrNotFound) {
			t.Errorf("an unknown document: %v", err)
		}
	}
	query := knowledge.Query{Text: "pear", Mode: knowledge.ModeLexical, K: 100, Filters: knowledge.Filters{Collections: []string{c.ID}}}
	for _, hit := range l.search(t, query) {
		if hit.Document.ID != docs[0].ID {
			t.Errorf("%s is found, which is not in the collection", hit.Document.Path)
		}
	}
	if c, err = l.RenameCollection(ctx, c.ID, "Trees"); err != nil || c.Name != "Trees" || c.Documents != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if err := l.RemoveCollection(ctx, other.ID); err != nil {
		t.Fatal(err)
	}
	if err := l.Collect(ctx, other.ID, []string{docs[1].ID}, nil); !errors.Is(err, knowledge.ErrNoCollection) {
		t.Errorf("putting into a removed collection: %v", err)
	}
	if list, _ := l.Documents(ctx); len(list) != 2 {
		t.Errorf("%d documents are left, want both", len(list))
	}
	if err := l.Collect(ctx, c.ID, nil, []string{docs[0].ID}); err != nil {
		t.Fatal(err)
	}
	for range 10 { // both put in and taken out, a document is out, each time
		if err := l.Collect(ctx, c.ID, []string{docs[0].ID}, []string{docs[0].ID}); err != nil {
			t.Fatal(err)
		}
		if ids, err := l.CollectionDocuments(ctx, "trees"); err != nil || len(ids) != 0 {
			t.Fatalf("left in it: %v, %v", ids, err)
		}
	}
}
