package parse

import (
	"math"
	"strings"
	"unicode"
)

// Marks in lines of a PDF: what stands high, where pdfium ends a line too early,
// and brackets of scripts that run to the left.

// insert is a character that the page shows by where its letters stand.
type insert struct {
	at int  // before this code point of the raw text
	r  rune // '^' before what stands high, ' ' after it
}

// raised finds numbers that stand high at the end of w, or at its beginning: "10"
// and a small 3 above are not 103, and a note's number is no part of the word
// before it or of the footnote's first word. Units keep theirs ("km2"). a and b
// are how the word's ends stand, base is how far up a character of the raw text
// stands, and how large it is.
func (l *layout) raised(w word, a, b rise, base func(at int) (y, size float64, ok bool)) {
	last := w.end - 1 // digit
	for last > w.start && last > w.end-3 && !unicode.IsDigit(l.raw[last]) && !unicode.IsLetter(l.raw[last]) {
		last--
	}
	higher := func(low, high int) bool {
		y, size, ok := base(low)
		up, small, known := base(high)
		return ok && known && up-y > 0.2*size && up-y < size && small < 0.9*size
	}
	if unicode.IsDigit(l.raw[w.start]) {
		first := w.start + 1
		for first < w.end && unicode.IsDigit(l.raw[first]) {
			first++
		}
		if first < w.end && unicode.IsLetter(l.raw[first]) {
			// "1This": the word's end stands lower.
			if a.low > b.low+0.1*(b.high-b.low) && higher(first, w.start) {
				l.inserts = append(l.inserts, insert{first, ' '})
			}
			return
		}
	}
	if last == w.start || !unicode.IsDigit(l.raw[last]) ||
		last == w.end-1 && b.low < a.low+0.15*(a.high-a.low) || // nearly all numbers
		!higher(w.start, last) {
		return
	}
	for last > w.start+1 && higher(w.start, last-1) {
		last--
	}
	switch before := l.raw[last-1]; {
	case unicode.IsDigit(before), before == ')', before == ']':
		l.inserts = append(l.inserts, insert{last, '^'})
	case unicode.IsLetter(before):
		if last-w.start > 2 && unicode.IsLetter(l.raw[last-2]) && unicode.IsLetter(l.raw[last-3]) {
			l.inserts = append(l.inserts, insert{last, '^'})
		}
	case strings.ContainsRune(".,;:!?”’\"'", before):
		l.inserts = append(l.inserts, insert{last, ' '})
	}
}

// rise is how low and how high a box stands, in the direction of its text.
type rise struct{ low, high float64 }

// What follows on a line is less than a word's space away, in sizes of the page's
// letters; what is nearer than glued belongs to the same word.
const (
	followsWithin = 0.6
	gluedWithin   = 0.15
)

// sameLines joins pieces that stand on one line one after the other: pdfium ends
// a line after what stands high in it, and where letters that run upwards are set
// one by one.
func (l *layout) sameLines() {
	if l.em <= 0 {
		return
	}
	for i := 1; i < len(l.pieces); i++ {
		p, q := &l.pieces[i-1], &l.pieces[i]
		if p.joined || q.same || p.turn != q.turn || p.turn < 0 || len(p.words) == 0 || len(q.words) == 0 {
			continue
		}
		a, b := p, q
		if p.turn == l.turn {
			if math.Abs(a.base-b.base) > 0.1*l.em && !p.beside(q) {
				continue
			}
		} else {
			x, y := p.inFrame(p.turn-l.turn), q.inFrame(p.turn-l.turn)
			a, b = &x, &y
			if min(a.top, b.top)-max(a.bottom, b.bottom) < 0.6*min(a.height(), b.height()) {
				continue
			}
		}
		gap := (b.left - a.right) / l.em
		if gap < -0.2 || gap > followsWithin {
			continue
		}
		if p.turn == l.turn && q.base-p.base > 0.1*l.em && unicode.IsDigit(l.raw[q.words[0].start]) && gap < gluedWithin {
			l.power(p, q)
			continue
		}
		last, first := l.raw[p.words[len(p.words)-1].end-1], l.raw[q.words[0].start]
		glued := gap < gluedWithin
		switch {
		case unicode.IsDigit(last) && unicode.IsDigit(first), // "750" and a note's number
			unicode.IsDigit(last) && unicode.IsLetter(first) && p.base-q.base > 0.1*l.em: // a note's number and its first word
			glued = false
		}
		q.same, q.glued, l.changed = true, glued || strings.ContainsRune(",.;:!?)]}", first), true
	}
}

// beside reports whether one of two pieces is what stands high or low beside the
// other: smaller letters, on nearly the same height.
func (p *piece) beside(q *piece) bool {
	small, large := p, q
	if small.size > large.size {
		small, large = large, small
	}
	return small.size > 0 && small.size < 0.9*large.size && math.Abs(p.base-q.base) < 0.6*large.size &&
		min(p.top, q.top)-max(p.bottom, q.bottom) > 0.2*small.height()
}

// power joins a number that stands high, the piece q, to what is before it.
func (l *layout) power(p, q *piece) {
	q.same, l.changed = true, true
	end := p.words[len(p.words)-1].end
	letters := 0
	for letters < 3 && end-1-letters >= p.start && unicode.IsLetter(l.raw[end-1-letters]) {
		letters++
	}
	switch before := l.raw[end-1]; {
	case unicode.IsDigit(before), before == ')', before == ']', letters == 3:
		l.inserts = append(l.inserts, insert{q.words[0].start, '^'})
		q.glued = true
	case letters > 0:
		q.glued = true // a unit, or a letter for a number: "km2", "x2"
	}
}

// inFrame is a piece's extent where its text runs to the right.
func (p *piece) inFrame(turns int) piece {
	q := (turns + 4) % 4
	x0, y0 := turned(q, p.left, p.bottom)
	x1, y1 := turned(q, p.right, p.top)
	return piece{left: min(x0, x1), right: max(x0, x1), bottom: min(y0, y1), top: max(y0, y1)}
}

// mirrored are brackets by those that face them.
var mirrored = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '«': '»', '»': '«', '<': '>', '>': '<'}

// mirror turns the brackets of lines that run to the left: a file names what is
// drawn, which is ")" for the bracket that opens there. They are told by each of
// them closing before it has opened.
func (l *layout) mirror() {
	leftwards := false
	for _, r := range l.raw {
		if r >= 0x590 && isLeftwards(r) {
			leftwards = true
			break
		}
	}
	if !leftwards {
		return
	}
	for i := range l.pieces {
		p := &l.pieces[i]
		line := l.raw[p.start:p.end]
		open, least, most, letters := 0, 0, 0, false
		for _, r := range line {
			switch r {
			case '(', '[', '{', '«':
				open++
			case ')', ']', '}', '»':
				open--
			}
			least, most = min(least, open), max(most, open)
			letters = letters || isLeftwards(r)
		}
		if !letters || open != 0 || least >= 0 || most > 0 {
			continue
		}
		for k, r := range line {
			if m, ok := mirrored[r]; ok {
				line[k] = m
			}
		}
	}
}

// isLeftwards reports whether r is a letter of Hebrew, Arabic or another script
// that runs to the left.
func isLeftwards(r rune) bool {
	return r >= 0x590 && r <= 0x8FF || r >= 0xFB1D && r <= 0xFDFF || r >= 0xFE70 && r <= 0xFEFC
}
