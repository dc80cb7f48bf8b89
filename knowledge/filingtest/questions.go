package filingtest

import (
	"fmt"
	"slices"
	"strings"
)

// Question is a question with the pages that answer it.
type Question struct {
	Text  string
	File  string
	Pages []int  // each answers it, or a part of it
	Kind  string // named: a row of a statement that is named; row: of none; ratio; text; quarter
	Held  bool   // of a company whose results are not looked at
}

// ask is a way of asking: {co} is the company, {fy} the year, {q} the quarter, {p}
// the year before. at says what stands on the pages that answer; a company that
// has none of it is not asked.
type ask struct{ kind, text, at string }

var annualAsks = []ask{
	{"named", "What was {co}'s {fy} capital expenditure amount, in USD millions? Use only the cash flow statement.", "cash.capex"},
	{"text", "Who was {co}'s chief financial officer when its {fy} annual report was signed?", "cfo"},
	{"ratio", "What is {co}'s {fy} inventory turnover? Take it as COGS over average inventory, and base it on the balance sheet and income statement.", "income.cogs balance.inv"},
	{"row", "How much did {co} pay to buy back its own stock during {fy}?", "cash.buyback"},
	{"text", "What drove the change in {co}'s operating margin in {fy}?", "opmargin"},
	{"named", "Going by the balance sheet, how much net PP&E did {co} carry at the end of {fy}?", "balance.ppe"},
	{"ratio", "Did {co}'s gross margin get better in {fy}?", "income.gross grossmargin"},
	{"text", "Which of {co}'s bonds are listed on an exchange, by its {fy} report?", "cover.12b"},
	{"row", "{co} capex {fy}", "cash.capex"},
	{"ratio", "Compute DPO for {co} in {fy}: 365 times average accounts payable over COGS plus the change in inventory.", "income.cogs balance.ap balance.inv"},
	{"text", "Which firm audited {co}'s {fy} books?", "auditor"},
	{"named", "Using the income statement, report {co}'s {fy} cost of goods sold.", "income.cogs"},
	{"ratio", "What is the ROA of {co} for {fy}, that is net income over average total assets?", "income.net income.netattr balance.ta"},
	{"text", "Is {co} facing any significant lawsuits as of {fy}?", "legal contingencies"},
	{"row", "what were {co}'s total asets at {fy} year end", "balance.ta"},
	{"named", "According to the statement of cash flows, what D&A did {co} record for {fy}?", "cash.da"},
	{"text", "What was the effective tax rate of {co} in {fy} and why did it move?", "taxtext taxnote"},
	{"ratio", "What is FCF of {co} for {fy}, i.e. cash from operations less capex?", "cash.cfo cash.capex fcf"},
	{"row", "How much did {co} earn per diluted share in {fy}?", "income.epsd eps"},
	{"text", "Which segment of {co} grew fastest in {fy}, leaving out M&A?", "segments"},
	{"named", "By referring to the statement of financial position, state {co}'s total current liabilities as of {fy} year end.", "balance.tcl"},
	{"ratio", "What is the {fy} unadjusted EBITDA margin of {co}? Take operating income from the P&L and D&A from the cash flow statement.", "income.opinc income.rev cash.da"},
	{"text", "How many people worked for {co} at the end of {fy}?", "employees"},
	{"row", "operting income of {co} for {fy}, in millions", "income.opinc"},
	{"text", "When does the revolver of {co} mature and how much of it is undrawn ({fy})?", "credit"},
	{"named", "What dividends did {co} pay to shareholders in {fy} per its cash flow statement?", "cash.div"},
	{"ratio", "Could {co} pay its short-term obligations at the end of {fy}, going by its quick ratio?", "balance.tca balance.cash balance.tcl"},
	{"text", "Which businesses did {co} acquire during {fy}, and for how much?", "acquisitions"},
	{"row", "How much did {co} owe its suppliers at {fy} year end?", "balance.ap"},
	{"ratio", "What was the three-year average of capex as a % of revenue for {co} through {fy}?", "cash.capex income.rev"},
	{"text", "Who are the largest customers of {co} in {fy}?", "customers"},
	{"named", "What does the P&L of {co} show for SG&A in {fy}?", "income.sga"},
	{"ratio", "How did the net profit margin of {co} change from FY{p} to {fy}?", "income.net income.netattr income.rev"},
	{"text", "Where are the plants and offices of {co} ({fy})?", "properties"},
	{"row", "How much long-term debt did {co} report at the end of {fy}?", "balance.ltd"},
	{"text", "Was any goodwill of {co} impaired in {fy}?", "goodwill critical"},
	{"ratio", "How capital intensive is {co}, judging by {fy}?", "cash.capex income.rev balance.ppe balance.ta"},
	{"row", "How much cash did {co} use for takeovers in {fy}?", "cash.acq"},
	{"text", "From which parts of the world do {co}'s sales come ({fy})?", "geography"},
	{"ratio", "What is {co}'s interest coverage for {fy}?", "income.opinc income.intexp"},
	{"text", "What are the restructuring charges of {co} in {fy} about?", "restructuring"},
	{"ratio", "Calculate {co}'s cash conversion cycle for {fy}.", "income.cogs income.rev balance.inv balance.ar balance.ap"},
	{"text", "How much authorization is left for stock repurchases at {co} ({fy})?", "repurchases market"},
	{"row", "Net AR of {co}, {fy} year end?", "balance.ar"},
	{"text", "Which new accounting rules did {co} adopt in {fy}?", "standards"},
	{"ratio", "What portion of net income did {co} pay out as dividends in {fy}?", "cash.div income.net income.netattr"},
	{"text", "How would a rise in interest rates hit {co} ({fy})?", "marketrisk"},
	{"row", "What did {co} spend on R&D in {fy}?", "income.rd"},
	{"text", "What commodities does {co} depend on ({fy})?", "materials"},
	{"ratio", "How much of {co}'s assets was financed by debt at {fy} year end?", "balance.ltd balance.ta balance.tl"},
	{"row", "By how much did inventory changes affect cash flow at {co} in {fy}?", "cash.dinv"},
	{"text", "How much did {co} put into its pension plans in {fy}?", "pension"},
	{"row", "What did {co} have in retained earnings at {fy} year end?", "balance.re"},
	{"text", "What adjusted EBITDA did {co} present for {fy}?", "ebitda"},
}

