package parse

import (
	"fmt"
	"math"

	"github.com/klippa-app/go-pdfium/requests"

	"carrel/knowledge/reader"
)

// charIndex is pdfium's index of the character that a code point of the page's
// text came from.
func (d *pdfDocument) charIndex(p pdfPage, at int) (int, bool) {
	i, err := d.FPDFText_GetCharIndexFromTextIndex(&requests.FPDFText_GetCharIndexFromTextIndex{TextPage: p.handle, NTextIndex: int(p.origin[at])})
	if err != nil {
		return 0, false
	}
	return i.CharIndex, true
}

// boxes gives the rectangles of spans of a page's text.
func (e *pdfEngine) boxes(data []byte, password string, page int, spans []reader.Span) ([][]reader.Box, error) {
	d, err := e.open(data, password)
	if err != nil {
		return nil, err
	}
	defer d.close()
	if page > d.pages {
		return nil, &reader.Problem{Code: reader.CodeDamaged, Message: fmt.Sprintf("This PDF has %d pages, so there is no page %d. It has changed since it was read.", d.pages, page)}
	}
	p, err := d.text(page)
	if err != nil {
		if fatal(err) {
			return nil, d.fault(err)
		}
		return nil, &reader.Problem{Code: reader.CodeDamaged, Message: fmt.Sprintf("Page %d of this PDF cannot be read; the file is damaged there.", page)}
	}
	defer d.closeText(p)
	all := make([][]reader.Box, len(spans))
	text := []rune(p.text)
	var ink []letter
	if len(spans) > 0 {
		ink = d.raw.ink(p.raw)
	}
	for i, s := range spans {
		if all[i], err = d.boxesOfSpan(p, ink, text, s); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// glyph is a character's place: its box and the point on the baseline where it
// begins, in the page's user space.
type glyph struct {
	box     reader.Box // of its ink
	cell    reader.Box // with the space that belongs to it on its line
	x, y    float64
	slanted bool // neither level nor upright
}

// boxesOfSpan merges the boxes of a span's characters, line by line, as far as
// the merged ones cover nothing else that stands on the page. A span that reaches
// past the text's end is cut.
func (d *pdfDocument) boxesOfSpan(p pdfPage, ink []letter, text []rune, s reader.Span) ([]reader.Box, error) {
	var rows [][]glyph
	var row []glyph
	own := map[int]bool{}
	flush := func() {
		if len(row) > 0 {
			rows = append(rows, row)
			row = nil
		}
	}
	last := -1
	for at := s.Start; at < min(s.End, len(text)); at++ {
		if text[at] == '\n' {
			flush()
			continue
		}
		if isSpace(text[at]) {
			continue
		}
		char, ok := d.charIndex(p, at)
		if !ok || char == last { // the second letter of a ligature
			continue
		}
		last = char
		own[char] = true
		g, ok, err := d.glyph(p, char)
		if err != nil {
			return nil, err
		}
		if ok {
			row = append(row, g)
		}
	}
	flush()
	var others []reader.Box
	for _, l := range ink {
		if !own[l.char] {
			others = append(others, l.box)
		}
	}
	var boxes []reader.Box
	slanted := false
	for _, row := range rows {
		near := reader.Near(boundsOf(row), others)
		for i, g := range row {
			// A wide bracket's ink fills half of its place, and a dot next to none.
			if g.box.JoinsOver(g.cell, near) {
				row[i].box = g.cell
			}
			slanted = slanted || g.slanted
		}
		boxes = append(boxes, merge(row, near)...)
	}
	if slanted { // lines that climb have no level neighbours
		return boxes, nil
	}
	return reader.JoinBoxes(boxes, others), nil
}

// letter is a visible character of a page with its place.
type letter struct {
	char int // pdfium's index
	box  reader.Box
}

// ink gives the places of all characters of a page that leave a trace on it,
// those that Carrel's text has no letter for among them.
func (t *rawText) ink(page uint64) []letter {
	count := int(int32(t.call("FPDFText_CountChars", page)))
	if t.err != nil || count <= 0 {
		return nil
	}
	all := make([]letter, 0, min(count, maxPageRunes))
	for char := range min(count, maxPageRunes) {
		r := rune(t.call("FPDFText_GetUnicode", page, uint64(uint32(int32(char)))))
		if isSpace(r) || isLineEnd(r) || r == 0xAD {
			continue
		}
		b, ok := t.box(page, char)
		if !ok || b.Right <= b.Left || b.Top <= b.Bottom {
			b, ok = t.looseBox(page, char) // a picture as a letter: an emoji, a logo
		}
		if ok && b.Right > b.Left && b.Top > b.Bottom {
			all = append(all, letter{char, b})
		}
	}
	return all
}

// glyph asks for a character's place; false when it has none or no extent.
func (d *pdfDocument) glyph(p pdfPage, char int) (glyph, bool, error) {
	box, err := d.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: p.handle, Index: char})
	if err != nil {
		if fatal(err) {
			return glyph{}, false, d.fault(err)
		}
		return glyph{}, false, nil
	}
	g := glyph{box: reader.Box{Left: box.Left, Bottom: box.Bottom, Right: box.Right, Top: box.Top}}
	for _, v := range []float64{box.Left, box.Bottom, box.Right, box.Top} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return glyph{}, false, nil
		}
	}
	if box.Right <= box.Left || box.Top <= box.Bottom {
		return glyph{}, false, nil
	}
	origin, err := d.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: p.handle, Index: char})
	switch {
	case err == nil:
		g.x, g.y = origin.X, origin.Y
	case fatal(err):
		return glyph{}, false, d.fault(err)
	default:
		g.x, g.y = box.Left, box.Bottom
	}
	g.cell, g.slanted = d.raw.cell(p.raw, char, g.box)
	return g, true, nil
}

