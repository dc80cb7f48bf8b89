package knowledge_test

import (
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Filings of listed companies, made up to be as alike and as long as real ones:
// the figures and row labels of the statements come back in management's
// discussion, selected data, notes, non-GAAP tables and the condensed statements
// of guarantors; tables of contents, auditors' reports and exhibits name the
// statements; risk factors are the same year after year.

// filer is a made-up company with its ways of putting things.
type filer struct {
	legal, short, ticker string
	stem                 string // how its files' names begin
	ends                 string // of the fiscal year, as on the cover
	shift                int    // calendar year of the end less the fiscal year
	heldOut              bool
	banner               bool // every page begins with a link to the table of contents
	flowing              bool // statements follow each other without regard to pages
	numbered             bool // files are named by their numbers only
	income, balance, cash,
	revenue, cogs, gross, operating, net, capex, ppe, da,
	receivable, inventory, payable, dividends, buyback string
	segments []string
	products []string
	places   []string
}

var filers = []filer{
	{legal: "Corbett Industries, Inc.", short: "Corbett", ticker: "CBI", stem: "CORBETT", ends: "December 31", banner: true,
		income: "Consolidated Statements of Income", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows",
		revenue: "Net sales", cogs: "Cost of sales", gross: "Gross profit", operating: "Operating income", net: "Net income attributable to Corbett", capex: "Purchases of property, plant and equipment", ppe: "Property, plant and equipment - net", da: "Depreciation and amortization",
		receivable: "Accounts receivable - net", inventory: "Total inventories", payable: "Accounts payable", dividends: "Dividends paid to shareholders", buyback: "Purchases of treasury stock",
		segments: []string{"Pumps", "Valves", "Filtration", "Safety"}, products: []string{"industrial pumps", "steel valves", "filter cartridges", "respirators", "seals"}, places: []string{"Germany", "China", "Brazil"}},
	{legal: "Amalfi Foods Corporation", short: "Amalfi Foods", ticker: "AMF", stem: "AMALFIFOODS", ends: "May 31",
		income: "Consolidated Statements of Earnings", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows",
		revenue: "Net sales", cogs: "Cost of products sold", gross: "Gross margin", operating: "Operating profit", net: "Net earnings attributable to Amalfi Foods", capex: "Purchases of land, buildings, and equipment", ppe: "Land, buildings, and equipment", da: "Depreciation and amortization",
		receivable: "Receivables", inventory: "Inventories", payable: "Accounts payable", dividends: "Dividends paid", buyback: "Purchases of common stock for treasury",
		segments: []string{"North America Retail", "Pet", "Convenience Stores", "International"}, products: []string{"frozen meals", "breakfast cereal", "yogurt", "dog food", "snack bars"}, places: []string{"Italy", "Canada", "Mexico"}},
	{legal: "Veldhuis Semiconductor N.V.", short: "Veldhuis", ticker: "VDH", stem: "VELDHUIS", ends: "December 31", flowing: true,
		income: "Consolidated Statements of Operations", balance: "Consolidated Statements of Financial Position", cash: "Consolidated Statements of Cash Flows",
		revenue: "Revenue", cogs: "Cost of revenue", gross: "Gross profit", operating: "Operating income (loss)", net: "Net income (loss)", capex: "Capital expenditures and other asset additions", ppe: "Property, plant and equipment, net", da: "Depreciation and amortization",
		receivable: "Accounts receivable, net", inventory: "Inventories, net", payable: "Accounts payable", dividends: "Dividends paid to common stockholders", buyback: "Purchase of treasury shares",
		segments: []string{"Automotive", "Industrial & IoT", "Mobile", "Embedded"}, products: []string{"microcontrollers", "radar chips", "power transistors", "secure elements"}, places: []string{"the Netherlands", "Taiwan", "Malaysia"}},
	{legal: "Harrow & Pike Group, Inc.", short: "Harrow & Pike", ticker: "HRPK", stem: "HARROWPIKE", ends: "January 28", shift: 1, heldOut: true, banner: true, flowing: true,
		income: "Consolidated Statements of Earnings", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows",
		revenue: "Revenue", cogs: "Cost of goods sold", gross: "Gross profit", operating: "Operating income", net: "Net earnings attributable to shareholders", capex: "Additions to property and equipment", ppe: "Property and equipment, net", da: "Depreciation and amortization",
		receivable: "Receivables, net", inventory: "Merchandise inventories", payable: "Accounts payable", dividends: "Dividends paid", buyback: "Repurchase of common stock",
		segments: []string{"Domestic", "Online", "Wholesale"}, products: []string{"kitchen appliances", "garden furniture", "power tools", "bedding"}, places: []string{"Canada", "Vietnam", "the United Kingdom"}},
	{legal: "The Lumen Ridge Corporation", short: "Lumen Ridge", ticker: "LRC", stem: "LUMENRIDGE", ends: "December 31", heldOut: true, flowing: true,
		income: "Consolidated Statements of Operations", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows",
		revenue: "Total revenue", cogs: "Total cost of sales", gross: "Operating margin", operating: "Income from continuing operations before taxes", net: "Net income attributable to The Lumen Ridge Corporation", capex: "Capital expenditures", ppe: "Net property, plant and equipment", da: "Depreciation and amortization",
		receivable: "Accounts receivable, net of allowance", inventory: "Inventory", payable: "Accounts payable", dividends: "Dividends paid on common stock", buyback: "Purchase of treasury stock",
		segments: []string{"Renewables", "Utilities", "Energy Infrastructure", "New Energy Technologies"}, products: []string{"wind power", "natural gas", "battery storage", "electricity"}, places: []string{"Chile", "Panama", "Bulgaria"}},
	{legal: "Osprey Medical Systems, Inc.", short: "Osprey Medical", ticker: "OSPR", stem: "OSPREY_MEDICAL", ends: "September 30", numbered: true,
		income: "Consolidated Statements of Comprehensive Income", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows",
		revenue: "Net revenues", cogs: "Cost of products and services", gross: "Gross profit", operating: "Operating income", net: "Net income attributable to Osprey", capex: "Purchases of property and equipment", ppe: "Property and equipment, net", da: "Depreciation and amortization",
		receivable: "Trade accounts receivable, net", inventory: "Inventories", payable: "Trade accounts payable", dividends: "Cash dividends paid", buyback: "Payments to repurchase common stock",
		segments: []string{"Imaging", "Surgical", "Diagnostics"}, products: []string{"ultrasound scanners", "staplers", "blood analyzers", "catheters"}, places: []string{"Ireland", "Japan", "Costa Rica"}},
	{legal: "Tarn Software Holdings Corp.", short: "Tarn Software", ticker: "TRN", stem: "TARNSOFTWARE", ends: "November 30", heldOut: true, numbered: true,
		income: "Consolidated Statements of Income", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows",
		revenue: "Total revenue", cogs: "Total cost of revenue", gross: "Gross profit", operating: "Operating income", net: "Net income", capex: "Acquisition of property and equipment", ppe: "Property and equipment, net", da: "Depreciation, amortization and accretion",
		receivable: "Trade receivables, net of allowances", inventory: "Contract assets", payable: "Trade payables", dividends: "Payment of dividends", buyback: "Purchases of treasury stock",
		segments: []string{"Digital Media", "Digital Experience", "Publishing"}, products: []string{"design software", "document services", "marketing cloud"}, places: []string{"India", "Romania", "Ireland"}},
	{legal: "Bramley Packaging plc", short: "Bramley", ticker: "BRM", stem: "BRAMLEY", ends: "June 30", heldOut: true,
		income: "Consolidated Statements of Income", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows",
		revenue: "Net sales", cogs: "Cost of sales", gross: "Gross profit", operating: "Operating income", net: "Net income attributable to Bramley plc", capex: "Purchase of property, plant, and equipment and other intangible assets", ppe: "Property, plant, and equipment, net", da: "Depreciation and amortization",
		receivable: "Trade receivables, net", inventory: "Inventories, net", payable: "Trade payables", dividends: "Dividends paid", buyback: "Share buyback/cancellations",
		segments: []string{"Flexibles", "Rigid Packaging"}, products: []string{"pouches", "bottles", "cartons", "closures"}, places: []string{"Australia", "Switzerland", "Turkey"}},
}

// filing is one made-up filing with the pages that answer questions.
type filing struct {
	name  string
	pages []string
	at    map[string][]int // pages, from 1, by what stands on them
}

// maker writes a filing page by page.
type maker struct {
	filer
	year    int
	quarter int // 0: a year's report
	prose   map[string][]string
	// The same for all of a company's filings, and for this one.
	steady, random *rand.Rand
	filing
}

func (m *maker) page(what, text string) {
	if m.banner && len(m.pages) > 0 {
		text = "Table of Contents\n" + text
	}
	m.pages = append(m.pages, fmt.Sprintf("%s\n%46d\n", text, len(m.pages)+1))
	if what != "" {
		m.at[what] = append(m.at[what], len(m.pages))
	}
}

func amount(r *rand.Rand) string { return fmt.Sprintf("%d,%03d", 1+r.Intn(40), r.Intn(1000)) }

var slot = regexp.MustCompile(`\{[a-z]+\}`)

// fill puts words into the slots of a sentence.
func (m *maker) fill(sentence string, r *rand.Rand) string {
	pick := func(list []string) string { return list[r.Intn(len(list))] }
	slots := map[string]func() string{
		"co": func() string { return m.short }, "legal": func() string { return m.legal }, "ticker": func() string { return m.ticker },
		"p": func() string { return pick(m.products) }, "seg": func() string { return pick(m.segments) }, "place": func() string { return pick(m.places) },
		"segs": func() string { return fmt.Sprint(len(m.segments)) }, "seglist": func() string { return strings.Join(m.segments, ", ") },
		"n": func() string { return amount(r) }, "small": func() string { return fmt.Sprint(10 + r.Intn(90)) }, "dps": func() string { return fmt.Sprintf("0.%02d", 10+r.Intn(80)) },
		"pct": func() string { return fmt.Sprintf("%d.%d percent", r.Intn(30), r.Intn(10)) }, "old": func() string { return fmt.Sprint(1890 + r.Intn(90)) },
		"year": func() string { return fmt.Sprint(m.year) }, "prior": func() string { return fmt.Sprint(m.year - 1) },
		"rev": func() string { return strings.ToLower(m.revenue) }, "cogs": func() string { return strings.ToLower(m.cogs) }, "net": func() string { return m.net },
		"capex": func() string { return strings.ToLower(m.capex) }, "ppe": func() string { return strings.ToLower(m.ppe) }, "inv": func() string { return strings.ToLower(m.inventory) },
		"ap": func() string { return strings.ToLower(m.payable) }, "ar": func() string { return strings.ToLower(m.receivable) },
		"item": func() string {
			return strings.ToLower(pick([]string{m.revenue, m.cogs, m.capex, m.ppe, m.inventory, m.payable}))
		},
	}
	// From left to right: what a slot takes of the random numbers must not depend
	// on the order of a map.
	sentence = slot.ReplaceAllStringFunc(sentence, func(name string) string { return slots[strings.Trim(name, "{}")]() })
	return strings.ToUpper(sentence[:1]) + sentence[1:]
}

// text is n sentences of a kind, in paragraphs.
func (m *maker) text(kind string, n int, r *rand.Rand) string {
	list := m.prose[kind]
	order := r.Perm(len(list))
	var b strings.Builder
	for i := range n {
		b.WriteString(m.fill(list[order[i%len(list)]], r))
		if i%4 == 3 {
			b.WriteString("\n\n")
		} else {
			b.WriteString(" ")
		}
	}
	return b.String()
}

// proseChapter is pages of prose under a title, the first of which is what.
func (m *maker) chapter(what, title, kind string, pages int, r *rand.Rand) {
	for i := range pages {
		head := title + "\n\n"
		if i > 0 {
			head = ""
		}
		m.page(what, head+m.text(kind, 17+r.Intn(6), r))
	}
}

// columns are the years of a report's columns, or the periods of a quarter's.
func (m *maker) columns(n int) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprint(m.year+m.shift-i))
	}
	return list
}

