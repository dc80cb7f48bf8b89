package parse

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// A sheet has no paragraphs, and a bare value says nothing: "1,250" is found
// and understood as "Region: North; Sales: 1,250". So each row becomes a line
// in which every value has the name of its column, the line is a place that is
// called by its cells ("A4:F4"), and rows between empty ones are a table of
// their own with columns of their own. A long sheet is several pages of the same
// label.

// gridCell is a cell that shows something.
type gridCell struct {
	column int // from 0
	text   string
	kind   cellKind
}

type cellKind uint8

const (
	textCell cellKind = iota
	numberCell
	dateCell
)

// gridRow is a row with at least one such cell, in order.
type gridRow struct {
	number int // from 1
	cells  []gridCell
}

// Bounds of what a sheet may ask for.
const (
	maxGridColumns = 16384 // as many as Excel has
	maxGridRows    = 1 << 20
	maxColumnName  = 120 // code points: a longer one is no name
	lookAhead      = 8   // rows seen before a table's columns are decided
	// The names of all columns stand with each page of a table, unless they
	// are longer than this together.
	maxColumnsRunes = 4000
)

// hangingCells are merged cells that go on in rows to come, by column: what they
// say holds for each of these.
type hangingCells map[int]mergedCell

type mergedCell struct {
	cell gridCell
	last int // its last row
}

// maxHanging bounds how many go on at the same time.
const maxHanging = 256

// add notes a cell that goes on down to the row last. A long text is not repeated.
func (h hangingCells) add(c gridCell, last int) {
	if len(c.text) <= maxColumnName && len(h) < maxHanging {
		h[c.column] = mergedCell{c, last}
	}
}

// into puts into a row the cells that began above it.
func (h hangingCells) into(r *gridRow) {
	added := false
	for column, m := range h {
		if m.last < r.number {
			delete(h, column)
			continue
		}
		if !slices.ContainsFunc(r.cells, func(c gridCell) bool { return c.column == column }) {
			r.cells = append(r.cells, m.cell)
			added = true
		}
	}
	if added {
		slices.SortFunc(r.cells, func(a, b gridCell) int { return a.column - b.column })
	}
}

// sparse reports whether cells are empty between the first and the second.
func (r gridRow) sparse() bool {
	return len(r.cells) > 1 && r.cells[1].column > r.cells[0].column+1
}

// gridPager makes pages of rows.
type gridPager struct {
	page  func(reader.Page) error
	what  string // "This workbook (XLSX)"
	named bool   // the first row names the columns, even if all is text (CSV)
	label string // the sheet's name

	pages int
	bytes int // of text so far
	b     pageBuilder

	last   int       // number of the last row, 0 at a sheet's beginning
	ahead  []gridRow // rows of a table whose columns are not decided yet
	open   bool      // they are, and rows are written as they come
	names  []string  // of the columns, by number; nil for none
	first  bool      // the next line is the table's first on this page
	above  []string  // names of the columns of the table above
	title  string    // its title
	headed bool      // a table of this sheet had names for its columns
	table  reader.Table
}

// row takes the next row. Rows come in order; empty ones are left out.
func (g *gridPager) row(r gridRow) error {
	if g.last > 0 && r.number > g.last+1 && !g.named {
		if err := g.endTable(); err != nil {
			return err
		}
	}
	g.last = r.number
	if g.open {
		return g.write(r)
	}
	r.cells = slices.Clone(r.cells)
	g.ahead = append(g.ahead, r)
	if len(g.ahead) >= lookAhead {
		return g.decide()
	}
	return nil
}

// decide finds the title and the names of the columns of a table, and writes
// what was held back.
func (g *gridPager) decide() error {
	rows := g.ahead
	g.ahead, g.open, g.first = nil, true, true
	g.table = reader.Table{Title: g.label}
	titles := 0
	for titles < len(rows)-1 && len(rows[titles].cells) == 1 && rows[titles].cells[0].kind == textCell && widest(rows[titles+1:]) > 1 {
		titles++
	}
	var title []string
	for _, r := range rows[:titles] {
		title = append(title, r.cells[0].text)
		if err := g.write(r); err != nil {
			return err
		}
	}
	if titles > 0 {
		g.table.Title = oneLine(strings.Join(title, " "), 300)
	}
	rows = rows[titles:]
	heads := g.heads(rows)
	switch {
	case heads > 0:
		g.nameColumns(rows[:heads])
	case g.goesOn(rows):
		g.names = g.above
		g.table.Columns = columnsOf(g.above)
		if titles == 0 {
			g.table.Title = g.title
		}
	}
	g.headed = g.headed || g.names != nil
	g.above, g.title = g.names, g.table.Title
	for i, r := range rows {
		names := g.names
		if i < heads {
			g.names = nil
		}
		err := g.writeLine(r, i < heads)
		g.names = names
		if err != nil {
			return err
		}
	}
	return nil
}

