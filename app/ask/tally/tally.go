package tally

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	"carrel/knowledge"
)

// Result is what a table gives for a question.
type Result struct {
	Table
	Rows   []Row    // those that count
	By     []string // the values that chose them, as they stand in the question
	Column int      // whose cells are added up or compared; -1 where rows are only counted
	Sum    *big.Rat // or the average, or the most or least
	Among  int      // rows of which those that count have the most or least
	Of     int      // the column of what is counted, where the table has one for it; else -1
	told   int      // how well the question fits
}

// Calls says whether a document is called by a word of the question.
func (asked Question) Calls(d knowledge.Document) bool {
	label := asked.terms(d.Title + " " + naming.Bare(d.Path))
	return slices.ContainsFunc(asked.words, func(w prose.Word) bool { return label[w.Term] })
}

// In answers the question from the one of several tables that it fits best; nil where it fits
// none, or it is not certain which rows count. unsure says that it asks for what only such rows
// tell, which then is to be said.
func (asked Question) In(tables []Table) (best *Result, unsure bool) {
	forms := map[string]map[string]bool{} // columns -> documents that have them
	for _, table := range tables {
		if forms[table.form()] == nil {
			forms[table.form()] = map[string]bool{}
		}
		forms[table.form()][table.Document.ID] = true
	}
	tie, near := false, false // near: all words were accounted for, and still it is not certain
	for _, table := range tables {
		// Of what several documents have in the same form each is one (an invoice, an order),
		// and its rows are parts of that.
		if len(forms[table.form()]) > 1 {
			continue
		}
		t, ok := asked.of(table)
		switch {
		case !ok:
			near = near || t.told > 0
		case best == nil || t.told > best.told:
			best, tie = &t, false
		case t.told == best.told:
			tie = true
		}
	}
	if best == nil || tie {
		return nil, (tie || near) && (asked.total || asked.Mean || len(asked.Bounds) > 0)
	}
	return best, false
}

// form is what tables of the same columns have in common.
func (t Table) form() string { return prose.Fold(strings.Join(t.Columns, "|")) }

// counting says whether rows are only counted.
func (asked Question) counting() bool { return !asked.Sum && !asked.Mean && asked.Most == 0 }

// terms are those of a text, in the question's language.
func (asked Question) terms(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range prose.Words(text, asked.lang) {
		out[w.Term], out[w.Fold] = true, true
	}
	delete(out, "")
	return out
}

// valued is the column that is added up or compared: the one whose name has the most words of
// the question, else the only one of amounts, where money is asked for or no other column has
// numbers; -1 where it is not certain. placed: see of.
func (asked Question) valued(t Table, named []int, placed bool) int {
	var numeric []int
	counted := slices.ContainsFunc(t.Columns, func(name string) bool { return quantities.MatchString(prose.Fold(name)) })
	for i, name := range t.Columns {
		name = prose.Fold(name)
		if (asked.Sum || asked.Mean) && (strings.Contains(name, "%") || singles.MatchString(name) || counted && prices.MatchString(name)) {
			continue // a share, or the price of one
		}
		if _, ok := numbersOf(t.Rows, i); ok && !numbering.MatchString(name) {
			numeric = append(numeric, i)
		}
	}
	only := func(keep func(i int) bool) int {
		at := -1
		for _, i := range numeric {
			if keep(i) {
				if at >= 0 {
					return -1
				}
				at = i
			}
		}
		return at
	}
	if most := slices.Max(named); most > 0 {
		if at := only(func(i int) bool { return named[i] == most }); at >= 0 {
			return at
		}
	}
	if !asked.money && (len(numeric) != 1 || asked.Most != 0 && (placed || lasting.MatchString(intent.Plain(asked.text)))) {
		return -1 // "the longest turnaround" is none of what it charges
	}
	return only(func(i int) bool { return moneyColumn.MatchString(t.Columns[i]) })
}

// singles, prices and quantities match, after prose.Fold, the names of columns with what one
// costs or is worth, and how many there are.
var (
	singles    = regexp.MustCompile(`\b(?:unit|units|each|per|pro|rate|percent|prozent|anteil|share|einzel\w*|stuck\w*|unitaire|unitario|pourcent\w*)\b`)
	prices     = regexp.MustCompile(`\b(?:price|preis|prix|precio)\b`)
	quantities = regexp.MustCompile(`\b(?:quantity|qty|pieces|menge|anzahl|quantite|cantidad|stuck|stueck)\b`)
)

// numbering matches, after prose.Fold, the names of columns whose numbers are names.
var numbering = regexp.MustCompile(`^(?:no|nr|num|number|nummer|numero|id|code|#|pos|position|line|zeile|phone|telephone|telefon|extension|year|jahr|annee)\b|\b(?:number|no|nr|nummer|id)\.?$`)

// reckon leaves the rows within the question's bounds, and adds up; false where a row has no
// number to go by.
func (asked Question) reckon(t *Result) bool {
	if t.Column < 0 {
		return true
	}
	values, ok := numbersOf(t.Table.Rows, t.Column)
	if !ok || t.mixesCurrencies() {
		return false
	}
	for _, n := range asked.Bounds {
		if n.Unit != "" && (currencyOf(n.Unit) == "" || t.currency() != "" && t.currency() != currencyOf(n.Unit)) {
			return false
		}
	}
	sum := new(big.Rat)
	var rows []Row
	for _, row := range t.Rows {
		v := values[row.at]
		switch {
		case v == nil && asked.Most != 0:
			continue // what has no number is neither the most nor the least
		case v == nil:
			return false
		case slices.ContainsFunc(asked.Bounds, func(n quantity.Number) bool { return !within(v, n) }):
			continue
		}
		if asked.Most == 0 {
			sum.Add(sum, v)
			rows = append(rows, row)
			continue
		}
		t.Among++
		switch c := asked.Most * v.Cmp(sum); {
		case len(rows) == 0 || c > 0:
			sum.Set(v)
			rows = []Row{row}
		case c == 0:
			rows = append(rows, row)
		}
	}
	if asked.Mean && len(rows) > 0 {
		sum.Quo(sum, big.NewRat(int64(len(rows)), 1))
	}
	t.Rows, t.Sum = rows, sum
	return len(rows) > 0 && (asked.Most == 0 || t.Among > 1) || asked.counting()
}

func within(v *big.Rat, n quantity.Number) bool {
	bound, ok := new(big.Rat).SetString(strconv.FormatFloat(n.Value, 'f', -1, 64)) // 19.99 is no binary fraction
	if !ok {
		return false
	}
	switch c := v.Cmp(bound); n.Bound {
	case quantity.MoreThan:
		return c > 0
	case quantity.AtLeast:
		return c >= 0
	case quantity.LessThan:
		return c < 0
	case quantity.AtMost:
		return c <= 0
	}
	return true
}
