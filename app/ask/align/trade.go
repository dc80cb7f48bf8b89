package align

import (
	"strings"

	"carrel/app/ask/prose"
)

// Words that a lexicon of everyday English gives for one another and that the people
// who read contracts, accounts, findings and measurements tell apart: an "owner" is no
// tenant where the two sign a lease, "income" no revenue in a filing, a "minute" no
// second. Of those of one line of wordings/trade.en.txt a lexicon's pairs are not believed; what
// meant says is.
var trade = func() map[string]int {
	out := map[string]int{}
	for i, group := range wordingLines("trade")[prose.English] {
		for w := range strings.FieldsSeq(group) {
			out[prose.English.Stem(w)] = i + 1
		}
	}
	return out
}()

// toldApart says whether the stems are of two words of one trade.
func toldApart(a, b string) bool { return trade[a] > 0 && trade[a] == trade[b] }