func (m *maker) row(label string, columns int) string {
	text := fmt.Sprintf("%-44.44s", label)
	if len(label) > 44 { // a long name takes two lines
		at := strings.LastIndex(label[:44], " ")
		text = label[:at] + "\n" + fmt.Sprintf("  %-42.42s", label[at+1:])
	}
	for i := range columns {
		value := amount(m.random)
		if m.random.Intn(5) == 0 {
			value = "(" + value + ")"
		}
		if i == 0 && m.random.Intn(4) == 0 {
			value = "$ " + value
		}
		text += fmt.Sprintf(" %10s", value)
	}
	return text + "\n"
}

// table is a title, the columns and the rows; a row that ends in ":" has no amounts.
func (m *maker) table(title, unit string, columns []string, rows ...string) string {
	text := ""
	if title != "" {
		text = title + "\n"
	}
	if unit != "" {
		text += unit + "\n"
	}
	text += fmt.Sprintf("%-44s", "")
	for _, c := range columns {
		text += fmt.Sprintf(" %10s", c)
	}
	text += "\n"
	for _, r := range rows {
		if strings.HasSuffix(r, ":") {
			text += r + "\n"
			continue
		}
		text += m.row(r, len(columns))
	}
	return text
}

const attached = "The accompanying notes are an integral part of these consolidated financial statements.\n"

