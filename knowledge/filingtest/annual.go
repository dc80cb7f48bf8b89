package filingtest

import (
	"fmt"
	"strings"
)

// cover sets the cover of a form.
func (m *maker) cover(report, period string) {
	m.centre("UNITED STATES")
	m.centre("SECURITIES AND EXCHANGE COMMISSION")
	m.centre("Washington, D.C. 20549")
	m.centre("FORM " + m.form)
	m.line("(Mark One)")
	m.line("[X] " + report + " PURSUANT TO SECTION 13 OR 15(d)")
	m.line("    OF THE SECURITIES EXCHANGE ACT OF 1934")
	m.centre("For the " + period + " ended " + m.asOf())
	m.line("[ ] TRANSITION REPORT PURSUANT TO SECTION 13 OR 15(d)")
	m.centre(fmt.Sprintf("Commission File Number: 001-%05d", 1000+m.steady.Intn(39000)))
	m.blank()
	m.centre(strings.ToUpper(m.legal))
	m.centre("(Exact name of registrant as specified in its charter)")
	m.line("Delaware                                                   " + fmt.Sprintf("%02d-%07d", 10+m.steady.Intn(80), m.steady.Intn(9999999)))
	m.line("(State of incorporation)                    (I.R.S. Employer Identification No.)")
	m.line(m.hq)
	m.line("(Address of principal executive offices)")
	for _, s := range m.subsidiaries {
		if strings.Contains(s, "(") {
			continue // it files nothing of its own
		}
		m.centre(strings.ToUpper(s))
		m.centre("(Exact name of co-registrant as specified in its charter)")
	}
	m.line("Securities registered pursuant to Section 12(b) of the Act:", "cover.12b")
	m.line("Title of each class               Trading symbol    Name of each exchange", "cover.12b")
	m.line("Common Stock, par value $.01       "+m.ticker+"              "+m.exchange, "cover.12b")
	for i := range 1 + m.steady.Intn(3) {
		m.line(fmt.Sprintf("%d.%03d%% Notes due %d               %s%d            %s", 1+i, 125*m.steady.Intn(8), 2024+3*i, m.ticker[:2], 24+3*i, m.exchange), "cover.12b")
	}
	m.line("Securities registered pursuant to Section 12(g) of the Act: None", "cover.12b")
	m.line("Indicate by check mark if the registrant is a well-known seasoned issuer,")
	m.line("as defined in Rule 405 of the Securities Act. Yes [X] No [ ]")
	m.line("Indicate by check mark whether the registrant is a large accelerated filer. [X]")
	m.para(fmt.Sprintf("Shares of common stock outstanding: %s thousand. The aggregate market value held by nonaffiliates was approximately $%s million.", grouped(90000+m.fresh.Intn(900000)), grouped(3000+m.fresh.Intn(90000))))
	m.breakPage()
}

// contents sets a table of contents.
func (m *maker) contents(entries ...string) {
	m.centre("TABLE OF CONTENTS")
	m.line(fmt.Sprintf("%75s", "Page"))
	page := 3
	for _, e := range entries {
		if strings.HasPrefix(e, "PART") {
			m.line(e)
			continue
		}
		m.line(fmt.Sprintf("%-68s %6d", e, page))
		page += 2 + m.steady.Intn(9)
	}
	m.breakPage()
}

