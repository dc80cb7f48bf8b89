package ask

import (
	"context"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// ledger is a table with the names of its columns, as it goes on over the pages of a document.
type ledger struct {
	document knowledge.Document
	label    string // the page's own: a sheet's name
	title    string // the table's: its heading or sheet
	columns  []string
	rows     []ledgerRow
	// parted is a row that could not be read into the columns: then nothing can be counted.
	parted bool
}

// ledgerRow is a row with its cells by column; "" for an empty one.
type ledgerRow struct {
	page  reader.Page
	span  reader.Span // code points of the page's text
	cells []string
}

// mostLedgerPages is how many pages a document has, at most, whose tables are added up.
const mostLedgerPages = 400

// ledgersOf reads the tables of a document that have named columns and cells set apart: those
// of PDF pages are told from the places of words, which is not sure enough to add up, and plain
// text has none.
func (r *run) ledgersOf(ctx context.Context, d knowledge.Document) ([]ledger, error) {
	if d.Format == "pdf" || d.Format == "text" || d.Pages > mostLedgerPages {
		return nil, nil
	}
	pages, err := r.asker.config.Library.Pages(ctx, d.ID, 1, d.Pages)
	if err != nil {
		return nil, err
	}
	var out []ledger
	for _, p := range pages {
		text := []rune(p.Text)
		for _, t := range p.Tables {
			if len(t.Columns) < 2 || slices.Contains(t.Columns, "") {
				continue
			}
			l := ledger{document: d, label: p.Label, title: t.Title, columns: t.Columns}
			for _, span := range t.Rows {
				if span.Start < 0 || span.End > len(text) || span.Start >= span.End {
					continue
				}
				l.add(p, span, string(text[span.Start:span.End]))
			}
			k := len(out) - 1
			if k >= 0 && out[k].label == l.label && slices.Equal(out[k].columns, l.columns) && len(out[k].rows) > 0 && out[k].rows[0].page.Number != p.Number {
				out[k].rows, out[k].parted = append(out[k].rows, l.rows...), out[k].parted || l.parted
				continue
			}
			out = append(out, l)
		}
	}
	return out, nil
}

// add reads a row. The one with the columns' names, the line that Markdown has below it, and
// totals are none of what is counted.
func (l *ledger) add(p reader.Page, span reader.Span, text string) {
	cells := cellsOf(text, l.columns)
	switch {
	case cells == nil:
		l.parted = true
	case slices.EqualFunc(cells, l.columns, func(a, b string) bool { return strings.EqualFold(a, b) }), strings.Trim(strings.Join(cells, ""), "-: ") == "":
	case sumsUp(cells):
	default:
		l.rows = append(l.rows, ledgerRow{p, span, cells})
	}
}

// sums matches, after prose.Fold, the first cell of a row that adds the others up.
var sums = regexp.MustCompile(`^(?:grand |sub-?|zwischen)?(?:total|totals|sum|summe|gesamt|gesamtsumme|insgesamt|somme|suma|balance)\b`)

func sumsUp(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return sums.MatchString(prose.Fold(c))
		}
	}
	return false
}

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

// numbersOf reads a column's cells as numbers, exactly; false where one is none, or where
// "1.250" may be either. Empty cells are nil.
func numbersOf(rows []ledgerRow, column int) ([]*big.Rat, bool) {
	comma, point := 0, 0 // which of them stands before decimals
	var cells []string
	for _, row := range rows {
		c := money.ReplaceAllString(strings.TrimSpace(row.cells[column]), "")
		c = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || r == '\'' || r == '’' {
				return -1
			}
			return r
		}, c)
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
	// plainNumber matches a number with any separators.
	plainNumber = regexp.MustCompile(`^[-+]?\d[\d.,]*$`)
	// moneyColumn matches the name of a column of amounts.
	moneyColumn = regexp.MustCompile(`(?i)[$€£¥]|\b(?:EUR|USD|GBP|CHF)\b|\b(?:amount|price|cost|sum|fee|total|betrag|preis|kosten|summe|gebühr|montant|prix|coût|importe|precio)\b`)
)

// decimal writes a sum with as many decimals as its parts need, two at least where it has any.
func decimal(n *big.Rat) string {
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

// mean writes an average, with two decimals where it has more.
func mean(n *big.Rat) string {
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
