package reader_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// spanOf finds words in a page's text.
func spanOf(t *testing.T, text, words string) reader.Span {
	t.Helper()
	before, _, found := strings.Cut(text, words)
	if !found {
		t.Fatalf("%q is not in %q", words, text)
	}
	start := len([]rune(before))
	return reader.Span{Start: start, End: start + len([]rune(words))}
}

// boxesOf reads a document's page and asks for the boxes of words on it.
func boxesOf(t *testing.T, c *reader.Client, src reader.Source, page int, words ...string) [][]reader.Box {
	t.Helper()
	pages, _ := mustRead(t, c, src)
	var spans []reader.Span
	for _, w := range words {
		spans = append(spans, spanOf(t, pages[page-1].Text, w))
	}
	boxes, err := c.Boxes(t.Context(), src, page, spans)
	if err != nil {
		t.Fatal(err)
	}
	return boxes
}

// courier is where pdftest sets characters from column first to column last
// (exclusive) of a line, from below the baseline to above the capitals.
func courier(line, first, last int) reader.Box {
	base := pdftest.Top - pdftest.Leading*float64(line)
	advance := pdftest.CourierAdvance * pdftest.Size
	return reader.Box{Left: pdftest.Left + advance*float64(first), Right: pdftest.Left + advance*float64(last), Bottom: base - 3, Top: base + 10}
}

// wantCover checks that a box lies inside the place of words, a point of
// tolerance given, and covers it: all of the width but the side bearings of
// the outer letters, and the height of small letters.
func wantCover(t *testing.T, what string, got, want reader.Box) {
	t.Helper()
	const slack = 1
	inside := got.Left >= want.Left-slack && got.Right <= want.Right+slack && got.Bottom >= want.Bottom-slack && got.Top <= want.Top+slack
	along, across, length := got.Right-got.Left, got.Top-got.Bottom, want.Right-want.Left
	if want.Top-want.Bottom > length { // upright text
		along, across, length = across, along, want.Top-want.Bottom
	}
	covers := along >= length-4 && across >= 4
	if !inside || !covers {
		t.Errorf("%s: box %.1f, want inside and across %.1f", what, got, want)
	}
}

const boxText = "The carrel stands by the window.\nIt holds the papers of one reader,\nand nobody else opens it."

// User space is not touched by how a page is turned, cropped or placed: that
// is what pdf.js's convertToViewportRectangle expects.
func TestBoxesCoverWords(t *testing.T) {
	c := newClient(t, nil)
	for _, turn := range []int{0, 90, 180, 270} {
		for name, crop := range map[string][2][4]float64{
			"plain":   {},
			"cropped": {{0, 0, 612, 792}, {50, 400, 500, 760}},
			"offset":  {{-100, -50, 700, 900}, {-20, 30, 650, 800}},
		} {
			t.Run(fmt.Sprintf("%s %d", name, turn), func(t *testing.T) {
				doc := pdftest.Document{Pages: []pdftest.Page{
					{Text: "first"},
					{Text: boxText, Courier: true, Rotate: turn, MediaBox: crop[0], CropBox: crop[1]},
				}}
				src := file(t, "boxes.pdf", doc.Bytes())
				boxes := boxesOf(t, c, src, 2, "carrel", "It holds the papers of one reader,", "opens it.")
				for i, want := range []reader.Box{courier(0, 4, 10), courier(1, 0, 34), courier(2, 16, 25)} {
					if len(boxes[i]) != 1 {
						t.Fatalf("boxes of words on one line: %v", boxes[i])
					}
					wantCover(t, fmt.Sprintf("line %d", i+1), boxes[i][0], want)
				}
				pages, _ := mustRead(t, c, src)
				wantW, wantH := 612.0, 792.0
				if crop[1] != [4]float64{} {
					wantW, wantH = crop[1][2]-crop[1][0], crop[1][3]-crop[1][1]
				}
				if p := pages[1]; p.Width != wantW || p.Height != wantH {
					t.Errorf("page of %g x %g, want %g x %g", p.Width, p.Height, wantW, wantH)
				}
			})
		}
	}
}

func TestBoxesAcrossLines(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Pages: []pdftest.Page{{Text: boxText, Courier: true}}}
	boxes := boxesOf(t, c, file(t, "lines.pdf", doc.Bytes()), 1, "window.\nIt holds the papers of one reader,\nand")
	if len(boxes[0]) != 3 {
		t.Fatalf("boxes of three lines: %v", boxes[0])
	}
	wantCover(t, "end of line 1", boxes[0][0], courier(0, 25, 32))
	wantCover(t, "line 2", boxes[0][1], courier(1, 0, 34))
	wantCover(t, "start of line 3", boxes[0][2], courier(2, 0, 3))
}

