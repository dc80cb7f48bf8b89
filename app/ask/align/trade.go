package align

import (
	"strings"

	"carrel/app/ask/prose"
)

// Words that a lexicon of everyday English gives for one another and that the people
// who read contracts, accounts, findings and measurements tell apart: an "owner" is no
// tenant where the two sign a lease, "income" no revenue in a filing, a "minute" no
// second. Of those of one line a lexicon's pairs are not believed; what meant says is.
var trade = func() map[string]int {
	out := map[string]int{}
	for i, group := range strings.Split(strings.TrimSpace(tradeLines), "\n") {
		for w := range strings.FieldsSeq(group) {
			out[prose.English.Stem(w)] = i + 1
		}
	}
	return out
}()

// toldApart says whether the stems are of two words of one trade.
func toldApart(a, b string) bool { return trade[a] > 0 && trade[a] == trade[b] }

// tradeLines has words of one kind a line.
const tradeLines = `
income revenue profit earnings sales turnover margin gain loss cash cost costs expense expenses price value worth amount charge fee debt liability loan credit equity asset capital share stock dividend interest tax bond security deposit
wage salary pay bonus pension
employ hire
sign ratify
owner tenant lessee lessor landlord creditor debtor mortgagee mortgagor buyer seller plaintiff defendant licensor licensee
murder manslaughter theft robbery fraud
suggest recommend propose order require
dose drug medicine symptom disease infection syndrome disorder virus bacterium bacteria artery vein
minute second hour day week month quarter year decade century
speed velocity acceleration weight mass force pressure power energy heat temperature
mean median mode average
hundred thousand million billion trillion dozen score
house apartment flat room
state province county city town village district region country
`