func (m *maker) incomeRows() []string {
	return []string{m.revenue, m.cogs, m.gross, "Operating expenses:", "Selling, general and administrative expenses", "Research, development and related expenses", "Amortization of intangible assets", "Restructuring charges", "Total operating expenses", m.operating, "Interest expense", "Other income (expense), net", "Income before income taxes", "Provision for income taxes", "Net income including noncontrolling interest", "Less: net income attributable to noncontrolling interest", m.net, "Earnings per share - basic", "Earnings per share - diluted", "Weighted average shares outstanding - diluted"}
}

func (m *maker) balanceRows() []string {
	return []string{"Assets", "Current assets:", "Cash and cash equivalents", "Marketable securities - current", m.receivable, m.inventory, "Prepaid expenses and other current assets", "Total current assets", m.ppe, "Operating lease right of use assets", "Goodwill", "Intangible assets - net", "Other assets", "Total assets", "Liabilities", "Current liabilities:", "Short-term borrowings and current portion of long-term debt", m.payable, "Accrued payroll", "Accrued income taxes", "Other current liabilities", "Total current liabilities", "Long-term debt", "Pension and postretirement benefits", "Other liabilities", "Total liabilities", "Equity:", "Common stock, par value $.01 per share", "Additional paid-in capital", "Retained earnings", "Treasury stock, at cost", "Accumulated other comprehensive loss", "Total equity", "Total liabilities and equity"}
}

