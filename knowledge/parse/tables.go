package parse

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"carrel/knowledge/reader"
)

// Tables of numbers, as statements of income, balance sheets and price lists
// are: rows of a name and numbers that stand in columns. They are told from the
// places of words alone. Tables of words are not looked for: prose in columns
// looks the same.

const (
	minTableRows = 3
	maxTextLines = 3 // in a row between rows of numbers: group titles, long names
	maxHeadLines = 6
	maxTitleRuns = 4   // lines of a title
	maxTitle     = 240 // code points of it
)

// lineCell is a run of words of a line without a gap as wide as between columns.
type lineCell struct {
	left, right float64
	text        string
	number      bool
}

// lineRow is a line taken apart.
type lineRow struct {
	line    *textLine
	cells   []lineCell
	numbers int // of cells at the line's end; 0: the line has none there
	years   bool
}

func (r *lineRow) named() bool {
	for _, c := range r.cells[:len(r.cells)-r.numbers] {
		if strings.ContainsFunc(c.text, unicode.IsLetter) {
			return true
		}
	}
	return false
}

// foundTable is a table before it is put in words.
type foundTable struct {
	first, last int // lines, the last inclusive
	head        int // the first line of the column heads; first where there are none
	columns     []lineCell
	left        float64
	reader.Table
}

// tablesOf finds the tables among a page's lines and marks these.
func (l *layout) tablesOf(lines []textLine) []foundTable {
	if !l.mayHaveTable(lines) {
		return nil
	}
	rows := make([]lineRow, len(lines))
	for i := range lines {
		rows[i] = l.takeApart(&lines[i])
	}
	var found []foundTable
	for i := 0; i < len(rows); {
		t, ok := l.tableAt(rows, i)
		if !ok {
			i++
			continue
		}
		found = append(found, t)
		i = t.last + 1
	}
	after := 0 // the first line after the table before
	for i := range found {
		t := &found[i]
		l.nameColumns(t, rows, after)
		for k := t.head; k <= t.last; k++ {
			lines[k].table = true
		}
		t.Title = l.titleOf(rows, t.head, after)
		if i > 0 && found[i-1].sameColumns(t) {
			t.inherit(&found[i-1])
		}
		after = t.last + 1
	}
	return found
}

// mayHaveTable is a quick look: three lines that end in a number after a gap.
func (l *layout) mayHaveTable(lines []textLine) bool {
	n := 0
	for i := range lines {
		w := lines[i].words
		k := len(w) - 1
		if k < 2 || !isNumeric(l.raw[w[k].start:w[k].end]) {
			continue
		}
		for ; k > 0 && isNumeric(l.raw[w[k].start:w[k].end]); k-- {
			if w[k].left-w[k-1].right > l.apart {
				n++
				break
			}
		}
		if n >= minTableRows {
			return true
		}
	}
	return false
}

func (l *layout) takeApart(line *textLine) lineRow {
	row := lineRow{line: line}
	for k := range line.words {
		w := &line.words[k]
		text := l.raw[w.start:w.end]
		numeric := isNumeric(text)
		if n := len(row.cells); n > 0 {
			c := &row.cells[n-1]
			apart := w.left-c.right > l.apart || w.left < c.left
			switch {
			case numeric && c.number && !hasDigit(c.text) && !isDashes(c.text):
				apart = w.left-c.right > 8*l.em // "$" of a number that is set flush right
			case numeric && c.number && !hasDigit(string(text)) && !isDashes(string(text)):
				apart = apart && w.left-c.right > 2*l.em || strings.ContainsFunc(string(text), isCurrency) // ")" or "%"
			case numeric && c.number:
				apart = w.left-c.right > 0.2*l.em
			}
			if !apart {
				c.right, c.text, c.number = max(c.right, w.right), c.text+" "+visible(text), c.number && numeric
				continue
			}
		}
		row.cells = append(row.cells, lineCell{w.left, w.right, visible(text), numeric})
	}
	for i := len(row.cells) - 1; i >= 0; i-- {
		c := &row.cells[i]
		if !c.number || !hasDigit(c.text) && !isDashes(c.text) {
			break
		}
		row.numbers++
	}
	// A year before numbers is a row's name.
	if row.numbers == len(row.cells) && row.numbers >= 2 && isYearCell(row.cells[0].text) && !isYearCell(row.cells[1].text) {
		row.numbers--
	}
	row.years = row.numbers > 0
	for _, c := range row.cells[len(row.cells)-row.numbers:] {
		row.years = row.years && isYearCell(c.text)
	}
	return row
}

