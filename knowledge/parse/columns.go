package parse

import (
	"math"
	"slices"
)

// Reading order. pdfium gives the text in the order in which the file draws it,
// and that is the right one in nearly all files. Its order is given up only
// where the page itself shows that it is wrong:
//
//   - lines that follow each other upwards, as on pages that are shown turned; where such a
//     page is shown on its side, pdfium takes each run of a line for a line of its own, and
//     no order of its is worth anything;
//   - columns of prose that are drawn, and so read, straight across;
//   - the cells of a table that are drawn one column after the other, so that
//     no number stands beside its row's name.

const (
	maxOrderedPieces = 4000 // a page of more is a drawing or a map
	minColumnLines   = 5    // fewer lines side by side are no columns
)

// reorder puts the pieces of a page into reading order.
func (l *layout) reorder() {
	if len(l.pieces) < 2 || len(l.pieces) > maxOrderedPieces || l.em <= 0 {
		return
	}
	if up, down := l.upwards(); up >= 2 && up > 3*down || up == 1 && down == 0 && len(l.pieces) == 2 || l.sideways && up > 0 {
		l.sortDown()
	}
	if !l.columns() {
		l.rows()
	}
}

// upwards counts the lines that stand above the one before, and those that stand below.
func (l *layout) upwards() (up, down int) {
	var before *piece
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.turn != l.turn {
			continue
		}
		if before != nil && p.left < before.right && before.left < p.right {
			if d := p.base - before.base; d > 0.5*l.em {
				up++
			} else if d < -0.5*l.em {
				down++
			}
		}
		before = p
	}
	return up, down
}

// sortDown orders the pieces by their lines. Those of other directions stay
// behind the piece they followed.
func (l *layout) sortDown() {
	head, groups := l.groups()
	slices.SortStableFunc(groups, func(a, b []piece) int {
		return compareRows(&a[0], &b[0], l.em)
	})
	l.set(head, groups)
}

// compareRows orders pieces downwards, and on one line to the right.
func compareRows(a, b *piece, em float64) int {
	// Rounded to lines, so that the order is one: nearness alone is not transitive.
	x, y := math.Round(a.base/(0.4*em)), math.Round(b.base/(0.4*em))
	switch {
	case x > y:
		return -1
	case x < y:
		return 1
	case a.left < b.left:
		return -1
	case a.left > b.left:
		return 1
	}
	return 0
}

// groups are the pieces of the page's own direction, each with those of other
// directions that follow it; head are those before the first.
func (l *layout) groups() (head []piece, groups [][]piece) {
	start := -1
	for i := range l.pieces {
		if l.pieces[i].turn != l.turn {
			continue
		}
		if start < 0 {
			head = l.pieces[:i]
		} else {
			groups = append(groups, l.pieces[start:i])
		}
		start = i
	}
	if start < 0 {
		return l.pieces, nil
	}
	return head, append(groups, l.pieces[start:])
}

func (l *layout) set(head []piece, groups [][]piece) {
	pieces := append(make([]piece, 0, len(l.pieces)), head...)
	for _, g := range groups {
		pieces = append(pieces, g...)
	}
	l.pieces, l.changed = pieces, true
}

// columns finds columns of prose side by side. It reports whether the page has
// some, and puts their lines in order if they are not.
func (l *layout) columns() bool {
	split, gaps := l.splitAtGaps()
	var own []*piece
	for i := range split {
		if split[i].turn == l.turn {
			own = append(own, &split[i])
		}
	}
	if len(own) < 2*minColumnLines {
		return false
	}
	at, ok := l.gutter(own)
	if !ok {
		return false
	}
	// How often the text goes from one side to the other, and how often it must.
	side, changes, across := 0, 0, 0
	for _, p := range own {
		s := sideOf(p, at)
		if s == 0 {
			across++
		}
		if s != 0 && s != side {
			if side != 0 {
				changes++
			}
			side = s
		}
	}
	mixed := 0
	for _, g := range gaps {
		if g[0] <= at && at <= g[1] {
			mixed++
		}
	}
	if mixed < 3 && changes <= 2*across+3 {
		return true
	}
	l.pieces = split
	head, groups := l.groups()
	l.set(head, l.columnOrder(groups, 0))
	return true
}

