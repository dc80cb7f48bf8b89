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
	inserts []insert // in the order of their places; none from the raw text itself
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

// dropFalseSpaces removes the spaces that pdfium made up between letters of one
// word: some programs set every letter, or the last one of each word, on its
// own. They are told by their letters touching, or on a page with real spaces
// by being far narrower than those. generated reports whether the space at a
// code point is made up; it is asked about narrow ones only, where there are any.
func (l *layout) dropFalseSpaces(generated func(at int) bool) {
	type space struct {
		at  int
		gap float64 // in heights of the line
	}
	var gaps []space
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.turn != l.turn || p.height() <= 0 {
			continue
		}
		for k := 1; k < len(p.words); k++ {
			a, b := &p.words[k-1], &p.words[k]
			if gap := (b.left - a.right) / min(p.height(), l.em); b.start-a.end == 1 && gap > -0.3 {
				gaps = append(gaps, space{a.end, gap})
			}
		}
	}
	const touching, narrow, fewReal = 0.12, 0.5, 8
	if len(gaps) == 0 {
		return
	}
	widths := make([]float64, len(gaps))
	for i, g := range gaps {
		widths[i] = g.gap
	}
	slices.Sort(widths)
	usual := widths[len(widths)*3/4]
	if widths[0] >= touching && widths[0] >= narrow*usual {
		return
	}
	limit := touching
	if len(gaps) >= fewReal && widths[len(widths)/8] < narrow*usual { // not a single odd one
		var real []float64
		for _, g := range gaps {
			if !generated(g.at) {
				real = append(real, g.gap)
			}
		}
		if slices.Sort(real); len(real) >= fewReal {
			limit = max(touching, narrow*real[len(real)/2])
		}
	}
	var drop []int
	for _, g := range gaps {
		if g.gap < limit && generated(g.at) {
			drop = append(drop, g.at)
		}
	}
	l.drop(drop)
}

// drop leaves out spaces between words, and makes one of the words on both sides.
func (l *layout) drop(spaces []int) {
	if len(spaces) == 0 {
		return
	}
	for _, at := range spaces {
		l.raw[at] = dropped
	}
	for i := range l.pieces {
		p := &l.pieces[i]
		kept := p.words[:min(1, len(p.words))]
		for _, w := range p.words[len(kept):] {
			if a := &kept[len(kept)-1]; w.start-a.end == 1 && l.raw[a.end] == dropped {
				a.end, a.left, a.bottom, a.right, a.top = w.end, min(a.left, w.left), min(a.bottom, w.bottom), max(a.right, w.right), max(a.top, w.top)
				continue
			}
			kept = append(kept, w)
		}
		p.words = kept
	}
}

// dropped takes the place of a character that is left out; normalise gives it
// no form.
const dropped = 0x200B

// text is the page's text in Carrel's form.
func (l *layout) text() pageText {
	if !l.changed && len(l.inserts) == 0 {
		return normaliseUnits(l.raw, l.unit)
	}
	inserted := make(map[int]rune, len(l.inserts))
	for _, i := range l.inserts {
		inserted[i.at] = i.r
	}
	in := make([]rune, 0, len(l.raw)+len(l.pieces))
	unit := make([]int32, 0, cap(in))
	for i := range l.pieces {
		p := &l.pieces[i]
		if i > 0 && !l.pieces[i-1].joined {
			r := '\n'
			if p.same {
				r = ' '
			}
			if !p.glued {
				in, unit = append(in, r), append(unit, unit[len(unit)-1])
			}
		}
		if len(inserted) == 0 {
			in, unit = append(in, l.raw[p.start:p.end]...), append(unit, l.unit[p.start:p.end]...)
		} else {
			for k := p.start; k < p.end; k++ {
				if r := inserted[k]; r != 0 {
					in, unit = append(in, r), append(unit, l.unit[k])
				}
				in, unit = append(in, l.raw[k]), append(unit, l.unit[k])
			}
		}
		// A hyphen that only the right order brings to a line's end.
		if n := len(in); n >= 2 && p.end-p.start >= 2 && in[n-1] == '-' && unicode.IsLetter(in[n-2]) && i+1 < len(l.pieces) && !l.pieces[i+1].same {
			if next := &l.pieces[i+1]; next.turn == p.turn && continuesWord(l.raw[next.start]) {
				in[n-1], p.joined = hyphenMark, true
			}
		}
	}
	return normaliseUnits(in, unit)
}

// textLine is a line of a page as it is seen, in the page's text.
type textLine struct {
	start, end int // code points of the page's text
	words      []word
	left       float64
	right      float64
	bottom     float64
	top        float64
	base       float64
	size       float64 // as of piece
	text       string
	table      bool // part of a table
}

// lines are the lines of the page's own direction, in reading order, with
// where they stand in its text t.
func (l *layout) lines(t pageText) []textLine {
	if len(l.pieces) == 0 || len(t.origin) == 0 {
		return nil
	}
	// From units of pdfium's text to code points of the page's.
	size := 0
	for _, u := range l.unit {
		size = max(size, int(u)+1)
	}
	first, last := make([]int32, size), make([]int32, size)
	text := []rune(t.text)
	for i, u := range t.origin {
		if text[i] == '\n' || text[i] == ' ' {
			continue
		}
		if first[u] == 0 {
			first[u] = int32(i) + 1
		}
		last[u] = int32(i) + 1
	}
	all := make([]textLine, 0, len(l.pieces))
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.turn != l.turn {
			continue
		}
		start, end := -1, -1
		for k := p.start; k < p.end && start < 0; k++ {
			start = int(first[l.unit[k]]) - 1
		}
		for k := p.end - 1; k >= p.start && end < 0; k-- {
			if n := last[l.unit[k]]; n > 0 {
				end = int(n)
			}
		}
		if start < 0 || end <= start {
			continue
		}
		if n := len(all); p.same && n > 0 && all[n-1].end < start {
			line := &all[n-1]
			line.end, line.words = end, append(line.words[:len(line.words):len(line.words)], p.words...)
			line.left, line.right, line.bottom, line.top = min(line.left, p.left), max(line.right, p.right), min(line.bottom, p.bottom), max(line.top, p.top)
			continue
		}
		all = append(all, textLine{start: start, end: end, words: p.words, left: p.left, right: p.right, bottom: p.bottom, top: p.top, base: p.base, size: p.size})
	}
	for i := range all {
		all[i].text = string(text[all[i].start:all[i].end])
	}
	return all
}