func (m *maker) cashRows() []string {
	return []string{"Cash Flows from Operating Activities:", m.net, m.da, "Stock-based compensation expense", "Deferred income taxes", "Company pension contributions", "Changes in assets and liabilities:", m.receivable, m.inventory, m.payable, "Accrued income taxes", "Other - net", "Net cash provided by operating activities", "Cash Flows from Investing Activities:", m.capex, "Proceeds from sale of property", "Acquisitions, net of cash acquired", "Purchases of marketable securities", "Proceeds from maturities of marketable securities", "Net cash used in investing activities", "Cash Flows from Financing Activities:", "Change in short-term debt - net", "Repayment of debt (maturities greater than 90 days)", "Proceeds from debt (maturities greater than 90 days)", m.buyback, "Proceeds from issuance of stock under option plans", m.dividends, "Other - net", "Net cash used in financing activities", "Effect of exchange rate changes on cash", "Net increase (decrease) in cash and cash equivalents", "Cash and cash equivalents at beginning of year", "Cash and cash equivalents at end of period"}
}

// ended says when the period ended.
func (m *maker) ended() string {
	if m.quarter > 0 {
		month, _ := time.Parse("January 2", m.ends)
		end := time.Date(m.year+m.shift-1, month.Month()+1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 3*m.quarter, -1)
		return end.Format("January 2, 2006")
	}
	return fmt.Sprintf("%s, %d", m.ends, m.year+m.shift)
}

func (m *maker) cover(form, report, words string) {
	m.page("cover", fmt.Sprintf(`UNITED STATES
SECURITIES AND EXCHANGE COMMISSION
Washington, D.C. 20549
FORM %s
(Mark One)
[X] %s REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934
For the %s %s
OR
[ ] TRANSITION REPORT PURSUANT TO SECTION 13 OR 15(d)
Commission file number 1-%d
%s
(Exact name of registrant as specified in its charter)
%s %s
(State or other jurisdiction of incorporation) (I.R.S. Employer Identification No.)
Securities registered pursuant to Section 12(b) of the Act:
Title of each class            Trading Symbol(s)   Name of each exchange on which registered
Common Stock, Par Value $.01    %s     New York Stock Exchange
1.500%% Notes due 2026           %s26   New York Stock Exchange
1.750%% Notes due 2030           %s30   New York Stock Exchange
Indicate by check mark if the registrant is a well-known seasoned issuer. Yes [X] No [ ]
Indicate by check mark whether the registrant has filed all reports during the preceding 12 months. Yes [X] No [ ]
The aggregate market value of voting stock held by nonaffiliates was approximately $%s million.
`, form, report, words, m.ended(), 1000+m.steady.Intn(9000), strings.ToUpper(m.legal), "Delaware", "41-0417775", m.ticker, m.ticker, m.ticker, amount(m.random)))
}

func (m *maker) contents(parts ...string) {
	text := "TABLE OF CONTENTS\n"
	for i, p := range parts {
		text += fmt.Sprintf("%-66s %4d\n", p, 3+i*5)
	}
	m.page("", text)
}

// tablePage is a page with a table and some prose after it.
func (m *maker) tablePage(what, title, kind string, n int, rows ...string) {
	m.page(what, m.table(title, "(Millions)", m.columns(n), rows...)+"\n"+m.text(kind, 8, m.random))
}