// splitAtGaps cuts pieces at gaps as wide as between columns. gaps are
// where those begin and end.
func (l *layout) splitAtGaps() (split []piece, gaps [][2]float64) {
	split = make([]piece, 0, len(l.pieces)+16)
	for _, p := range l.pieces {
		if p.turn == l.turn {
			for k := 1; k < len(p.words); k++ {
				a, b := &p.words[k-1], &p.words[k]
				if b.left-a.right < l.apart {
					continue
				}
				before := p
				before.end, before.words, before.joined = a.end, p.words[:k], false
				before.extent()
				split = append(split, before)
				gaps = append(gaps, [2]float64{a.right, b.left})
				p.start, p.words = b.start, p.words[k:]
				k = 0
			}
			p.extent()
		}
		split = append(split, p)
	}
	return split, gaps
}

// sideOf is -1 for a piece left of x, 1 for one right of it, 0 for one across.
func sideOf(p *piece, x float64) int {
	switch {
	case p.right <= x:
		return -1
	case p.left >= x:
		return 1
	}
	return 0
}

// gutter finds the white stripe between two columns of prose of about the same
// width. Lines across it, such as titles, may be a quarter of all.
func (l *layout) gutter(own []*piece) (at float64, ok bool) {
	left, right := math.Inf(1), math.Inf(-1)
	for _, p := range own {
		left, right = min(left, p.left), max(right, p.right)
	}
	width := right - left
	if width < 12*l.em {
		return 0, false
	}
	const bins = 256
	var cover [bins + 1]int
	bin := func(x float64) int { return min(bins-1, max(0, int((x-left)/width*bins))) }
	for _, p := range own {
		cover[bin(p.left)]++
		cover[bin(p.right)+1]--
	}
	for i := 1; i < bins; i++ {
		cover[i] += cover[i-1]
	}
	// The emptiest stripe; the widest of several, the middle one of three columns.
	least := math.MaxInt
	for _, n := range cover[bins/5 : bins*4/5] {
		least = min(least, n)
	}
	best, from := 0, -1
	for i := bins / 5; i <= bins*4/5; i++ {
		if i < bins*4/5 && cover[i] <= least {
			if from < 0 {
				from = i
			}
		} else if from >= 0 {
			if i-from > best {
				best, at = i-from, left+(float64(from+i)/2)/bins*width
			}
			from = -1
		}
	}
	if best == 0 || least*4 > len(own) {
		return 0, false
	}
	var sides [2][]*piece
	for _, p := range own {
		switch sideOf(p, at) {
		case -1:
			sides[0] = append(sides[0], p)
		case 1:
			sides[1] = append(sides[1], p)
		}
	}
	a, aOK := l.prose(sides[0])
	b, bOK := l.prose(sides[1])
	return at, aOK && bOK && a < 1.8*b && b < 1.8*a
}

// prose reports whether pieces are lines of running text, and the width that
// most of them have.
func (l *layout) prose(side []*piece) (width float64, ok bool) {
	if len(side) < minColumnLines {
		return 0, false
	}
	widths := make([]float64, len(side))
	lengths := make([]int, len(side))
	letters, others := 0, 0
	for i, p := range side {
		widths[i], lengths[i] = p.right-p.left, p.end-p.start
		for _, w := range p.words {
			if isNumeric(l.raw[w.start:w.end]) {
				others += w.end - w.start
			} else {
				letters += w.end - w.start
			}
		}
	}
	slices.Sort(widths)
	slices.Sort(lengths)
	// Half of the lines are nearly full ones. (Chinese has no spaces and few
	// characters to a line, hence characters and not words.)
	usual, full := widths[len(widths)/2], widths[len(widths)*9/10]
	enough := 16
	if usual > 0 && float64(lengths[len(lengths)/2])*1.2*l.em < 1.6*usual {
		enough = 8 // wide characters
	}
	return full, usual > 0.6*full && lengths[len(lengths)/2] >= enough && others*4 < letters
}

