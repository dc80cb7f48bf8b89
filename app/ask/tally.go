package ask

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// "How much did we pay Berg & Co in total?" and "How many invoices are over 500?" are answered
// by counting and adding up the rows of one table, each of which is shown: no model adds up
// reliably, and a search finds some of the rows. It is done only where each word of the
// question is accounted for, by a value in the rows, by the name of a column or by what the
// table is called; else the question is one as any other.

// tallyAsked is a question for a count or a sum over rows.
type tallyAsked struct {
	sum    bool   // a sum is wanted, else a count
	mean   bool   // an average
	most   int    // 1: the row with the most, -1: with the least
	total  bool   // it says "in total", or the like
	money  bool   // of money
	text   string // the question
	lang   prose.Language
	words  []prose.Word // those that are to be accounted for
	paid   bool         // what was paid is asked for
	bounds []quantity.Number
	counts string // the term of what is counted; "" where a sum is wanted
}

var (
	// countAsked and sumAsked match, after askedPlainly, the questions for a count and for a sum.
	countAsked = regexp.MustCompile(`^(?:and )?(?:how many|wie viele|wieviele|combien (?:de |d')|cuant[oa]s) `)
	sumAsked   = regexp.MustCompile(`^(?:and )?(?:how much|what|wie viel|wieviel|was|wie hoch|combien|quel(?:le)?|cuanto|cual)\b`)
	meanAsked  = regexp.MustCompile(`\b(?:average|(?:the|a) mean|durchschnitt\w*|mittelwert|moyenne|promedio)\b`)
	// meantAsked matches what asks for a meaning or a deed: "What does the average tell?"
	meantAsked = regexp.MustCompile(`^(?:and )?what (?:do|does|did) `)
	mostAsked  = regexp.MustCompile(`\b(?:highest|largest|biggest|greatest|longest|most expensive|dearest|maximum|hochste[nrsm]?|grosste[nrsm]?|langste[nrsm]?|teuerste[nrsm]?|le plus (?:cher|eleve|grand|long)|la plus (?:chere|elevee|grande|longue)|mas (?:alto|alta|caro|cara|grande|largo|larga))\b`)
	leastAsked = regexp.MustCompile(`\b(?:lowest|smallest|least|fewest|shortest|cheapest|minimum|niedrigste[nrsm]?|kleinste[nrsm]?|wenigsten|kurzeste[nrsm]?|billigste[nrsm]?|gunstigste[nrsm]?|le moins (?:cher|eleve)|la moins (?:chere|elevee)|(?:le|la) plus (?:bas|basse|petite?|courte?)|mas (?:bajo|baja|barato|barata|pequen[oa]|cort[oa]))\b`)
	ofMoney    = regexp.MustCompile(`\b(?:expensive|dearest|cheapest|teuerste\w?|billigste\w?|gunstigste\w?|cher|chere|car[oa]|barat[oa])\b`)
	whichAsked = regexp.MustCompile(`^(?:and )?(?:which|what|who|welche[rnsm]?|was|wer|quel(?:le)?|que|cual|quien)\b`)
	personal   = regexp.MustCompile(`^(?:and )?(?:who|wer|qui|quien)\b`)
	lasting    = regexp.MustCompile(`\b(?:longest|shortest|langste\w?|kurzeste\w?|(?:plus|mas) (?:longue?|courte?|larg[oa]|cort[oa]))\b`)
	inTotal    = regexp.MustCompile(`\b(?:in total|total|totals|altogether|all together|sum of|insgesamt|gesamt\w*|summe|au total|en tout|somme|en total|suma)\b`)
	spending   = regexp.MustCompile(`\b(?:pa(?:y|ys|id)|spen[dt]|spends|cost|costs|charged|kosten|kostet|coutent|coute|cuestan|bezahlt|gezahlt|ausgegeben|gekostet|paye|depense|pagado|gastado|costado)\b`)
	paying     = prose.Set(`pay pays paid bezahlt gezahlt paye pagado`)
	// paidColumn matches, after prose.Fold, the name of a column that is empty where nothing
	// has been paid yet.
	paidColumn = regexp.MustCompile(`^(?:date )?(?:paid|payment date|bezahlt|gezahlt|paye|pagado)(?: (?:on|at|date|am|le|el))?$`)
	currencies = regexp.MustCompile(`^(?:euros?|dollars?|pounds?|francs?|franken|eur|usd|gbp|chf|pfund|libras?)$`)
	// tallying are words that a question for a count or a sum has for its form.
	tallying = prose.Set(`how many much what which total totals altogether together overall sum all amount amounts value worth there been far year have has had our we us i my they
		over above more than under below less least most up between exceeding at euro euros dollar dollars pound pounds franc francs eur usd gbp chf money
		wie viel viele wieviel wieviele insgesamt gesamt gesamtsumme summe zusammen alle haben hat wir uns unser unsere gibt uber unter mehr weniger mindestens hochstens jahr betrag hoch franken pfund geld
		combien total somme tout tous nous avons notre sont plus moins montant annee argent quel quelle cuanto cuanta cuantos cuantas suma todos todas hemos mas menos importe ano dinero cual`)
)