// statements are the primary ones, each on a page, that of cash flows on two; or,
// in a filing that flows, wherever they come to stand.
func (m *maker) statements(columns []string, unit string) {
	head := strings.ToUpper(m.legal) + "\n"
	title := func(s string) string {
		if m.quarter > 0 {
			s += " (Unaudited)"
		}
		return head + s
	}
	type statement struct{ what, text string }
	list := []statement{{"income", m.table(title(m.income), unit, columns, m.incomeRows()...) + attached}}
	if !strings.Contains(m.income, "Comprehensive") {
		list = append(list, statement{"", m.table(title("Consolidated Statements of Comprehensive Income"), unit, columns, m.net, "Cumulative translation adjustment", "Defined benefit pension and postretirement plans adjustment", "Cash flow hedging instruments", "Total other comprehensive income (loss), net of tax", "Comprehensive income") + attached})
	}
	rows := m.cashRows()
	list = append(list,
		statement{"balance", m.table(title(m.balance), "At the end of the period (Dollars in millions, except per share amount)", columns[:2], m.balanceRows()...) + attached},
		statement{"cash", m.table(title(m.cash), unit, columns, rows[:20]...)})
	financing := m.table(title(m.cash+" (continued)"), unit, columns, rows[20:]...) + attached
	if m.flowing {
		_, financing, _ = strings.Cut(m.table("", "", columns, rows[20:]...)+attached, "\n")
	}
	list = append(list, statement{"financing", financing},
		statement{"", m.table(title("Consolidated Statements of Changes in Equity"), unit, []string{"Total", "Retained", "Treasury"}, "Balance at beginning of period", m.net, "Other comprehensive income, net of tax", "Dividends declared", "Stock-based compensation", "Reacquired stock", "Issuances pursuant to stock option plans", "Balance at end of period", "Net income", "Dividends declared", "Reacquired stock", "Balance at end of period") + attached})
	if !m.flowing {
		for _, s := range list {
			m.page(s.what, s.text)
		}
		return
	}
	const lines = 42 // of a page
	var page []string
	on := map[string]int{} // lines of each statement on the page
	turn := func() {
		m.page("", strings.Join(page, "\n"))
		for what, n := range on {
			if n >= 9 && what != "" {
				m.at[what] = append(m.at[what], len(m.pages))
			}
		}
		page, on = nil, map[string]int{}
	}
	for _, s := range list {
		for line := range strings.SplitSeq(strings.TrimSuffix(s.text, "\n"), "\n") {
			page = append(page, line)
			on[s.what]++
			if len(page) == lines {
				turn()
			}
		}
		page = append(page, "", "")
	}
	if len(page) > 0 {
		turn()
	}
}

