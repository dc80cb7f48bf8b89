package parse

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge/parse/pdftest"
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
	sameAsGolden(t, name, pages, meta)
}

// sameAsGolden compares what was read with testdata/NAME.golden.
func sameAsGolden(t *testing.T, name string, pages []reader.Page, meta reader.Meta) {
	t.Helper()
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

// TestEveryFormatHasAGolden: who adds a format writes down what it reads as.
func TestEveryFormatHasAGolden(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{formatPicture: true} // its words are tesseract's: package knowledge looks for them
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(string(data), "format "), ",")
		has[name] = true
	}
	for _, f := range reader.Formats {
		if !has[f.Name] {
			t.Errorf("no golden text has the format %s", f.Name)
		}
	}
}

func TestGoldenOfTextAndCalendar(t *testing.T) {
	checkGolden(t, "room.txt")
	compareGolden(t, "plan.ics", []byte(invitation))
}

// TestGoldenPDF reads a report with all that a PDF's reader makes out: heads and
// page numbers, an outline, a page in two columns with words that their ends cut,
// a table that goes on, a page that is shown turned, and page labels.
func TestGoldenPDF(t *testing.T) {
	set := func(n int, pieces ...pdftest.Piece) string {
		return pdftest.Set(append([]pdftest.Piece{{X: 60, Y: 760, Text: "The desks of the reading room"}, {X: 300, Y: 30, Text: fmt.Sprint(n)}}, pieces...)...)
	}
	prose := func(y float64, about string) pdftest.Piece {
		return pdftest.Piece{X: 60, Y: y, Text: "The keeper of the room writes down each day\nwho sat where, and for how long. " + about}
	}
	lefts := []float64{60, 300, 400}
	d := pdftest.Document{Title: "Desks and their readers", Author: "Ada Reader", Labels: "0 << /S /r >> 2 << /S /D >>",
		Outline: []pdftest.Bookmark{{Title: "How it is kept", Page: 2}, {Title: "Costs", Page: 3}}}
	for i, content := range []string{
		set(1, pdftest.Piece{X: 60, Y: 700, Size: 24, Text: "Desks and their readers"}, prose(640, "Nobody minds.")),
		set(2, append(across(600), pdftest.Piece{X: 60, Y: 700, Text: "How it is kept"}, prose(680, "It is in ink."))...),
		set(3, append([]pdftest.Piece{{X: 60, Y: 720, Text: "Costs"}, prose(700, "It costs little.")},
			pdftest.Rows(640, lefts, []string{"(Crowns)", "2019", "2018"}, []string{"Lamps", " 1,200", "   900"}, []string{"Window seats", "   300", "    --"}, []string{"Total", " 1,500", "   900"})...)...),
		set(4, pdftest.Rows(720, lefts, []string{"(Crowns)", "2019", "2018"}, []string{"Ink", "   120", "    90"}, []string{"Curtains", "    30", "    20"}, []string{"Total", "   150", "   110"})...),
		set(5, prose(700, "So it ends.")),
	} {
		page := pdftest.Page{Content: content}
		if i == 4 {
			page.Rotate = 90
		}
		d.Pages = append(d.Pages, page)
	}
	pages, meta := pagesOf(t, loadEngine(t), d.Bytes())
	for i, p := range pages {
		checkPage(t, p, i+1)
	}
	sameAsGolden(t, "desks.pdf", pages, meta)
}