// tallyOf reads a question as one for a count or a sum.
func tallyOf(question string) (t tallyAsked, ok bool) {
	q := askedPlainly(question)
	t = tallyAsked{text: question, total: inTotal.MatchString(q)}
	switch {
	case meantAsked.MatchString(q):
		return t, false
	case countAsked.MatchString(q):
	case whichAsked.MatchString(q) && mostAsked.MatchString(q) != leastAsked.MatchString(q):
		t.most, t.money = 1, ofMoney.MatchString(q)
		if leastAsked.MatchString(q) {
			t.most = -1
		}
	case meanAsked.MatchString(q) && sumAsked.MatchString(q):
		t.mean, t.money = true, spending.MatchString(q)
	case sumAsked.MatchString(q) && (t.total || strings.HasPrefix(q, "how much ") && spending.MatchString(q)):
		t.sum, t.money = true, spending.MatchString(q)
	default:
		return t, false
	}
	t.lang = prose.Detect(question)
	ws := prose.Words(question, t.lang)
	runes := []rune(question)
	dates := quantity.Dates(ws, runes, t.lang)
	for _, n := range quantity.Numbers(ws, runes, t.lang, dates) {
		if n.Bound != quantity.Exactly && !n.IsYear() {
			t.bounds = append(t.bounds, n)
			t.money = t.money || slices.Contains([]string{"$", "€", "£", "¥"}, n.Unit)
		}
	}
	counted := !t.sum && !t.mean && !(t.most != 0 && personal.MatchString(q))
	for i, w := range ws {
		if leaning[w.Fold] || towards[w.Fold] && i+1 < len(ws) && (yearly(ws[i+1]) || prose.Months[ws[i+1].Fold] > 0) {
			return t, false // whose rows these are, or from when, no cell says
		}
		t.money = t.money || currencies.MatchString(w.Fold)
		bound := slices.ContainsFunc(t.bounds, func(n quantity.Number) bool { return w.Start >= n.From && w.End <= n.Upto })
		switch {
		case w.Term == "" || tallying[w.Fold] || bound || t.most != 0 && extreme(w) || t.mean && (w.Fold == "mean" || meanAsked.MatchString(w.Fold)):
		case spending.MatchString(w.Fold):
			t.paid = t.paid || paying[w.Fold]
		default:
			if counted {
				t.counts, counted = w.Term, false
			}
			t.words = append(t.words, w)
		}
	}
	return t, len(t.words) > 0
}

var (
	// leaning are words that stand for what is said elsewhere.
	leaning = prose.Set(`them him her hers his it its this these those their theirs ihm ihn ihnen ihr ihre ihren dies diese dieser dieses diesem diesen ce cette ces leur leurs este esta estos estas su sus`)
	// towards are words before a time that say more than that it is in it.
	towards = prose.Set(`by before after from since to until till through within between during past vor nach von bis seit zwischen ab avant apres depuis jusque entre desde hasta antes despues`)
)

// extreme says whether a word asks for the most or the least.
func extreme(w prose.Word) bool {
	return mostAsked.MatchString(w.Fold) || leastAsked.MatchString(w.Fold) || ofMoney.MatchString(w.Fold) || extremes[w.Fold]
}

var extremes = prose.Set(`most more least highest lowest eleve elevee grand grande long longue bas basse petit petite court courte alto alta bajo baja pequeno pequena corto corta largo larga`)

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
		label := asked.terms(d.Title + " " + bareName(d.Path))
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

// oneOfKind matches, after prose.Fold, what is called by its kind and a number: "Invoice 7741".
var oneOfKind = regexp.MustCompile(`^(\p{L}+)\.? (?:no\.? ?|nr\.? ?|number |# ?)?[a-z]{0,3}[-/]?\d[\w/-]*$`)

