package parse

import (
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// textOf reads a page made of pieces.
func textOf(t *testing.T, engine *pdfEngine, turn int, pieces ...pdftest.Piece) reader.Page {
	t.Helper()
	pages, _ := pagesOf(t, engine, pdftest.Document{Pages: []pdftest.Page{{Rotate: turn, Content: pdftest.Set(pieces...)}}}.Bytes())
	checkPage(t, pages[0], 1)
	return pages[0]
}

var (
	leftColumn = []string{
		"A carrel is a small desk for one", "reader in a library. It stands by", "a window, often in a row of its", "kind, and has a shelf above it and",
		"a lamp below that. Monks had such", "places in their cloisters, cut in-", "to the wall, and closed them with",
	}
	rightColumn = []string{
		"a curtain against the wind. In the", "reading rooms of today they are of", "wood and glass, and one may keep a", "book there overnight. Some of them",
		"can be locked, which their readers", "like, and most of them cannot. The", "papers on them stay as they lay.",
	}
)

// across sets both columns line by line, as some programs do.
func across(y float64) []pdftest.Piece {
	var all []pdftest.Piece
	for i := range leftColumn {
		all = append(all, pdftest.Piece{X: 60, Y: y, Text: leftColumn[i]}, pdftest.Piece{X: 320, Y: y, Text: rightColumn[i]})
		y -= pdftest.Leading
	}
	return all
}

const bothColumns = `A carrel is a small desk for one
reader in a library. It stands by
a window, often in a row of its
kind, and has a shelf above it and
a lamp below that. Monks had such
places in their cloisters, cut into the wall, and closed them with
a curtain against the wind. In the
reading rooms of today they are of
wood and glass, and one may keep a
book there overnight. Some of them
can be locked, which their readers
like, and most of them cannot. The
papers on them stay as they lay.`

func TestColumnsAreReadOneAfterTheOther(t *testing.T) {
	engine := loadEngine(t)
	title := pdftest.Piece{X: 60, Y: 740, Text: "On small desks for readers, and what is kept upon them overnight and longer"}
	page := textOf(t, engine, 0, append([]pdftest.Piece{title}, across(700)...)...)
	if want := title.Text + "\n" + bothColumns; page.Text != want {
		t.Errorf("%q, want %q", page.Text, want)
	}
	// A line over the whole width divides the columns above from those below.
	page = textOf(t, engine, 0, append(append(across(700), pdftest.Piece{X: 60, Y: 580, Text: title.Text}), across(550)...)...)
	if want := bothColumns + "\n" + title.Text + "\n" + bothColumns; page.Text != want {
		t.Errorf("%q, want %q", page.Text, want)
	}
	// Columns that are drawn in their order stay as pdfium reads them.
	page = textOf(t, engine, 0,
		pdftest.Piece{X: 320, Y: 300, Text: "A margin note"},
		pdftest.Piece{X: 60, Y: 700, Text: strings.Join(leftColumn, "\n")}, pdftest.Piece{X: 320, Y: 700, Text: strings.Join(rightColumn, "\n")})
	if want := "A margin note\n" + bothColumns; page.Text != want {
		t.Errorf("%q, want %q", page.Text, want)
	}
}

// A word that a column's end cuts goes on at the next column's top.
func TestHyphenOverColumns(t *testing.T) {
	engine := loadEngine(t)
	pieces := across(700)
	pieces[12].Text = "to the wall, and closed it with cur-"
	pieces[1].Text = "tains against the wind. In reading"
	if page := textOf(t, engine, 0, pieces...); !strings.Contains(page.Text, "closed it with curtains against") {
		t.Errorf("%q", page.Text)
	}
}

// What stands upright on a page that is shown turned is read from its first
// line, and so is what stands on its side on a page that is not.
func TestTurnedPages(t *testing.T) {
	engine := loadEngine(t)
	text := "The first line of this\nis followed by another,\nand that by the third\nbefore the last one."
	for _, shown := range []int{0, 90, 180, 270} {
		for turn := range 4 {
			t.Run(fmt.Sprintf("shown %d, set %d", shown, 90*turn), func(t *testing.T) {
				page := textOf(t, engine, shown, pdftest.Piece{X: 300, Y: 400, Turn: turn, Text: text})
				if page.Text != text {
					t.Errorf("%q", page.Text)
				}
			})
		}
	}
}

// On a page that is shown on its side pdfium takes each run of a line for a line, in an order of
// its own: the columns are read all the same, and words that are set in two runs stay whole.
func TestRunsOfSidewaysColumns(t *testing.T) {
	engine := loadEngine(t)
	const advance = 0.6 // of a letter, in the font's size: Courier's
	var pieces []pdftest.Piece
	add := func(x float64, lines []string) {
		for i, line := range lines {
			y := 700 - float64(i)*pdftest.Leading
			cut := strings.IndexByte(line, ' ') + 2 + i%3 // within the second word or behind it
			pieces = append(pieces, pdftest.Piece{X: x, Y: y, Text: line[:cut], Size: 10},
				pdftest.Piece{X: x + advance*10*float64(cut), Y: y, Text: line[cut:], Size: 10})
		}
	}
	add(60, leftColumn)
	add(330, rightColumn)
	for _, shown := range []int{90, 270} {
		if page := textOf(t, engine, shown, pieces...); page.Text != bothColumns {
			t.Errorf("shown %d: %q", shown, page.Text)
		}
	}
}

// A table whose columns are drawn one after the other is read row by row.
func TestRowsOfTornTable(t *testing.T) {
	engine := loadEngine(t)
	page := textOf(t, engine, 0,
		pdftest.Piece{X: 72, Y: 740, Text: "What the reading room cost"},
		pdftest.Piece{X: 72, Y: 700, Text: "Wood\nGlass\nLamps\nShelves"},
		pdftest.Piece{X: 300, Y: 714, Text: "2017\n 120\n  45\n  30\n  88"},
		pdftest.Piece{X: 380, Y: 714, Text: "2018\n 131\n  50\n  28\n  90"},
		pdftest.Piece{X: 72, Y: 600, Text: "All sums are rounded."})
	want := "What the reading room cost\n2017 2018\nWood 120 131\nGlass 45 50\nLamps 30 28\nShelves 88 90\nAll sums are rounded."
	if page.Text != want {
		t.Errorf("%q, want %q", page.Text, want)
	}
	if len(page.Tables) != 1 || len(page.Tables[0].Rows) != 4 || strings.Join(page.Tables[0].Columns, "|") != "|2017|2018" {
		t.Errorf("tables %+v", page.Tables)
	}
}

// Letters that are set one by one make words; where they stand apart, words.
func TestSpacesMadeUp(t *testing.T) {
	engine := loadEngine(t)
	// A real space is as wide as a letter here; the last letters are set apart
	// by a third of that, as some scanning programs do.
	var pieces []pdftest.Piece
	for i, words := range []string{"The library of the towe r", "was built by many hand s", "in the years of the plagu e"} {
		y := 700 - float64(i)*pdftest.Leading
		x := 72.0
		head, tail := words[:len(words)-2], words[len(words)-1:]
		pieces = append(pieces, pdftest.Piece{X: x, Y: y, Text: head},
			pdftest.Piece{X: x + (float64(len(head))+0.3)*pdftest.CourierAdvance*pdftest.Size, Y: y, Text: tail})
	}
	page := textOf(t, engine, 0, pieces...)
	if want := "The library of the tower\nwas built by many hands\nin the years of the plague"; page.Text != want {
		t.Errorf("%q, want %q", page.Text, want)
	}
}

// TestSpacedLetters: a heading whose letters are set apart is words, and letters
// that stand alone stay alone.
func TestSpacedLetters(t *testing.T) {
	engine := loadEngine(t)
	const advance = pdftest.CourierAdvance * pdftest.Size
	// set places each letter on its own, as far from the next as the spacing says,
	// in letters' widths, and words a width and that farther.
	set := func(text string, y, spacing float64) (pieces []pdftest.Piece) {
		x := 72.0
		for _, r := range text {
			if r != ' ' {
				pieces = append(pieces, pdftest.Piece{X: x, Y: y, Text: string(r)})
			}
			x += (1 + spacing) * advance
		}
		return pieces
	}
	var pieces []pdftest.Piece
	pieces = append(pieces, set("ANNUAL REPORT 2019", 700, 0.6)...)
	pieces = append(pieces, pdftest.Piece{X: 72, Y: 660, Text: "What the tower has earned in a year"})
	pieces = append(pieces, set("ABCDE", 620, 5)...) // heads of columns
	pieces = append(pieces, set("12345", 580, 0.6)...)
	pieces = append(pieces, pdftest.Piece{X: 72, Y: 540, Text: "f o u r"}) // written so
	pieces = append(pieces, pdftest.Piece{X: 72, Y: 500, Text: "It has"})
	for i, r := range "mxnxp" {
		pieces = append(pieces, pdftest.Piece{X: 72 + (7+1.6*float64(i))*advance, Y: 500, Text: string(r)})
	}
	page := textOf(t, engine, 0, pieces...)
	want := "ANNUAL REPORT 2019\nWhat the tower has earned in a year\nA B C D E\n1 2 3 4 5\nf o u r\nIt has m x n x p"
	if got := strings.Join(strings.FieldsFunc(page.Text, func(r rune) bool { return r == '\n' }), "\n"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// FuzzLayout: wherever the words of a page stand, all of its text is read, and
// what is said about it lies in it.
func FuzzLayout(f *testing.F) {
	f.Add([]byte("\x10\x10\x40\x02\x80\x10\x40\x02\x10\x20\x40\x02\x80\x20\x40\x02"), "alpha beta 12 34\ngamma 5 6\ndelta 7 8\nend-\ning")
	f.Add([]byte{}, "one")
	f.Add([]byte("\xff\x00\x01\x05"), "Net sales 1,234 2,345\nCost 12 13\nGross 1 2\nTax (1) (2)\n2018 2017")
	f.Fuzz(func(t *testing.T, places []byte, text string) {
		if len(text) > 4000 {
			return
		}
		raw, unit := decodeUnits(strings.ToValidUTF8(text, "?"))
		l := &layout{raw: raw, unit: unit, pieces: splitPieces(raw)}
		k := 0
		next := func() float64 {
			if len(places) == 0 {
				return 0
			}
			k++
			return float64(places[k%len(places)])
		}
		for i := range l.pieces {
			p := &l.pieces[i]
			p.turn = int(next()) % 5
			if p.turn == 4 {
				p.turn = -1
			}
			for j := range p.words {
				w := &p.words[j]
				w.left, w.bottom = 3*next(), 3*next()
				w.right, w.top = w.left+next()/2, w.bottom+next()/20
			}
			if len(p.words) > 0 {
				p.base, p.size = p.words[0].bottom, next()/16
			}
		}
		l.frame()
		l.spaces()
		l.dropFalseSpaces(func(at int) bool { return at%2 == 0 })
		l.joinSpacedLetters(func(at int) bool { return at%3 != 0 })
		before := visibleRunes(l.raw)
		l.reorder()
		l.sameLines()
		l.mirror()
		before += len(l.inserts) // "^"
		page := l.text()
		if got := visibleRunes([]rune(page.text)); got != before {
			t.Fatalf("%d visible characters become %d: %q from %q", before, got, page.text, text)
		}
		if n := len([]rune(page.text)); n != len(page.origin) {
			t.Fatalf("%d code points, %d origins", n, len(page.origin))
		}
		lines := l.lines(page)
		result := reader.Page{Number: 1, Text: page.text}
		for _, table := range l.tablesOf(lines) {
			result.Tables = append(result.Tables, table.Table)
		}
		e := edgesOf(lines, l.em)
		result.Furniture = furnitureOf([]edges{e, e, e}, 1)
		checkPage(t, result, 1)
	})
}

// visibleRunes counts what normalise neither adds, joins nor leaves out, ligatures
// as the letters that they are taken apart into.
func visibleRunes(text []rune) int {
	n := 0
	for _, r := range text {
		if !isSpace(r) && !isLineEnd(r) && !invisible(r) && r != hyphenMark && r != '-' && r != 0xAD && r != 0x2010 {
			n += max(1, len(ligatures[r]))
		}
	}
	return n
}
