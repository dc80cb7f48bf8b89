package tally

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
)

// Which rows of a table a question counts.

// oneOfKind matches, after prose.Fold, what is called by its kind and a number: "Invoice 7741".
var oneOfKind = regexp.MustCompile(`^(\p{L}+)\.? (?:no\.? ?|nr\.? ?|number |# ?)?[a-z]{0,3}[-/]?\d[\w/-]*$`)

// of counts or adds up the rows of a table, false where it is not certain which.
func (asked Question) of(table Table) (t Result, ok bool) {
	if table.parted || len(table.Rows) == 0 {
		return t, false
	}
	t = Result{Table: table, Rows: table.Rows, Column: -1, Of: -1}
	if asked.counts != "" && prose.YearIn(table.Document.Title) == 0 && oneOfKind.MatchString(prose.Fold(table.Document.Title)) && asked.terms(table.Document.Title)[asked.counts] {
		return t, false // it is itself one of what is to be counted
	}
	label := asked.terms(strings.Join([]string{table.Document.Title, naming.Bare(table.Document.Path), table.Label, table.title}, " "))
	heads := make([]map[string]bool, len(table.Columns))
	for i, name := range table.Columns {
		heads[i] = asked.terms(name)
	}
	named, placed, ok := asked.account(&t, heads, label)
	if !ok {
		return t, false
	}
	if asked.paid && !t.onlyPaid(asked.counting()) {
		return t, false
	}
	if len(t.Rows) == 0 || asked.counting() && len(asked.Bounds) == 0 && len(t.By) == 0 && t.Of >= 0 {
		return t, false
	}
	if t.Of >= 0 && asked.counting() {
		if _, numeric := numbersOf(table.Rows, t.Of); numeric {
			return t, false // "how many doses" asks for a cell
		}
	}
	if !asked.counting() || len(asked.Bounds) > 0 {
		if _, numeric := numbersOf(table.Rows, max(t.Of, 0)); t.Of >= 0 && !numeric {
			named[t.Of] = 0
		} else {
			t.Of = -1 // "the highest fee" is a cell
		}
		if t.Column = asked.valued(table, named, placed); t.Column < 0 {
			return t, false
		}
	}
	return t, asked.reckon(&t)
}

// account finds for each word of the question what it is in a table, whose columns' names have
// the terms of heads and which is called by those of label, and leaves the rows that have it as
// a value. named is how many of the words each column's name has, placed that a word is in what
// the table is called only; ok is false where a word is nowhere, or not certain.
func (asked Question) account(t *Result, heads []map[string]bool, label map[string]bool) (named []int, placed, ok bool) {
	named = make([]int, len(t.Columns))
	for _, w := range asked.words {
		counted := w.Term == asked.counts
		rows := withValue(asked, t.Rows, w)
		at := slices.IndexFunc(heads, func(h map[string]bool) bool { return h[w.Term] })
		switch {
		case at >= 0 && (counted || len(rows) == 0):
			for i, h := range heads {
				if h[w.Term] {
					named[i]++
				}
			}
			if counted {
				t.Of = at
			}
			t.told++
		case len(rows) > 0 && !counted && (prose.IsYear(w) || prose.Months[w.Fold] > 0) && t.dateColumns() > 1:
			return named, placed, false // a day of the one column or of the other
		case len(rows) > 0 && !counted:
			if !prose.IsYear(w) || len(rows) < len(t.Rows) || !label[w.Term] {
				t.By = append(t.By, w.Text)
			}
			t.Rows = rows
			t.told += 2
		case label[w.Term] && (!counted || t.lists(asked, w.Term)):
			t.told++
			placed = placed || !counted
		default:
			*t = Result{}
			return nil, false, false
		}
	}
	return named, placed, true
}

// onlyPaid leaves the rows that were paid, as a column of the table says; false where it cannot
// be told which.
func (t *Result) onlyPaid(counting bool) bool {
	at := slices.IndexFunc(t.Columns, func(name string) bool { return paidColumn.MatchString(prose.Fold(name)) })
	if at < 0 {
		return !counting && !slices.ContainsFunc(t.Columns, func(name string) bool { return statusColumn.MatchString(prose.Fold(name)) })
	}
	var rows []Row
	for _, row := range t.Rows {
		switch cell := prose.Fold(row.Cells[at]); {
		case isoDay.MatchString(cell), paidCell.MatchString(cell):
			rows = append(rows, row)
		case !unpaidCell.MatchString(cell):
			return false
		}
	}
	t.Rows = rows
	return true
}

// statusColumn matches the name of a column that may say what is paid; paidCell and unpaidCell
// what cells say of it. All after prose.Fold.
var (
	statusColumn = regexp.MustCompile(`\b(?:status|state|open|due|outstanding|offen|stand|zustand|etat|statut|estado)\b`)
	paidCell     = regexp.MustCompile(`^(?:yes|y|ja|oui|si|x|✓|✔|true|paid|bezahlt|paye|pagado|\d{1,2}[./]\d{1,2}[./]\d{2,4})$`)
	unpaidCell   = regexp.MustCompile(`^(?:|no|n|nein|non|false|-|–|—|0|open|offen|unpaid|not yet|pending|outstanding)$`)
)

// lists says whether a table is called as a list of what is counted: "Invoice register 2026",
// "Vaccines", and not "Service agreement".
func (t Table) lists(asked Question, counted string) bool {
	return slices.ContainsFunc([]string{t.Document.Title, naming.Bare(t.Document.Path), t.Label, t.title}, func(name string) bool {
		ws := slices.DeleteFunc(prose.Words(name, asked.lang), func(w prose.Word) bool {
			return strings.ContainsAny(w.Text, "0123456789") || prose.Months[w.Fold] > 0 || naming.VersionWords[w.Fold]
		})
		if len(ws) == 0 || !asked.terms(name)[counted] {
			return false
		}
		last := ws[len(ws)-1]
		return slices.ContainsFunc(asked.words, func(w prose.Word) bool { return w.Term == last.Term }) || registers.MatchString(last.Fold)
	})
}

// registers matches, after prose.Fold, words for lists.
var registers = regexp.MustCompile(`^(?:registers?|lists?|log|logs|overview|ledger|journal|book|inventory|table|index|records?|export|\w*(?:liste|verzeichnis|ubersicht|buch|register|journal)|registre|inventaire|tableau|inventario|registro|lista)$`)

// withValue are the rows that have a word as a value: in a cell of words, or a year or month
// in a date.
func withValue(asked Question, rows []Row, w prose.Word) (out []Row) {
	month := prose.MonthOf(w)
	for _, row := range rows {
		if slices.ContainsFunc(row.Cells, func(cell string) bool {
			if day := isoDay.FindStringSubmatch(cell); day != nil {
				return day[1] == w.Text || month > 0 && day[2] == fmt.Sprintf("%02d", month)
			}
			return (!prose.IsYear(w) || !plainNumber.MatchString(cell)) && asked.terms(cell)[w.Term]
		}) {
			out = append(out, row)
		}
	}
	return out
}

// isoDay matches a date as knowledge/parse writes those of sheets.
var isoDay = regexp.MustCompile(`^(\d{4})-(\d{2})-\d{2}\b`)
