package reader_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/knowledge/parse"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// The tests run the real reader: this binary again, as the child.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "reader" {
		os.Exit(parse.Main(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// cacheDir is shared by all tests and runs, so that pdfium is compiled once.
func cacheDir(t testing.TB) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	dir = filepath.Join(dir, "carrel-test-wasm")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func newClient(t testing.TB, change func(*reader.Config)) *reader.Client {
	t.Helper()
	c := reader.Config{Command: []string{os.Args[0], "reader", "--cache", cacheDir(t)}, Log: func(s string) { t.Log(s) }}
	if change != nil {
		change(&c)
	}
	client := reader.New(c)
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// file writes a document and gives its source.
func file(t testing.TB, name string, data []byte) reader.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return reader.Source{Path: path}
}

// readAll reads a document and gives its pages.
func readAll(t testing.TB, c *reader.Client, src reader.Source) ([]reader.Page, reader.Meta, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	var pages []reader.Page
	meta, err := c.Read(ctx, src, func(p reader.Page) error {
		pages = append(pages, p)
		return nil
	})
	return pages, meta, err
}

// mustRead is readAll for documents that have to be readable.
func mustRead(t testing.TB, c *reader.Client, src reader.Source) ([]reader.Page, reader.Meta) {
	t.Helper()
	pages, meta, err := readAll(t, c, src)
	if err != nil {
		t.Fatalf("read %s: %v", src.Path, err)
	}
	if len(pages) != meta.Pages {
		t.Fatalf("read %s: %d pages, meta says %d", src.Path, len(pages), meta.Pages)
	}
	return pages, meta
}

// wantProblem reads a document that must be refused with a code and words.
func wantProblem(t testing.TB, c *reader.Client, src reader.Source, code, words string) {
	t.Helper()
	_, _, err := readAll(t, c, src)
	var problem *reader.Problem
	if !errors.As(err, &problem) {
		t.Fatalf("read %s: error %v, want a Problem %q", src.Path, err, code)
	}
	if problem.Code != code || !strings.Contains(problem.Message, words) {
		t.Errorf("read %s: %s %q, want %s with %q", src.Path, problem.Code, problem.Message, code, words)
	}
}

func TestReadPDF(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Title: "Notes on carrels", Author: "A. Reader", Pages: []pdftest.Page{
		{Text: "A carrel is a small desk in a library.\nIt keeps a reader's books and papers together."},
		{Text: "Second page: café costs £ 4."},
	}}
	pages, meta := mustRead(t, c, file(t, "notes.pdf", doc.Bytes()))
	if meta.Format != "pdf" || meta.Title != "Notes on carrels" || meta.Author != "A. Reader" || len(meta.Warnings) > 0 {
		t.Errorf("meta %+v", meta)
	}
	if want := "A carrel is a small desk in a library.\nIt keeps a reader's books and papers together."; pages[0].Text != want {
		t.Errorf("page 1 %q, want %q", pages[0].Text, want)
	}
	if want := doc.Pages[1].Text; pages[1].Text != want {
		t.Errorf("page 2 %q, want %q", pages[1].Text, want)
	}
	if p := pages[0]; p.Number != 1 || p.Width != 612 || p.Height != 792 {
		t.Errorf("page 1 is number %d of %g x %g", p.Number, p.Width, p.Height)
	}
}

func TestReadTextAndMarkdown(t *testing.T) {
	c := newClient(t, nil)
	pages, meta := mustRead(t, c, file(t, "notes.md", []byte("# Desks\r\n\r\nA carrel is a desk.\r\n\r\n## Kinds ##\n\nOpen and closed.\n")))
	if meta.Format != "markdown" || meta.Title != "Desks" {
		t.Errorf("meta %+v", meta)
	}
	if want := "# Desks\n\nA carrel is a desk.\n\n## Kinds ##\n\nOpen and closed.\n"; pages[0].Text != want {
		t.Errorf("text %q, want %q", pages[0].Text, want)
	}
	if h := pages[0].Headings; len(h) != 2 || h[1].Text != "Kinds" || h[1].Level != 2 || string([]rune(pages[0].Text)[h[1].Start:h[1].End]) != "Kinds" {
		t.Errorf("headings %+v", h)
	}
	pages, meta = mustRead(t, c, file(t, "brief.txt", []byte("Gr\xfc\xdfe aus K\xf6ln, 3 \x80")))
	if meta.Format != "text" || pages[0].Text != "Grüße aus Köln, 3 €" {
		t.Errorf("%+v: %q", meta, pages[0].Text)
	}
	// Boxes of a format without a layout: none, but no error either.
	boxes, err := c.Boxes(t.Context(), file(t, "a.txt", []byte("abc")), 1, []reader.Span{{Start: 0, End: 2}})
	if err != nil || len(boxes) != 1 || len(boxes[0]) != 0 {
		t.Errorf("boxes %v, %v", boxes, err)
	}
}