// visible is a word of the raw text without what has no form.
func visible(word []rune) string {
	return strings.Map(func(r rune) rune {
		if invisible(r) || r == hyphenMark {
			return -1
		}
		return r
	}, string(word))
}

func isCurrency(r rune) bool { return unicode.Is(unicode.Sc, r) }

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func isDashes(s string) bool {
	some := false
	for _, r := range s {
		if isDash(r) {
			some = true
		} else if !isCurrency(r) && r != ' ' {
			return false
		}
	}
	return some
}

// isYearCell reports whether a cell is a year: "2018", "FY2018" is not a number and
// is not asked about.
func isYearCell(s string) bool {
	s = strings.TrimRight(s, "*")
	return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") && strings.Trim(s[2:], "0123456789") == ""
}

// tableAt takes the table whose first row of numbers is row i.
func (l *layout) tableAt(rows []lineRow, i int) (foundTable, bool) {
	if rows[i].numbers < 2 || rows[i].years || !rows[i].named() {
		return foundTable{}, false
	}
	t := foundTable{first: i, head: i, last: i, left: rows[i].line.left}
	t.columns = append(t.columns, rows[i].cells[len(rows[i].cells)-rows[i].numbers:]...)
	several, named, numbered, text := 1, 1, 1, 0
	for k := i + 1; k < len(rows); k++ {
		r, before := &rows[k], rows[k-1].line
		down := before.base - r.line.base
		if down < -0.3*l.em || down > 6*l.em {
			break
		}
		if r.numbers > 0 {
			if !t.fits(r, l.em) {
				break
			}
			t.last, text = k, 0
			numbered++
			if r.numbers >= 2 {
				several++
			}
			if r.named() || r.years {
				named++
			}
			continue
		}
		// Names of groups and the beginnings of long names stand left of the
		// numbers; so may a line of unitWords or heads.
		if text++; text > maxTextLines || isProse(r, t.columns[0].left, l.em) {
			break
		}
	}
	if numbered < minTableRows || several < 2 || named*3 < numbered*2 {
		return foundTable{}, false
	}
	return t, true
}

// isProse reports whether a line is running text: long, and over the columns.
func isProse(r *lineRow, columns, em float64) bool {
	return len(r.cells) == 1 && len(r.line.words) > 8 && r.line.right > columns+2*em
}

// fits reports whether the numbers of a row stand in the table's columns, and
// widens these, or adds to them.
func (t *foundTable) fits(r *lineRow, em float64) bool {
	cells := r.cells[len(r.cells)-r.numbers:]
	in := 0
	at := make([]int, len(cells))
	for i, c := range cells {
		at[i] = -1
		for k, col := range t.columns {
			if c.left < col.right && col.left < c.right {
				if at[i] >= 0 {
					at[i] = -2 // over two columns
					break
				}
				at[i] = k
			}
		}
		if at[i] >= 0 {
			in++
		}
	}
	if in*2 < len(cells) || in == 0 {
		return false
	}
	for i, c := range cells {
		switch k := at[i]; {
		case k >= 0:
			// Not so wide that it runs into the next.
			left, right := min(t.columns[k].left, c.left), max(t.columns[k].right, c.right)
			if (k == 0 || t.columns[k-1].right < left) && (k+1 == len(t.columns) || right < t.columns[k+1].left) {
				t.columns[k].left, t.columns[k].right = left, right
			}
		case k == -1 && len(t.columns) < 40:
			t.columns = append(t.columns, c)
			slices.SortFunc(t.columns, func(a, b lineCell) int {
				if a.left < b.left {
					return -1
				}
				return 1
			})
		}
	}
	t.left = min(t.left, r.line.left)
	return true
}

// unitWords are words that say what the numbers of a table are.
var unitWords = []string{"million", "thousand", "billion", "except per share", "in $", "in us", "(unaudited", "mio", "tsd", "tausend", "ended", "as of", "as at", "december", "september", "june 30", "march 31"}

