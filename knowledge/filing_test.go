package knowledge_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/parse/pdftest"
)

// filingQuestion is a way of asking: {co} the company, {y} the fiscal year, {p}
// the one before, {q} the quarter.
type filingQuestion struct {
	kind string // statement: of one that is named; ratio: of several lines; text: of prose and notes
	text string
	at   string // what stands on the pages that answer
}

// annualQuestions are asked of annual reports, as analysts ask.
var annualQuestions = []filingQuestion{
	{"statement", "What is the FY{y} capital expenditure amount (in USD millions) for {co}? Give a response by relying on the details shown in the cash flow statement.", "cash"},
	{"statement", "Assume that you are a public equities analyst. Answer the following question by primarily using information that is shown in the balance sheet: what is the year end FY{y} net PP&E for {co}? Answer in USD billions.", "balance"},
	{"ratio", "What is the FY{y} fixed asset turnover ratio for {co}? Fixed asset turnover ratio is defined as: FY{y} revenue / (average PP&E between FY{p} and FY{y}). Base your judgments on the information provided primarily in the statement of income and the statement of financial position.", "income balance"},
	{"text", "Which debt securities are registered to trade on a national securities exchange under {co}'s name as of {y}?", "cover"},
	{"ratio", "Does {co} have a reasonably healthy liquidity profile based on its quick ratio for FY{y}? If the quick ratio is not relevant to measure liquidity, please state that and explain why.", "balance"},
	{"statement", "What is {co}'s FY{y} COGS, using only the P&L?", "income"},
	{"text", "What drove the gross margin change as of FY{y} for {co}? If gross margin is not a useful metric for a company like this, then please state that and explain why.", "margin"},
	{"statement", "How much did {co} pay out in dividends to its shareholders in FY{y}, in USD millions? Use the statement of cash flows.", "financing cash"},
	{"ratio", "What is {co}'s FY{y} days payable outstanding (DPO)? DPO is defined as: 365 * (average accounts payable between FY{p} and FY{y}) / (FY{y} COGS + change in inventory between FY{p} and FY{y}). Round your answer to two decimal places. Address the question by using the line items in the balance sheet and the P&L statement.", "income balance"},
	{"text", "Has {co} reported any materially important ongoing legal battles from FY{y}?", "legal"},
	{"ratio", "What is the year-over-year change in operating income from FY{p} to FY{y} for {co}, in percent? Give a solution to the question by using the income statement.", "income"},
	{"ratio", "What is the FY{y} operating cash flow ratio for {co}? Operating cash flow ratio is defined as: cash from operations / total current liabilities. Your only resources are the statement of financial position and the cash flow statement.", "cash balance"},
	{"text", "What is the effective tax rate of {co} in FY{y}, and how does it compare with FY{p}?", "tax"},
	{"text", "Which segment of {co} had the lowest organic growth in {y}, if we exclude the impact of M&A?", "segments"},
	{"statement", "By drawing conclusions from the information stated only in the income statement, what is {co}'s FY{y} net income attributable to shareholders (in USD millions)?", "income"},
	{"ratio", "What is the FY{y} return on assets (ROA) for {co}? ROA is defined as: FY{y} net income / (average total assets between FY{p} and FY{y}).", "income balance"},
	{"text", "What are the major acquisitions that {co} made in FY{y}?", "acquisitions"},
	{"statement", "What was {co}'s depreciation and amortization in fiscal {y}, from the cash flow statement?", "cash"},
	{"ratio", "Is {co} a capital-intensive business based on FY{y} data?", "income balance cash"},
	{"text", "Which of the derivative instruments of {co} had the highest notional value in FY{y}?", "derivatives"},
	{"statement", "What is the amount of restructuring costs directly outlined in {co}'s income statement for FY{y}? If they are not explicitly outlined then state 0.", "income"},
	{"ratio", "What is the FY{y} unadjusted EBITDA less capital expenditures of {co}? Define unadjusted EBITDA as unadjusted operating income plus depreciation and amortization (from cash flow statement). Please use the P&L and the statement of cash flows.", "income cash"},
	{"text", "What products and services does {co} sell as of FY{y}?", "business"},
	{"ratio", "Roughly how many times has {co} sold its inventory in FY{y}? Calculate the inventory turnover ratio.", "income balance"},
	{"statement", "What is {co}'s year end FY{y} net accounts receivable (in USD millions)? Adopt the perspective of a financial analyst who can only use the details shown within the balance sheet.", "balance"},
	{"text", "From which geographies did {co} earn most of its revenue in {y}?", "geography"},
	{"ratio", "What is the FY{p} - FY{y} average of capex as a % of revenue for {co}? Calculate it from the statement of income and the cash flow statement.", "income cash"},
	{"text", "What is the nature and purpose of {co}'s restructuring liability as of FY{y}?", "restructuring"},
	{"ratio", "Does {co} have positive working capital based on FY{y} data? If working capital is not a useful metric for this company, then state that.", "balance"},
	{"text", "What notes and other debt did {co} have outstanding at the end of FY{y}, and when do they mature?", "debt"},
	{"statement", "How much did {co} spend on share buybacks in FY{y}?", "financing cash"},
	{"ratio", "What is {co}'s interest coverage in FY{y}, from its P&L: operating income over interest expense?", "income"},
}