// annual writes a year's report.
func annual(c *company, year int) *maker {
	m := newMaker(c, "10-K", year, 0)
	m.cover("ANNUAL REPORT", "fiscal year")
	m.contents("PART I", "Item 1.    Business", "Item 1A.   Risk Factors", "Item 1B.   Unresolved Staff Comments", "Item 2.    Properties", "Item 3.    Legal Proceedings", "Item 4.    Mine Safety Disclosures",
		"PART II", "Item 5.    Market for Registrant's Common Equity", "Item 6.    Selected Financial Data", "Item 7.    Management's Discussion and Analysis", "           Results of Operations", "           Liquidity and Capital Resources", "Item 7A.   Quantitative and Qualitative Disclosures About Market Risk",
		"Item 8.    Financial Statements and Supplementary Data", "           "+m.income, "           "+m.balance, "           "+m.cash, "           Notes to Consolidated Financial Statements", "Item 9.    Changes in and Disagreements with Accountants", "Item 9A.   Controls and Procedures",
		"PART III", "Item 10.   Directors, Executive Officers and Corporate Governance", "Item 11.   Executive Compensation", "Item 12.   Security Ownership", "Item 13.   Certain Relationships", "Item 14.   Principal Accountant Fees and Services", "PART IV", "Item 15.   Exhibits, Financial Statement Schedules", "Signatures")
	m.partOne()
	m.market()
	m.discussion()
	m.heading("Item 7A. Quantitative and Qualitative Disclosures About Market Risk")
	m.all("marketrisk", "marketrisk")
	m.prose("marketrisk", 2, m.steady, "marketrisk")
	m.breakPage()
	m.heading("Item 8. Financial Statements and Supplementary Data")
	m.centre("INDEX TO CONSOLIDATED FINANCIAL STATEMENTS")
	for i, t := range []string{"Report of Independent Registered Public Accounting Firm", m.income + " for the years ended " + fmt.Sprintf("%d, %d and %d", year, year-1, year-2), m.balance + " at " + m.asOf(), m.cash, m.equity, "Notes to Consolidated Financial Statements"} {
		m.line(fmt.Sprintf("%-70s %5d", t[:min(len(t), 70)], 61+i*2))
	}
	m.breakPage()
	m.heading("Management's Report on Internal Control over Financial Reporting")
	m.all("management", "control")
	m.breakPage()
	m.auditor()
	m.statements()
	m.notes()
	m.backMatter()
	return m
}

func (m *maker) partOne() {
	m.prose("forward", 2, m.steady)
	m.heading("PART I")
	m.heading("Item 1. Business")
	m.all("business", "business")
	for _, s := range m.segments {
		m.heading(s)
		m.prose("segmenttext", 6, m.steady, "business")
	}
	for _, part := range []struct{ title, topic string }{{"Competition", "competition"}, {"Customers", "customers"}, {"Raw Materials and Supplies", "materials"}, {"Human Capital", "employees"}, {"Regulation and Available Information", "regulation"}} {
		m.heading(part.title)
		m.all(part.topic, part.topic)
		m.prose(part.topic, 4, m.steady)
	}
	m.set(table{title: []string{"Executive Officers of the Registrant"}, columns: []string{"Age", "Since"}, marks: []string{"officers"}, rows: []row{
		{label: m.ceo + ", Chairman, President and Chief Executive Officer", cells: []string{"58", "2014"}, marks: []string{"ceo"}},
		{label: m.cfo + ", Executive Vice President and Chief Financial Officer", cells: []string{"51", "2015"}, marks: []string{"cfo"}},
		{label: "Pat O. Renquist, General Counsel and Secretary", cells: []string{"55", "2012"}},
		{label: "Jordan E. Fasching, Senior Vice President, " + m.segments[0], cells: []string{"47", "2016"}}}})
	m.breakPage()
	m.heading("Item 1A. Risk Factors")
	for i := range 60 {
		if i%12 == 0 {
			m.heading([]string{"Risks Related to Our Business", "Risks Related to Our Industry", "Legal, Regulatory and Tax Risks", "Financial Risks", "General Risks"}[i/12])
		}
		m.para(m.fill("{cause} {likely} {adverse}.", m.steady))
		m.prose("risk", 2, m.steady)
	}
	m.breakPage()
	m.heading("Item 1B. Unresolved Staff Comments")
	m.para("None.")
	m.heading("Item 2. Properties")
	m.all("properties", "properties")
	m.heading("Item 3. Legal Proceedings")
	m.all("legalitem", "legal")
	m.heading("Item 4. Mine Safety Disclosures")
	m.para("Not applicable.")
	m.breakPage()
}

