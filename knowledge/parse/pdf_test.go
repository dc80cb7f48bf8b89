package parse

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/tetratelabs/wazero"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// loadEngine gives an engine whose compiled code is shared with the tests of
// package reader.
func loadEngine(t testing.TB) *pdfEngine {
	t.Helper()
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	engine := &pdfEngine{cache: filepath.Join(dir, "carrel-test-wasm"), memory: 256 << 20}
	if err := engine.load(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(engine.close)
	return engine
}

func pagesOf(t testing.TB, engine *pdfEngine, data []byte) ([]reader.Page, reader.Meta) {
	t.Helper()
	var pages []reader.Page
	meta, err := engine.read(data, "", func(p reader.Page) error {
		pages = append(pages, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages, meta
}

// A cache that cannot be used, as on a full disk, costs no document. The names
// of the compiled code are taken by folders here, which not even root reads or
// replaces. The parser is an empty program, since pdfium takes seconds to compile.
func TestUnusableCache(t *testing.T) {
	empty := []byte("\x00asm\x01\x00\x00\x00")
	sound := &pdfEngine{cache: t.TempDir(), memory: minMemory, wasm: empty}
	if err := sound.load(); err != nil {
		t.Fatal(err)
	}
	sound.close()
	entries, err := filepath.Glob(filepath.Join(sound.cache, "wazero-*", "*"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("nothing was cached: %v", err)
	}
	for _, e := range entries {
		if err := os.Remove(e); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(e, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if cache, err := wazero.NewCompilationCacheWithDir(sound.cache); err != nil {
		t.Fatal(err)
	} else if _, err := sound.compile(cache); err == nil {
		t.Fatal("the cache can still be used")
	}
	if err := sound.load(); err != nil {
		t.Errorf("with an unusable cache: %v", err)
	}
	sound.close()
}

func TestHeadingsFromOutline(t *testing.T) {
	engine := loadEngine(t)
	doc := pdftest.Document{
		Pages:   []pdftest.Page{{Text: "1. Desks and\nchairs\nThey differ in height."}, {Text: "2\nMore text.\n2 Lamps\nThey give light."}},
		Outline: []pdftest.Bookmark{{Title: "Desks and chairs", Page: 1}, {Title: "Lamps", Page: 2}, {Title: "Not on its page", Page: 2}},
	}
	pages, _ := pagesOf(t, engine, doc.Bytes())
	if h := pages[0].Headings; len(h) != 1 || h[0] != (reader.Heading{Level: 1, Start: 0, End: 19, Text: "1. Desks and chairs"}) {
		t.Errorf("page 1: %+v", h)
	}
	if h := pages[1].Headings; len(h) != 1 || h[0] != (reader.Heading{Level: 1, Start: 13, End: 20, Text: "2 Lamps"}) {
		t.Errorf("page 2: %+v", h)
	}
}

func TestHeadingsBySize(t *testing.T) {
	engine := loadEngine(t)
	body := "Carrels are small desks in a library.\nEach of them is for one reader.\nThey stand by the windows."
	doc := pdftest.Document{Pages: []pdftest.Page{
		// The second heading has size 1, scaled by the text matrix.
		{Text: body, Content: "BT /F1 22 Tf 72 760 Td (On Carrels) Tj ET BT /F1 1 Tf 14 0 0 14 72 600 Tm (Their windows) Tj ET"},
		{Text: body},
	}}
	pages, _ := pagesOf(t, engine, doc.Bytes())
	h := pages[0].Headings
	if len(h) != 2 || h[0].Text != "On Carrels" || h[0].Level != 1 || h[1].Text != "Their windows" || h[1].Level != 3 {
		t.Errorf("headings %+v of %q", h, pages[0].Text)
	}
	for _, x := range h {
		if s := string([]rune(pages[0].Text)[x.Start:x.End]); s != x.Text {
			t.Errorf("heading %q stands at %q", x.Text, s)
		}
	}
	if len(pages[1].Headings) != 0 {
		t.Errorf("page 2: %+v", pages[1].Headings)
	}
}

// A document leaves nothing behind: the next one has an instance of its own.
func TestReadingIsRepeatable(t *testing.T) {
	engine := loadEngine(t)
	data := pdftest.Make([]string{"One piece of furni-\nture.", "Two."})
	first, _ := pagesOf(t, engine, data)
	for range 3 {
		_, _ = engine.read([]byte("%PDF-1.4 broken"), "", func(reader.Page) error { return nil })
		again, _ := pagesOf(t, engine, data)
		if again[0].Text != first[0].Text || again[1].Text != first[1].Text {
			t.Errorf("%q, then %q", first[0].Text, again[0].Text)
		}
	}
	if want := "One piece of furniture."; first[0].Text != want {
		t.Errorf("%q, want %q", first[0].Text, want)
	}
}

// FuzzPDF: whatever the bytes, the result is sound pages or a Problem, and the
// boxes of a page's text are inside it.
func FuzzPDF(f *testing.F) {
	for _, doc := range []pdftest.Document{
		{Pages: []pdftest.Page{{Text: "A page of furni-\nture."}, {Picture: true}}, Outline: []pdftest.Bookmark{{Title: "A page", Page: 1}}},
		{Pages: []pdftest.Page{{Rotate: 90, Content: "BT /F2 11 Tf 0 1 -1 0 300 200 Tm (Sideways) Tj ET"}}, Count: 500},
		{Pages: []pdftest.Page{{Text: "Sealed"}}, Password: "x"},
		{Pages: []pdftest.Page{{Content: pdftest.Set(across(700)...)}, {Content: pdftest.Set(statement()...)}}},
	} {
		f.Add(doc.Bytes())
	}
	whole := pdftest.Make([]string{"Cut off", "in the middle"})
	f.Add(whole[:len(whole)/2])
	f.Add(bytes.Replace(whole, []byte("/Count 2"), []byte("/Count 9"), 1))
	engine := loadEngine(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var first reader.Page
		number := 0
		_, err := engine.read(data, "", func(p reader.Page) error {
			number++
			checkPage(t, p, number)
			if number == 1 {
				first = p
			}
			return nil
		})
		var problem *reader.Problem
		if err != nil && !errors.As(err, &problem) {
			t.Fatalf("error %v is no Problem", err)
		}
		if err != nil || first.Text == "" {
			return
		}
		boxes, err := engine.boxes(data, "", 1, []reader.Span{{Start: 0, End: min(40, utf8.RuneCountInString(first.Text))}})
		if err != nil {
			t.Fatalf("boxes of a page that could be read: %v", err)
		}
		for _, b := range boxes[0] {
			if b.Right <= b.Left || b.Top <= b.Bottom {
				t.Fatalf("box %+v", b)
			}
		}
	})
}