// notes are those that any report has; deep of a year's only.
func (m *maker) notes(deep bool) {
	m.chapter("", "Notes to Consolidated Financial Statements\nNOTE 1. Significant Accounting Policies", "policies", 4, m.steady)
	m.tablePage("", "NOTE 2. Revenue by segment and geography", "policies", 3, append(append([]string{}, m.segments...), "Total company "+strings.ToLower(m.revenue))...)
	m.tablePage("geography", "Information about geographic areas: "+m.revenue, "policies", 3, "United States", m.places[0], m.places[1], m.places[2], "Asia Pacific", "Europe, Middle East and Africa", "Total company")
	m.chapter("acquisitions", "NOTE 3. Acquisitions and Divestitures", "acquisitions", 1, m.random)
	m.tablePage("", "NOTE 4. Goodwill and Intangible Assets", "acquisitions", 3, "Goodwill at beginning of year", "Acquisition activity", "Translation and other", "Goodwill at end of year", "Customer related", "Patents", "Accumulated amortization")
	m.tablePage("restructuring", "NOTE 5. Restructuring Actions", "restructuring", 3, "Expense incurred", "Non-cash changes", "Cash payments", "Accrued restructuring liability at end of period")
	m.tablePage("", "NOTE 6. Supplemental Balance Sheet Information", "policies", 2, "Finished goods", "Work in process", "Raw materials and supplies", m.inventory, "Land", "Buildings and leasehold improvements", "Machinery and equipment", "Construction in progress", "Gross property, plant and equipment", "Accumulated depreciation", m.ppe)
	m.tablePage("debt", "NOTE 7. Long-Term Debt and Short-Term Borrowings", "debt", 2, "1.500% notes due 2026", "1.750% notes due 2030", "Floating rate notes due 2025", "Commercial paper", "Total debt", "Less: current portion of long-term debt", "Long-term debt, excluding current portion")
	m.tablePage("tax", "NOTE 8. Income Taxes", "tax", 3, "Income before income taxes, United States", "Income before income taxes, International", "Provision for income taxes", "Statutory U.S. tax rate", "State income taxes", "Effective tax rate", "Deferred tax assets", "Deferred tax liabilities")
	m.tablePage("", "NOTE 9. Pension and Postretirement Benefit Plans", "pension", 3, "Service cost", "Interest cost", "Expected return on plan assets", "Net periodic benefit cost", "Benefit obligation", "Fair value of plan assets", "Funded status")
	m.tablePage("derivatives", "NOTE 10. Derivatives: notional amounts", "derivatives", 2, "Foreign currency forward contracts", "Interest rate swaps", "Cross currency swaps", "Net investment hedges", "Commodity contracts")
	m.chapter("legal", "NOTE 11. Commitments and Contingencies\nLegal Proceedings", "legal", 2, m.random)
	m.tablePage("segmentnote", "NOTE 12. Business Segments", "segmentresults", 3, m.segmentRows()...)
	if !deep {
		return
	}
	m.chapter("", "Recently issued accounting standards", "policies", 3, m.steady)
	m.tablePage("", "NOTE 13. Stock-Based Compensation", "compensation", 3, "Options outstanding", "Options granted", "Options exercised", "Restricted stock units outstanding", "Stock-based compensation expense", "Income tax benefits")
	for i := range 3 {
		m.tablePage("", fmt.Sprintf("Plan assets and fair values, level %d", i+1), "pension", 2, "U.S. equities", "Non-U.S. equities", "Corporate bonds", "Government securities", "Real estate", "Total investments at fair value")
	}
	m.tablePage("", "NOTE 14. Leases", "policies", 3, "Operating lease cost", "Finance lease cost", "Operating cash flows used in operating leases", "Right of use assets", "Total lease liabilities")
	m.tablePage("", "NOTE 15. Fair Value Measurements", "derivatives", 2, "Marketable securities", "Derivative assets", "Derivative liabilities", "Total")
	quarters := []string{"First", "Second", "Third", "Fourth"}
	m.page("quarterly", m.table("NOTE 16. Quarterly Data (Unaudited)", "(Millions, except per share amounts)", quarters[:3], m.revenue, m.cogs, m.gross, m.operating, m.net, "Earnings per share - diluted", "Dividends declared per share")+m.text("results", 8, m.random))
	guarantor := []string{"Parent", "Guarantors", "Consolidated"}
	m.page("", m.table("NOTE 17. Guarantor Financial Information\nCondensed Consolidating Statement of Income", "For the year (Millions)", guarantor, m.incomeRows()[:17]...))
	m.page("", m.table("Condensed Consolidating Balance Sheet", "At the end of the year (Millions)", guarantor, m.balanceRows()[1:26]...))
	m.page("", m.table("Condensed Consolidating Statement of Cash Flows", "For the year (Millions)", guarantor, m.cashRows()[12:32]...))
}

func (m *maker) segmentRows() []string {
	var rows []string
	for _, what := range []string{m.revenue, "Operating income", "Assets", m.da, "Capital expenditures"} {
		rows = append(rows, what+":")
		for _, s := range m.segments {
			rows = append(rows, "  "+s)
		}
		rows = append(rows, "  Corporate and unallocated", "  Total company")
	}
	return rows
}

func newMaker(f filer, year, quarter int, form string, prose map[string][]string) *maker {
	m := &maker{filer: f, year: year, quarter: quarter, prose: prose, filing: filing{at: map[string][]int{}}}
	seed := int64(0)
	for _, r := range f.stem {
		seed = 31*seed + int64(r)
	}
	m.steady, m.random = rand.New(rand.NewSource(seed)), rand.New(rand.NewSource(100*seed+int64(4*year+quarter)))
	period := fmt.Sprint(year)
	if quarter > 0 {
		period += fmt.Sprintf("Q%d", quarter)
	}
	m.name = fmt.Sprintf("%s_%s_%s.pdf", f.stem, period, form)
	if m.numbered {
		m.name = fmt.Sprintf("%010d-%02d-%06d.pdf", seed%1e9, (year+1)%100, m.steady.Intn(1e4)+quarter)
	}
	return m
}

