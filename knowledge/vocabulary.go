package knowledge

import (
	"strings"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// vocabulary are words for the same thing in companies' reports: people ask with
// the ones before the colon, statements are written with those after it. It is
// general knowledge, kept small, and only used among the documents that a
// question names: there a wrong word costs little.
var vocabulary = parseVocabulary(`
capital expenditure, capital expenditures, capex, capital spending: purchases additions payments acquire property plant equipment capital expenditures
p&l, profit and loss, income statement, statement of income: statements income operations earnings
cash flow statement, statement of cash flows: consolidated statements cash flows
balance sheet, statement of financial position: balance sheets financial position
revenue, revenues, sales, turnover: net sales revenue revenues total
cogs, cost of goods sold, cost of sales: cost sales goods products sold revenue
pp&e, ppe, fixed assets: property plant equipment net
d&a, depreciation: depreciation amortization
buyback, buybacks, share repurchase, share repurchases, repurchased: purchases treasury stock repurchases common
pay out, paid out, payout, dividend, dividends: dividends paid shareholders
eps: earnings per share diluted
r&d: research development
sg&a: selling general administrative
quick ratio, current ratio, working capital, liquidity profile: total current assets liabilities cash receivable
free cash flow, fcf: net cash provided operating activities capital expenditures
ebitda: operating income depreciation amortization
`)

type synonym struct {
	asked []string // phrases in lower case
	said  string
}

func parseVocabulary(text string) []synonym {
	var list []synonym
	for line := range strings.Lines(text) {
		if asked, said, found := strings.Cut(strings.TrimSpace(line), ": "); found {
			list = append(list, synonym{strings.Split(asked, ", "), said})
		}
	}
	return list
}

// aboutTheQuestion are words by which a question says how it wants to be
// answered; no document answers to them.
var aboutTheQuestion = func() map[string]bool {
	set := map[string]bool{}
	for _, t := range index.Analyse(language.English, `answer question response respond rely relying based details shown outlined
		information provided primarily assume please explain according given give using perspective analyst`) {
		set[t.Text] = true
	}
	return set
}()

// inReports gives the terms of an English question among reports that it names:
// without the words about the question itself, and with what reports say for the
// words that people ask with.
func inReports(question string, terms []index.Term) []index.Term {
	kept := make([]index.Term, 0, len(terms))
	have := map[string]bool{}
	for _, t := range terms {
		if t.Required || !aboutTheQuestion[t.Text] {
			kept = append(kept, t)
			have[t.Text] = true
		}
	}
	if len(kept) == 0 {
		return terms
	}
	plain := " " + strings.Join(strings.FieldsFunc(plainly(question), func(r rune) bool { return strings.ContainsRune(" ,.;:?!()", r) }), " ") + " "
	for _, s := range vocabulary {
		for _, phrase := range s.asked {
			if !strings.Contains(plain, " "+phrase+" ") {
				continue
			}
			for _, t := range index.QueryTerms(s.said) {
				if !have[t.Text] {
					have[t.Text] = true
					t.Word += len(question) // words of their own
					kept = append(kept, t)
				}
			}
			break
		}
	}
	return kept
}