func (m *maker) market() {
	years, _, _ := m.columns(3)
	m.heading("PART II")
	m.heading("Item 5. Market for Registrant's Common Equity, Related Stockholder Matters and Issuer Purchases of Equity Securities")
	m.all("market", "market")
	m.set(table{title: []string{"Issuer Purchases of Equity Securities"}, columns: []string{"Shares", "Price", "Remaining"}, marks: []string{"repurchases"}, leaders: m.leaders, rows: append(m.free([]int{1, 2, 3}, "First month of the fourth quarter", "Second month of the fourth quarter", "Third month of the fourth quarter", "Total"),
		row{label: "Approximate dollar value of shares that may yet be purchased"})})
	m.set(table{title: []string{"Comparison of Cumulative Five-Year Total Return"}, columns: []string{"Base", "Y1", "Y2", "Y3", "Y4", "Y5"}, marks: []string{"return"}, rows: m.free([]int{0, 1, 2, 3, 4, 5}, m.short, "S&P 500 Index", "Peer Group")})
	five := append(years, m.year-3, m.year-4)
	var names []string
	for _, y := range five {
		names = append(names, fmt.Sprint(y))
	}
	m.set(table{title: []string{"Item 6. Selected Financial Data", m.unit()}, columns: names, leaders: m.leaders, rows: m.figures(pick("rev", "gross", "opinc", "net", "epsd", "ta", "ltd", "capex", "da", "div"), "selected", five, 0)})
	m.para("The above should be read together with the consolidated financial statements and with Management's Discussion and Analysis.")
	m.breakPage()
}

func (m *maker) discussion() {
	years, names, _ := m.columns(3)
	two, twoNames := years[:2], names[:2]
	m.heading("Item 7. Management's Discussion and Analysis of Financial Condition and Results of Operations")
	m.heading("Overview")
	m.all("mdnaoverview", "overview")
	m.prose("mdnaoverview", 2, m.fresh)
	m.heading("Results of Operations")
	m.set(table{title: []string{"Consolidated Results", m.unit()}, columns: append(twoNames[:2:2], "Change"), leaders: m.leaders, rows: m.figures(pick("rev", "cogs", "gross", "sga", "opinc", "intexp", "tax", "net", "epsd"), "results", append(two[:2:2], 3), 0)})
	m.all("mdnaresults", "results")
	m.prose("mdnaresults", 3, m.fresh)
	if m.label("gross") != "" {
		m.heading("Gross Profit")
		m.all("grossmargin", "grossmargin")
	}
	m.heading("Operating Margin")
	m.all("opmargin", "opmargin")
	m.heading("Income Taxes")
	m.all("taxtext", "taxtext")
	m.heading("Segment Results")
	for _, s := range m.segments {
		m.set(table{title: []string{s}, columns: append(twoNames[:2:2], "Change"), leaders: m.leaders, rows: m.free(append(two[:2:2], 3), m.label("rev"), "Segment operating income", "Operating margin", "Organic growth")})
		m.mark("segments")
		m.all("segmentresults", "segments")
	}
	m.heading("Non-GAAP Financial Measures")
	m.set(table{title: []string{"Reconciliation of Net Income to Adjusted EBITDA", m.unit()}, columns: names, marks: []string{"ebitda"}, leaders: m.leaders, rows: append(m.figures(pick("net", "tax", "intexp", "da", "sbc"), "", years, 0), m.free(years, "Litigation charges", "Adjusted EBITDA", "Adjusted EBITDA margin")...)})
	m.set(table{title: []string{"Reconciliation of Free Cash Flow"}, columns: names, marks: []string{"fcf"}, leaders: m.leaders, rows: append(m.figures(pick("cfo", "capex"), "", years, 0), m.free(years, "Free cash flow", "Free cash flow conversion")...)})
	if m.quarter == 0 { // the comparison of the year before stands there once more
		m.year--
		m.heading(fmt.Sprintf("Fiscal %d Compared with Fiscal %d", m.year, m.year-1))
		r := seeded(fmt.Sprint(m.legal, "compared", m.year))
		for _, topic := range []string{"mdnaresults", "opmargin", "taxtext"} {
			m.prose(topic, 4, r)
		}
		for range m.segments {
			m.prose("segmentresults", 2, r)
		}
		m.year++
	}
	m.heading("Liquidity and Capital Resources")
	m.all("liquidity", "liquidity")
	m.set(table{title: []string{"Summary of Cash Flows", m.unit()}, columns: names, leaders: m.leaders, rows: m.figures(pick("cfo", "cfi", "cff", "capex", "div"), "summary", years, 0)})
	m.prose("liquidity", 6, m.fresh)
	m.heading("Credit Facilities")
	m.all("credit", "credit")
	m.set(table{title: []string{"Contractual Obligations"}, marks: []string{"obligations"}, columns: []string{"Total", "1 year", "2-3", "4-5", "After"}, rows: m.free([]int{1, 2, 3, 4, 5}, "Long-term debt", "Interest on long-term debt", "Operating leases", "Purchase obligations", "Capital projects", "Total contractual cash obligations")})
	m.heading("Critical Accounting Estimates")
	m.all("critical", "critical")
	m.prose("critical", 12, m.steady)
	m.breakPage()
}