// looseAsks are put in words that reports do not use, or seek what is told in few
// places.
var looseAsks = []ask{
	{"loose", "Did {co} grow or shrink in {fy}?", "income.rev results overview"},
	{"loose", "How much was left for the owners of {co} at the bottom line in {fy}?", "income.net income.netattr"},
	{"loose", "Who runs {co} ({fy})?", "ceo"},
	{"loose", "Has {co} taken on more borrowings over {fy}?", "balance.ltd debt"},
	{"loose", "What did {co} set aside for the tax man in {fy}?", "income.tax taxnote taxtext"},
	{"loose", "How much stock-based pay did {co} book in {fy}?", "cash.sbc stock"},
	{"loose", "Which rivals does {co} name in its {fy} report?", "competition"},
	{"loose", "What is {co}'s DSO for {fy}?", "income.rev balance.ar"},
	{"loose", "What share of the workforce of {co} is unionized ({fy})?", "employees"},
	{"loose", "How much interest did {co} actually pay in cash in {fy}?", "cash.intpaid debt"},
	{"loose", "Does {co} protect itself against swings of currencies, and with what ({fy})?", "derivatives marketrisk"},
	{"loose", "What is the net debt of {co} at {fy} year end?", "balance.ltd balance.std balance.cash"},
	{"loose", "Over how many years does {co} write off its buildings and machines ({fy})?", "policies"},
	{"loose", "When does {co} book its sales ({fy})?", "policies"},
	{"loose", "YoY growth of operating profit at {co}, FY{p} to {fy}?", "income.opinc results"},
	{"loose", "What happened at {co} after the books of {fy} were closed?", "subsequent"},
	{"loose", "How much of its sales does {co} spend on overhead (SG&A) in {fy}?", "income.sga income.rev"},
	{"loose", "What return on equity did {co} reach in {fy}?", "income.net income.netattr balance.te"},
	{"loose", "How much fresh debt did {co} issue in {fy}?", "cash.issue debt"},
	{"loose", "What did the accountants of {co} regard as the critical matter of their audit ({fy})?", "auditor"},
	{"loose", "Is goodwill a large part of {co}'s assets at the end of {fy}?", "balance.gw balance.ta goodwill"},
	{"loose", "What line of business is {co} in ({fy})?", "business"},
	{"loose", "How do the rating agencies see {co} ({fy})?", "liquidity"},
	{"loose", "How much of {co}'s cash sits abroad ({fy})?", "liquidity"},
	{"loose", "Which covenants must {co} keep with its banks ({fy})?", "credit"},
	{"loose", "How many holders does {co}'s stock have ({fy})?", "market"},
	{"loose", "What does {co} plan to invest in plants next year (report of {fy})?", "liquidity"},
	{"loose", "Did the shares of {co} beat the S&P 500 over five years ({fy})?", "return"},
	{"loose", "Why is {co} closing a plant ({fy})?", "restructuring"},
	{"loose", "How much must {co} repay on its debt in each of the next five years ({fy})?", "debt obligations"},
	{"loose", "Are the internal controls of {co} sound as of {fy}?", "control"},
	{"loose", "Is the common stock of {co} diluted much by options in {fy}?", "eps income.epsd income.shares"},
	{"loose", "Does {co} depend on any single buyer ({fy})?", "customers"},
	{"loose", "What does {co} still have to consider when valuing its reporting units ({fy})?", "critical goodwill"},
	{"loose", "CFO / net income of {co} in {fy}, as a check of earnings quality?", "cash.cfo cash.net"},
	{"loose", "Did the company known as {co} throw off more cash from its operations in {fy} than in FY{p}?", "cash.cfo liquidity summary.cfo"},
	{"loose", "Altman Z of {co} {fy}: working capital, retained earnings, EBIT, total liabilities and sales over total assets?", "balance.tca balance.re balance.ta income.opinc income.rev balance.tl"},
	{"loose", "Gearing of {co} at {fy} year end (debt over equity)?", "balance.ltd balance.te"},
	{"loose", "How much product is sitting in {co}'s warehouses at the end of {fy}?", "balance.inv"},
	{"loose", "Payout to shareholders in total, divs plus repurchases, {co} {fy}", "cash.div cash.buyback overview liquidity"},
	{"loose", "How did {co}'s COGS as a share of sales move between FY{p} and {fy}?", "income.cogs income.rev grossmargin results"},
}

