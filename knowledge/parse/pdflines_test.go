package parse

import (
	"strings"
	"testing"
	"unicode/utf8"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// A number that stands high is no part of the number or word beside it, and no
// line ends after it.
func TestRaisedInPDF(t *testing.T) {
	engine := loadEngine(t)
	high := func(s string) string { return "/F1 7 Tf 4 Ts (" + s + ") Tj /F1 11 Tf 0 Ts " }
	low := func(s string) string { return "/F1 7 Tf -2 Ts (" + s + ") Tj /F1 11 Tf 0 Ts " }
	line := func(y string, parts ...string) string {
		return "BT /F1 11 Tf 72 " + y + " Td " + strings.Join(parts, "") + "ET\n"
	}
	content := line("700", "(The limit is 2) Tj ", high("31"), "( bytes, and 1,048,576 of them in 10) Tj ", high("-6"), "(.) Tj ") +
		line("680", "(All systems) Tj ", high("1"), "( have km) Tj ", high("2"), "(, H) Tj ", low("2"), "(O, the end.) Tj ", high("12"), "( A set ) Tj (\\(s - 2\\)) Tj ", high("2"), "( grows.) Tj ") +
		line("660", high("12"), "(This is said in a note, 1849 and 2019.) Tj ") +
		"BT /F1 11 Tf 0 1 -1 0 40 300 Tm (lo) Tj ET\nBT /F1 11 Tf 0 1 -1 0 40 309.3 Tm (g\\(yield\\)) Tj ET\n"
	data := pdftest.Document{Pages: []pdftest.Page{{Content: content}}}.Bytes()
	pages, _ := pagesOf(t, engine, data)
	checkPage(t, pages[0], 1)
	want := "The limit is 2^31 bytes, and 1,048,576 of them in 10^-6.\nAll systems^1 have km2, H2O, the end. 12 A set (s - 2)^2 grows.\n12 This is said in a note, 1849 and 2019.\nlog(yield)"
	if pages[0].Text != want {
		t.Errorf("%q, want %q", pages[0].Text, want)
	}
	// What is shown has its place, and what was put in has that of the number.
	at := utf8.RuneCountInString("The limit is ")
	boxes, err := engine.boxes(data, "", 1, []reader.Span{{Start: at, End: at + 4}, {Start: at + 1, End: at + 4}, {Start: at + 5, End: at + 10}})
	if err != nil || len(boxes[0]) == 0 || len(boxes[1]) != 1 || len(boxes[2]) != 1 || boxes[1][0].Bottom < boxes[2][0].Bottom+2 || boxes[2][0].Left < boxes[1][0].Right {
		t.Errorf("boxes %+v, %v", boxes, err)
	}
}

// What stands high or low beside other letters is in their line, also where pdfium
// makes a line of it.
func TestPiecesBeside(t *testing.T) {
	at := func(start, end int, left, right, base, size float64) piece {
		return piece{start: start, end: end, left: left, right: right, base: base, bottom: base, top: base + 0.7*size, size: size, words: []word{{start: start, end: end}}}
	}
	for _, test := range []struct {
		text       string
		base, size float64 // of the second piece
		next       float64 // where the third begins
		want       string
	}{
		{"in 2|31|bytes", 104, 7, 53, "in 2^31 bytes"},
		{"systems|1|may", 104, 7, 53, "systems^1 may"},
		{"km|2|may", 104, 7, 53, "km2 may"},
		{"HCO|3|may", 98, 7, 53, "HCO3 may"},
		{"A|T|A", 104, 7, 50.5, "ATA"},
		{"a set.|1|Then", 104, 7, 53, "a set. 1 Then"},
		{"in 2|31|bytes", 88, 7, 53, "in 2\n31\nbytes"},
		{"in 2|31|bytes", 104, 10, 53, "in 2\n31\nbytes"},
	} {
		parts := strings.Split(test.text, "|")
		raw, unit := decodeUnits(strings.Join(parts, "\n"))
		a, b := len([]rune(parts[0])), len([]rune(parts[1]))
		l := &layout{em: 10, raw: raw, unit: unit}
		l.pieces = []piece{at(0, a, 10, 40, 100, 10), at(a+1, a+1+b, 40.5, 50, test.base, test.size), at(a+b+2, len(raw), test.next, 70, 100, 10)}
		l.sameLines()
		if got := l.text().text; got != test.want {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
	// A footnote begins with its number.
	raw, unit := decodeUnits("1\nThis")
	l := &layout{em: 10, raw: raw, unit: unit, pieces: []piece{at(0, 1, 10, 13, 104, 7), at(2, 6, 13.5, 40, 100, 10)}}
	l.sameLines()
	if got := l.text().text; got != "1 This" {
		t.Errorf("a footnote: %q", got)
	}
}

// Columns and cells are no line, and digits that touch no number.
func TestPiecesApart(t *testing.T) {
	at := func(left, right float64, base float64) piece {
		return piece{left: left, right: right, base: base, bottom: base, top: base + 8, words: []word{{start: 0, end: 1}}}
	}
	for _, test := range []struct {
		what        string
		text        rune
		next        piece
		same, glued bool
	}{
		{"a word's space away", 'a', at(53, 60, 100), true, false},
		{"touching", 'a', at(50.5, 60, 100), true, true},
		{"digits that touch", '7', at(50.5, 60, 100), true, false},
		{"another column", 'a', at(62, 70, 100), false, false},
		{"another line", 'a', at(50.5, 60, 88), false, false},
		{"back at the left", 'a', at(10, 60, 100), false, false},
	} {
		l := &layout{em: 10, raw: []rune{test.text}, pieces: []piece{at(10, 50, 100), test.next}}
		l.sameLines()
		if p := l.pieces[1]; p.same != test.same || p.glued != test.glued {
			t.Errorf("%s: same %v, glued %v", test.what, p.same, p.glued)
		}
	}
}

// Brackets of lines that run to the left come from pdfium as they are drawn.
func TestMirroredBrackets(t *testing.T) {
	for _, test := range []struct{ raw, want string }{
		{"كيلو )بزيادة( منه", "كيلو (بزيادة) منه"},
		{"שנה (2023) טובה", "שנה (2023) טובה"},
		{"means (3 letters) שלום", "means (3 letters) שלום"},
		{"plain )words( here", "plain )words( here"},
		{"פתוח (בלי סוף", "פתוח (בלי סוף"},
	} {
		l := &layout{raw: []rune(test.raw)}
		l.pieces = splitPieces(l.raw)
		l.mirror()
		if got := string(l.raw); got != test.want {
			t.Errorf("%q gives %q, want %q", test.raw, got, test.want)
		}
	}
}
