package align

import "testing"

// best is the text of the statement that answers a question best, of a passage.
func best(question, title, passage string) string {
	m := NewMaterial(question, []Passage{{Text: passage, Document: "a", Title: title}})
	return string(m.Statements[m.Rank(question, []float64{0.5})[0].Statement].Text)
}

// What names the thing, or holds for another case, has the question's words and no answer; who
// is to be called is told by a number; and words for "at present" stand in no document.
func TestRankHouseholdPapers(t *testing.T) {
	const kettle = "Warranty certificate\nProduct: kettle K 2 by Brewster\nSerial number: 77-1\n\nBrewster grants a warranty of 24 months from the day of purchase."
	const claims = "3. Excess\nYou bear the first 250 euros of every claim yourself. For bicycles the excess is 100 euros."
	const lift = "Service contract between Ada Berg and Lift Works Ltd.\nThe lift is looked after by Lift Works in May. If the lift stands still, residents call 021 555 8890 at any time."
	const notice = "6 Term and notice\nThe tenants may end it with three months’ notice to the end of a month. Notice must be given in writing."
	const tax = "Preliminary tax for 2026 is set at 2,900 euros. Tax of 414.00 euros must be paid by 14 November 2026."
	for _, test := range []struct{ question, title, passage, want string }{
		{"is the kettle still under warranty?", "Kettle warranty", kettle, "Brewster grants a warranty of 24 months from the day of purchase."},
		{"what product is covered?", "Kettle warranty", kettle, "Product: kettle K 2 by Brewster"},
		{"what is the excess of the contents insurance?", "Contents insurance", claims, "You bear the first 250 euros of every claim yourself."},
		{"what is the excess for bicycles?", "Contents insurance", claims, "For bicycles the excess is 100 euros."},
		{"who do I call when the lift breaks?", "Lift", lift, "If the lift stands still, residents call 021 555 8890 at any time."},
		{"how much notice must I give?", "Tenancy", notice, "The tenants may end it with three months’ notice to the end of a month."},
		{"how much tax do I have to pay and by when?", "Tax", tax, "Tax of 414.00 euros must be paid by 14 November 2026."},
	} {
		if got := best(test.question, test.title, test.passage); got != test.want {
			t.Errorf("%s\n got %q\nwant %q", test.question, got, test.want)
		}
	}
}
