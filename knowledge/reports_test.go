package knowledge

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge/index"
)

// What questions seek: statements with how much they are meant, lines, and a
// title of the section.
func TestSeek(t *testing.T) {
	for _, c := range []struct{ question, statements, lines, title string }{
		{"What is the FY2018 capital expenditure amount? Rely on the cash flow statement.", "map[cash:1]", "capex", ""},
		{"What was net PP&E at year end, from the statement of financial position?", "map[balance:1]", "ppe", ""},
		{"What is the FY2019 fixed asset turnover?", "map[balance:0.85 income:0.85]", "revenue ppe", ""},
		{"Is its quick ratio healthy?", "map[balance:0.85]", "currentassets currentliabilities cashheld receivable inventory", ""},
		{"What are the restructuring costs in its P&L?", "map[income:1]", "restructuringcost", "restructuring"},
		{"Which debt securities are registered to trade?", "map[]", "", "securities registered pursuant to section 12 b"},
		{"How high is the lighthouse?", "map[]", "", ""},
	} {
		got := seek(c.question)
		var lines []string
		for _, l := range got.lines {
			lines = append(lines, l.name)
		}
		if s := fmt.Sprint(got.statements); s != c.statements {
			t.Errorf("%q seeks %s, want %s", c.question, s, c.statements)
		}
		want := strings.Fields(c.lines)
		slices.Sort(lines)
		slices.Sort(want)
		if !slices.Equal(lines, want) {
			t.Errorf("%q seeks the lines %q, want %q", c.question, lines, want)
		}
		if c.title != "" && !slices.Contains(got.titles, c.title) || c.title == "" && len(got.titles) > 0 {
			t.Errorf("%q seeks the titles %q, want %q", c.question, got.titles, c.title)
		}
	}
}

// Each ratio is of lines that there are.
func TestReportWords(t *testing.T) {
	for phrase, means := range reportsKnown.means {
		for _, m := range means {
			for _, name := range m.lines {
				if reportsKnown.lines[name].name == "" {
					t.Errorf("%q is of %q, which is no line", phrase, name)
				}
			}
		}
		if phrased(phrase) != phrase {
			t.Errorf("%q is never met: texts have %q", phrase, phrased(phrase))
		}
	}
	for name, l := range reportsKnown.lines {
		if reportsKnown.titles[l.statement] == nil {
			t.Errorf("%s is of %q, which is no statement", name, l.statement)
		}
		for _, r := range l.rows {
			if phrased(r) != r {
				t.Errorf("the row %q of %s is never met: texts have %q", r, name, phrased(r))
			}
		}
	}
}

func TestTitleMatch(t *testing.T) {
	for _, c := range []struct {
		statement, title string
		want             float64
	}{
		{"cash", "CORBETT INDUSTRIES, INC. Consolidated Statements of Cash Flows, Years ended", 1},
		{"cash", "Condensed Consolidating Statement of Cash Flows", titleSecondary},
		{"cash", "Condensed Consolidated Statements of Cash Flows (Unaudited)", 1},
		{"cash", "Consolidated Statements of Cash Flows (Dollars in Millions) (Note 1)", 1},
		{"cash", "Note 18. Condensed Statements of Cash Flows", titleSecondary},
		{"cash", "Schedule I: Condensed Financial Information, Statements of Cash Flows", titleSecondary},
		{"income", "Consolidated Results of Operations", titleDiscussion},
		{"income", "Consolidated Statements of Comprehensive Income", titleComprehensive},
		{"income", "Consolidated Statements of Operations and Comprehensive Income", 1},
		{"income", "Consolidated Balance Sheets", 0},
		{"balance", "Consolidated Statements of Financial Position", 1},
	} {
		if got := titleMatch(c.statement, phrased(c.title)); got != c.want {
			t.Errorf("%q is the statement %s by %g, want %g", c.title, c.statement, got, c.want)
		}
	}
}