// quarterQuestions are asked of quarterly reports.
var quarterQuestions = []filingQuestion{
	{"ratio", "Does {co} have a reasonably healthy liquidity profile based on its quick ratio for Q{q} of FY{y}?", "balance"},
	{"text", "Which debt securities are registered to trade on a national securities exchange under {co}'s name as of Q{q} of {y}?", "cover"},
	{"text", "What is the nature & purpose of {co}'s restructuring liability as of Q{q} of FY{y} close?", "restructuring"},
	{"statement", "What were {co}'s capital expenditures in Q{q} {y}, according to the cash flow statement?", "cash"},
	{"statement", "What was the operating income of {co} in the quarter ended Q{q} FY{y}, from the statement of operations?", "income"},
	{"text", "Which segment grew most organically at {co} in Q{q} {y}?", "segments"},
}

// releaseQuestions are asked of press releases.
var releaseQuestions = []filingQuestion{
	{"text", "What was {co}'s adjusted non-GAAP EBITDA according to its earnings release for Q{q} {y}?", "ebitda"},
	{"text", "What outlook did {co} give in its Q{q} {y} earnings release?", "outlook news"},
	{"statement", "What cash did {co} have according to the condensed balance sheet of its FY{y} Q{q} earnings release?", "balance"},
}

const (
	filingFile = "testdata/rank/filings.txt"
	filingHead = `# How well 22 made-up filings of 8 companies (annual reports, quarterly reports and
# a press release; about 2,000 pages), alike as those of listed companies are, answer
# questions: the share with a page that answers first, among the first five and the
# first ten distinct pages, and the mean reciprocal rank (within 30 hits). tuned: of
# companies whose results were looked at while ranking was changed, held-out: of
# others. Embeddings: all-MiniLM-L6-v2, Q8_0. Rewrite with
#	go test ./knowledge -run TestFilings -update
`
)

// madeFilings makes the filings, and questions of each: perFiling of an annual
// report, all that there are of the others.
func madeFilings(t *testing.T, perFiling int) (filings []filing, questions []pageQuestion) {
	prose := filingProse(t)
	by := map[string]filer{}
	for _, f := range filers {
		by[f.stem] = f
	}
	next := 0
	ask := func(f filer, made filing, year, quarter int, list []filingQuestion, n int) {
		filings = append(filings, made)
		for range n {
			q := list[next%len(list)]
			// Companies are called by more than one name.
			co := []string{f.short, f.short, strings.ToUpper(f.short), f.legal}[next/len(list)%4]
			next++
			text := strings.NewReplacer("{co}", co, "{y}", fmt.Sprint(year), "{p}", fmt.Sprint(year-1), "{q}", fmt.Sprint(quarter)).Replace(q.text)
			p := pageQuestion{text: text, file: made.name, groups: []string{"tuned", q.kind}}
			if f.heldOut {
				p.groups[0] = heldOut
			}
			for what := range strings.FieldsSeq(q.at) {
				p.pages = append(p.pages, made.at[what]...)
			}
			if len(p.pages) == 0 {
				t.Fatalf("%s has no page of %s", made.name, q.at)
			}
			questions = append(questions, p)
		}
	}
	for _, of := range []struct {
		stem  string
		years []int
	}{{"CORBETT", []int{2018, 2020, 2022}}, {"AMALFIFOODS", []int{2019, 2020}}, {"VELDHUIS", []int{2015, 2022}}, {"OSPREY_MEDICAL", []int{2020, 2021}},
		{"HARROWPIKE", []int{2017, 2019, 2023}}, {"LUMENRIDGE", []int{2020, 2022}}, {"TARNSOFTWARE", []int{2015, 2016}}, {"BRAMLEY", []int{2020, 2023}}} {
		for _, year := range of.years {
			ask(by[of.stem], annualReport(by[of.stem], year, prose), year, 0, annualQuestions, perFiling)
		}
	}
	for _, of := range []struct {
		stem          string
		year, quarter int
	}{{"CORBETT", 2023, 2}, {"VELDHUIS", 2023, 1}, {"BRAMLEY", 2023, 2}} {
		ask(by[of.stem], quarterlyReport(by[of.stem], of.year, of.quarter, prose), of.year, of.quarter, quarterQuestions, len(quarterQuestions))
	}
	ask(by["BRAMLEY"], release(by["BRAMLEY"], 2023, 4, prose), 2023, 4, releaseQuestions, len(releaseQuestions))
	return filings, questions
}

// TestFilings measures them.
func TestFilings(t *testing.T) {
	filings, questions := madeFilings(t, 7)
	measureFilings(t, filingFile, filingHead, filings, questions)
}

// measureFilings measures how well questions find the pages of made-up filings.
func measureFilings(t *testing.T, file, head string, filings []filing, questions []pageQuestion) {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for _, f := range filings {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, pdftest.Document{Pages: courier(f.pages)}.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	measurePages(t, file, head, paths, questions, func(*library, []knowledge.Document) {})
}

func courier(pages []string) []pdftest.Page {
	list := make([]pdftest.Page, len(pages))
	for i, p := range pages {
		list[i] = pdftest.Page{Text: p, Courier: true, Size: 9}
	}
	return list
}
