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
	for i, s := range spans {
		if all[i], err = d.boxesOfSpan(p, text, s); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// glyph is a character's place: its box and the point on the baseline where it
// begins, in the page's user space.
type glyph struct {
	box  reader.Box
	x, y float64
}

// boxesOfSpan merges the boxes of a span's characters, line by line. A span
// that reaches past the text's end is cut.
func (d *pdfDocument) boxesOfSpan(p pdfPage, text []rune, s reader.Span) ([]reader.Box, error) {
	var boxes []reader.Box
	var row []glyph
	flush := func() {
		if len(row) > 0 {
			boxes = append(boxes, merge(row)...)
			row = row[:0]
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
		g, ok, err := d.glyph(p, char)
		if err != nil {
			return nil, err
		}
		if ok {
			row = append(row, g)
		}
	}
	flush()
	return boxes, nil
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
	return g, true, nil
}

// merge makes one rectangle of neighbours on one baseline, be that level or
// upright (text that is set sideways). A change of baseline, such as the end of
// a line that a hyphen joined, or a gap as between columns begins another one.
func merge(row []glyph) []reader.Box {
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
		level := dy <= 0.5*em && gap(current.Left, current.Right, g.box.Left, g.box.Right) <= 3*em
		upright := dx <= 0.1*em && gap(current.Bottom, current.Top, g.box.Bottom, g.box.Top) <= 3*em
		if level || upright {
			current.Left, current.Right = min(current.Left, g.box.Left), max(current.Right, g.box.Right)
			current.Bottom, current.Top = min(current.Bottom, g.box.Bottom), max(current.Top, g.box.Top)
			continue
		}
		boxes = append(boxes, current)
		current = g.box
	}
	return append(boxes, current)
}

// gap is the distance between two intervals, 0 when they touch.
func gap(aLow, aHigh, bLow, bHigh float64) float64 {
	return max(0, bLow-aHigh, aLow-bHigh)
}