// widestSpace is how far apart words of a justified line stand at most, in heights
// of its letters. What is further apart stands in columns or cells, and what is
// between, such as a picture, nobody quoted.
const widestSpace = 1.5

// merge makes one rectangle of neighbours on one baseline, be that level or
// upright (text that is set sideways). A change of baseline, such as the end of
// a line that a hyphen joined, a gap as between columns, or something else that
// stands between them begins another one.
func merge(row []glyph, others []reader.Box) []reader.Box {
	var boxes []reader.Box
	var current reader.Box
	for i, g := range row {
		if i == 0 {
			current = g.box
			continue
		}
		before := row[i-1]
		// The taller of the two: a full stop says little about the line.
		em := max(g.box.Top-g.box.Bottom, before.box.Top-before.box.Bottom, g.box.Right-g.box.Left, before.box.Right-before.box.Left)
		// And between two full stops, as in “[...]”, what came before them does.
		em = max(em, min(current.Right-current.Left, current.Top-current.Bottom))
		dx, dy := math.Abs(g.x-before.x), math.Abs(g.y-before.y)
		level := dy <= 0.5*em && gap(current.Left, current.Right, g.box.Left, g.box.Right) <= widestSpace*em
		upright := dx <= 0.1*em && gap(current.Bottom, current.Top, g.box.Bottom, g.box.Top) <= widestSpace*em
		if (level || upright) && current.JoinsOver(g.box, others) {
			current = current.Union(g.box)
			continue
		}
		boxes = append(boxes, current)
		current = g.box
	}
	return append(boxes, current)
}

// boundsOf is the rectangle around all cells of a row.
func boundsOf(row []glyph) reader.Box {
	bounds := row[0].cell
	for _, g := range row[1:] {
		bounds = bounds.Union(g.cell)
	}
	return bounds
}

// gap is the distance between two intervals, 0 when they touch.
func gap(aLow, aHigh, bLow, bHigh float64) float64 {
	return max(0, bLow-aHigh, aLow-bHigh)
}