func TestBoxesOfHyphenatedWord(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Pages: []pdftest.Page{{Courier: true,
		Text: "A carrel is a piece of furni-\nture for those who read. It was pro-\nposed in COVID-\n19 times by Anne-\nMarie."}}}
	src := file(t, "hyphens.pdf", doc.Bytes())
	boxes := boxesOf(t, c, src, 1, "furniture", "proposed", "COVID-19", "Anne-Marie")
	if len(boxes[0]) != 2 {
		t.Fatalf("boxes of a word on two lines: %v", boxes[0])
	}
	wantCover(t, "furni", boxes[0][0], courier(0, 23, 28))
	wantCover(t, "ture", boxes[0][1], courier(1, 0, 4))
	for i, b := range boxes {
		if len(b) != 2 {
			t.Errorf("word %d on two lines: boxes %v", i, b)
		}
	}
}

// Full stops that stand far apart are no gap.
func TestBoxesOfFullStops(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Pages: []pdftest.Page{{Courier: true, Text: "It is [...] one reader."}}}
	boxes := boxesOf(t, c, file(t, "stops.pdf", doc.Bytes()), 1, "is [...] one")
	if len(boxes[0]) != 1 {
		t.Fatalf("boxes of words on one line: %v", boxes[0])
	}
	wantCover(t, "the words", boxes[0][0], courier(0, 3, 15))
}

// Text that is set upright, as beside a table, is one box per line as well.
func TestBoxesOfSidewaysText(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Pages: []pdftest.Page{{Content: "BT /F2 11 Tf 0 1 -1 0 300 200 Tm (Sideways words) Tj ET"}}}
	boxes := boxesOf(t, c, file(t, "sideways.pdf", doc.Bytes()), 1, "Sideways words")
	if len(boxes[0]) != 1 {
		t.Fatalf("boxes %v", boxes[0])
	}
	got := boxes[0][0]
	if got.Left < 288 || got.Right > 304 || got.Bottom < 199 || got.Top > 200+14*6.6+1 || got.Top-got.Bottom < 14*6.6-5 {
		t.Errorf("box %.1f", got)
	}
}

// A landscape page, as a wide table has it: its content stands upright once the
// page is turned.
func TestBoxesOfTurnedPage(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Pages: []pdftest.Page{{Rotate: 90,
		Content: "BT /F2 11 Tf 0 1 -1 0 100 72 Tm (The first line of it) Tj 0 1 -1 0 114 72 Tm (and the second.) Tj ET"}}}
	src := file(t, "turned.pdf", doc.Bytes())
	pages, _ := mustRead(t, c, src)
	if want := "The first line of it\nand the second."; pages[0].Text != want {
		t.Fatalf("text %q, want %q", pages[0].Text, want)
	}
	boxes := boxesOf(t, c, src, 1, "line of it\nand")
	if len(boxes[0]) != 2 {
		t.Fatalf("boxes %v", boxes[0])
	}
	const advance = pdftest.CourierAdvance * pdftest.Size
	for i, want := range []reader.Box{
		{Left: 90, Right: 103, Bottom: 72 + 10*advance, Top: 72 + 20*advance},
		{Left: 104, Right: 117, Bottom: 72, Top: 72 + 3*advance},
	} {
		wantCover(t, fmt.Sprintf("line %d", i+1), boxes[0][i], want)
	}
}

// Columns that pdfium reads as one line are marked apart.
func TestBoxesOfColumnsApart(t *testing.T) {
	c := newClient(t, nil)
	doc := pdftest.Document{Pages: []pdftest.Page{{Content: "BT /F2 11 Tf 72 700 Td (Total) Tj 300 0 Td (1,234) Tj ET"}}}
	boxes := boxesOf(t, c, file(t, "columns.pdf", doc.Bytes()), 1, "Total 1,234")
	if len(boxes[0]) != 2 || boxes[0][0].Right > 110 || boxes[0][1].Left < 370 {
		t.Errorf("boxes %v", boxes[0])
	}
}

// piece is where pdftest sets characters first to last (exclusive) of a piece's
// line, counted from 0, whose text is level.
func piece(p pdftest.Piece, line, first, last int) reader.Box {
	base := p.Y - pdftest.Leading*float64(line)
	advance := pdftest.CourierAdvance * pdftest.Size
	return reader.Box{Left: p.X + advance*float64(first), Right: p.X + advance*float64(last), Bottom: base - 3, Top: base + 10}
}

