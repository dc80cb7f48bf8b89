package ask

import (
	"cmp"
	"context"
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

// "How much did we pay Berg & Co in total?" and "How many invoices are over 500?" are answered
// by counting and adding up the rows of one table, each of which is shown: no model adds up
// reliably, and a search finds some of the rows. It is done only where each word of the
// question is accounted for, by a value in the rows, by the name of a column or by what the
// table is called; else the question is one as any other.

// tallied is what a table gives for a question.
type tallied struct {
	ledger
	rows   []ledgerRow // those that count
	by     []string    // the values that chose them, as they stand in the question
	column int         // whose cells are added up or compared; -1 where rows are only counted
	sum    *big.Rat    // or the average, or the most or least
	among  int         // rows of which those that count have the most or least
	of     int         // the column of what is counted, where the table has one for it; else -1
	told   int         // how well the question fits
}

// tally answers a question for a count or a sum; false where it is none, or where it is not
// certain which rows count.
func (r *run) tally(ctx context.Context) (bool, error) {
	asked, ok := tallyOf(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 {
		return false, nil
	}
	docs, err := r.withTables(ctx, asked)
	if err != nil {
		return false, err
	}
	var ledgers []ledger
	forms := map[string]map[string]bool{} // columns -> documents that have them
	for _, d := range docs {
		list, err := r.ledgersOf(ctx, d)
		if err != nil {
			return false, err
		}
		for _, l := range list {
			key := prose.Fold(strings.Join(l.columns, "|"))
			if forms[key] == nil {
				forms[key] = map[string]bool{}
			}
			forms[key][d.ID] = true
			ledgers = append(ledgers, l)
		}
	}
	var best *tallied
	tie, near := false, false // near: all words were accounted for, and still it is not certain
	for _, l := range ledgers {
		// Of what several documents have in the same form each is one (an invoice, an order),
		// and its rows are parts of that.
		if len(forms[prose.Fold(strings.Join(l.columns, "|"))]) > 1 {
			continue
		}
		t, ok := asked.of(l)
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
		if (tie || near) && (asked.total || asked.mean || len(asked.bounds) > 0) {
			r.notice("Carrel counts and adds up only where it is certain which rows of one table count. Here it is not, so nothing was added up.")
		}
		return false, nil
	}
	r.showTally(ctx, asked, *best)
	return true, nil
}

// mostTallied is how many documents are looked through for the table.
const mostTallied = 12

// counting says whether rows are only counted.
func (asked tallyAsked) counting() bool { return !asked.sum && !asked.mean && asked.most == 0 }

// withTables are the documents that may have the table: those that are called like what is
// asked for, and those that are found for it.
func (r *run) withTables(ctx context.Context, asked tallyAsked) ([]knowledge.Document, error) {
	docs, err := r.chosen(ctx)
	if err != nil {
		return nil, err
	}
	results, err := r.asker.config.Library.Search(ctx, knowledge.Query{Text: r.turn.Question, K: 2 * retrieveK, Documents: r.request.Documents, Filters: r.request.Filters, Plain: true, Rerank: "none"})
	if err != nil {
		return nil, err
	}
	found := map[string]int{}
	for i, h := range results.Hits {
		if _, seen := found[h.Document.ID]; !seen {
			found[h.Document.ID] = i + 1
		}
	}
	rank := func(d knowledge.Document) int {
		if at := found[d.ID]; at > 0 {
			return at
		}
		return 2*retrieveK + 1
	}
	docs = slices.DeleteFunc(docs, func(d knowledge.Document) bool {
		if found[d.ID] > 0 {
			return false
		}
		label := asked.terms(d.Title + " " + naming.Bare(d.Path))
		return !slices.ContainsFunc(asked.words, func(w prose.Word) bool { return label[w.Term] })
	})
	slices.SortStableFunc(docs, func(a, b knowledge.Document) int { return cmp.Compare(rank(a), rank(b)) })
	return docs[:min(len(docs), mostTallied)], nil
}

// terms are those of a text, in the question's language.
func (asked tallyAsked) terms(text string) map[string]bool {
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
func (asked tallyAsked) valued(l ledger, named []int, placed bool) int {
	var numeric []int
	counted := slices.ContainsFunc(l.columns, func(name string) bool { return quantities.MatchString(prose.Fold(name)) })
	for i, name := range l.columns {
		name = prose.Fold(name)
		if (asked.sum || asked.mean) && (strings.Contains(name, "%") || singles.MatchString(name) || counted && prices.MatchString(name)) {
			continue // a share, or the price of one
		}
		if _, ok := numbersOf(l.rows, i); ok && !numbering.MatchString(name) {
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
	if !asked.money && (len(numeric) != 1 || asked.most != 0 && (placed || lasting.MatchString(intent.Plain(asked.text)))) {
		return -1 // "the longest turnaround" is none of what it charges
	}
	return only(func(i int) bool { return moneyColumn.MatchString(l.columns[i]) })
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
func (asked tallyAsked) reckon(t *tallied) bool {
	if t.column < 0 {
		return true
	}
	values, ok := numbersOf(t.ledger.rows, t.column)
	if !ok || t.mixesCurrencies() {
		return false
	}
	for _, n := range asked.bounds {
		if n.Unit != "" && (currencyOf(n.Unit) == "" || t.currency() != "" && t.currency() != currencyOf(n.Unit)) {
			return false
		}
	}
	sum := new(big.Rat)
	var rows []ledgerRow
	for _, row := range t.rows {
		v := values[row.at]
		switch {
		case v == nil && asked.most != 0:
			continue // what has no number is neither the most nor the least
		case v == nil:
			return false
		case slices.ContainsFunc(asked.bounds, func(n quantity.Number) bool { return !within(v, n) }):
			continue
		}
		if asked.most == 0 {
			sum.Add(sum, v)
			rows = append(rows, row)
			continue
		}
		t.among++
		switch c := asked.most * v.Cmp(sum); {
		case len(rows) == 0 || c > 0:
			sum.Set(v)
			rows = []ledgerRow{row}
		case c == 0:
			rows = append(rows, row)
		}
	}
	if asked.mean && len(rows) > 0 {
		sum.Quo(sum, big.NewRat(int64(len(rows)), 1))
	}
	t.rows, t.sum = rows, sum
	return len(rows) > 0 && (asked.most == 0 || t.among > 1) || asked.counting()
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