// of counts or adds up the rows of a table, false where it is not certain which.
func (asked tallyAsked) of(l ledger) (t tallied, ok bool) {
	if l.parted || len(l.rows) == 0 {
		return t, false
	}
	t = tallied{ledger: l, rows: l.rows, column: -1, of: -1}
	if asked.counts != "" && yearIn(l.document.Title) == 0 && oneOfKind.MatchString(prose.Fold(l.document.Title)) && asked.terms(l.document.Title)[asked.counts] {
		return t, false // it is itself one of what is to be counted
	}
	label := asked.terms(strings.Join([]string{l.document.Title, bareName(l.document.Path), l.label, l.title}, " "))
	heads := make([]map[string]bool, len(l.columns))
	for i, name := range l.columns {
		heads[i] = asked.terms(name)
	}
	head := func(term string) int {
		return slices.IndexFunc(heads, func(h map[string]bool) bool { return h[term] })
	}
	named := make([]int, len(l.columns)) // how many of the question's words the columns' names have
	filtered, placed := 0, false         // placed: a word is accounted for by what the table is called only
	for _, w := range asked.words {
		counted := w.Term == asked.counts
		rows := withValue(asked, t.rows, w)
		at := head(w.Term)
		switch {
		case at >= 0 && (counted || len(rows) == 0):
			for i, h := range heads {
				if h[w.Term] {
					named[i]++
				}
			}
			if counted {
				t.of = at
			}
			t.told++
		case len(rows) > 0 && !counted && (yearly(w) || prose.Months[w.Fold] > 0) && l.dateColumns() > 1:
			return t, false // a day of the one column or of the other
		case len(rows) > 0 && !counted:
			if !yearly(w) || len(rows) < len(t.rows) || !label[w.Term] {
				t.by = append(t.by, w.Text)
				filtered++
			}
			t.rows = rows
			t.told += 2
		case label[w.Term] && (!counted || l.lists(asked, w.Term)):
			t.told++
			placed = placed || !counted
		default:
			return tallied{}, false
		}
	}
	if asked.paid && !t.onlyPaid(asked.counting()) {
		return t, false
	}
	if len(t.rows) == 0 || asked.counting() && len(asked.bounds) == 0 && filtered == 0 && t.of >= 0 {
		return t, false
	}
	if t.of >= 0 && asked.counting() {
		if _, numeric := numbersOf(l.rows, t.of); numeric {
			return t, false // "how many doses" asks for a cell
		}
	}
	if !asked.counting() || len(asked.bounds) > 0 {
		if _, numeric := numbersOf(l.rows, max(t.of, 0)); t.of >= 0 && !numeric {
			named[t.of] = 0
		} else {
			t.of = -1 // "the highest fee" is a cell
		}
		if t.column = asked.valued(l, named, placed); t.column < 0 {
			return t, false
		}
	}
	return t, asked.reckon(&t)
}