// Lines that are put into reading order keep their places: those of two columns
// that are drawn line by line, a word that a hyphen cuts at a line's end, and
// one that it cuts at a column's end.
func TestBoxesInColumns(t *testing.T) {
	c := newClient(t, nil)
	left := []string{"A carrel is a small desk for one", "reader in a library. It stands by", "a window, often in a row of fur-", "niture, and has a shelf above and",
		"a lamp below that. Monks had such", "places in their cloisters, cut in", "to the wall, and closed with cur-"}
	right := []string{"tains against the wind. In reading", "rooms of today most of them are of", "wood and glass, and one may keep a", "book there overnight. Some of them",
		"can be locked, which their readers", "like, and most of them cannot. The", "papers on them stay as they lay."}
	var pieces []pdftest.Piece
	for i := range left {
		y := 700 - pdftest.Leading*float64(i)
		pieces = append(pieces, pdftest.Piece{X: 60, Y: y, Text: left[i]}, pdftest.Piece{X: 320, Y: y, Text: right[i]})
	}
	doc := pdftest.Document{Pages: []pdftest.Page{{Content: pdftest.Set(pieces...)}}}
	src := file(t, "columns.pdf", doc.Bytes())
	boxes := boxesOf(t, c, src, 1, "small desk", "furniture", "curtains", "overnight", "stands by\na window")
	for i, want := range [][]reader.Box{
		{piece(pieces[0], 0, 14, 24)},
		{piece(pieces[4], 0, 28, 31), piece(pieces[6], 0, 0, 6)},
		{piece(pieces[12], 0, 29, 32), piece(pieces[1], 0, 0, 5)},
		{piece(pieces[7], 0, 11, 20)},
		{piece(pieces[2], 0, 24, 33), piece(pieces[4], 0, 0, 8)},
	} {
		if len(boxes[i]) != len(want) {
			t.Errorf("span %d: boxes %.0f, want %.0f", i, boxes[i], want)
			continue
		}
		for k := range want {
			wantCover(t, fmt.Sprintf("span %d, box %d", i, k), boxes[i][k], want[k])
		}
	}
}

// The cells of a table that is drawn column by column, read row by row.
func TestBoxesInTornTable(t *testing.T) {
	c := newClient(t, nil)
	names := pdftest.Piece{X: 72, Y: 700, Text: "Wood\nGlass\nLamps\nShelves"}
	first := pdftest.Piece{X: 300, Y: 700, Text: " 120\n  45\n  30\n  88"}
	second := pdftest.Piece{X: 380, Y: 700, Text: " 131\n  50\n  28\n  90"}
	doc := pdftest.Document{Pages: []pdftest.Page{{Content: pdftest.Set(names, first, second)}}}
	src := file(t, "table.pdf", doc.Bytes())
	boxes := boxesOf(t, c, src, 1, "Glass 45 50")
	want := []reader.Box{piece(names, 1, 0, 5), piece(first, 1, 2, 4), piece(second, 1, 2, 4)}
	if len(boxes[0]) != len(want) {
		t.Fatalf("boxes %.0f, want %.0f", boxes[0], want)
	}
	for k := range want {
		wantCover(t, fmt.Sprintf("cell %d", k), boxes[0][k], want[k])
	}
	pages, _ := mustRead(t, c, src)
	if len(pages[0].Tables) != 1 || len(pages[0].Tables[0].Rows) != 4 {
		t.Fatalf("tables %+v", pages[0].Tables)
	}
	row := pages[0].Tables[0].Rows[3]
	got, err := c.Boxes(t.Context(), src, 1, []reader.Span{row})
	if err != nil || len(got[0]) != 3 {
		t.Fatalf("boxes of a row: %v, %v", got, err)
	}
	wantCover(t, "the last row's name", got[0][0], piece(names, 3, 0, 7))
}

// Lines that pdfium reads from the last to the first, as on pages that are
// shown lying on their side.
func TestBoxesOfTurnedLines(t *testing.T) {
	c := newClient(t, nil)
	for _, turn := range []int{90, 180, 270} {
		p := pdftest.Piece{X: 200, Y: 500, Text: "The first line of this\nis followed by another,\nand that by the third"}
		doc := pdftest.Document{Pages: []pdftest.Page{{Rotate: turn, Content: pdftest.Set(p)}}}
		boxes := boxesOf(t, c, file(t, "turned.pdf", doc.Bytes()), 1, "line of this\nis followed")
		if len(boxes[0]) != 2 {
			t.Fatalf("turned by %d: boxes %v", turn, boxes[0])
		}
		wantCover(t, "end of line 1", boxes[0][0], piece(p, 0, 10, 22))
		wantCover(t, "start of line 2", boxes[0][1], piece(p, 1, 0, 11))
	}
}

