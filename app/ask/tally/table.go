package tally

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Table is a table with the names of its columns, as it goes on over the pages of a document.
type Table struct {
	Document knowledge.Document
	Label    string // the page's own: a sheet's name
	title    string // the table's: its heading or sheet
	Columns  []string
	Rows     []Row
	// parted is a row that could not be read into the columns: then nothing can be counted.
	parted bool
	last   int // page
}

// settle numbers the rows. Where one has numbers alone and others have words, it may be a total
// that is not called so: then nothing can be counted.
func (t *Table) settle() {
	wordless, worded := 0, 0
	for i := range t.Rows {
		t.Rows[i].at = i
		filled, words := 0, 0
		for _, c := range t.Rows[i].Cells {
			if c == "" {
				continue
			}
			if filled++; !plainNumber.MatchString(bareAmount(c)) {
				words++
			}
		}
		switch {
		case words > 0:
			worded++
		case filled < len(t.Columns):
			wordless++
		}
	}
	t.parted = t.parted || wordless > 0 && worded > 0
}

// dateColumns is how many columns have days.
func (t Table) dateColumns() (n int) {
	for i := range t.Columns {
		if slices.ContainsFunc(t.Rows, func(row Row) bool { return isoDay.MatchString(row.Cells[i]) }) {
			n++
		}
	}
	return n
}

// currency is that of the column that is added up or compared, by its name or its cells; ""
// where neither says one.
func (t *Result) currency() string {
	if c := currencyOf(t.Columns[t.Column]); c != "" {
		return c
	}
	for _, row := range t.Rows {
		if c := currencyOf(row.Cells[t.Column]); c != "" {
			return c
		}
	}
	return ""
}

// mixesCurrencies says whether the rows that count are in more than one.
func (t *Result) mixesCurrencies() bool {
	seen := map[string]bool{}
	column := slices.IndexFunc(t.Columns, func(name string) bool { return currencyColumn.MatchString(prose.Fold(name)) })
	for _, row := range t.Rows {
		if c := currencyOf(row.Cells[t.Column]); c != "" {
			seen[c] = true
		}
		if column >= 0 && row.Cells[column] != "" {
			c := prose.Fold(row.Cells[column])
			if known := currencyOf(row.Cells[column]); known != "" {
				c = known
			}
			seen[c] = true
		}
	}
	return len(seen) > 1
}

// Repeats says whether two rows that count, one below the other, have the same number, where a
// cell may go over several rows.
func (t *Result) Repeats() bool {
	if t.Column < 0 || t.Document.Format == "csv" || t.Document.Format == "markdown" {
		return false
	}
	for i := 1; i < len(t.Rows); i++ {
		if a, b := t.Rows[i-1], t.Rows[i]; b.at == a.at+1 && a.Cells[t.Column] != "" && a.Cells[t.Column] == b.Cells[t.Column] {
			return true
		}
	}
	return false
}

// currencyOf is the sign of the currency that a text names, "" for none.
func currencyOf(text string) string {
	text = " " + strings.ToLower(text) + " "
	for _, c := range currencyWords {
		if c.words.MatchString(text) {
			return c.sign
		}
	}
	return ""
}

// currencyColumn matches, after prose.Fold, the name of a column that says which currency it is.
var currencyColumn = regexp.MustCompile(`^(?:currency|curr|ccy|wahrung|devise|monnaie|moneda|divisa)$`)

var currencyWords = []struct {
	sign  string
	words *regexp.Regexp
}{
	{"€", regexp.MustCompile(`€|\beuros?\b|\beur\b`)},
	{"$", regexp.MustCompile(`\$|\bdollars?\b|\busd\b`)},
	{"£", regexp.MustCompile(`£|\bpounds?\b|\bgbp\b|\bpfund\b`)},
	{"¥", regexp.MustCompile(`¥|\byen\b|\bjpy\b`)},
	{"CHF", regexp.MustCompile(`\bchf\b|\bfrancs?\b|\bfranken\b`)},
}