// nameColumns reads the heads above the first row and says what the rows are.
func (l *layout) nameColumns(t *foundTable, rows []lineRow, after int) {
	columns := make([]string, len(t.columns)+1)
	some := false
	group := t.first // the line of the first group's name, where there is one
	area := t.columns[0].left
	for k := t.first - 1; k >= after && t.first-k <= maxHeadLines; k-- {
		r, below := &rows[k], rows[k+1].line
		if gap := r.line.base - below.base; gap < -0.3*l.em || gap > 4*l.em || len(r.line.words) > 24 {
			break
		}
		names := make([]string, len(columns))
		over, wide := false, false
		for _, c := range r.cells {
			if c.right < area-0.5*l.em || c.left < t.left+2*l.em && c.right < area+2*l.em && len(r.cells) > 1 {
				names[0] = join(names[0], c.text)
				continue
			}
			hit := false
			for i, col := range t.columns {
				// From the middle of one space between columns to the next.
				left, right := col.left-4*l.em, col.right+2*l.em
				if i > 0 {
					left = (t.columns[i-1].right + col.left) / 2
				}
				if i+1 < len(t.columns) {
					right = (col.right + t.columns[i+1].left) / 2
				}
				if c.left < right-0.3*l.em && left+0.3*l.em < c.right {
					names[i+1] = join(names[i+1], c.text)
					hit = true
				}
			}
			over = over || hit
			wide = wide || hit && c.left < area-4*l.em
		}
		if wide && !r.years {
			break // a title or a sentence above all columns
		}
		lower := strings.ToLower(r.line.text)
		unit := slices.ContainsFunc(unitWords, func(u string) bool { return strings.Contains(lower, u) })
		if !over && !unit {
			if group-k == 1 && t.first-k <= 2 && len(r.line.words) <= 8 {
				group = k
				continue
			}
			break
		}
		if over {
			t.head = k
		}
		if !over && len(r.line.words) > 10 {
			break
		}
		for i, name := range names {
			if name != "" && (i > 0 || over || unit) {
				columns[i] = strings.TrimSpace(name + " " + columns[i])
				some = true
			}
		}
		if !over {
			t.head = k
		}
	}
	t.Start, t.End = rows[t.head].line.start, rows[t.last].line.end
	if some {
		for i, c := range columns {
			columns[i] = cutTo(c, 80)
		}
		t.Columns = columns
	}
	start := -1
	if t.head >= group {
		group = t.first // no heads above it: a title
	}
	for k := group; k <= t.last; k++ {
		if start < 0 {
			start = rows[k].line.start
		}
		if rows[k].numbers > 0 && rows[k].line.end > start {
			t.Rows = append(t.Rows, reader.Span{Start: start, End: rows[k].line.end})
			start = -1
		}
	}
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

func cutTo(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return strings.TrimSpace(string(r[:limit]))
	}
	return s
}

// titleOf joins the lines above a table up to the next gap or prose.
func (l *layout) titleOf(rows []lineRow, head, after int) string {
	var parts []string
	below := rows[head].line
	for k := head - 1; k >= after && len(parts) < maxTitleRuns; k-- {
		r := &rows[k]
		gap := r.line.base - below.base
		words := len(r.line.words)
		if gap < 0 || gap > 7*l.em || r.numbers > 1 && !r.years || words > 16 {
			break
		}
		if words > 9 && (strings.HasSuffix(r.line.text, ".") || strings.HasSuffix(r.line.text, ":") || strings.HasSuffix(r.line.text, ",")) {
			break // the end of a sentence
		}
		if !strings.ContainsFunc(r.line.text, unicode.IsLetter) {
			continue // a page number
		}
		parts = append(parts, r.line.text)
		below = r.line
	}
	slices.Reverse(parts)
	return cutTo(strings.Join(strings.Fields(strings.Join(parts, " — ")), " "), maxTitle)
}

// sameColumns reports whether b goes on with the columns of t.
func (t *foundTable) sameColumns(b *foundTable) bool {
	if len(b.columns) > len(t.columns) || len(t.columns) == 0 {
		return false
	}
	for _, c := range b.columns {
		if !slices.ContainsFunc(t.columns, func(d lineCell) bool {
			return math.Abs(c.right-d.right) < 12 || c.left < d.right && d.left < c.right
		}) {
			return false
		}
	}
	return true
}

// inherit takes title and column heads from the table that t goes on with.
func (t *foundTable) inherit(from *foundTable) {
	goesOn := t.Columns == nil && len(t.columns) == len(from.columns)
	if goesOn {
		t.Columns = from.Columns
	}
	switch {
	case from.Title == "" || strings.Contains(t.Title, from.Title):
	case t.Title == "":
		t.Title = from.Title
	case goesOn:
		t.Title = cutTo(from.Title+" — "+t.Title, maxTitle)
	}
}
