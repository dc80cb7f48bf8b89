package parse

import "slices"

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