var quarterAsks = []ask{
	{"quarter", "As of Q{q} {year}, what cash and cash equivalents did {co} hold?", "balance.cash"},
	{"quarter", "How did net sales of {co} in Q{q} of FY{year} compare with the same quarter a year before? Use the income statement.", "income.rev"},
	{"quarter", "On which exchange are {co}'s notes listed as of Q{q} {year}?", "cover.12b"},
	{"quarter", "How much capex did {co} spend year to date as of Q{q} FY{year}?", "cash.capex"},
	{"quarter", "Which legal proceedings did {co} report for Q{q} {year}?", "legal contingencies"},
	{"quarter", "How did the operating margin of {co} develop in the quarter Q{q} FY{year}, and why?", "opmargin"},
	{"quarter", "Is the quick ratio of {co} healthy for Q{q} of FY{year}?", "balance.tca balance.tcl balance.cash"},
	{"quarter", "Which segment of {co} did best in Q{q} {year}?", "segments"},
}

var currentAsks = []ask{
	{"text", "What are the key agenda points of the 8-K that {co} filed in {year}?", "agenda"},
	{"text", "Who becomes CFO of {co} according to its 8-K of {year}?", "cfochange"},
	{"text", "What was adjusted EBITDA in {co}'s Q4 {year} earnings release?", "ebitda"},
	{"text", "Which outlook did {co} give in the {year} release of its fourth quarter?", "outlook"},
}

