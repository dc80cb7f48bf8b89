package knowledge_test

import (
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/parse/pdftest"
)

// The long filings of listed companies are the hard case of retrieval: many
// documents of the same make, full of the same words, with the answers in
// tables. These are made up to be alike in the ways that real ones are: the
// same boilerplate in each, statements under differing titles with differing
// row labels, columns of three years, the same figures talked about elsewhere.

type filer struct {
	name, file       string
	income, balance  string // titles of the statements
	capex, net, sold string // row labels
	segments         [3]string
}

var filers = []filer{
	{"Corbett Industries, Inc.", "CORBETT", "Consolidated Statements of Income", "Consolidated Balance Sheets", "Purchases of property, plant and equipment", "Net sales", "Cost of sales", [3]string{"Pumps", "Valves", "Filtration"}},
	{"Amalfi Foods Corporation", "AMALFIFOODS", "Consolidated Statements of Earnings", "Consolidated Balance Sheets", "Capital expenditures", "Net revenues", "Cost of products sold", [3]string{"Snacks", "Beverages", "Frozen"}},
	{"Veldhuis Semiconductor N.V.", "VELDHUIS", "Consolidated Statements of Operations", "Consolidated Statements of Financial Position", "Additions to property and equipment", "Revenue", "Cost of revenue", [3]string{"Automotive", "Industrial", "Mobile"}},
	{"Harrow & Pike Retail Group", "HARROWPIKE", "Consolidated Statements of Earnings", "Consolidated Balance Sheets", "Additions to property and equipment", "Net sales", "Cost of goods sold", [3]string{"Stores", "Online", "Wholesale"}},
	{"Lumen Ridge Energy Company", "LUMENRIDGE", "Statements of Consolidated Income", "Consolidated Balance Sheets", "Capital expenditures", "Total operating revenues", "Cost of fuel and purchased power", [3]string{"Generation", "Transmission", "Retail"}},
	{"Osprey Medical Systems", "OSPREY", "Consolidated Statements of Operations", "Consolidated Balance Sheets", "Purchases of property and equipment", "Net revenue", "Cost of revenue", [3]string{"Imaging", "Surgical", "Services"}},
	{"Tarn Software Holdings", "TARN", "Consolidated Statements of Operations", "Consolidated Balance Sheets", "Payments to acquire property and equipment", "Total revenue", "Cost of revenue", [3]string{"Licenses", "Cloud", "Support"}},
}

// filing is one made-up filing with the pages that answer questions.
type filing struct {
	name  string
	pages []string
	at    map[string]int // page, from 1, by what stands on it
}