// onlyPaid leaves the rows that were paid, as a column of the table says; false where it cannot
// be told which.
func (t *tallied) onlyPaid(counting bool) bool {
	at := slices.IndexFunc(t.columns, func(name string) bool { return paidColumn.MatchString(prose.Fold(name)) })
	if at < 0 {
		return !counting && !slices.ContainsFunc(t.columns, func(name string) bool { return statusColumn.MatchString(prose.Fold(name)) })
	}
	var rows []ledgerRow
	for _, row := range t.rows {
		switch cell := prose.Fold(row.cells[at]); {
		case isoDay.MatchString(cell), paidCell.MatchString(cell):
			rows = append(rows, row)
		case !unpaidCell.MatchString(cell):
			return false
		}
	}
	t.rows = rows
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
func (l ledger) lists(asked tallyAsked, counted string) bool {
	return slices.ContainsFunc([]string{l.document.Title, bareName(l.document.Path), l.label, l.title}, func(name string) bool {
		ws := slices.DeleteFunc(prose.Words(name, asked.lang), func(w prose.Word) bool {
			return strings.ContainsAny(w.Text, "0123456789") || prose.Months[w.Fold] > 0 || versionWords[w.Fold]
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
func withValue(asked tallyAsked, rows []ledgerRow, w prose.Word) (out []ledgerRow) {
	month := prose.Months[w.Fold]
	if month > 0 && !w.Name && (len(w.Fold) < fewestInMonth || w.Fold == "march") {
		month = 0 // "may", "mars"
	}
	for _, row := range rows {
		if slices.ContainsFunc(row.cells, func(cell string) bool {
			if day := isoDay.FindStringSubmatch(cell); day != nil {
				return day[1] == w.Text || month > 0 && day[2] == fmt.Sprintf("%02d", month)
			}
			return (!yearly(w) || !plainNumber.MatchString(cell)) && asked.terms(cell)[w.Term]
		}) {
			out = append(out, row)
		}
	}
	return out
}

// isoDay matches a date as knowledge/parse writes those of sheets.
var isoDay = regexp.MustCompile(`^(\d{4})-(\d{2})-\d{2}\b`)

func yearly(w prose.Word) bool { return yearIn(w.Text) > 0 && len(w.Text) == 4 }

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
	if !asked.money && (len(numeric) != 1 || asked.most != 0 && (placed || lasting.MatchString(askedPlainly(asked.text)))) {
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

// mostRowsShown is how many rows are quoted; of more the first are.
const mostRowsShown = 25

// showTally answers with what was counted or added up, and the rows.
func (r *run) showTally(ctx context.Context, asked tallyAsked, t tallied) {
	r.writer = newWriter(ctx, r, nil)
	a := r.answer()
	ref := referenceTo(t.document)
	shown := t.rows[:min(len(t.rows), mostRowsShown)]
	var hits []knowledge.Hit
	for i, row := range shown {
		text := string([]rune(row.page.Text)[row.span.Start:row.span.End])
		a.Sources = append(a.Sources, Source{
			N: i + 1, Document: ref, Page: row.page.Number, Where: reader.Where(t.document.Unit, row.page, row.span.Start, row.span.End),
			Start: row.span.Start, End: row.span.End, Text: text, Score: 1, Best: row.span,
		})
		hits = append(hits, knowledge.Hit{Rank: i + 1, Score: 1, Document: ref, Page: row.page.Number, Where: a.Sources[i].Where, Start: row.span.Start, End: row.span.End, Text: text, FileHash: t.document.Hash, Dated: t.document.Date.Day})
	}
	if r.search = r.turn.Question; r.notes != nil {
		r.notes.found(knowledge.Query{Text: r.search, Documents: []string{t.document.ID}}, modeSelected, hits)
	}
	a.Timings.RetrieveMS = r.since()
	r.step(Step{Kind: StepSources, Sources: slices.Clone(a.Sources)})
	r.recorder.note(r.turn, true)
	a.Form, a.Status = FormList, StatusDone
	if (asked.sum || asked.mean) && t.repeats() {
		r.notice("Some of these rows have the same number one below the other. If that is one cell over several rows in the document, it was counted in each of them.")
	}
	r.writer.plain(asked.told(t))
	for i, row := range shown {
		r.writer.quoteAfter("\n", align.Statement{Source: i, Span: reader.Span{End: row.span.End - row.span.Start}, Text: []rune(a.Sources[i].Text)})
	}
	if more := len(t.rows) - len(shown); more > 0 {
		r.writer.plain("\n\n" + figure.Counted(more, "further row counts", "further rows count") + " and stand in the table only.")
	}
}

// told says what was reckoned, from which rows.
func (asked tallyAsked) told(t tallied) string {
	where := "“" + flatten(t.document.Title) + "”"
	if t.label != "" && prose.Fold(t.label) != prose.Fold(t.document.Title) && prose.Fold(t.label) != prose.Fold(bareName(t.document.Path)) {
		where += ", " + flatten(t.label)
	} else if t.document.Title == "" {
		where = "“" + filepath.Base(t.document.Path) + "”"
	}
	which := ""
	if len(t.by) > 0 {
		which = " with “" + strings.Join(t.by, "”, “") + "”"
	}
	for i, n := range asked.bounds {
		and := " and"
		if i == 0 {
			and, which = "", which+" whose “"+flatten(t.columns[t.column])+"” is"
		}
		which += and + " " + boundNames[n.Bound] + " " + n.Text
	}
	rows := figure.Counted(len(t.rows), "row", "rows")
	switch {
	case asked.most != 0:
		extreme := "highest"
		if asked.most < 0 {
			extreme = "lowest"
		}
		return fmt.Sprintf("Of %s of %s%s the %s “%s” is %s:", figure.Counted(t.among, "row", "rows"), where, which, extreme, flatten(t.columns[t.column]), decimal(t.sum))
	case asked.mean:
		return fmt.Sprintf("The average “%s” of %s of %s%s is %s. These are the rows:", flatten(t.columns[t.column]), rows, where, which, mean(t.sum))
	}
	if asked.sum && len(t.rows) == 1 {
		return fmt.Sprintf("One row of %s%s counts, its “%s” is %s:", where, which, flatten(t.columns[t.column]), decimal(t.sum))
	}
	if asked.sum {
		return fmt.Sprintf("Carrel added up “%s” of %s of %s%s: %s. These are the rows:", flatten(t.columns[t.column]), rows, where, which, decimal(t.sum))
	}
	different := ""
	if t.of >= 0 {
		values := map[string]bool{}
		for _, row := range t.rows {
			values[prose.Fold(row.cells[t.of])] = true
		}
		if len(values) < len(t.rows) {
			different = fmt.Sprintf(", of %s different “%s”", figure.Count(len(values)), flatten(t.columns[t.of]))
		}
	}
	end := ". These are the rows:"
	if len(t.rows) == 0 {
		end = "."
	}
	return fmt.Sprintf("Carrel counted %s of %s%s%s%s", rows, where, which, different, end)
}

var boundNames = map[quantity.Bound]string{quantity.MoreThan: "more than", quantity.AtLeast: "at least", quantity.LessThan: "less than", quantity.AtMost: "at most"}
