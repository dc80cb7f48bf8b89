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
	{"statement", "How much capex did {co} have in fiscal {y}? The cash flow statement has it.", "cash"},
	{"statement", "Net property, plant and equipment of {co} at the end of FY{y}, from its balance sheet?", "balance"},
	{"ratio", "Work out the fixed asset turnover of {co} for {y}: revenue divided by the mean of net PP&E at the beginning and the end of the year.", "income balance"},
	{"text", "On which exchange are the notes and shares of {co} listed according to its {y} annual report?", "cover"},
	{"ratio", "Could {co} pay its short-term debts at the end of FY{y}? Look at the quick ratio.", "balance"},
	{"statement", "{co}: cost of goods sold FY{y}, income statement", "income"},
	{"text", "Why did {co}'s gross margin move in {y}?", "margin"},
	{"statement", "What did {co} pay to shareholders as dividends in {y}, in millions, by its statement of cash flows?", "financing cash"},
	{"ratio", "After how many days does {co} pay its suppliers on average, going by payables, inventory and cost of sales of {p} and {y}?", "income balance"},
	{"text", "Are there lawsuits against {co} that its FY{y} report calls material?", "legal"},
	{"ratio", "By how many per cent did {co}'s operating income change between FY{p} and FY{y}?", "income"},
	{"ratio", "Compare {co}'s cash from operations in {y} with its current liabilities at the year's end.", "cash balance"},
	{"text", "Which tax rate did {co} effectively pay in FY{y}, and was it lower in FY{p}?", "tax"},
	{"text", "Without acquisitions, which of {co}'s segments grew least in {y}?", "segments"},
	{"statement", "Net income that belongs to {co}'s shareholders in FY{y}, income statement", "income"},
	{"ratio", "ROA of {co} in {y}, on the mean of total assets?", "income balance"},
	{"text", "Which companies did {co} buy in fiscal {y}?", "acquisitions"},
	{"statement", "Depreciation and amortization of {co} in FY{y} as the cash flow statement has it", "cash"},
	{"ratio", "Does {co} need much capital for its business? Judge by the figures of FY{y}.", "income balance cash"},
	{"text", "What hedges does {co} hold, and which has the largest notional amount in {y}?", "derivatives"},
	{"statement", "Is there a line for restructuring in {co}'s income statement of FY{y}, and how much is it?", "income"},
	{"ratio", "EBITDA minus capital expenditures of {co} for {y}, with operating income from the P&L and depreciation from the cash flow statement?", "income cash"},
	{"text", "What does {co} make and sell, by its {y} report?", "business"},
	{"ratio", "How often did {co} turn its inventory over in FY{y}?", "income balance"},
	{"statement", "What did customers owe {co} at the end of FY{y} (net receivables on the balance sheet)?", "balance"},
	{"text", "In which regions of the world did {co} make most of its sales in {y}?", "geography"},
	{"ratio", "Capex as a share of revenue at {co}, averaged over FY{p} and FY{y}", "income cash"},
	{"text", "What is the liability for restructuring for that {co} shows at the end of FY{y}?", "restructuring"},
	{"ratio", "Was {co}'s working capital above zero in FY{y}?", "balance"},
	{"text", "What notes and other debt did {co} have outstanding at the end of FY{y}, and when do they mature?", "debt"},
	{"statement", "How much did {co} spend on share buybacks in FY{y}?", "financing cash"},
	{"ratio", "What is {co}'s interest coverage in FY{y}, from its P&L: operating income over interest expense?", "income"},
}

// quarterQuestions are asked of quarterly reports.
var quarterQuestions = []filingQuestion{
	{"ratio", "Could {co} pay what falls due soon, by the quick ratio at the end of Q{q} of FY{y}?", "balance"},
	{"text", "Where are {co}'s securities listed, by its report for Q{q} {y}?", "cover"},
	{"text", "For what does {co} hold a restructuring liability at the end of Q{q} FY{y}?", "restructuring"},
	{"statement", "What were {co}'s capital expenditures in Q{q} {y}, according to the cash flow statement?", "cash"},
	{"statement", "What was the operating income of {co} in the quarter ended Q{q} FY{y}, from the statement of operations?", "income"},
	{"text", "Which of {co}'s segments grew fastest in Q{q} {y}, acquisitions left out?", "segments"},
}

// releaseQuestions are asked of press releases.
var releaseQuestions = []filingQuestion{
	{"text", "Adjusted EBITDA of {co} in its Q{q} {y} earnings release?", "ebitda"},
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
	oneGoroutine(t)
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
