package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"testing"
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
	if rows := tableRows("Net sales were $32,765 million in 2018.\nThey were lower before.\n"); rows != nil {
		t.Errorf("prose is taken for a table: %q", rows)
	}
}
