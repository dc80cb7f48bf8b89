package reader_test

import (
	"image"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// scan writes a PDF of n pages that are noise, about 0.9 MB each, as it was some
// time ago.
func scan(t testing.TB, n int) reader.Source {
	random := rand.New(rand.NewPCG(1, 2))
	var pages []pdftest.Page
	for range n {
		g := image.NewGray(image.Rect(0, 0, 850, 1100))
		for i := range g.Pix {
			g.Pix[i] = uint8(random.Uint32())
		}
		pages = append(pages, pdftest.Page{Scan: g})
	}
	src := file(t, "scan.pdf", (pdftest.Document{Pages: pages}).Bytes())
	age(t, src.Path)
	return src
}

// age makes a file a minute old.
func age(t testing.TB, path string) {
	then := time.Now().Add(-time.Minute)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkRenderPages draws the pages of a scan of 55 MB one after the other.
func BenchmarkRenderPages(b *testing.B) {
	const pages = 60
	src := scan(b, pages)
	c := newClient(b, nil)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := c.Render(b.Context(), src, 1+i%pages); err != nil {
			b.Fatal(err)
		}
	}
}

// A document is sent once for all its pages, and anew when its file has changed:
// what the picture shows says which one the child has.
func TestADocumentIsHeldForItsPictures(t *testing.T) {
	document := func(content string) []byte {
		return (pdftest.Document{Pages: []pdftest.Page{{Content: content}, {Content: content}}}).Bytes()
	}
	low, high := document("100 100 200 40 re f"), document("100 600 200 40 re f") // of one length
	src := file(t, "a.pdf", low)
	other := file(t, "b.pdf", high)
	age(t, src.Path)
	age(t, other.Path)
	c := newClient(t, nil)
	shows := func(when string, src reader.Source, page int, atTop bool) {
		t.Helper()
		p, err := c.Render(t.Context(), src, page)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if got := ink(p.Grey); got.Empty() || (got.Max.Y < p.Height/2) != atTop {
			t.Errorf("%s: ink at %v of %d lines, at the top: %v", when, got, p.Height, atTop)
		}
	}
	shows("at first", src, 1, false)
	overwrite := func(data []byte) {
		if err := os.WriteFile(src.Path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.Stat(src.Path)
	if err != nil {
		t.Fatal(err)
	}
	overwrite(high)
	if err := os.Chtimes(src.Path, before.ModTime(), before.ModTime()); err != nil {
		t.Fatal(err)
	}
	shows("held", src, 2, false)
	overwrite(high) // now
	shows("written anew", src, 2, true)
	overwrite(low)
	shows("written just now, and again", src, 2, false)
	age(t, src.Path)
	shows("sent again", src, 1, false)
	shows("another between", other, 1, true)
	shows("back", src, 1, false)
	if _, err := c.Render(t.Context(), src, 3); err == nil {
		t.Error("there is a page 3")
	}
	shows("after a page that isn't there", src, 2, false)
}