func widest(rows []gridRow) int {
	n := 0
	for _, r := range rows {
		n = max(n, len(r.cells))
	}
	return n
}

// heads is how many of the first rows name the columns: 0, 1 or 2.
func (g *gridPager) heads(rows []gridRow) int {
	switch {
	case len(rows) < 2 || !g.isHead(rows[0], rows[1:]):
		return 0
	case len(rows) < 3 || g.named:
		return 1
	}
	// "2019" over "Q1" and "Q2": names above names, and then numbers.
	if len(rows[0].cells) < len(rows[1].cells) && g.isHead(rows[1], rows[2:]) && numbers(rows[1]) == 0 && numbers(rows[2]) > 0 {
		return 2
	}
	return 1
}

func numbers(r gridRow) int {
	n := 0
	for _, c := range r.cells {
		if c.kind == numberCell {
			n++
		}
	}
	return n
}

// isHead reports whether a row names the columns of those below it.
func (g *gridPager) isHead(head gridRow, below []gridRow) bool {
	if len(head.cells) < 2 && !(g.named && widest(below) == 1) {
		return false
	}
	seen := map[string]bool{}
	taken := map[int]bool{}
	for i, c := range head.cells {
		if c.kind == numberCell && (!isYear(c.text) || i == 0 && c.column == below[0].cells[0].column) {
			return false
		}
		if utf8.RuneCountInString(c.text) > maxColumnName {
			return false
		}
		seen[c.text] = true
		taken[c.column] = true
	}
	if len(seen)*4 < len(head.cells)*3 && len(head.cells) > 2 && len(head.cells) >= widest(below) {
		return false // names differ
	}
	used, covered := map[int]bool{}, 0
	for _, r := range below {
		for _, c := range r.cells {
			if !used[c.column] {
				used[c.column] = true
				if taken[c.column] {
					covered++
				}
			}
		}
	}
	if covered == 0 || covered*2 < len(used) {
		return false
	}
	if g.named {
		return true
	}
	// A form: names at the left, and beside each what it is.
	if len(used) == 2 && len(head.cells) == 2 {
		values := map[cellKind]bool{}
		for _, r := range below {
			if strings.HasSuffix(r.cells[0].text, ":") {
				return false
			}
			if len(r.cells) == 2 {
				values[r.cells[1].kind] = true
			}
		}
		if len(values) > 1 || strings.HasSuffix(head.cells[0].text, ":") {
			return false
		}
	}
	return true
}

func isYear(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1900 && n <= 2100
}

// nameColumns takes the names of the columns from rows above each other. A name
// above several columns goes to those on its right that have none.
func (g *gridPager) nameColumns(rows []gridRow) {
	last := 0
	for _, r := range rows {
		last = max(last, r.cells[len(r.cells)-1].column)
	}
	g.names = make([]string, last+1)
	for i, r := range rows {
		for j, c := range r.cells {
			upto := c.column
			if i == 0 && len(rows) > 1 {
				upto = last
				if j+1 < len(r.cells) {
					upto = r.cells[j+1].column - 1
				}
			}
			name := strings.TrimRight(oneLine(c.text, maxColumnName), ": ")
			for column := c.column; column <= upto; column++ {
				g.names[column] = strings.TrimSpace(g.names[column] + " " + name)
			}
		}
	}
	g.table.Columns = columnsOf(g.names)
}

// columnsOf gives the names for reader.Table, nil where they are too long: from
// the first column on that has one, and the one before it, which has the names
// of the rows.
func columnsOf(names []string) []string {
	runes, first := 0, -1
	for i, name := range names {
		if runes += utf8.RuneCountInString(name); name != "" && first < 0 {
			first = max(i-1, 0)
		}
	}
	if runes > maxColumnsRunes || first < 0 {
		return nil
	}
	return names[first:]
}

// goesOn reports whether rows below an empty one have the columns of the table
// above, as the parts of a balance sheet do: numbers under the same names.
func (g *gridPager) goesOn(rows []gridRow) bool {
	under, other := 0, 0
	for _, r := range rows {
		for _, c := range r.cells[1:] {
			if c.kind == numberCell && c.column < len(g.above) && g.above[c.column] != "" {
				under++
			} else {
				other++
			}
		}
	}
	if len(rows) == 1 && len(rows[0].cells) == 2 && rows[0].sparse() {
		return under == 1 // a total under its column
	}
	return under >= 2 && other*2 <= under
}

