package parse

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

var update = flag.Bool("update", false, "write the golden texts anew")

// readDocument reads a document with whatever reader it is for, and checks its
// pages.
func readDocument(t testing.TB, name string, data []byte) ([]reader.Page, reader.Meta, error) {
	t.Helper()
	format, problem := detect(data, name)
	if problem != nil {
		return nil, reader.Meta{}, problem
	}
	var pages []reader.Page
	meta, err := readers[format](job{data: data, name: name, page: func(p reader.Page) error {
		checkPage(t, p, len(pages)+1)
		pages = append(pages, p)
		return nil
	}})
	if err == nil && (meta.Pages != len(pages) || meta.Format != format || meta.Unit == "") {
		t.Fatalf("%s: %d pages of a %s, meta %+v", name, len(pages), format, meta)
	}
	return pages, meta, err
}

// golden writes out all that a reader gave, for people to compare.
func golden(pages []reader.Page, meta reader.Meta) string {
	var b strings.Builder
	fmt.Fprintf(&b, "format %s, unit %s, title %q, author %q, pages %d\n", meta.Format, meta.Unit, meta.Title, meta.Author, meta.Pages)
	for _, w := range meta.Warnings {
		fmt.Fprintf(&b, "warning %s, page %d: %s\n", w.Code, w.Page, w.Message)
	}
	for _, p := range pages {
		fmt.Fprintf(&b, "=== page %d, label %q, line %d\n%s\n", p.Number, p.Label, p.Line, p.Text)
		runes := []rune(p.Text)
		for _, h := range p.Headings {
			fmt.Fprintf(&b, "--- heading %d at %d: %s\n", h.Level, h.Start, h.Text)
		}
		for _, place := range p.Places {
			fmt.Fprintf(&b, "--- place %s: %q\n", place.Name, string(runes[place.Start:place.End]))
		}
		for _, t := range p.Tables {
			fmt.Fprintf(&b, "--- table %q, columns %q\n", t.Title, t.Columns)
			for _, r := range t.Rows {
				fmt.Fprintf(&b, "    %s\n", string(runes[r.Start:r.End]))
			}
		}
		for _, f := range p.Furniture {
			fmt.Fprintf(&b, "--- furniture: %q\n", string(runes[f.Start:f.End]))
		}
	}
	return b.String()
}

// checkGolden reads testdata/NAME and compares with testdata/NAME.golden.
func checkGolden(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, name, data)
}

// compareGolden reads data and compares with testdata/NAME.golden.
func compareGolden(t *testing.T, name string, data []byte) {
	t.Helper()
	pages, meta, err := readDocument(t, name, data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	got := golden(pages, meta)
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s reads as\n%s\nwant\n%s", name, got, want)
	}
}
