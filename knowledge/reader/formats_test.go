package reader_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// Every self-made file whose text is known is read by the real process too, and
// gives the same.
func TestGoldenFiles(t *testing.T) {
	goldens, err := filepath.Glob("../parse/testdata/*.golden")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no golden texts: %v", err)
	}
	c := newClient(t, nil)
	for _, path := range goldens {
		golden, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file := strings.TrimSuffix(path, ".golden")
		if _, err := os.Stat(file); err != nil {
			continue // one that its test makes
		}
		pages, meta := mustRead(t, c, reader.Source{Path: file})
		if known, ok := reader.FormatOf(file); !ok || known.Name != meta.Format {
			t.Errorf("%s is read as %s, its name promises %q", file, meta.Format, known.Name)
		}
		for _, p := range pages {
			if !strings.Contains(string(golden), "\n"+p.Text+"\n") {
				t.Errorf("%s: page %d is not in the golden text: %q", file, p.Number, p.Text)
			}
		}
	}
}

// A PDF that is attached to a mail is read with it.
func TestReadMailWithPDF(t *testing.T) {
	pdf := pdftest.Make([]string{"The first page of the offer.", "The second page of the offer."})
	mail := "From: ada@example.org\nTo: ben@example.org\nSubject: Offer\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee the offer.\n--b\n" +
		"Content-Type: application/pdf; name=offer.pdf\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString(pdf) + "\n--b--\n"
	c := newClient(t, nil)
	src := file(t, "offer.eml", []byte(mail))
	pages, meta := mustRead(t, c, src)
	if len(pages) != 3 || meta.Format != "mail" || meta.Title != "Offer" {
		t.Fatalf("%+v, pages %+v", meta, pages)
	}
	if p := pages[2]; p.Text != "The second page of the offer." || p.Label != "attachment offer.pdf, page 2" {
		t.Errorf("page 3 is %+v", p)
	}
	if where := reader.Where(meta.Unit, pages[2], 0, 5); where != "attachment offer.pdf, page 2" {
		t.Errorf("its place is %q", where)
	}
	if boxes, err := c.Boxes(t.Context(), src, 3, []reader.Span{{Start: 0, End: 5}}); err != nil || len(boxes) != 1 || len(boxes[0]) != 0 {
		t.Errorf("boxes %v, %v", boxes, err)
	}
}
