package parse

import "unicode"

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
	// piece and lastPiece are the first and the last of its pieces in the layout.
	piece, lastPiece int
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
			line.lastPiece = i
			line.end, line.words = end, append(line.words[:len(line.words):len(line.words)], p.words...)
			line.left, line.right, line.bottom, line.top = min(line.left, p.left), max(line.right, p.right), min(line.bottom, p.bottom), max(line.top, p.top)
			continue
		}
		all = append(all, textLine{start: start, end: end, words: p.words, left: p.left, right: p.right, bottom: p.bottom, top: p.top, base: p.base, size: p.size, piece: i, lastPiece: i})
	}
	for i := range all {
		all[i].text = string(text[all[i].start:all[i].end])
	}
	return all
}