// annualReport makes a 10-K of about 104 pages.
func annualReport(f filer, year int, prose map[string][]string) filing {
	m := newMaker(f, year, 0, "10K", prose)
	m.cover("10-K", "ANNUAL", "fiscal year ended")
	m.contents("PART I", "Item 1. Business", "Item 1A. Risk Factors", "Item 1B. Unresolved Staff Comments", "Item 2. Properties", "Item 3. Legal Proceedings", "Item 5. Market for Registrant's Common Equity", "Item 6. Selected Financial Data", "Item 7. Management's Discussion and Analysis", "Item 7A. Market Risk", "Item 8. Financial Statements and Supplementary Data", "Item 15. Exhibits, Financial Statement Schedules")
	m.chapter("business", "Item 1. Business.", "business", 5, m.steady)
	for _, s := range m.segments {
		m.page("", s+" Business\n\n"+m.text("business", 12, m.steady)+"\n"+m.text("segmentresults", 6, m.random))
	}
	m.chapter("", "Item 1A. Risk Factors.", "risk", 20, m.steady)
	m.page("", "Item 1B. Unresolved Staff Comments.\nNone.\n\nItem 2. Properties.\n\n"+m.text("business", 12, m.steady))
	m.page("", "Item 3. Legal Proceedings.\nDiscussion of legal matters is incorporated by reference from Note 11.\n\n"+"Item 4. Mine Safety Disclosures.\n\n"+m.text("governance", 9, m.steady))
	m.page("market", "Item 5. Market for Registrant's Common Equity, Related Stockholder Matters and Issuer Purchases of Equity Securities.\n\n"+m.text("market", 3, m.random)+m.table("Issuer purchases of equity securities", "", []string{"Shares", "Average", "Remaining"}, "January 1-31", "February 1-28", "March 1-31", "Total"))
	m.page("", m.table("Item 6. Selected Financial Data.", "(Dollars in millions, except per share amounts)", m.columns(3), m.revenue, m.net, "Total assets", "Long-term debt", "Capital expenditures", m.da, "Dividends declared per share", "Return on average assets", "Inventory turnover"))
	m.page("", "Item 7. Management's Discussion and Analysis of Financial Condition and Results of Operations.\nOVERVIEW\n\n"+m.text("results", 12, m.random)+m.table("Summary", "(Millions)", m.columns(2), m.revenue, m.operating, m.net, "Earnings per share - diluted"))
	m.chapter("", "Results of Operations", "results", 3, m.random)
	m.page("margin", m.table("Operating Expenses as a percent of "+strings.ToLower(m.revenue), "", m.columns(3), m.cogs, "Selling, general and administrative expenses", "Research, development and related expenses", "Operating income margin", "Gross margin")+m.text("margin", 12, m.random))
	m.page("", "Provision for income taxes and net income\n\n"+m.text("tax", 6, m.random)+m.text("results", 8, m.random))
	m.page("segments", m.table("Performance by Business Segment: growth by component", "(Percent)", []string{"Organic", "Acquired", "Total"}, append(append([]string{}, m.segments...), "Total company")...)+m.text("segmentresults", 10, m.random))
	for _, s := range m.segments {
		m.tablePage("", s+" Business", "segmentresults", 3, m.revenue, "Operating income", "Percent change", "Operating margin", "Total change of "+strings.ToLower(m.revenue))
	}
	m.tablePage("", "Supplemental measures: free cash flow and adjusted EBITDA (non-GAAP)", "liquidity", 3, "Net cash provided by operating activities", m.capex, "Free cash flow", m.net, "Interest", "Taxes", m.da, "Adjusted EBITDA", "Return on invested capital")
	m.page("", "Financial Condition and Liquidity\n\n"+m.text("liquidity", 16, m.random))
	m.tablePage("", "Cash Flows from Operating, Investing and Financing Activities", "liquidity", 3, "Net cash provided by operating activities", "Capital expenditures", "Net cash used in investing activities", "Dividends", "Repurchases of common stock", "Net cash used in financing activities")
	m.tablePage("", "Working capital and ratios", "liquidity", 2, "Total current assets", "Total current liabilities", "Working capital", m.receivable, m.inventory, m.payable, "Total debt to capital")
	m.chapter("", "Critical Accounting Estimates", "estimates", 3, m.steady)
	m.tablePage("", "Contractual obligations", "liquidity", 3, "Long-term debt", "Interest on long-term debt", "Operating leases", "Purchase obligations for capital expenditures", "Total")
	m.chapter("", "Item 7A. Quantitative and Qualitative Disclosures About Market Risk.", "derivatives", 2, m.steady)
	m.contents("Index to Financial Statements", "Management's Responsibility for Financial Reporting", "Report of Independent Registered Public Accounting Firm", m.income, "Consolidated Statements of Comprehensive Income", m.balance, m.cash, "Consolidated Statements of Changes in Equity", "Notes to Consolidated Financial Statements")
	m.chapter("", "Report of Independent Registered Public Accounting Firm", "audit", 2, m.steady)
	m.statements(m.columns(3), fmt.Sprintf("Years ended %s (Millions, except per share amounts)", m.ends))
	m.notes(true)
	m.chapter("", "Item 9A. Controls and Procedures. Item 10. Directors, Executive Officers and Corporate Governance.", "governance", 2, m.steady)
	m.chapter("", "Item 15. Exhibits, Financial Statement Schedules.", "exhibits", 3, m.steady)
	m.page("", m.table("Schedule I. Condensed Financial Information of the Registrant\nStatements of Cash Flows (parent company only)", "(Millions)", m.columns(3), m.net, "Net cash provided by operating activities", "Capital expenditures", "Dividends received from subsidiaries", m.dividends, m.buyback, "Net cash used in financing activities"))
	m.page("", "SIGNATURES\nPursuant to the requirements of Section 13 or 15(d) of the Securities Exchange Act of 1934, the registrant has duly caused this report to be signed.\n"+m.text("governance", 4, m.steady))
	m.chapter("", "Exhibit 31. Certification", "governance", 2, m.steady)
	return m.filing
}

