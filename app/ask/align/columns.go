package align

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Rows of tables stand under what names their columns, however far up: "Reference range" is
// of each row, and answers where the row's own cells have the rest of the question.

// rowKind says what a statement is in a table.
type rowKind int8

const (
	noRow   rowKind = iota
	headRow         // names the columns of the rows below it
	dataRow         // stands under one that does
)

// cells are those of a row as knowledge/parse writes it ("Rent | 12,000"), or Markdown does
// ("| Rent | 12,000 |"); nil for what is no such row.
func (st Statement) cells() []string {
	text := strings.TrimSpace(string(st.Text))
	if !strings.Contains(text, " | ") {
		return nil
	}
	cells := strings.Split(strings.Trim(text, "|"), "|")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
	}
	return cells
}

// headTables tells the rows of a passage's tables, and which of them name the columns.
func headTables(list []Statement) {
	for from := 0; from < len(list); {
		var rows [][]string
		for k := from; k < len(list); k++ {
			cells := list[k].cells()
			if cells == nil {
				break
			}
			rows = append(rows, cells)
		}
		if len(rows) > 1 && namesColumnsOf(rows[0], rows[1:]) {
			list[from].row = headRow
			for k := from + 1; k < from+len(rows); k++ {
				list[k].row = dataRow
			}
		}
		// A sheet's rows say the names of their columns themselves, below the row that has them alone.
		if end := from + 1; len(rows) == 1 && end < len(list) && strings.HasPrefix(string(list[end].Text), rows[0][0]+": ") {
			list[from].row = headRow
		}
		from += max(1, len(rows))
	}
}

// namesColumnsOf says whether a table's first row names the columns: it has as many cells as
// the next, and none with figures where half of the other rows have them. With two columns,
// which forms have too ("Born | 1957"), all others have them in the second, and are several.
func namesColumnsOf(first []string, rest [][]string) bool {
	if len(first) < 2 || len(first) < len(rest[0]) {
		return false
	}
	for i, name := range first {
		if strings.ContainsFunc(name, unicode.IsDigit) || name == "" || len(first) == 2 && i == 0 {
			continue
		}
		with, rows := 0, 0
		for _, row := range rest {
			if strings.Trim(strings.Join(row, ""), "-: ") == "" {
				continue // the line that Markdown has below the names
			}
			rows++
			if i < len(row) && strings.ContainsFunc(row[i], unicode.IsDigit) {
				with++
			}
		}
		if with > 0 && 2*with >= rows && (len(first) > 2 || with == rows && rows > 1) {
			return true
		}
	}
	return false
}

// columns is the row that names the columns of the i-th statement, -1 for none.
func (m *Material) columns(i int) int {
	if m.Statements[i].row != dataRow {
		return -1
	}
	for k := i - 1; ; k-- {
		if m.Statements[k].row == headRow {
			return k
		}
	}
}

// stretch matches, after prose.Fold, a cell that stands for all values of a stretch ("5.0 to
// 8.0", "above 8", "65 and over"), or what a line of a table without rules begins with.
var stretch = regexp.MustCompile(`^(?:(?P<from>` + figure + `) ?(?:to|-|–|bis|a|hasta|jusqu'a) ?(?P<to>` + figure + `)` +
	`|(?:below|under|less than|up to|<|≤|<=|unter|bis|bis zu|weniger als|moins de|jusqu'a|menos de|hasta) ?(?P<most>` + figure + `)` +
	`|(?:above|over|more than|from|>|≥|>=|uber|ab|mehr als|plus de|a partir de|mas de|desde) ?(?P<least>` + figure + `)` +
	`|(?P<up>` + figure + `) ?(?:and|or|und|oder|et|ou|y|o) (?:over|more|above|older|mehr|alter|plus|mas))(?:[ %€$£]|$)`)

const figure = `\d+(?:[.,]\d+)?`

// span is a stretch of values; an end that is not there is unbounded.
type span struct {
	from, to       float64
	hasFrom, hasTo bool
}

// spanOf reads a cell, or the beginning of a line, as a stretch of values.
func spanOf(text string) (s span, ok bool) {
	m := stretch.FindStringSubmatch(prose.Fold(text))
	if m == nil {
		return span{}, false
	}
	read := func(names ...string) (float64, bool) {
		for _, name := range names {
			if written := m[stretch.SubexpIndex(name)]; written != "" {
				v, err := strconv.ParseFloat(strings.Replace(written, ",", ".", 1), 64)
				return v, err == nil
			}
		}
		return 0, false
	}
	s.from, s.hasFrom = read("from", "least", "up")
	s.to, s.hasTo = read("to", "most")
	return s, s.hasFrom || s.hasTo
}

// holds says whether a value of a question lies in a stretch. "Above 8" lies in what has no
// upper end only.
func (s span) holds(n quantity.Number) bool {
	switch n.Bound {
	case quantity.MoreThan, quantity.AtLeast:
		return s.hasFrom && !s.hasTo && n.Value >= s.from
	case quantity.LessThan, quantity.AtMost:
		return s.hasTo && !s.hasFrom && n.Value <= s.to
	}
	return (!s.hasFrom || n.Value >= s.from) && (!s.hasTo || n.Value <= s.to)
}

// standsFor are the terms of a question's numbers that a cell of st stands for: 5.5 of "INR of
// 5.5" in a row for "5.0 to 8.0".
func (st Statement) standsFor(asked Statement) map[string]bool {
	if len(asked.numbers) == 0 || len(st.numbers) == 0 {
		return nil
	}
	cells := st.cells()
	if cells == nil {
		if st.Whole() {
			return nil // prose that begins with "From 5 people on"
		}
		cells = []string{string(st.Text)}
	}
	var reached map[string]bool
	for _, cell := range cells {
		s, ok := spanOf(cell)
		if !ok {
			continue
		}
		for _, n := range asked.numbers {
			if n.Word || n.IsYear() || n.Unit == "th" || !s.holds(n) {
				continue
			}
			for _, w := range asked.words {
				if w.Start >= n.Start && w.End <= n.End && w.Term != "" {
					if reached == nil {
						reached = map[string]bool{}
					}
					reached[w.Term] = true
				}
			}
		}
	}
	return reached
}