func (m *maker) auditor() {
	m.heading("Report of Independent Registered Public Accounting Firm")
	m.para("To the Shareholders and the Board of Directors of " + m.legal)
	m.all("audit", "auditor")
	m.line("/s/ "+m.auditorName(), "auditor")
	m.line(m.city, "auditor")
	m.line("We have served as the Company's auditor since 1998.", "auditor")
	m.breakPage()
}

func (m *maker) auditorName() string { return m.company.auditor }

// backMatter is what follows the notes.
func (m *maker) backMatter() {
	years, names, _ := m.columns(3)
	m.heading("Item 9. Changes in and Disagreements with Accountants on Accounting and Financial Disclosure")
	m.para("None.")
	m.heading("Item 9A. Controls and Procedures")
	m.all("controls", "control")
	m.prose("management", 2, m.steady)
	m.heading("PART III")
	for _, t := range []string{"Item 10. Directors, Executive Officers and Corporate Governance", "Item 11. Executive Compensation", "Item 12. Security Ownership of Certain Beneficial Owners and Management", "Item 13. Certain Relationships and Related Transactions", "Item 14. Principal Accountant Fees and Services"} {
		m.heading(t)
		m.prose("partthree", 1, m.steady)
	}
	m.heading("PART IV")
	m.heading("Item 15. Exhibits, Financial Statement Schedules")
	m.set(table{title: []string{"Schedule II - Valuation and Qualifying Accounts", m.unit()}, columns: names, rows: m.free(years, "Allowance for doubtful accounts, beginning", "Charged to expense", "Deductions", "Allowance for doubtful accounts, ending", "Inventory reserves", "Deferred tax valuation allowance")})
	m.breakPage()
	m.heading("EXHIBIT INDEX")
	for i := range 110 {
		m.line(m.fill(fmt.Sprintf("%d.%d   ", 3+i/16, 1+i%16)+[]string{"Indenture dated {month} 2, {p} relating to senior notes", "Form of restricted stock unit agreement", "Credit agreement dated {month} 12, {p}", "Amended and restated bylaws", "Severance plan for executive officers", "Subsidiaries of the registrant"}[i%6], m.steady))
	}
	m.breakPage()
	m.heading("SIGNATURES")
	m.para("Pursuant to the requirements of the Securities Exchange Act of 1934, the registrant has duly caused this report to be signed on its behalf by the undersigned.")
	m.line(strings.ToUpper(m.legal))
	for _, s := range []struct{ who, as, mark string }{{m.ceo, "Chairman and Chief Executive Officer (Principal Executive Officer)", "ceo"}, {m.cfo, "Chief Financial Officer (Principal Financial Officer)", "cfo"}, {"Sam K. Oberlin", "Vice President and Controller", ""}, {"Gwen L. Hathersage", "Director", ""}, {"Omar S. Bellweather", "Director", ""}} {
		m.line("/s/ "+s.who, "signatures")
		m.line("    " + s.who)
		m.line("    " + s.as)
		if s.mark != "" {
			m.mark(s.mark)
		}
	}
	m.breakPage()
	for _, who := range []string{m.ceo + ", Chief Executive Officer", m.cfo + ", Chief Financial Officer"} {
		m.heading("CERTIFICATION PURSUANT TO SECTION 302 OF THE SARBANES-OXLEY ACT")
		m.para("I, " + who + ", certify that:")
		m.all("certify")
		m.mark(map[bool]string{true: "ceo", false: "cfo"}[strings.HasPrefix(who, m.ceo)])
		m.breakPage()
	}
}