// Set makes the filings of the first n companies, in the same words each time,
// and questions about them: perFiling of each annual report, half as many again
// in loose words.
func Set(n, perFiling int) (filings []Filing, questions []Question) {
	next := map[*ask]int{} // of each list, by its first
	put := func(m *maker, name string) *Filing {
		filings = append(filings, m.filing(name))
		return &filings[len(filings)-1]
	}
	question := func(f *Filing, asks []ask, count int) {
		at := &asks[0]
		for tried := 0; count > 0 && tried < len(asks); tried++ {
			i := next[at] % len(asks)
			a := asks[i]
			next[at]++
			if (i%2 == 1) != f.Held {
				continue // neither companies nor wordings are shared by the halves
			}
			var pages []int
			for what := range strings.FieldsSeq(a.at) {
				pages = append(pages, f.at[what]...)
			}
			slices.Sort(pages)
			if pages = slices.Compact(pages); len(pages) == 0 {
				continue // it has no such row
			}
			count--
			questions = append(questions, Question{Text: f.put(a.text, next[at]), File: f.Name, Pages: pages, Kind: a.kind, Held: f.Held})
		}
	}
	for at, c := range companies[:min(n, len(companies))] {
		for i, y := range c.years {
			f := put(annual(c, y), c.fileName(at, y, i))
			question(f, annualAsks, perFiling)
			question(f, looseAsks, (perFiling+1)/2)
		}
		for _, q := range c.quarters {
			question(put(quarterly(c, q[0], q[1]), fmt.Sprintf("%s_%dQ%d_10Q.pdf", strings.TrimRight(c.stem, "-"), q[0], q[1])), quarterAsks, 6)
		}
		for _, y := range c.current {
			question(put(current(c, y), fmt.Sprintf("%s_%d_8K.pdf", c.stem, y)), currentAsks, len(currentAsks))
		}
	}
	return filings, questions
}

// fileName is what people have on their disks: the company, the year and the form;
// the authority's number; a date.
func (c *company) fileName(at, year, i int) string {
	switch {
	case strings.HasPrefix(c.stem, "00"):
		return fmt.Sprintf("%s%02d-%06d.pdf", c.stem, (year+1)%100, 11+3*at+i)
	case strings.HasSuffix(c.stem, "-"):
		return fmt.Sprintf("%sfy%02d.pdf", c.stem, year%100)
	case c.stem == strings.ToLower(c.stem):
		return fmt.Sprintf("%s-%d0928.pdf", c.stem, year)
	}
	return fmt.Sprintf("%s_%d_10K.pdf", c.stem, year)
}

// put makes a question of a way of asking: companies and years go by several names.
func (f Filing) put(text string, n int) string {
	co := f.company.short
	switch n % 7 {
	case 2:
		co = f.company.ticker
	case 4:
		co = strings.TrimRight(f.company.legal, ".")
	case 5:
		if f.company.former != "" && n%2 == 1 {
			co = f.company.short + " (the former " + f.company.former + ")"
		}
	case 6:
		co = strings.ToUpper(f.company.short)
	}
	fy := []string{"FY%d", "fiscal %d", "fiscal year %d", "%d", "FY%d"}[n%5]
	return strings.NewReplacer("{co}", co, "{fy}", fmt.Sprintf(fy, f.year), "{p}", fmt.Sprint(f.year-1), "{year}", fmt.Sprint(f.year), "{q}", fmt.Sprint(f.quarter)).Replace(text)
}
