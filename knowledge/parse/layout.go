package parse

import (
	"math"
	"slices"
	"unicode"

	"carrel/knowledge/reader"
)

// word is a run of characters without space on one line. Its coordinates are
// those of the page's frame: points, turned so that most text of the page runs
// to the right and its lines follow each other downwards (y falls).
type word struct {
	start, end               int // of the raw text's code points
	left, right, bottom, top float64
}

// piece is a line of text, or a part of one, as pdfium gives it.
type piece struct {
	start, end int // of the raw text's code points, without the line end
	words      []word
	left       float64
	right      float64
	bottom     float64
	top        float64
	base       float64 // of the first character
	size       float64 // of that character's font, in points; 0 when not known
	char       int     // pdfium's index of the first letter, or of the first character where there is none
	turn       int     // quarter turns against the page, counterclockwise; -1: oblique or not known
	joined     bool    // ends in a hyphen after which pdfium has joined the next line
	same       bool    // stands on the line of the piece before it
	glued      bool    // and touches it
}

func (p *piece) height() float64 { return p.top - p.bottom }

// layout is where the text of a page stands.
type layout struct {
	raw     []rune
	unit    []int32  // of each code point of raw: its UTF-16 unit in pdfium's text
	pieces  []piece  // in reading order
	turn    int      // of the frame
	em      float64  // the size of the page's most usual letters, in points
	apart   float64  // between words of different columns or cells there is more space than this
	inserts []insert // what is put into the text, see raised and power
	// sideways: whoever is shown the page has to turn their head to read it.
	sideways bool
	// changed: the pieces are not those of pdfium's text, or not in its order.
	changed bool
}

// turned turns a point of a page whose text runs q quarter turns against the
// page's x axis.
func turned(q int, x, y float64) (float64, float64) {
	switch q {
	case 1:
		return y, -x
	case 2:
		return -x, -y
	case 3:
		return -y, x
	default:
		return x, y
	}
}

// readLayout asks for the places of the ends of all words.
func readLayout(t *rawText, page uint64, raw []rune, unit []int32) *layout {
	l := &layout{raw: raw, unit: unit}
	l.pieces = splitPieces(raw)
	var turns [4]int
	sizes := map[int]int{} // code points by size in quarter points
	for i := range l.pieces {
		p := &l.pieces[i]
		chars := charsOf(t, page, p, unit)
		p.turn = -1
		if len(p.words) > 0 {
			// The first letter: bullets and numbers are often set in another font.
			first := p.words[0].start
			for k := first; k < p.end; k++ {
				if unicode.IsLetter(raw[k]) {
					first = k
					break
				}
			}
			char := chars(first)
			p.char = char
			p.size, p.turn = t.font(page, char)
			sizes[int(math.Round(4*p.size))] += p.end - p.start
		}
		if p.turn >= 0 {
			turns[p.turn] += p.end - p.start
		}
		kept := p.words[:0]
		for _, w := range p.words {
			a, ok := t.box(page, chars(w.start))
			if !ok {
				continue
			}
			first, last := a, a
			if w.end-w.start > 1 {
				if b, ok := t.box(page, chars(w.end-1)); ok {
					last = b
					a.Left, a.Bottom, a.Right, a.Top = min(a.Left, b.Left), min(a.Bottom, b.Bottom), max(a.Right, b.Right), max(a.Top, b.Top)
				}
			}
			if p.turn >= 0 && w.end-w.start > 1 {
				l.raised(w, riseOf(first, p.turn), riseOf(last, p.turn), func(at int) (float64, float64, bool) {
					x, y, ok := t.origin(page, chars(at))
					_, y = turned(p.turn, x, y)
					size, _ := t.font(page, chars(at))
					return y, size, ok
				})
			}
			w.left, w.bottom, w.right, w.top = a.Left, a.Bottom, a.Right, a.Top
			kept = append(kept, w)
		}
		p.words = kept
		if len(kept) > 0 {
			p.base = kept[0].bottom
			if x, y, ok := t.origin(page, chars(kept[0].start)); ok {
				_, p.base = turned(max(p.turn, 0), x, y)
			}
		}
	}
	for q, n := range turns {
		if n > turns[l.turn] {
			l.turn = q
		}
	}
	l.frame()
	usual, most := 0.0, 0
	for quarters, n := range sizes {
		if size := float64(quarters) / 4; n > most || n == most && size < usual {
			usual, most = size, n
		}
	}
	// Not a size that the letters themselves belie.
	if usual > 0.6*l.em && usual < 2*l.em {
		l.em = usual
	}
	l.spaces()
	return l
}

// riseOf is how low and high a box stands in text that is turned so.
func riseOf(b reader.Box, turn int) rise {
	_, y0 := turned(turn, b.Left, b.Bottom)
	_, y1 := turned(turn, b.Right, b.Top)
	return rise{min(y0, y1), max(y0, y1)}
}