func TestTableRows(t *testing.T) {
	table := "2018 2017\nNet sales $ 32,765 $ 31,657\nTotal cost of sales 16,682 16,055\nPurchases of property, plant and equipment (PP&E) (1,577) (1,373)\nOther — (3)\n"
	rows := tableRows(table)
	for name, want := range map[string]bool{"revenue": true, "cogs": true, "capex": true, "goodwill": false, "inventory": false} {
		if got := reportsKnown.lines[name].has(rows); got != want {
			t.Errorf("the table has %s: %t, want %t", name, got, want)
		}
	}
	if rows := tableRows("Item 1. Business 3\nItem 7. Discussion 20\nConsolidated Statements of Cash Flows 55\nNotes 60\n"); rows != nil {
		t.Errorf("a table of contents is taken for a statement: %q", rows)
	}
	parted := "Net sales $ 32,765 $ 31,657\nPurchases of property, plant and equipment ( 1,577 ) ( 1,373 )\nDividends paid (a) — ( 12 ) *\nMargin 24.1 % NM\n"
	if rows := tableRows(parted); !reportsKnown.lines["capex"].has(rows) || !reportsKnown.lines["dividends"].has(rows) {
		t.Errorf("amounts whose brackets stand apart make no table: %q", rows)
	}
	wrapped := "Depreciation 1,488 1,544\nOther 12 13\nNet cash provided by (used in)\noperating activities 6,439 6,240\nInvesting activities:\nSales 3 4\n"
	if rows := tableRows(wrapped); !reportsKnown.lines["operatingcash"].has(rows) || slices.Contains(rows, "investing activities sales 3 4") {
		t.Errorf("a name in two lines is not read as one, or a title as part of it: %q", rows)
	}
	index := "Statements of Income for the years ended December 31, 2022, 2021 and 2020 50\nBalance Sheets at December 31, 2022 and 2021 52\nStatements of Cash Flows for the years ended December 31, 2022, 2021 and 2020 54\nNotes 57\nSchedule II for the years 2022, 2021 and 2020 98\n"
	if rows := tableRows(index); rows != nil {
		t.Errorf("an index of statements is taken for one: %q", rows)
	}
	if !isContents(index) || isContents(table) || isContents("Revenue 5 32,765 31,657\nCost of sales 6 16,682 16,055\nStaff 7 1,577 1,373\nTaxation 8 88 90\nDividends 9 66 67\n") {
		t.Error("an index of statements, or a statement, is not told from the other")
	}
	if rows := tableRows("Net sales were $32,765 million in 2018.\nThey were lower before.\n"); rows != nil {
		t.Errorf("prose is taken for a table: %q", rows)
	}
}

// A statement goes on where the next page has figures and no title of its own,
// and nowhere else.
func TestPageFit(t *testing.T) {
	const rows = "Net income 4,363 5,363\nDepreciation and amortization 1,488 1,544\nOther 12 13\nNet cash provided by operating activities 6,439 6,240\n"
	seeks := seek("What are the purchases of treasury stock, share buybacks, in the cash flow statement?")
	page := func(text string) *pageFit {
		f := newPageFit(seeks, true, true)
		f.look(index.Passage{ID: 1, Text: text})
		return f
	}
	first := page("Corbett, Inc.\nConsolidated Statements of Cash Flows\n(Millions) (Note 1)\n" + rows)
	second := "Capital expenditures (1,577) (1,373)\nPurchases of treasury stock (4,870) (2,068)\nDividends paid (3,193) (2,803)\n"
	third := "NOTE 4. Guarantors\nCondensed consolidating statement of cash flows\n" + second
	for _, c := range []struct {
		text string
		want float64
		as   string
	}{
		{second, bonusNamed * (titleContinued + (1-titleContinued)*untitled), "the cash flow statement"},
		{"Effect of exchange rate changes on cash 3 4\n" + second, bonusNamed * (titleContinued + (1-titleContinued)*untitled), "the cash flow statement"},
		{third, bonusNamed * (titleSecondary + (1-titleSecondary)*untitled/2), "a table with lines of the cash flow statement"},
		{"Our share buybacks are told of in the statement of cash flows.", 0, ""},
	} {
		f := page(c.text)
		f.follows(first)
		got := f.bonus(1)
		if math.Abs(got-c.want) > 1e-9 || got > 0 && f.recognised(1) != c.as {
			t.Errorf("%q gains %g as %q, want %g as %q", c.text, got, f.recognised(1), c.want, c.as)
		}
	}
	if got := first.bonus(1); got >= page(second).bonus(1)+bonusNamed || got <= 0 {
		t.Errorf("the page with the title gains %g", got)
	}
	contents := page("Statements of Cash Flows 54\nNote 1 Policies 57\nNote 2 Revenue 61\nNote 3 Acquisitions 66\nNote 4 Debt 70\n")
	if got := contents.bonus(1); got != 0 {
		t.Errorf("a table of contents gains %g", got)
	}
}
