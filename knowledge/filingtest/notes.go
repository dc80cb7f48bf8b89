package filingtest

import (
	"fmt"
	"slices"
	"strings"
)

// noteHead begins a note.
func (m *maker) noteHead(title string) {
	m.note++
	m.need(6)
	switch m.titles {
	case titleCapitals:
		m.line(fmt.Sprintf("%d. %s", m.note, strings.ToUpper(title)))
	case titleBare:
		m.line(fmt.Sprintf("%d.  %s", m.note, title))
	default:
		m.line(fmt.Sprintf("NOTE %d.  %s", m.note, title))
	}
	m.blank()
}

// notes sets the notes, with tables that repeat rows of the statements.
func (m *maker) notes() {
	years, names, _ := m.columns(3)
	if m.quarter > 0 {
		years, names = years[:2], names[:2]
	}
	short := m.quarter > 0
	grid := func(mark, title string, rows ...row) {
		m.set(table{title: []string{title}, columns: names, rows: rows, marks: []string{mark}, leaders: m.leaders})
	}
	free := func(labels ...string) []row { return m.free(years, labels...) }
	size := func(n int) int {
		if short {
			return (n + 2) / 3
		}
		return n
	}
	m.centre(strings.ToUpper("Notes to Consolidated Financial Statements"))
	m.noteHead("Significant Accounting Policies")
	m.all("policies", "policies")
	m.prose("policies", size(24), m.steady)
	m.heading("New Accounting Pronouncements")
	m.all("standards", "standards")
	m.prose("standards", size(8), m.steady)

	m.noteHead("Revenue")
	m.prose("policies", size(3), m.steady)
	grid("disaggregated", m.label("rev")+" by segment and geographic area", append(free(m.segments...), free(append(append([]string{}, m.places...), "Total "+m.label("rev"))...)...)...)
	m.mark("geography")
	m.noteHead("Acquisitions and Divestitures")
	m.all("acquired", "acquisitions")
	grid("acquisitions", "Purchase price allocation", free("Accounts receivable", "Inventories", "Property, plant and equipment", "Customer relationships", "Goodwill", "Accounts payable and other liabilities", "Net assets acquired")...)
	m.noteHead("Goodwill and Intangible Assets")
	m.all("goodwill", "goodwill")
	grid("goodwill", "Goodwill by segment", free(append(append([]string{}, m.segments...), "Total goodwill", "Customer related", "Patents", "Total intangible assets, net")...)...)
	if m.label("restr") != "" {
		m.noteHead("Restructuring")
		m.all("restructured", "restructuring")
		grid("restructuring", "Restructuring liability", free("Balance, beginning of year", "Severance and related charges", "Cash payments", "Adjustments", "Balance, end of year")...)
	}
	m.noteHead("Supplemental Balance Sheet Information")
	var rows []row
	if m.label("inv") != "" {
		rows = append(rows, free("Finished goods", "Work in process", "Raw materials and supplies", m.label("inv"))...)
	}
	rows = append(rows, free("Land", "Buildings and leasehold improvements", "Machinery and equipment", "Construction in progress", "Gross property, plant and equipment", "Less: accumulated depreciation")...)
	rows = append(rows, m.figures(pick("ppe", "ar", "ap"), "", years, 10)...)
	grid("supplemental", "Supplemental information "+m.unit(), rows...)
	m.noteHead("Supplemental Cash Flow Information")
	grid("", "Cash paid and noncash activities", m.figures(pick("intpaid", "taxpaid", "accrued", "da"), "", years, 0)...)
	m.noteHead("Income Taxes")
	m.all("taxnote", "taxnote")
	grid("taxnote", "Reconciliation of effective income tax rate", free("Statutory U.S. tax rate", "State income taxes, net", "International income taxes", "Stock-based compensation", "Effective worldwide tax rate")...)
	grid("", "Deferred tax assets and liabilities", free("Accruals not currently deductible", "Pension costs", "Inventories", "Property, plant and equipment", "Intangible assets", "Valuation allowance", "Net deferred tax liabilities")...)
	m.prose("taxnote", size(8), m.steady)
	m.noteHead("Long-Term Debt and Short-Term Borrowings")
	m.all("debtnote", "debt")
	m.all("credit", "credit")
	grid("debt", "Long-term debt", free("Senior notes due 2024", "Senior notes due 2027", "Euro notes due 2030", "Term loan", "Finance leases", "Total debt", "Less: current portion", "Long-term debt (excluding current portion)")...)
	m.prose("debtnote", size(8), m.steady)
	m.noteHead("Derivatives and Fair Value Measurements")
	m.all("derivative", "derivatives")
	grid("derivatives", "Notional amounts and fair values", free("Foreign currency forward contracts", "Interest rate swaps", "Commodity contracts", "Total derivatives")...)
	grid("", "Location in the "+m.income+" of gains (losses) on derivatives", free("Cost of sales, cash flow hedges", "Interest expense, fair value hedges", "Foreign currency forward contracts, other expense", "Total amounts in the "+m.income)...)
	grid("", "Location in the "+m.balance+" of derivatives", free("Prepaid expenses and other current assets", "Other assets", "Accounts payable and other current liabilities", "Other liabilities")...)
	m.prose("derivative", size(18), m.steady)
	grid("", "Assets and liabilities measured at fair value", free("Cash and cash equivalents", "Marketable securities:", "Corporate debt securities", "Asset-backed securities", "U.S. government securities", "Total assets at fair value")...)
	m.noteHead("Leases")
	m.prose("policies", size(4), m.steady)
	grid("leases", "Lease cost and "+m.balance+" information", free("Operating lease cost", "Short-term lease cost", "Operating lease right-of-use assets", "Current portion of operating lease liabilities", "Long-term operating lease liabilities", "Cash paid for leases in operating cash flows")...)
	if m.label("pension") != "" {
		m.noteHead("Pension and Postretirement Benefit Plans")
		m.all("pension", "pension")
		for _, t := range []string{"Change in benefit obligation", "Change in plan assets", "Amounts recognized in the " + m.balance, "Components of net periodic benefit cost", "Fair value of plan assets"} {
			grid("", t, free("Balance at beginning of year ("+t+")", "Service cost", "Interest cost", "Actuarial gain (loss)", "Company contributions", "Benefits paid", "Balance at end of year")...)
			m.prose("pension", size(9), m.steady)
		}
	}
	m.noteHead("Stock-Based Compensation")
	m.all("stock", "stock")
	m.prose("stock", size(14), m.steady)
	grid("", "Options and units outstanding", free("Outstanding, beginning of year", "Granted", "Exercised", "Forfeited", "Outstanding, end of year")...)
	m.noteHead("Earnings Per Share")
	grid("eps", "Computation of earnings per share", append(m.figures(pick("netattr", "net", "shares", "epsb", "epsd"), "", years, m.quarter), free("Dilution from stock plans")...)...)
	m.noteHead("Business Segments and Geographic Areas")
	m.prose("segmenttext", size(4), m.steady)
	for _, key := range []string{m.label("rev"), "Operating income", "Assets", "Depreciation and amortization", "Capital expenditures"} {
		rows := m.free(years, slices.Concat(m.segments[:], []string{"Corporate and unallocated", "Total " + strings.ToLower(key)})...)
		grid("segmentnote", key+" by segment", rows...)
	}
	grid("geography", m.label("rev")+" and long-lived assets by geographic area", free(append(append([]string{}, m.places...), "Other international", "Total company")...)...)
	m.mark("segments")
	m.noteHead("Commitments and Contingencies")
	m.all("contingent", "contingencies")
	m.prose("contingent", size(30), m.steady, "contingencies")
	m.noteHead("Subsequent Events")
	m.all("subsequent", "subsequent")
	if short {
		return
	}
	m.noteHead("Quarterly Data (Unaudited)")
	m.set(table{title: []string{"Quarterly results", m.unit()}, columns: []string{"First", "Second", "Third", "Fourth", "Year"}, leaders: m.leaders, rows: m.figures(pick("rev", "cogs", "gross", "opinc", "net", "epsd"), "", []int{m.year, m.year, m.year, m.year, m.year}, 1)})
	for _, s := range m.subsidiaries {
		m.subsidiary(s)
	}
	m.breakPage()
}

