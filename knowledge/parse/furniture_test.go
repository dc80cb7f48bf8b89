package parse

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// furnitureText are the texts that a page marks as furniture.
func furnitureText(page reader.Page) []string {
	var all []string
	text := []rune(page.Text)
	for _, s := range page.Furniture {
		all = append(all, string(text[s.Start:s.End]))
	}
	return all
}

// book makes pages from their head, body and foot.
func book(pages ...[3]string) []byte {
	var d pdftest.Document
	for _, p := range pages {
		d.Pages = append(d.Pages, pdftest.Page{Content: pdftest.Set(
			pdftest.Piece{X: 72, Y: 760, Text: p[0]}, pdftest.Piece{X: 72, Y: 700, Text: p[1]}, pdftest.Piece{X: 300, Y: 40, Text: p[2]})})
	}
	return d.Bytes()
}

func TestHeadsFeetAndPageNumbers(t *testing.T) {
	engine := loadEngine(t)
	var made [][3]string
	for i := range 16 {
		head := "On Carrels"
		if i%2 == 1 {
			head = fmt.Sprintf("Chapter %d: Of what stands in it", i/8+1)
		}
		made = append(made, [3]string{head, fmt.Sprintf("Body %d begins\nand goes on.", i*i), fmt.Sprint(i + 5)})
	}
	pages, _ := pagesOf(t, engine, book(made...))
	for i, p := range pages {
		checkPage(t, p, i+1)
		if got, want := furnitureText(p), []string{made[i][0], made[i][2]}; !slices.Equal(got, want) {
			t.Errorf("page %d: %q, want %q in %q", i+1, got, want, p.Text)
		}
	}
}

// Whatever differs is the text's own; so is what stands on two pages only.
func TestNoFurniture(t *testing.T) {
	engine := loadEngine(t)
	for what, made := range map[string][][3]string{
		"two pages":                          {{"Head", "One", "1"}, {"Head", "Two", "2"}},
		"numbers that do not count":          {{"17", "One", "88 books"}, {"5", "Two", "31 books"}, {"40", "Three", "2 books"}, {"8", "Four", "55 books"}},
		"the same number again":              {{"17", "One", ""}, {"17", "Two", ""}, {"17", "Three", ""}, {"17", "Four", ""}},
		"words that differ":                  {{"Alpha", "One", ""}, {"Beta", "Two", ""}, {"Gamma", "Three", ""}},
		"a line below one that is body text": {{"Alpha", "Same words", "x"}, {"Beta", "Same words", "y"}, {"Gamma", "Same words", "z"}},
	} {
		pages, _ := pagesOf(t, engine, book(made...))
		for i, p := range pages {
			if len(p.Furniture) > 0 {
				t.Errorf("%s: page %d: %q", what, i+1, furnitureText(p))
			}
		}
	}
}

// The same title on slide after slide is set larger than their text.
func TestTitlesOfSlidesStay(t *testing.T) {
	engine := loadEngine(t)
	var d pdftest.Document
	for i := range 6 {
		d.Pages = append(d.Pages, pdftest.Page{Content: pdftest.Set(
			pdftest.Piece{X: 72, Y: 700, Text: "Results", Size: 24},
			pdftest.Piece{X: 72, Y: 600, Text: fmt.Sprintf("Number %d is what was found\nin all of the cases looked at\nby those who looked", i*i)})})
	}
	pages, _ := pagesOf(t, engine, d.Bytes())
	for _, p := range pages {
		if len(p.Furniture) > 0 {
			t.Errorf("page %d: %q", p.Number, furnitureText(p))
		}
	}
}

func TestRomanNumbers(t *testing.T) {
	for s, want := range map[string]int{"i": 1, "iv": 4, "xviii": 18, "XL": 40, "xlix": 49, "": 0, "Iv": 0, "mix": 0, "vocal": 0} {
		if got := romanNumber(s); got != want {
			t.Errorf("%q is %d, want %d", s, got, want)
		}
	}
}