func makeFiling(f filer, year int, random *rand.Rand) filing {
	out := filing{name: fmt.Sprintf("%s_%d_10K.pdf", f.file, year), at: map[string]int{}}
	add := func(what, text string) {
		out.pages = append(out.pages, text)
		out.at[what] = len(out.pages)
	}
	n := func() string { return fmt.Sprintf("%d,%03d", 1+random.Intn(40), random.Intn(1000)) }
	row := func(label string) string { return fmt.Sprintf("%-46s %9s %9s %9s\n", label, n(), n(), n()) }
	head := func(title string) string {
		return fmt.Sprintf("%s\n%s\nYears ended December 31\n(In millions, except per share amounts)\n%46s %9d %9d %9d\n", f.name, title, "", year, year-1, year-2)
	}
	table := func(title string, labels ...string) string {
		text := head(title)
		for _, l := range labels {
			text += row(l)
		}
		return text + "The accompanying notes are an integral part of these consolidated financial statements.\n"
	}
	prose := func(title string, sentences []string, k int) string {
		text := title + "\n"
		for range k {
			text += fmt.Sprintf(sentences[random.Intn(len(sentences))], n()) + " "
		}
		return text
	}
	boiler := []string{
		"Our capital expenditures, cash flows and results of operations could be adversely affected if demand falls by $%s million or more.",
		"We rely on information provided by third parties, and our balance sheet includes goodwill of $%s million that could be impaired.",
		"Changes in tax law could affect our effective tax rate and the amount of cash taxes, which were $%s million.",
		"The amount of dividends, share repurchases and debt repayments of $%s million is at the discretion of the board of directors.",
		"Fluctuations in revenue, cost of sales and gross margin of $%s million between fiscal years make comparisons of our results difficult.",
		"The company believes that cash from operating activities of $%s million is adequate to fund working capital and property, plant and equipment.",
	}
	add("cover", fmt.Sprintf("UNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nWashington, D.C. 20549\nFORM 10-K\nANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d)\nFor the fiscal year ended December 31, %d\n%s\n(Exact name of registrant as specified in its charter)", year, f.name))
	add("business", prose("Item 1. Business", []string{"We design and sell " + f.segments[0] + " and " + f.segments[1] + " to customers who spent %s million with us.", "The company employs %s people.", "Competition is strong and prices fell to %s."}, 22))
	for i := range 5 {
		add(fmt.Sprintf("risk%d", i), prose("Item 1A. Risk Factors", boiler, 24))
	}
	add("selected", table("Item 6. Selected Financial Data", f.net, "Net income", "Total assets", "Long-term debt", "Dividends declared per share", "Capital expenditures as a share of sales"))
	add("mdna", prose("Item 7. Management's Discussion and Analysis. Results of Operations", boiler, 16))
	add("margin", prose("Results of Operations", []string{
		"Gross margin declined because of higher raw material prices and freight of $%s million, partly offset by price increases.",
		"Operating margin was affected by restructuring charges of $%s million and by litigation.",
		"Volumes grew and added %s million to sales."}, 16))
	add("liquidity", prose("Liquidity and Capital Resources", boiler, 18))
	add("segments", table("Segment Information: "+strings.Join(f.segments[:], ", "), f.segments[0]+" operating profit", f.segments[1]+" operating profit", f.segments[2]+" operating profit", "Corporate and unallocated", "Total operating profit", f.segments[0]+" assets", f.segments[1]+" assets", f.segments[2]+" assets"))
	add("report", prose("Report of Independent Registered Public Accounting Firm", []string{"We have audited the consolidated balance sheets and the related consolidated statements of income, comprehensive income, equity and cash flows for the three years in the period, in which assets were $%s million.", "In our opinion the financial statements present fairly the financial position and the cash flows of the company, including property of $%s million."}, 14))
	add("income", table(f.income, f.net, f.sold, "Gross profit", "Selling, general and administrative expenses", "Research, development and related expenses", "Operating income", "Interest expense", "Income before income taxes", "Provision for income taxes", "Net income", "Earnings per share, basic", "Earnings per share, diluted", "Weighted average shares outstanding"))
	add("comprehensive", table("Consolidated Statements of Comprehensive Income", "Net income", "Cumulative translation adjustment", "Defined benefit pension adjustment", "Cash flow hedging instruments", "Total comprehensive income"))
	add("balance", table(f.balance, "Cash and cash equivalents", "Marketable securities", "Accounts receivable, net", "Inventories", "Total current assets", "Property, plant and equipment, net", "Goodwill", "Intangible assets", "Total assets", "Short-term borrowings", "Accounts payable", "Accrued payroll", "Total current liabilities", "Long-term debt", "Total liabilities", "Retained earnings", "Total equity"))
	add("cashflow", table("Consolidated Statements of Cash Flows", "Net income", "Depreciation and amortization", "Stock-based compensation expense", "Deferred income taxes", "Changes in accounts receivable", "Changes in inventories", "Net cash provided by operating activities", f.capex, "Acquisitions, net of cash acquired", "Proceeds from sale of marketable securities", "Net cash used in investing activities", "Repayment of debt", "Purchases of treasury stock", "Dividends paid to shareholders", "Net cash used in financing activities", "Net increase in cash and cash equivalents"))
	add("equity", table("Consolidated Statements of Changes in Equity", "Balance at beginning of year", "Net income", "Dividends declared", "Reacquired stock", "Balance at end of year"))
	add("policies", prose("Note 1. Significant Accounting Policies", boiler, 20))
	add("ppe", table("Note 5. Property, Plant and Equipment", "Land", "Buildings and leasehold improvements", "Machinery and equipment", "Construction in progress", "Gross property, plant and equipment", "Accumulated depreciation"))
	add("debt", table("Note 9. Long-Term Debt and Short-Term Borrowings", "Medium-term notes due 2024", "Floating rate notes due 2026", "Fixed rate bonds due 2031", "Other borrowings", "Maturities of long-term debt within one year", "Maturities in two to five years"))
	add("tax", table("Note 8. Income Taxes", "Federal", "State", "International", "Statutory tax rate", "Effective worldwide tax rate", "Deferred tax assets"))
	add("exhibits", prose("Item 15. Exhibits and Financial Statement Schedules", []string{"Consolidated statements of cash flows and balance sheets are incorporated by reference at page %s.", "Exhibit %s. Certification of the chief executive officer."}, 14))
	return out
}

// filingQuestions ask for a page in the ways that people ask.
var filingQuestions = []struct{ page, text string }{
	{"cashflow", "What is the FY%d capital expenditure amount (in USD millions) for %s? Give a response to the question by relying on the details shown in the cash flow statement."},
	{"income", "What was the total revenue of %[2]s in FY%[1]d? Answer based on the information provided primarily in the P&L statement."},
	{"balance", "Assume that you are a public equities analyst. Answer the following question by primarily using information that is shown in the balance sheet: what is the year end FY%d net PP&E for %s?"},
	{"cashflow", "How much did %[2]s pay out to its stockholders in fiscal %[1]d?"},
	{"tax", "What was the effective tax rate of %[2]s in FY%[1]d?"},
	{"segments", "Which segment contributed most to the operating profit of %[2]s in %[1]d?"},
	{"margin", "What drove the gross margin change as of FY%d for %s? If gross margin is not a useful metric, please say so and explain why."},
	{"income", "What is %[2]s's FY%[1]d COGS? Use the income statement."},
	{"debt", "When do the bonds of %[2]s fall due, as of its %[1]d report?"},
	{"cashflow", "What is the D&A of %[2]s for FY%[1]d, from the statement of cash flows?"},
	{"balance", "Does %[2]s have a reasonably healthy liquidity profile based on its quick ratio for FY%[1]d, from current assets and liabilities?"},
	{"cashflow", "How much did %[2]s spend on share buybacks in FY%[1]d?"},
}