// subsidiary sets the statements that a subsidiary publishes in the same report.
func (m *maker) subsidiary(name string) {
	m.breakPage()
	m.heading("Condensed Financial Information of " + name)
	years, names, ended := m.columns(3)
	one := *m.company
	one.legal, one.size = name, m.size/3
	sub := &maker{company: &one, paper: m.paper, year: m.year, form: m.form, steady: m.steady, fresh: m.fresh}
	for _, s := range []struct {
		title string
		items []item
	}{{m.income, incomeItems}, {m.balance, balanceItems}, {m.cash, cashItems}} {
		m.breakPage()
		m.set(table{title: []string{name, strings.Replace(s.title, "Consolidated ", "", 1), ended, m.unit()}, columns: names, rows: sub.figures(s.items, "", years, 0), leaders: m.leaders})
	}
	m.breakPage()
}

// quarterly writes a quarter's report.
func quarterly(c *company, year, quarter int) *maker {
	m := newMaker(c, "10-Q", year, quarter)
	m.cover("QUARTERLY REPORT", "quarterly period")
	m.contents("PART I. FINANCIAL INFORMATION", "Item 1.   Financial Statements (Unaudited)", "          "+m.income, "          "+m.balance, "          "+m.cash, "Item 2.   Management's Discussion and Analysis", "Item 3.   Market Risk", "Item 4.   Controls and Procedures", "PART II. OTHER INFORMATION", "Item 1.   Legal Proceedings", "Item 1A.  Risk Factors", "Item 2.   Unregistered Sales of Equity Securities", "Item 6.   Exhibits")
	m.heading("PART I. FINANCIAL INFORMATION")
	m.heading("Item 1. Financial Statements")
	m.statements()
	m.notes()
	m.breakPage()
	m.discussion()
	m.heading("Item 4. Controls and Procedures")
	m.all("controls")
	m.heading("PART II. OTHER INFORMATION")
	m.heading("Item 1. Legal Proceedings")
	m.all("legalitem", "legal")
	m.heading("Item 1A. Risk Factors")
	m.prose("risk", 8, m.steady)
	m.heading("Item 2. Unregistered Sales of Equity Securities and Use of Proceeds")
	m.set(table{title: []string{"Issuer Purchases of Equity Securities"}, columns: []string{"Shares", "Price", "Remaining"}, marks: []string{"repurchases"}, rows: m.free([]int{1, 2, 3}, "First month of the quarter", "Second month of the quarter", "Third month of the quarter", "Total")})
	m.heading("Item 6. Exhibits")
	m.para("31.1 Certification of the Chief Executive Officer. 31.2 Certification of the Chief Financial Officer. 101 Interactive data.")
	m.heading("SIGNATURE")
	m.line(m.cfo+", Chief Financial Officer", "cfo")
	return m
}

