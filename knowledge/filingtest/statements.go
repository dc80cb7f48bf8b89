package filingtest

import (
	"fmt"
	"strings"
)

// item is a row of a statement as most companies call it; "" in rows drops it.
type item struct {
	key, label string
	share      float64 // of the largest amounts; negative where cash goes out
}

var incomeItems = []item{
	{"rev", "Net sales", 1}, {"cogs", "Cost of sales", .6}, {"gross", "Gross profit", .4}, {"", "Operating expenses:", 0},
	{"sga", "Selling, general and administrative expenses", .2}, {"rd", "Research, development and related expenses", .06},
	{"amort", "Amortization of intangible assets", .02}, {"restr", "Restructuring and other charges", .01},
	{"opinc", "Operating income", .15}, {"intexp", "Interest expense", .01}, {"otherinc", "Other (income) expense, net", -.005},
	{"pretax", "Income before income taxes", .14}, {"tax", "Provision for income taxes", .03}, {"net", "Net income including noncontrolling interest", .11},
	{"nci", "Less: Net income attributable to noncontrolling interest", .001}, {"netattr", "Net income attributable to the Company", .109},
	{"", "Earnings per share:", 0}, {"epsb", "Basic", 0}, {"epsd", "Diluted", 0}, {"shares", "Weighted average shares outstanding - diluted", .02},
}

var balanceItems = []item{
	{"", "Assets", 0}, {"", "Current assets:", 0}, {"cash", "Cash and cash equivalents", .09}, {"sti", "Marketable securities", .03}, {"ar", "Accounts receivable, net", .14}, {"inv", "Total inventories", .13},
	{"prepaid", "Prepaid expenses and other current assets", .03}, {"tca", "Total current assets", .42}, {"ppe", "Property, plant and equipment, net", .27}, {"lease", "Operating lease right-of-use assets", .03},
	{"gw", "Goodwill", .3}, {"intang", "Intangible assets, net", .09}, {"othera", "Other assets", .04}, {"ta", "Total assets", 1.1},
	{"", "Liabilities and Equity", 0}, {"", "Current liabilities:", 0}, {"std", "Short-term borrowings and current portion of long-term debt", .04}, {"ap", "Accounts payable", .07}, {"accr", "Accrued payroll and other accrued liabilities", .06},
	{"taxp", "Accrued income taxes", .01}, {"tcl", "Total current liabilities", .22}, {"ltd", "Long-term debt", .4}, {"pension", "Pension and postretirement benefits", .08}, {"otherl", "Other liabilities", .05}, {"tl", "Total liabilities", .75},
	{"", "Commitments and contingencies (Note 17)", 0}, {"", "Equity:", 0}, {"cs", "Common stock, par value $.01 per share", .001}, {"apic", "Additional paid-in capital", .15}, {"re", "Retained earnings", .7}, {"ts", "Treasury stock, at cost", -.4}, {"aoci", "Accumulated other comprehensive loss", -.1}, {"te", "Total equity", .35}, {"tle", "Total liabilities and equity", 1.1},
}