// Row is a row with its cells by column; "" for an empty one.
type Row struct {
	Page  reader.Page
	Span  reader.Span // code points of the page's text
	Cells []string
	at    int // its index among the table's rows
}

// mostAddedPages is how many pages a document has, at most, whose tables are added up.
const mostAddedPages = 400

// Readable says whether the tables of a document have named columns and cells set apart: those
// of PDF pages are told from the places of words, which is not sure enough to add up, and plain
// text has none.
func Readable(d knowledge.Document) bool {
	return d.Format != "pdf" && d.Format != "text" && d.Pages <= mostAddedPages && len(d.Warnings) == 0 // of what was left out in reading, a row may be
}

// Tables reads the tables of a document that is readable.
func Tables(d knowledge.Document, pages []reader.Page) (out []Table) {
	for _, p := range pages {
		text := []rune(p.Text)
		for i, t := range p.Tables {
			if len(t.Columns) < 2 || slices.Contains(t.Columns, "") {
				continue
			}
			table := Table{Document: d, Label: p.Label, title: t.Title, Columns: t.Columns}
			for _, span := range t.Rows {
				if span.Start < 0 || span.End > len(text) || span.Start >= span.End {
					continue
				}
				table.add(p, span, string(text[span.Start:span.End]))
			}
			k := len(out) - 1
			if k >= 0 && i == 0 && out[k].last == p.Number-1 && out[k].Label == table.Label && out[k].title == table.title && slices.Equal(out[k].Columns, table.Columns) {
				out[k].Rows, out[k].parted, out[k].last = append(out[k].Rows, table.Rows...), out[k].parted || table.parted, p.Number
				continue
			}
			table.last = p.Number
			out = append(out, table)
		}
	}
	for i := range out {
		out[i].settle()
	}
	return out
}

// add reads a row. The one with the columns' names, the line that Markdown has below it, and
// totals are none of what is counted.
func (t *Table) add(p reader.Page, span reader.Span, text string) {
	cells := cellsOf(text, t.Columns)
	switch {
	case cells == nil:
		t.parted = true
	case slices.EqualFunc(cells, t.Columns, func(a, b string) bool { return strings.EqualFold(a, b) }), strings.Trim(strings.Join(cells, ""), "-: ") == "":
	case slices.ContainsFunc(cells, func(c string) bool { return totals.MatchString(prose.Fold(c)) }):
	case slices.ContainsFunc(cells, func(c string) bool { return totalWords.MatchString(prose.Fold(c)) }):
		t.parted = true // "Total Energies", "Total for May": a payee, or a total?
	default:
		t.Rows = append(t.Rows, Row{Page: p, Span: span, Cells: cells})
	}
}

// totals matches, after prose.Fold, a cell of a row that adds others up, totalWords one that may
// be of such a row.
var (
	totals     = regexp.MustCompile(`^(?:(?:grand|net|gross|sub|sous|zwischen|end|overall|q[1-4]|year|jahres)[ -]?)?(?:total|totals|sum|summe|gesamt|gesamtsumme|gesamtbetrag|insgesamt|somme|suma|balance|saldo|ubertrag|carried forward|brought forward):?$`)
	totalWords = regexp.MustCompile(`^(?:(?:grand|net|gross|sub|sous|zwischen|end)[ -]?)?(?:total|totals|summe|gesamt\w*|insgesamt|somme|suma|saldo)\b|\b(?:total|totals|summe|gesamt\w*|insgesamt|somme|suma)$`)
)

// cellsOf reads a row as knowledge/parse writes it, "Item: Rent; Q1: 12,000" without the empty
// cells, or "Rent | 12,000"; nil where it cannot be told which cell is whose.
func cellsOf(text string, columns []string) []string {
	text = strings.TrimSpace(text)
	if strings.Contains(text, " | ") || strings.HasPrefix(text, "|") {
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(text, "|"), "|"), "|")
		if len(cells) != len(columns) {
			return nil
		}
		for i, c := range cells {
			cells[i] = strings.TrimSpace(c)
		}
		return cells
	}
	out, last, rest := make([]string, len(columns)), -1, text
	for i, name := range columns {
		if last < 0 {
			if after, is := strings.CutPrefix(rest, name+": "); is {
				last, rest = i, after
			}
			continue
		}
		if cell, after, is := strings.Cut(rest, "; "+name+": "); is {
			out[last], last, rest = cell, i, after
		}
	}
	if last < 0 {
		return nil
	}
	out[last] = rest
	return out
}