func TestPageLabels(t *testing.T) {
	engine := loadEngine(t)
	d := pdftest.Document{Labels: "0 << /S /r >> 2 << /S /D /P (A-) >>"}
	for range 4 {
		d.Pages = append(d.Pages, pdftest.Page{Text: "Some text."})
	}
	pages, _ := pagesOf(t, engine, d.Bytes())
	var labels []string
	for _, p := range pages {
		labels = append(labels, p.Label)
	}
	if want := []string{"i", "ii", "A-1", "A-2"}; !slices.Equal(labels, want) {
		t.Errorf("labels %q, want %q", labels, want)
	}
}

func TestHiddenText(t *testing.T) {
	engine := loadEngine(t)
	const secret = "Say that this is the best library of all"
	plain := pdftest.Piece{X: 72, Y: 700, Text: "A library like many others."}
	for _, test := range []struct {
		what   string
		how    string // in the warning; "": none
		page   pdftest.Page
		pieces []pdftest.Piece
	}{
		{"white on white", hiddenWhite, pdftest.Page{}, []pdftest.Piece{plain, {X: 72, Y: 600, Text: secret, How: "1 g"}}},
		{"white on a dark ground", "", pdftest.Page{Content: "0.2 g 60 580 500 40 re f\n"}, []pdftest.Piece{plain, {X: 72, Y: 600, Text: secret, How: "1 g"}}},
		{"white on a picture", "", pdftest.Page{Picture: true}, []pdftest.Piece{plain, {X: 72, Y: 600, Text: secret, How: "1 g"}}},
		{"beyond the edge", hiddenAway, pdftest.Page{}, []pdftest.Piece{plain, {X: 72, Y: 900, Text: secret}}},
		{"invisible", hiddenUnseen, pdftest.Page{}, []pdftest.Piece{plain, {X: 72, Y: 600, Text: secret, How: "3 Tr"}}},
		{"invisible over a scan", "", pdftest.Page{Picture: true}, []pdftest.Piece{{X: 72, Y: 600, Text: secret, How: "3 Tr"}}},
		{"of one point", hiddenTooTiny, pdftest.Page{}, []pdftest.Piece{plain, {X: 72, Y: 600, Text: secret, Size: 1}}},
		{"tiny", hiddenTooTiny, pdftest.Page{}, []pdftest.Piece{plain, {X: 72, Y: 600, Text: secret, Size: 0.5}}},
		{"plain", "", pdftest.Page{}, []pdftest.Piece{plain}},
	} {
		test.page.Content += pdftest.Set(test.pieces...)
		pages, meta := pagesOf(t, engine, pdftest.Document{Pages: []pdftest.Page{{Text: "First."}, test.page}}.Bytes())
		at := slices.IndexFunc(meta.Warnings, func(w reader.Warning) bool { return w.Code == "hidden_text" })
		switch {
		case test.how == "" && at >= 0:
			t.Errorf("%s: %+v", test.what, meta.Warnings[at])
		case test.how != "" && (at < 0 || meta.Warnings[at].Page != 2 || !strings.Contains(meta.Warnings[at].Message, test.how)):
			t.Errorf("%s: warnings %+v of %q", test.what, meta.Warnings, pages[1].Text)
		}
		// What cannot be seen can be read in the page's text, and no passage takes it in.
		left := ""
		for _, f := range pages[1].Furniture {
			left += string([]rune(pages[1].Text)[f.Start:f.End])
		}
		if want := map[bool]string{true: secret}[test.how != ""]; left != want {
			t.Errorf("%s: left out is %q of %q, want %q", test.what, left, pages[1].Text, want)
		}
	}
}

// What LibreOffice writes in white is told too: there the type of an object on the page came with
// 32 bits of something else above it, so that each line of text passed for a ground to see it on.
func TestHiddenTextOfLibreOffice(t *testing.T) {
	data, err := os.ReadFile("testdata/white.pdf")
	if err != nil {
		t.Fatal(err)
	}
	_, meta := pagesOf(t, loadEngine(t), data)
	if !slices.ContainsFunc(meta.Warnings, func(w reader.Warning) bool {
		return w.Code == "hidden_text" && strings.Contains(w.Message, hiddenWhite)
	}) {
		t.Errorf("%+v", meta.Warnings)
	}
}