var cashItems = []item{
	{"", "Cash flows from operating activities:", 0}, {"net", "Net income including noncontrolling interest", .11}, {"", "Adjustments to reconcile net income to net cash provided by operating activities:", 0},
	{"da", "Depreciation and amortization", .045}, {"sbc", "Stock-based compensation expense", .01}, {"defer", "Deferred income taxes", -.005}, {"impair", "Goodwill and other asset impairments", .002},
	{"gain", "Gain on sale of businesses", -.002}, {"", "Changes in operating assets and liabilities:", 0}, {"dar", "Accounts receivable", -.01}, {"dinv", "Inventories", -.02}, {"dap", "Accounts payable", .01}, {"dtax", "Accrued income taxes, current and long-term", .003},
	{"dother", "Other, net", .002}, {"cfo", "Net cash provided by operating activities", .17}, {"", "Cash flows from investing activities:", 0}, {"capex", "Purchases of property, plant and equipment", -.05}, {"sale", "Proceeds from sale of property, plant and equipment", .003},
	{"acq", "Acquisitions, net of cash acquired", -.02}, {"buyinv", "Purchases of marketable securities", -.05}, {"sellinv", "Proceeds from maturities and sale of marketable securities", .05}, {"cfi", "Net cash used in investing activities", -.08}, {"", "Cash flows from financing activities:", 0},
	{"cp", "Change in short-term debt, net", -.003}, {"repay", "Repayment of debt (maturities greater than 90 days)", -.03}, {"issue", "Proceeds from issuance of long-term debt", .06}, {"buyback", "Repurchases of common stock", -.06}, {"options", "Proceeds from issuance of stock under stock plans", .01},
	{"div", "Dividends paid to shareholders", -.06}, {"cff", "Net cash used in financing activities", -.09}, {"fx", "Effect of exchange rate changes on cash", -.001}, {"change", "Net increase (decrease) in cash and cash equivalents", .01}, {"begin", "Cash and cash equivalents at beginning of period", .08}, {"cashend", "Cash and cash equivalents at end of period", .09},
	{"", "Supplemental disclosures:", 0}, {"intpaid", "Cash paid for interest", .01}, {"taxpaid", "Cash paid for income taxes", .03}, {"accrued", "Capital expenditures included in accounts payable", .004},
}

var itemOf = func() map[string]item {
	by := map[string]item{}
	for _, list := range [][]item{incomeItems, balanceItems, cashItems} {
		for _, it := range list {
			if it.key != "" {
				by[it.key] = it
			}
		}
	}
	return by
}()

// label is what a company calls a row, "" where it has none.
func (c *company) label(key string) string {
	if own, has := c.rows[key]; has {
		return own
	}
	return itemOf[key].label
}

// value is an amount: the same wherever a filing states it.
func (c *company) value(key string, year, quarter int) string {
	r := seeded(fmt.Sprint(c.legal, key, year, quarter))
	if strings.HasPrefix(key, "eps") {
		return fmt.Sprintf("%d.%02d", 1+r.Intn(8), r.Intn(100))
	}
	share := itemOf[key].share
	if share == 0 {
		share = .02
	}
	if quarter > 0 && quarter < 10 {
		share /= 4
	}
	n := int(float64(c.size) * (0.8 + 0.4*r.Float64()) * max(share, -share))
	text := grouped(max(n, 3))
	if share < 0 || strings.HasPrefix(key, "d") && len(key) > 3 && r.Intn(2) == 0 {
		return "(" + text + ")"
	}
	return text
}

