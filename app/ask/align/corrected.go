package align

import (
	"regexp"
	"slices"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// correcting matches, after prose.Fold, a sentence that gives the right value of what was said
// before: "The correct figure is 430,000."
var correcting = regexp.MustCompile(`\b(?:correct|corrected|right|actual|revised) (?:figure|number|amount|sum|value|total|price|date|percentage|rate|name)s? (?:is|are|was|were|should)\b|\bshould (?:instead )?(?:read|have read|have been|have said|be corrected to)\b|\b(?:corrected|amended) to\b` +
	`|\b(?:richtig|korrekt) (?:ist|sind|lautet|muss es)\b|\bmuss (?:es )?(?:richtig )?(?:heissen|lauten)\b|\bdie richtigen? (?:zahl|summe|angabe|hohe|wert)e?n? (?:ist|sind|lautet|betragt)\b`)

// correctionWithin is how many statements before it a correction speaks of.
const correctionWithin = 3

// Corrected finds, for a value that the i-th statement has, where the passages correct it: the
// statements from the one that has the wrong value up to the one with the right one. Nil where
// nothing does.
func (m *Material) Corrected(i int) []int {
	for k, st := range m.Statements {
		if len(st.numbers) == 0 && len(st.dates) == 0 || !correcting.MatchString(prose.Fold(string(st.Text))) {
			continue
		}
		for from := k - 1; from >= 0 && from >= k-correctionWithin && m.Statements[from].Source == st.Source; from-- {
			wrong := func(n quantity.Number) bool {
				return !slices.ContainsFunc(st.numbers, n.Same) && slices.ContainsFunc(st.numbers, func(o quantity.Number) bool { return o.Unit == n.Unit }) &&
					slices.ContainsFunc(m.Statements[i].numbers, n.Same)
			}
			if slices.ContainsFunc(m.Statements[from].numbers, wrong) {
				var out []int
				for at := from; at <= k; at++ {
					out = append(out, at)
				}
				return out
			}
		}
	}
	return nil
}

// Valued gives the value by which the i-th statement may answer a question for one, as it is
// written, and one that is equal for equal values; false where it has none. Of sums of money only
// those with a currency count.
func (m *Material) Valued(i int, question string) (text string, value quantity.Number, ok bool) {
	st := m.Statements[i]
	money := newStatement([]rune(question), m.langs[st.Source]).namesMoney()
	for _, n := range st.numbers {
		if n.Unit == "th" || n.Of != "" || n.IsYear() || money != isCurrency[n.Unit] && money {
			continue
		}
		return n.Text, n, true
	}
	return "", quantity.Number{}, false
}

// namesMoney says whether a word for a sum of money is in it.
func (st Statement) namesMoney() bool {
	return slices.ContainsFunc(st.words, func(w prose.Word) bool { return moneyNouns[w.Fold] || sums[w.Fold] || costing[w.Fold] })
}

var sums = prose.Set(`sum sums amount amounts betrag summe money`)
