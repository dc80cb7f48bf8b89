package align

import (
	"cmp"
	"regexp"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Logs, notes and rows of readings bear the day of each entry.

// entryEnd is where the entry ends that begins with the i-th statement: a paragraph, a row, or
// what stands under a date of its own.
func (m *Material) entryEnd(i int) int {
	k := i + 1
	for k < len(m.Statements) && m.Statements[k].Follows && !m.breaks(k) {
		k++
	}
	return k
}

// breaks says whether an entry begins with the i-th statement, which follows another.
func (m *Material) breaks(i int) bool {
	text := []rune(m.passages[m.Statements[i].Source].Text)
	between := string(text[min(m.Statements[i-1].Span.End, len(text)):min(m.Statements[i].Span.Start, len(text))])
	return strings.Contains(between, "\n\n") || strings.Contains(between, "\n") && (m.Statements[i].IsEntry() || entryDate.MatchString(string(m.Statements[i].Text)) || dateCell.MatchString(string(m.Statements[i].Text)))
}

// entryDate matches the date that an entry of a log begins with.
var entryDate = regexp.MustCompile(`^[*_# -]*(?:\d{1,2}[./]\d{1,2}[./]|\d{4}-\d\d-\d\d|\d{1,2}\.? \p{Lu}\p{L}{2,8}\b)`)

// EntryDate is the day of the entry that the i-th statement stands in: a log's, or the first cell of
// a row. Without a year it is of the one that its document is called by; ok is false where there is
// no day.
func (m *Material) EntryDate(i int) (d quantity.Date, ok bool) {
	for m.Statements[i].Follows && m.Statements[i].row == noRow && !m.breaks(i) {
		i--
	}
	st := m.Statements[i]
	text := string(st.Text)
	if entryDate.FindString(text) == "" && !dateCell.MatchString(text) || len(st.dates) == 0 {
		return d, false
	}
	d = st.dates[0]
	if d.Start > dateWithin {
		return d, false
	}
	d.Year = cmp.Or(d.Year, prose.YearIn(m.passages[st.Source].Title), prose.YearIn(m.passages[st.Source].File))
	return d, d.Year > 0 && d.Month > 0
}

// dateCell matches a row whose first cell has a name and a date, as knowledge/parse writes it.
var dateCell = regexp.MustCompile(`^\p{L}[\p{L} ]{1,20}: \d`)

// dateWithin is how far from its beginning an entry has its date, in code points.
const dateWithin = 24