// write writes a row of the table that is open.
func (g *gridPager) write(r gridRow) error { return g.writeLine(r, false) }

// writeLine writes a row, on several lines if it is very long.
func (g *gridPager) writeLine(r gridRow, head bool) error {
	var line strings.Builder
	runes, from, to := 0, -1, -1 // of the line; its first and last column
	flush := func() error {
		if runes == 0 {
			return nil
		}
		name := cellName(from, r.number)
		if to != from {
			name += ":" + cellName(to, r.number)
		}
		err := g.line(line.String(), runes, name)
		line.Reset()
		runes, from = 0, -1
		return err
	}
	labelled := g.names == nil && !head && len(r.cells) > 1 && r.cells[0].kind == textCell && len(r.cells[0].text) <= maxColumnName
	if labelled && g.headed && r.sparse() && !strings.HasSuffix(r.cells[0].text, ":") {
		labelled = false // in a sheet of tables the two may be of different columns
	}
	for i, c := range r.cells {
		text := c.text
		if strings.ContainsRune(text, '\n') {
			text = strings.Join(strings.Fields(text), " ")
		}
		name := ""
		if c.column < len(g.names) {
			name = g.names[c.column]
		}
		for first := true; text != "" || first; first = false {
			piece := text
			if len(text) > pageRunes && utf8.RuneCountInString(text) > pageRunes {
				piece = text[:pageEnd(text)]
			}
			text = strings.TrimLeft(text[len(piece):], " ")
			piece = strings.TrimRight(piece, " ")
			length := utf8.RuneCountInString(piece) + utf8.RuneCountInString(name) + 4
			if runes > 0 && runes+length > pageRunes {
				if err := flush(); err != nil {
					return err
				}
			}
			separator := "; "
			switch {
			case head:
				separator = cellSeparator
			case labelled && i == 1 && from == r.cells[0].column:
				separator = ": "
				if strings.HasSuffix(line.String(), ":") {
					separator = " "
				}
			}
			if runes > 0 {
				line.WriteString(separator)
				runes += len(separator)
			} else {
				from = c.column
			}
			if name != "" {
				line.WriteString(name)
				line.WriteString(": ")
				runes += utf8.RuneCountInString(name) + 2
			}
			to = c.column
			line.WriteString(piece)
			runes += utf8.RuneCountInString(piece)
		}
	}
	return flush()
}

// line puts a line on the page.
func (g *gridPager) line(text string, runes int, place string) error {
	if g.bytes += len(text) + len(place); g.bytes > maxOfficeText {
		return tooMuchText(g.what)
	}
	if g.b.runes > 0 && (g.b.runes >= pageRunes || g.b.runes+runes > pageMaxRunes) {
		if err := g.endPage(); err != nil {
			return err
		}
	}
	if g.b.runes > 0 {
		gap := "\n"
		if g.first {
			gap = "\n\n"
		}
		g.b.write(gap)
	}
	g.first = false
	start, end := g.b.write(text)
	g.b.page.Places = append(g.b.page.Places, reader.Place{Start: start, End: end, Name: place})
	g.table.Rows = append(g.table.Rows, reader.Span{Start: start, End: end})
	return nil
}

// closeTable puts the table's part of this page on record.
func (g *gridPager) closeTable() {
	if n := len(g.table.Rows); n > 0 {
		t := g.table
		t.Start, t.End = t.Rows[0].Start, t.Rows[n-1].End
		g.b.page.Tables = append(g.b.page.Tables, t)
	}
	g.table.Rows = nil
}

// endPage hands on the page; a table that is open goes on on the next.
func (g *gridPager) endPage() error {
	g.closeTable()
	if g.b.runes == 0 {
		return nil
	}
	g.pages++
	p := g.b.page
	p.Number, p.Label, p.Text = g.pages, g.label, g.b.text.String()
	g.b = pageBuilder{}
	if err := g.page(p); err != nil {
		return receiverError{err}
	}
	return nil
}

// endTable ends the table that is open or being decided.
func (g *gridPager) endTable() error {
	var err error
	if len(g.ahead) > 0 {
		err = g.decide()
	}
	g.closeTable()
	g.open, g.names = false, nil
	return err
}

// endSheet ends a sheet.
func (g *gridPager) endSheet() error {
	err := g.endTable()
	if err == nil {
		err = g.endPage()
	}
	g.last, g.above, g.headed = 0, nil, false
	return err
}