// quarterlyReport makes a 10-Q of about 50 pages.
func quarterlyReport(f filer, year, quarter int, prose map[string][]string) filing {
	m := newMaker(f, year, quarter, "10Q", prose)
	m.cover("10-Q", "QUARTERLY", "quarterly period ended")
	m.contents("PART I. Financial Information", "Item 1. Financial Statements", m.income, m.balance, m.cash, "Notes to Consolidated Financial Statements", "Item 2. Management's Discussion and Analysis", "Item 3. Market Risk", "Item 4. Controls and Procedures", "PART II. Other Information", "Item 1. Legal Proceedings", "Item 1A. Risk Factors")
	m.statements([]string{fmt.Sprint(m.year + m.shift), fmt.Sprint(m.year + m.shift - 1)}, "Three months ended (Millions, except per share amounts)")
	m.notes(false)
	m.chapter("", "Item 2. Management's Discussion and Analysis of Financial Condition and Results of Operations.", "results", 4, m.random)
	m.page("margin", m.table("Operating Expenses as a percent of "+strings.ToLower(m.revenue), "Three months ended", m.columns(2), m.cogs, "Selling, general and administrative expenses", "Operating income margin", "Gross margin")+m.text("margin", 12, m.random))
	m.page("segments", m.table("Performance by Business Segment: growth by component", "(Percent)", []string{"Organic", "Acquired", "Total"}, append(append([]string{}, m.segments...), "Total company")...)+m.text("segmentresults", 10, m.random))
	m.page("", "Financial Condition and Liquidity\n\n"+m.text("liquidity", 16, m.random))
	m.tablePage("", "Working capital", "liquidity", 2, "Total current assets", "Total current liabilities", "Working capital", m.receivable, m.inventory, m.payable)
	m.chapter("", "Item 1A. Risk Factors.", "risk", 6, m.steady)
	m.chapter("", "Item 6. Exhibits.", "exhibits", 1, m.steady)
	return m.filing
}

// release makes a press release of a dozen pages: results with condensed statements.
func release(f filer, year, quarter int, prose map[string][]string) filing {
	m := newMaker(f, year, quarter, "EARNINGS", prose)
	m.page("news", fmt.Sprintf("%s reports results for the quarter and the fiscal year %d\n\n", m.legal, m.year)+m.text("release", 10, m.random))
	m.chapter("", "Highlights", "results", 3, m.random)
	m.chapter("outlook", "Outlook", "release", 1, m.random)
	columns := m.columns(2)
	m.page("income", m.table("Condensed "+m.income+" (Unaudited)", "($ million)", columns, m.incomeRows()...))
	m.page("balance", m.table("Condensed "+m.balance+" (Unaudited)", "($ million)", columns, m.balanceRows()...))
	m.page("cash", m.table("Condensed "+m.cash+" (Unaudited)", "($ million)", columns, m.cashRows()...))
	m.page("ebitda", m.table("Reconciliation of Non-GAAP Measures: EBITDA and EBIT", "($ million)", columns, m.net, "Interest expense", "Income taxes", m.da, "EBITDA", "Restructuring and related expenses", "Impairment", "Adjusted EBITDA", "Adjusted EBIT"))
	m.page("", m.table("Reconciliation of adjusted free cash flow", "($ million)", columns, "Adjusted EBITDA", "Interest paid", "Tax paid", m.capex, "Movement in working capital", "Adjusted free cash flow"))
	return m.filing
}

// filingProse reads the sentences of made-up filings.
func filingProse(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/filings/prose.txt")
	if err != nil {
		t.Fatal(err)
	}
	prose, kind := map[string][]string{}, ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if name, is := strings.CutPrefix(line, "## "); is {
			kind = name
		} else if kind != "" && line != "" {
			prose[kind] = append(prose[kind], line)
		}
	}
	return prose
}