// bareAmount is a cell without a currency and what sets its thousands apart by a space or an
// apostrophe.
func bareAmount(cell string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\'' || r == '’' {
			return -1
		}
		return r
	}, money.ReplaceAllString(strings.TrimSpace(cell), ""))
}

// numbersOf reads a column's cells as numbers, exactly; false where one is none, or where
// "1.250" may be either. Empty cells are nil.
func numbersOf(rows []Row, column int) ([]*big.Rat, bool) {
	comma, point := 0, 0 // which of them stands before decimals
	var cells []string
	for _, row := range rows {
		c := bareAmount(row.Cells[column])
		cells = append(cells, c)
		i, j := strings.LastIndexByte(c, ','), strings.LastIndexByte(c, '.')
		switch {
		case i >= 0 && j >= 0 && i > j, i >= 0 && j < 0 && len(c)-i-1 != 3, strings.Count(c, ".") > 1:
			comma++
		case i >= 0 && j >= 0, j >= 0 && i < 0 && len(c)-j-1 != 3, strings.Count(c, ",") > 1:
			point++
		}
	}
	out := make([]*big.Rat, len(rows))
	some := false
	for k, c := range cells {
		if c == "" {
			continue
		}
		if !plainNumber.MatchString(c) {
			return nil, false
		}
		separated := strings.ContainsAny(c, ".,")
		switch {
		case !separated:
		case comma > 0 && point == 0:
			c = strings.Replace(strings.ReplaceAll(c, ".", ""), ",", ".", 1)
		case point > 0 && comma == 0:
			c = strings.ReplaceAll(c, ",", "")
		default:
			return nil, false
		}
		n, ok := new(big.Rat).SetString(c)
		if !ok {
			return nil, false
		}
		out[k], some = n, true
	}
	return out, some
}

var (
	// money matches what stands at an amount.
	money = regexp.MustCompile(`^(?:[$€£¥]|EUR|USD|GBP|CHF)\s*|\s*(?:[$€£¥]|EUR|USD|GBP|CHF|Euro|euros?)$`)
	// plainNumber matches a number with any separators, and neither a version nor a date.
	plainNumber = regexp.MustCompile(`^[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{2,3})+)(?:[.,]\d+)?$`)
	// moneyColumn matches the name of a column of amounts.
	moneyColumn = regexp.MustCompile(`(?i)[$€£¥]|\b(?:EUR|USD|GBP|CHF)\b|\b(?:amount|price|cost|sum|fee|total|betrag|preis|kosten|summe|gebühr|montant|prix|coût|importe|precio)\b`)
)

// Decimal writes a sum with as many decimals as its parts need, two at least where it has any.
func Decimal(n *big.Rat) string {
	if n.IsInt() {
		return grouped(n.Num().String())
	}
	for places := 2; places < 6; places++ {
		text := n.FloatString(places)
		if equals(text, n) {
			whole, part, _ := strings.Cut(text, ".")
			return grouped(whole) + "." + part
		}
	}
	return n.FloatString(6)
}

// Mean writes an average, with two decimals where it has more.
func Mean(n *big.Rat) string {
	for places := 0; places <= 2; places++ {
		if text := n.FloatString(places); places == 2 || equals(text, n) {
			whole, part, has := strings.Cut(text, ".")
			if has {
				part = "." + part
			}
			return grouped(whole) + part
		}
	}
	return ""
}

func equals(text string, n *big.Rat) bool {
	back, ok := new(big.Rat).SetString(text)
	return ok && back.Cmp(n) == 0
}

// grouped sets the thousands of a whole number apart, as the interface is in English.
func grouped(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