// current writes a current report with a press release.
func current(c *company, year int) *maker {
	m := newMaker(c, "8-K", year, 0)
	m.centre("UNITED STATES")
	m.centre("SECURITIES AND EXCHANGE COMMISSION")
	m.centre("FORM 8-K")
	m.centre("CURRENT REPORT")
	m.centre("Date of Report (Date of earliest event reported): " + m.fill("{month}", m.fresh) + " 14, " + fmt.Sprint(year))
	m.centre(strings.ToUpper(m.legal))
	m.centre("(Exact name of registrant as specified in its charter)")
	m.line("Securities registered pursuant to Section 12(b) of the Act:", "cover.12b")
	m.line("Common Stock, par value $.01       "+m.ticker+"        "+m.exchange, "cover.12b")
	m.breakPage()
	m.heading("Item 2.02. Results of Operations and Financial Condition.")
	m.para("On that date, "+m.legal+" issued a press release, furnished as Exhibit 99.1, announcing results for the fourth quarter.", "agenda")
	m.heading("Item 5.02. Departure of Directors or Certain Officers; Appointment of Certain Officers.")
	m.para("On that date, "+m.cfo+" notified the Company of the decision to retire as Executive Vice President and Chief Financial Officer. The Board appointed Nadia R. Whitlock, aged 46, to succeed as Chief Financial Officer.", "agenda", "cfochange")
	m.heading("Item 9.01. Financial Statements and Exhibits.")
	m.breakPage()
	m.heading("Exhibit 99.1")
	m.centre(m.short + " Reports Fourth Quarter Results")
	m.prose("mdnaoverview", 5, m.fresh, "release")
	m.heading("Outlook")
	m.para(m.fill("For the coming fiscal year, the Company expects {rev} growth of {pct} to {pct}, diluted earnings per share of ${eps} to ${eps} and capital expenditures of about {money}.", m.fresh), "outlook")
	m.quarter = 4
	m.breakPage()
	m.statements()
	years, names, _ := m.columns(2)
	m.set(table{title: []string{"Reconciliation of Non-GAAP Measures", "Adjusted EBITDA and Adjusted EPS"}, columns: names, marks: []string{"ebitda"}, rows: append(m.figures(pick("net", "tax", "intexp", "da"), "", years, 4), m.free(years, "Adjusted EBITDA", "Adjusted diluted earnings per share")...)})
	m.breakPage()
	return m
}
