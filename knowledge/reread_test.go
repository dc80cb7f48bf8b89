package knowledge_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// formerReader reads as an earlier Carrel did: contacts are lines of text, and no page tells a title.
type formerReader struct{ *reader.Client }

func (r formerReader) Read(ctx context.Context, src reader.Source, onPage func(reader.Page) error) (reader.Meta, error) {
	if filepath.Ext(src.Name) != ".vcf" {
		meta, err := r.Client.Read(ctx, src, onPage)
		meta.Title = ""
		return meta, err
	}
	f, err := src.Open()
	if err != nil {
		return reader.Meta{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return reader.Meta{}, err
	}
	return reader.Meta{Format: "text", Unit: reader.UnitPage, Pages: 1}, onPage(reader.Page{Number: 1, Text: string(text)})
}

// A document that is asked for again is read by the reader of now, and stays the document it was.
func TestReread(t *testing.T) {
	ctx := t.Context()
	home, dir := t.TempDir(), t.TempDir()
	contacts := write(t, dir, "people.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Aoife Quinn\nTEL;TYPE=CELL:021 555 2020\nEND:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Peter Berg\nEMAIL:p@example.org\nEND:VCARD\n")
	title := pdftest.Piece{X: pdftest.Left, Y: pdftest.Top, Text: "On the Tides of Lund", Size: 18}
	body := pdftest.Piece{X: pdftest.Left, Y: pdftest.Top - 60, Text: strings.TrimSpace(strings.Repeat("The tides of the harbour have been measured since 1887.\n", 12))}
	paper := write(t, dir, "paper.pdf", string(pdftest.Document{Pages: []pdftest.Page{{Content: pdftest.Set(title, body)}}}.Bytes()))
	letters := func(c *knowledge.Config) { c.Embedder = letterEmbedder{} }

	l := openLibrary(t, home, func(c *knowledge.Config) {
		letters(c)
		c.Reader = formerReader{c.Reader.(*reader.Client)}
	})
	before := l.add(t, contacts, paper)
	collection, err := l.AddCollection(ctx, "People")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Collect(ctx, collection.ID, []string{before[0].ID}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Wait(ctx, ids(before), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	if before[0].Format != "text" || before[1].Title != "paper" {
		t.Fatalf("before they are %+v", before)
	}
	l.close(t)

	l = openLibrary(t, home, letters)
	for _, d := range before {
		if err := l.Retry(ctx, d.ID); err != nil {
			t.Fatal(err)
		}
	}
	after, err := l.Wait(ctx, ids(before), knowledge.StateEmbedded)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range after {
		if !d.AddedAt.Equal(before[i].AddedAt) || d.Path != before[i].Path || d.State != knowledge.StateEmbedded || d.Embedded != d.Passages {
			t.Errorf("it is %+v, was %+v", d, before[i])
		}
	}
	if after[0].Format != "contacts" || after[1].Title != "On the Tides of Lund" {
		t.Errorf("they are %+v", after)
	}
	text := func() string {
		pages, err := l.Pages(ctx, after[0].ID, 1, 1)
		if err != nil || len(pages) != 1 {
			t.Fatal(pages, err)
		}
		return pages[0].Text
	}
	if got := text(); !strings.HasPrefix(got, "Aoife Quinn\nAoife Quinn, mobile phone: 021 555 2020") {
		t.Errorf("the contacts are\n%s", got)
	}
	if hits := l.search(t, knowledge.Query{Text: "VCARD", Mode: knowledge.ModeLexical}); len(hits) != 0 {
		t.Errorf("the former text is found: %+v", hits)
	}
	for _, mode := range []knowledge.Mode{knowledge.ModeLexical, knowledge.ModeVector} {
		if hits := l.search(t, knowledge.Query{Text: "Aoife Quinn mobile phone", Mode: mode, Filters: knowledge.Filters{Collections: []string{collection.ID}}}); len(hits) != 1 {
			t.Errorf("%s finds %+v", mode, hits)
		}
	}

	// What was read stays where the file has other content now, or is gone.
	if err := os.WriteFile(contacts, []byte("BEGIN:VCARD\nFN:Somebody\nEND:VCARD\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.Retry(ctx, after[0].ID); !errors.Is(err, knowledge.ErrChanged) {
		t.Errorf("of a file that has changed: %v", err)
	}
	if err := os.Remove(contacts); err != nil {
		t.Fatal(err)
	}
	var problem *reader.Problem
	if err := l.Retry(ctx, after[0].ID); !errors.As(err, &problem) || problem.Code != reader.CodeMissing {
		t.Errorf("of a file that is gone: %v", err)
	}
	if got := text(); !strings.HasPrefix(got, "Aoife Quinn\n") {
		t.Errorf("then its text is %q", got)
	}
}
