package knowledge

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
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
	if w := n.words["corbett"]; len(n.slots) != 1 || n.entry(again.Seq) == nil || w == nil || len(w.names) != 1 {
		t.Errorf("%d documents are known, as Corbett %v", len(n.slots), w)
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
	if w := n.words["veldhuis"]; w == nil || len(w.heads) != 1 {
		t.Errorf("the head is %v", n.entry(d.Seq).head)
	}
}

// Names of as many documents as a million passages have: making them, and what
// routing one question by them takes.
func BenchmarkNames(b *testing.B) {
	const documents = 14_000
	companies := strings.Fields("Corbett Amalfi Veldhuis Harbour Pump Valve Norden Quill Tarn Osprey Lumen Falk")
	head := strings.Repeat("UNITED STATES SECURITIES AND EXCHANGE COMMISSION Washington, D.C. 20549 FORM 10-K annual report pursuant to section 13 for the fiscal year ended December 31, ", 25)[:coverLength-20]
	var rows []index.Document
	for i := range documents {
		title := fmt.Sprintf("%s%d Q%d %d report", companies[i%len(companies)], i/40, 1+i%4, 2000+i%25)
		rows = append(rows, index.Document{Seq: int64(i + 1), ID: strconv.Itoa(i), Title: title, Path: "/" + title + ".pdf"})
	}
	made := func() *names {
		n := &names{}
		n.clear()
		for i, row := range rows {
			n.enter(call(row, head+companies[(i+1)%len(companies)]))
		}
		return n
	}
	b.Run("make", func(b *testing.B) {
		for b.Loop() {
			made()
		}
	})
	b.Run("route", func(b *testing.B) {
		n := made()
		for b.Loop() {
			if len(n.route("What did Corbett12 and its Harbour division report to the Commission for 3Q18?", []language.Tag{language.English}).documents) == 0 {
				b.Fatal("no document is named")
			}
		}
	})
}
