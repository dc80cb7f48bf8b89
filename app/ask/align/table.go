package align

import (
	"regexp"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// tableScale finds that the amounts of a text are written in thousands,
// millions or billions, as tables of accounts say at their head, and returns 0
// for a text that says nothing of the kind.
func tableScale(text string) float64 {
	m := tableHead.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	word := prose.Fold(m[1] + m[2] + m[3])
	switch word {
	case "thousands", "tsd", "miles", "milliers", "000", "000s":
		return 1e3
	}
	if f, ok := quantity.Scales[word]; ok {
		return f
	}
	return quantity.Scales[strings.TrimSuffix(word, "s")]
}

// tableHead matches "(in millions, except per share data)", "in thousands of
// dollars", "(€ million)", "in Mio. Euro".
var tableHead = regexp.MustCompile(`(?i)\([^()]{0,30}?\b(?:in|en) (thousands|millions|billions|tsd|mio|mrd|millionen|milliarden|miles|millones|milliers|milliards)\b[^()]{0,60}\)` +
	`|\b(?:in|en) (thousands|millions|billions|tsd|mio|mrd|millionen|milliarden|miles|millones|milliers|milliards)\.? (?:of |de |d')?(?:us |u\.s\. )?(?:dollars|euros?|pounds|€|\$|£|dólares)` +
	`|\([$€£] ?(thousands?|millions?|billions?|mio|mrd|m|bn|000s?)\.?\)`)

// inTable gives the numbers of a statement what they mean in a table that is in
// thousands or millions: amounts of money, and what stands in a row of figures.
// What is counted in running text ("240 people"), paid per share or a day, a
// share, an ordinal and a year mean what they are.
func (st Statement) inTable(scale float64) {
	for i := range st.numbers {
		n := &st.numbers[i]
		if n.Scaled || n.Word || n.Label != (quantity.Label{}) || st.rated(i) {
			continue
		}
		if isCurrency[n.Unit] || n.Unit == "" && !n.IsYear() && st.inRow(i) {
			n.Stated = n.Value * scale
		}
	}
}

// isCurrency are the units that are money.
var isCurrency = prose.Set(`$ € £ ¥ ₹ ₽`)

// rated says whether the i-th number is for one of something: "per share"
// right after it, or before it in its row.
func (st Statement) rated(i int) bool {
	row := i // the first number of the row's figures
	for row > 0 && st.adjoins(row-1) {
		row--
	}
	from := 0
	if row > 0 {
		from = st.numbers[row-1].End
	}
	n := st.numbers[i]
	for _, w := range st.words {
		if rates[w.Fold] && (w.Start >= from && w.End <= st.numbers[row].Start && !prose.Articles[w.Fold] || w.Start == n.End+1) {
			return true
		}
	}
	return false
}

// rates stand between an amount and what it is for one of.
var rates = prose.Set(`per each every a an je pro jede jeden jedes par por al cada chaque pour`)

// inRow says whether the i-th number stands in a row of a table: another number
// beside it, or the line's end behind it.
func (st Statement) inRow(i int) bool {
	if i > 0 && st.adjoins(i-1) || st.adjoins(i) {
		return true
	}
	rest := string(st.Text[st.numbers[i].End:])
	line, _, _ := strings.Cut(rest, "\n")
	return strings.Trim(line, " \t|)") == "" && !strings.ContainsAny(rest, ".")
}

// adjoins says whether nothing but what tables have between their cells stands
// between the i-th number and the next.
func (st Statement) adjoins(i int) bool {
	return i+1 < len(st.numbers) && st.numbers[i].End <= st.numbers[i+1].Start &&
		strings.Trim(string(st.Text[st.numbers[i].End:st.numbers[i+1].Start]), " \t\n\u00a0|()$€£¥-−–—") == ""
}