// frame turns the places of all words into the page's frame, takes the extents
// of the pieces from them, and cuts pieces that run over several lines: on
// pages that are shown turned, pdfium leaves line ends out.
func (l *layout) frame() {
	heights := make([]float64, 0, len(l.pieces))
	var cut []piece // nil until one is cut
	for i := range l.pieces {
		p := &l.pieces[i]
		if len(p.words) == 0 {
			p.turn = -1
		}
		for k := range p.words {
			w := &p.words[k]
			x0, y0 := turned(l.turn, w.left, w.bottom)
			x1, y1 := turned(l.turn, w.right, w.top)
			w.left, w.right, w.bottom, w.top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
			if h := w.top - w.bottom; p.turn == l.turn && h > 0 {
				heights = append(heights, h)
			}
		}
		if p.turn == l.turn {
			for k := 1; k < len(p.words); k++ {
				a, b := &p.words[k-1], &p.words[k]
				high, low := a.top-a.bottom, b.top-b.bottom
				if b.left >= a.left || low < 0.5*high || high < 0.5*low { // a footnote's number
					continue
				}
				if math.Abs(a.bottom+a.top-b.bottom-b.top) < 0.7*min(high, low) {
					continue
				}
				if cut == nil {
					cut = append(make([]piece, 0, len(l.pieces)+8), l.pieces[:i]...)
				}
				before := *p
				before.end, before.words, before.joined = a.end, p.words[:k], false
				before.extent()
				if math.IsNaN(before.base) {
					before.base = before.bottom
				}
				cut = append(cut, before)
				p.start, p.words = b.start, p.words[k:]
				p.base, k = math.NaN(), 0
			}
		}
		p.extent()
		if math.IsNaN(p.base) || p.turn != l.turn {
			p.base = p.bottom
		}
		if cut != nil {
			cut = append(cut, *p)
		}
	}
	if cut != nil {
		l.pieces, l.changed = cut, true
	}
	if len(heights) > 0 {
		slices.Sort(heights)
		// The tight boxes of words are about 0.75 of their font's size.
		l.em = 1.3 * heights[len(heights)/2]
	}
}

// spaces finds how wide a space is that is none between words.
func (l *layout) spaces() {
	var gaps []float64
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.turn != l.turn {
			continue
		}
		for k := 1; k < len(p.words); k++ {
			if gap := p.words[k].left - p.words[k-1].right; gap > 0 {
				gaps = append(gaps, gap)
			}
		}
	}
	usual := 0.0
	if len(gaps) > 0 {
		slices.Sort(gaps)
		usual = gaps[len(gaps)/4] // less than half, since tables have few spaces between words
	}
	// Letters of one width have wide spaces, and typesetters' spaces are thin.
	l.apart = max(0.8*l.em, min(1.9*usual, 1.5*l.em))
}

// extent takes a piece's extent from its words.
func (p *piece) extent() {
	if len(p.words) == 0 {
		return
	}
	p.left, p.bottom, p.right, p.top = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for k := range p.words {
		w := &p.words[k]
		p.left, p.bottom, p.right, p.top = min(p.left, w.left), min(p.bottom, w.bottom), max(p.right, w.right), max(p.top, w.top)
	}
}

// splitPieces cuts pdfium's text into lines and words. What follows a hyphen
// mark stands on the next line.
func splitPieces(raw []rune) []piece {
	pieces := make([]piece, 0, 64)
	words := make([]word, 0, len(raw)/5+1)
	first := 0 // of the piece's words
	start := 0
	inWord := -1
	endWord := func(i int) {
		if inWord >= 0 {
			words = append(words, word{start: inWord, end: i})
			inWord = -1
		}
	}
	endPiece := func(i int, joined bool) {
		endWord(i)
		if i > start {
			pieces = append(pieces, piece{start: start, end: i, words: words[first:len(words):len(words)], joined: joined})
			first = len(words)
		}
	}
	for i, r := range raw {
		switch {
		case isLineEnd(r):
			endPiece(i, false)
			start = i + 1
		case r == hyphenMark || r == 0x02:
			if inWord < 0 {
				inWord = i
			}
			endPiece(i+1, true)
			start = i + 1
		case isSpace(r):
			endWord(i)
		case inWord < 0 && !unicode.IsControl(r):
			inWord = i
		}
	}
	endPiece(len(raw), false)
	return pieces
}

func isLineEnd(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f'
}

// charsOf gives the way from a code point of a piece to pdfium's index of its
// character. Nearly always the characters of a piece are in a row.
func charsOf(t *rawText, page uint64, p *piece, unit []int32) func(at int) int {
	if p.end <= p.start {
		return func(int) int { return -1 }
	}
	first := t.index(page, unit[p.start])
	last := t.index(page, unit[p.end-1])
	if first >= 0 && last-first == int(unit[p.end-1]-unit[p.start]) {
		return func(at int) int { return first + int(unit[at]-unit[p.start]) }
	}
	return func(at int) int { return t.index(page, unit[at]) }
}

// quarter is an angle in radians in quarter turns from 0 to 3, -1 when it is
// between two of them.
func quarter(angle float64) int {
	q := angle / (math.Pi / 2)
	n := math.Round(q)
	if !(math.Abs(q-n) <= 0.1) {
		return -1
	}
	return (int(n) + 4) % 4
}