// A word that the file draws later, and that stands between those of a quotation,
// is not marked with them.
func TestBoxesLeaveOutWordsBetween(t *testing.T) {
	c := newClient(t, nil)
	const advance = pdftest.CourierAdvance * pdftest.Size
	line := pdftest.Piece{X: 72, Y: 700, Text: "alpha  gamma"}
	doc := pdftest.Document{Pages: []pdftest.Page{{Content: fmt.Sprintf(
		"BT /F2 11 Tf 72 700 Td (alpha  gamma) Tj 0 -40 Td (Below it.) Tj %f 40 Td (I) Tj ET", 5.5*advance)}}}
	src := file(t, "between.pdf", doc.Bytes())
	boxes := boxesOf(t, c, src, 1, "alpha gamma", "I")
	want := []reader.Box{piece(line, 0, 0, 5), piece(line, 0, 7, 12)}
	if len(boxes[0]) != 2 || len(boxes[1]) != 1 {
		t.Fatalf("boxes %.0f, want %.0f", boxes, want)
	}
	for i := range want {
		wantCover(t, fmt.Sprintf("box %d", i), boxes[0][i], want[i])
	}
}

func TestBoxesOfBadRequests(t *testing.T) {
	c := newClient(t, nil)
	src := file(t, "one.pdf", pdftest.Make([]string{"One page."}))
	boxes, err := c.Boxes(t.Context(), src, 1, []reader.Span{{Start: 4, End: 4000}, {Start: 500, End: 600}, {Start: 2, End: 2}})
	if err != nil || len(boxes) != 3 || len(boxes[0]) != 1 || len(boxes[1]) != 0 || len(boxes[2]) != 0 {
		t.Errorf("spans past the end: %v, %v", boxes, err)
	}
	_, err = c.Boxes(t.Context(), src, 2, []reader.Span{{Start: 0, End: 1}})
	var problem *reader.Problem
	if !errors.As(err, &problem) {
		t.Errorf("page past the end: %v", err)
	}
	if _, err := c.Boxes(t.Context(), src, 0, nil); err == nil {
		t.Error("page 0 has boxes")
	}
	if _, err := c.Boxes(t.Context(), src, 1, []reader.Span{{Start: 3, End: 1}}); err == nil {
		t.Error("a backwards span has boxes")
	}
	if err := os.Remove(src.Path); err != nil {
		t.Fatal(err)
	}
	if _, err = c.Boxes(t.Context(), src, 1, nil); !errors.As(err, &problem) || problem.Code != reader.CodeMissing {
		t.Errorf("file gone: %v", err)
	}
}

// What stands under the boxes of a quotation is the quotation, wherever it
// begins and ends: over lines, a divided word, on a turned page. The same is
// measured on strangers' PDFs by `make bench PARTS=position`.
func TestWhatStandsUnderTheBoxesOfAQuotation(t *testing.T) {
	c := newClient(t, nil)
	lines := strings.Split("The keeper of the lighthouse (Maren Holt) wrote in\nher diary on 3 May 1862: \"The lamp burns, and no-\n"+
		"body is lost.\" It was seen for 17 miles, [...] as the\npilots' guild confirmed; its fog-horn was heard far-\nther still. . . .", "\n")
	var doc pdftest.Document
	for _, turn := range []int{0, 90, 180, 270} {
		doc.Pages = append(doc.Pages, pdftest.Page{Courier: true, Rotate: turn, Text: strings.Join(lines, "\n")})
	}
	src := file(t, "quotations.pdf", doc.Bytes())
	pages, _ := mustRead(t, c, src)
	draw := rand.New(rand.NewPCG(1, 2))
	bare := func(s string) string { return strings.NewReplacer("-", "", " ", "", "\n", "").Replace(s) }
	for number, page := range pages {
		text := []rune(page.Text)
		var spans []reader.Span
		for range 25 {
			start := draw.IntN(len(text) - 30)
			for start > 0 && !unicode.IsSpace(text[start-1]) {
				start--
			}
			end := min(len(text), start+30+draw.IntN(90))
			for end < len(text) && !unicode.IsSpace(text[end]) {
				end++
			}
			spans = append(spans, reader.Span{Start: start, End: end})
		}
		boxes, err := c.Boxes(t.Context(), src, number+1, spans)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range spans {
			var under strings.Builder
			for row, line := range lines {
				for column, letter := range []rune(line) {
					cell := courier(row, column, column+1)
					x, y := (cell.Left+cell.Right)/2, cell.Bottom+5 // in small letters' height
					if slices.ContainsFunc(boxes[i], func(b reader.Box) bool { return x > b.Left && x < b.Right && y > b.Bottom && y < b.Top }) {
						under.WriteRune(letter)
					}
				}
			}
			if want := string(text[s.Start:s.End]); bare(under.String()) != bare(want) {
				t.Errorf("page %d: under the boxes of %q stands %q", number+1, want, under.String())
			}
		}
	}
}