// columnOrder orders groups of pieces by columns: what stands across all of
// them divides the page into bands, which are read one after the other.
func (l *layout) columnOrder(groups [][]piece, depth int) [][]piece {
	var own []*piece
	for _, g := range groups {
		own = append(own, &g[0])
	}
	at, ok := 0.0, false
	if len(own) >= 2*minColumnLines && depth < 4 {
		at, ok = l.gutter(own)
	}
	if !ok {
		return groups
	}
	var across [][]piece
	for _, g := range groups {
		if sideOf(&g[0], at) == 0 {
			across = append(across, g)
		}
	}
	slices.SortStableFunc(across, func(a, b []piece) int { return compareRows(&a[0], &b[0], l.em) })
	ordered := make([][]piece, 0, len(groups))
	upper := math.Inf(1)
	for i := 0; i <= len(across); i++ {
		lower := math.Inf(-1)
		if i < len(across) {
			lower = across[i][0].base
		}
		for side := -1; side <= 1; side += 2 {
			var part [][]piece
			for _, g := range groups {
				if p := &g[0]; sideOf(p, at) == side && p.base <= upper && p.base > lower {
					part = append(part, g)
				}
			}
			slices.SortStableFunc(part, func(a, b []piece) int { return compareRows(&a[0], &b[0], l.em) })
			ordered = append(ordered, l.columnOrder(part, depth+1)...)
		}
		if i < len(across) {
			ordered = append(ordered, across[i])
		}
		upper = lower
	}
	return l.joinLines(ordered)
}

// joinLines puts pieces that were cut at a gap and still stand side by side on
// one line again.
func (l *layout) joinLines(groups [][]piece) [][]piece {
	for i := 1; i < len(groups); i++ {
		a, b := &groups[i-1][len(groups[i-1])-1], &groups[i][0]
		if a.turn == l.turn && b.turn == l.turn && !a.joined && b.left >= a.right && math.Abs(a.base-b.base) < 0.3*l.em {
			b.same = true
			b.glued = l.sideways && b.left-a.right < gluedWithin*l.em // a word's runs, each of which was a line
		}
	}
	return groups
}

// rows puts the numbers of a table beside their rows' names where the file
// draws them one by one: where at least three names have numbers on their line
// that come elsewhere in the text. All other text stays where it is.
func (l *layout) rows() {
	head, groups := l.groups()
	if len(groups) < 6 {
		return
	}
	order := make([]int, len(groups))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareRows(&groups[a][0], &groups[b][0], l.em) })
	rows := map[int][]int{} // by the group of the row's name: the groups of the row
	var years []int         // groups of a row of nothing but numbers, until a named one follows
	torn := 0
	for i := 0; i < len(order); {
		end, numbers, apart := i+1, 0, false
		for end < len(order) {
			a, b := &groups[order[end-1]][0], &groups[order[end]][0]
			if math.Abs(a.base-b.base) > 0.3*l.em || b.left < a.right {
				break
			}
			if l.numericPiece(b) {
				numbers++
			}
			apart = apart || !b.same
			end++
		}
		row := order[i:end]
		i = end
		named := !l.numericPiece(&groups[row[0]][0])
		switch {
		case len(row) == 1 || !apart || numbers < len(row)-1:
			years = nil
		case named:
			rows[row[0]] = append(years, row...)
			years = nil
			torn++
		case numbers == len(row)-1:
			years = append(years, row...)
		}
	}
	if torn < 3 {
		return
	}
	moved := make([]bool, len(groups))
	for _, row := range rows {
		for _, g := range row {
			moved[g] = true
		}
	}
	ordered := make([][]piece, 0, len(groups))
	for i, g := range groups {
		if row := rows[i]; row != nil {
			first := len(ordered)
			for _, k := range row {
				ordered = append(ordered, groups[k])
			}
			l.joinLines(ordered[first:])
		} else if !moved[i] {
			ordered = append(ordered, g)
		}
	}
	l.set(head, ordered)
}

// numericPiece reports whether a piece holds nothing but numbers.
func (l *layout) numericPiece(p *piece) bool {
	for _, w := range p.words {
		if !isNumeric(l.raw[w.start:w.end]) {
			return false
		}
	}
	return len(p.words) > 0
}

// isNumeric reports whether a word is a number as tables have them: "1,234.5",
// "(12)", "$", "–", "45%".
func isNumeric(w []rune) bool {
	known := false
	for _, r := range w {
		switch {
		case r >= '0' && r <= '9' || r == '$' || r == '€' || r == '£' || r == '¥' || r == '%' || isDash(r):
			known = true
		case r == '.' || r == ',' || r == '(' || r == ')' || r == '\'' || r == '’' || r == '+' || r == '*' || r == dropped:
		default:
			return false
		}
	}
	return known || string(w) == ")" || string(w) == "("
}

func isDash(r rune) bool { return r == '-' || r >= 0x2010 && r <= 0x2015 || r == 0x2212 }