const (
	filingFile = "testdata/rank/filings.txt"
	filingHead = `# How well 21 made-up annual filings, alike as those of listed companies are,
# answer 84 questions: the share whose page is the first, among the first five
# and the first ten distinct pages. Embeddings: all-MiniLM-L6-v2, Q8_0. Rewrite with
#	go test ./knowledge -run TestFilings -update
`
)

type pageQuestion struct {
	text, file string
	page       int
}

// TestFilings measures the filings with the real models; without -update only
// the words, which need no engine.
func TestFilings(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	var questions []pageQuestion
	random := rand.New(rand.NewSource(7))
	for i, f := range filers {
		for j, year := range []int{2016, 2018, 2020} {
			made := makeFiling(f, year, random)
			path := filepath.Join(dir, made.name)
			if err := os.WriteFile(path, pdftest.Document{Pages: courier(made.pages)}.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
			short, _, _ := strings.Cut(strings.NewReplacer(", Inc.", "", " Corporation", "", " N.V.", "", " Company", "", " Group", "", " Systems", "", " Holdings", "").Replace(f.name), "  ")
			for k := range 4 {
				q := filingQuestions[(4*(3*i+j)+k)%len(filingQuestions)]
				questions = append(questions, pageQuestion{fmt.Sprintf(q.text, year, short), made.name, made.at[q.page]})
			}
		}
	}
	measurePages(t, filingFile, filingHead, paths, questions)
}

func courier(pages []string) []pdftest.Page {
	list := make([]pdftest.Page, len(pages))
	for i, p := range pages {
		list[i] = pdftest.Page{Text: p, Courier: true, Size: 9}
	}
	return list
}

// pageScore is the share of questions whose page is among the first 1, 5 and 10.
type pageScore [3]float64

func rankPages(t *testing.T, l *library, questions []pageQuestion, mode knowledge.Mode) pageScore {
	t.Helper()
	var s pageScore
	for _, q := range questions {
		results, err := l.Search(context.Background(), knowledge.Query{Text: q.text, K: 30, Mode: mode, Plain: true})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		found := false
		for _, h := range results.Hits {
			key := fmt.Sprint(h.Document.Path, h.Page)
			if seen[key] {
				continue
			}
			seen[key] = true
			if filepath.Base(h.Document.Path) == q.file && h.Page == q.page {
				found = true
				for i, within := range []int{1, 5, 10} {
					if len(seen) <= within {
						s[i]++
					}
				}
				break
			}
		}
		if !found || len(seen) > 5 {
			t.Logf("%s: not in the first five (%s, page %d): %s", mode, q.file, q.page, q.text)
		}
	}
	for i := range s {
		s[i] /= float64(len(questions))
	}
	return s
}

// measurePages compares a library's page scores with the committed ones.
func measurePages(t *testing.T, file, head string, paths []string, questions []pageQuestion) {
	line := func(mode knowledge.Mode, s pageScore) string {
		return fmt.Sprintf("%-8s page hit@1 %.3f  @5 %.3f  @10 %.3f\n", mode, s[0], s[1], s[2])
	}
	add := func(l *library) []knowledge.Document {
		var docs []knowledge.Document
		for _, p := range paths { // one by one: see rankLibrary
			docs = append(docs, l.add(t, p)...)
		}
		return docs
	}
	if *update {
		embedder := realEmbedder(t)
		l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Embedder = embedder })
		docs := add(l)
		if _, err := l.Wait(context.Background(), ids(docs), knowledge.StateEmbedded); err != nil {
			t.Fatal(err)
		}
		text := head
		for _, mode := range []knowledge.Mode{knowledge.ModeLexical, knowledge.ModeVector, knowledge.ModeHybrid} {
			text += line(mode, rankPages(t, l, questions, mode))
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Log("\n" + text)
		return
	}
	if raceDetector {
		t.Skip("ranking is measured without -race")
	}
	l := openLibrary(t, t.TempDir(), nil)
	add(l)
	got := rankPages(t, l, questions, knowledge.ModeLexical)
	committed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.Lines(string(committed)) {
		var want pageScore
		if n, _ := fmt.Sscanf(text, "lexical page hit@1 %f @5 %f @10 %f", &want[0], &want[1], &want[2]); n == 3 {
			for i := range want {
				if got[i] < want[i]-0.03 || got[i] > want[i]+0.03 {
					t.Errorf("lexical scores %.3f, committed is %.3f; if that is meant, rewrite %s", got, want, file)
					break
				}
			}
			return
		}
	}
	t.Errorf("%s has no lexical scores", file)
}