func grouped(n int) string {
	text := fmt.Sprint(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func (c *company) unit() string {
	if c.thousands {
		return "(In thousands, except per share amounts)"
	}
	return "(In millions, except per share amounts)"
}

// figures makes rows of the keys, over years; name, if any, marks them name.key.
func (m *maker) figures(items []item, name string, years []int, quarter int) []row {
	var rows []row
	for _, it := range items {
		if it.key == "" {
			rows = append(rows, row{label: it.label})
			continue
		}
		label := m.label(it.key)
		if label == "" {
			continue
		}
		r := row{label: label}
		for i, y := range years {
			v := m.value(it.key, y, quarter)
			if i == 0 && (it.key == "rev" || it.key == "cash" || it.key == "netattr" || it.key == "ta") {
				v = "$ " + v
			}
			r.cells = append(r.cells, v)
		}
		if name != "" {
			r.marks = []string{name + "." + it.key}
		}
		rows = append(rows, r)
	}
	return rows
}

// pick are the items of those keys.
func pick(keys ...string) []item {
	var list []item
	for _, k := range keys {
		list = append(list, itemOf[k])
	}
	return list
}

// titled is how the company heads a statement.
func (m *maker) titled(title, ended string) []string {
	if m.quarter > 0 {
		title = strings.Replace(title, "Consolidated", "Condensed Consolidated", 1) + " (Unaudited)"
	}
	switch m.titles {
	case titleCapitals:
		return []string{strings.ToUpper(m.legal), strings.ToUpper(title), m.unit()}
	case titleBare:
		return []string{title, m.unit()}
	}
	return []string{m.legal + " and Subsidiaries", title, ended, m.unit()}
}

// columns are the years of a statement's columns, with their names.
func (m *maker) columns(n int) (years []int, names []string, ended string) {
	for i := range n {
		years = append(years, m.year-i)
		end := m.end(m.year-i, m.quarter)
		switch {
		case m.titles == titleBare:
			names = append(names, end.Format("Jan 2 2006"))
		case m.shift > 0:
			names = append(names, fmt.Sprint(m.year-i))
		default:
			names = append(names, fmt.Sprint(end.Year()))
		}
	}
	ended = "Years ended " + m.fyend
	if m.quarter > 0 {
		ended = "Three months ended " + m.end(m.year, m.quarter).Format("January 2")
	}
	return years, names, ended
}

const attached = "The accompanying notes are an integral part of these consolidated financial statements."

// statements sets the primary statements.
func (m *maker) statements() {
	quarter := m.quarter
	n := 3
	if quarter > 0 {
		n = 2
	}
	years, names, ended := m.columns(n)
	begin := func() {
		if m.flows {
			m.blank()
			return
		}
		m.breakPage()
	}
	put := func(name, title, ended string, items []item, years []int, names []string, quarter int) {
		begin()
		lines := m.titled(title, ended)
		again := ""
		if m.titles == titleNameAbove && !m.flows {
			again = title + " (continued)"
		}
		m.set(table{title: lines, columns: names, rows: m.figures(items, name, years, quarter), again: again, leaders: m.leaders})
		m.line(attached)
	}
	put("income", m.income, ended, incomeItems, years, names, quarter)
	if !strings.Contains(m.income, "Comprehensive") {
		begin()
		m.set(table{title: m.titled("Consolidated Statements of Comprehensive Income", ended), columns: names, leaders: m.leaders,
			rows: append(m.figures(pick("net"), "", years, quarter), m.free(years, "Other comprehensive income (loss), net of tax:", "Cumulative translation adjustment", "Defined benefit plans adjustment", "Unrealized gain (loss) on cash flow hedges", "Total other comprehensive income (loss)", "Comprehensive income")...)})
		m.line(attached)
	}
	put("balance", m.balance, m.asOf(), balanceItems, years[:2], names[:2], 10)
	cashEnded := ended
	if quarter > 0 {
		cashEnded = []string{"", "Three", "Six", "Nine", "Twelve"}[quarter] + " months ended " + m.end(m.year, quarter).Format("January 2")
	}
	put("cash", m.cash, cashEnded, cashItems, years, names, quarter*11)
	if m.quarter == 0 {
		begin()
		m.set(table{title: m.titled(m.equity, ended), columns: []string{"Common", "Paid-in", "Retained", "Treasury", "AOCI", "Total"}[:6], marks: []string{"equity"}, rows: m.equityRows(years), leaders: m.leaders})
		m.line(attached)
	}
	m.breakPage()
}

func (m *maker) equityRows(years []int) []row {
	var rows []row
	for i := len(years) - 1; i >= 0; i-- {
		for _, label := range []string{"Balance, beginning of year", "Net income", "Other comprehensive income", "Dividends declared", "Purchases of treasury stock", "Stock-based compensation", "Balance, end of year"} {
			r := row{label: fmt.Sprintf("%s %d", label, years[i])}
			for range 6 {
				r.cells = append(r.cells, grouped(m.fresh.Intn(m.size/50+900)))
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// free makes rows of other labels; one that ends in ":" has no amounts.
func (m *maker) free(years []int, labels ...string) []row {
	var rows []row
	for _, l := range labels {
		r := row{label: l}
		if !strings.HasSuffix(l, ":") {
			for _, y := range years {
				r.cells = append(r.cells, m.value("free "+m.form+l, y, m.quarter))
			}
		}
		rows = append(rows, r)
	}
	return rows
}
