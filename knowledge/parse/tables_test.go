package parse

import (
	"slices"
	"strings"
	"testing"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// statement is a page of an annual report.
func statement() []pdftest.Piece {
	pieces := []pdftest.Piece{
		{X: 230, Y: 740, Text: "Carrel Company and Subsidiaries"},
		{X: 220, Y: 726, Text: "Consolidated Statement of Cash Flows"},
		{X: 240, Y: 712, Text: "Years ended December 31"},
	}
	pieces = append(pieces, pdftest.Rows(690, []float64{72, 330, 400, 470},
		[]string{"(Millions)", "    2018", "    2017", "    2016"},
		[]string{"Cash Flows from Operating Activities"},
		[]string{"Net income", "$  5,363", "$  4,869", "$  5,058"},
		[]string{"Depreciation and amortization", "   1,488", "   1,544", "   1,474"},
		[]string{"Deferred income", "     (57)", "     107", "       -"},
		[]string{"Net cash provided by operating"},
		[]string{"activities", "   6,439", "   6,240", "   6,662"},
		[]string{"Cash Flows from Investing Activities"},
		[]string{"Purchases of property, plant and", "  (1,577)", "  (1,373)", "  (1,420)"},
	)...)
	return append(pieces, pdftest.Piece{X: 72, Y: 500, Text: "The accompanying notes are an integral part of this statement, and they say\nmore about what has been spent on property in the years that are shown here."})
}

func rowsOf(page reader.Page, table reader.Table) []string {
	var rows []string
	text := []rune(page.Text)
	for _, r := range table.Rows {
		rows = append(rows, string(text[r.Start:r.End]))
	}
	return rows
}

func TestStatementOfAnAnnualReport(t *testing.T) {
	engine := loadEngine(t)
	page := textOf(t, engine, 0, statement()...)
	if len(page.Tables) != 1 {
		t.Fatalf("tables %+v of %q", page.Tables, page.Text)
	}
	table := page.Tables[0]
	if want := "Carrel Company and Subsidiaries — Consolidated Statement of Cash Flows — Years ended December 31"; table.Title != want {
		t.Errorf("title %q, want %q", table.Title, want)
	}
	if want := []string{"(Millions)", "2018", "2017", "2016"}; !slices.Equal(table.Columns, want) {
		t.Errorf("columns %q, want %q", table.Columns, want)
	}
	want := []string{
		"Cash Flows from Operating Activities\nNet income $ 5,363 $ 4,869 $ 5,058",
		"Depreciation and amortization 1,488 1,544 1,474",
		"Deferred income (57) 107 -",
		"Net cash provided by operating\nactivities 6,439 6,240 6,662",
		"Cash Flows from Investing Activities\nPurchases of property, plant and (1,577) (1,373) (1,420)",
	}
	if got := rowsOf(page, table); !slices.Equal(got, want) {
		t.Errorf("rows %q, want %q", got, want)
	}
	if text := []rune(page.Text); strings.Contains(string(text[table.Start:table.End]), "accompanying") {
		t.Errorf("the table ends in prose")
	}
}

// A table that goes on at the next page's head has no heads of its own there.
func TestTableOverPages(t *testing.T) {
	engine := loadEngine(t)
	more := pdftest.Rows(720, []float64{72, 330, 400, 470},
		[]string{"Proceeds from sale of assets", "     262", "      49", "      58"},
		[]string{"Acquisitions", "      13", "  (2,023)", "     (16)"},
		[]string{"Other", "       9", "      41", "      26"})
	pages, _ := pagesOf(t, engine, pdftest.Document{Pages: []pdftest.Page{{Content: pdftest.Set(statement()...)}, {Content: pdftest.Set(more...)}}}.Bytes())
	if len(pages[1].Tables) != 1 {
		t.Fatalf("tables %+v", pages[1].Tables)
	}
	table := pages[1].Tables[0]
	if !strings.Contains(table.Title, "Statement of Cash Flows") || !slices.Equal(table.Columns, pages[0].Tables[0].Columns) || len(table.Rows) != 3 {
		t.Errorf("%+v", table)
	}
}

// What has numbers and is no table.
func TestNoTables(t *testing.T) {
	engine := loadEngine(t)
	for what, pieces := range map[string][]pdftest.Piece{
		"a table of contents": pdftest.Rows(700, []float64{72, 480},
			[]string{"1 Of desks", " 7"}, []string{"2 Of lamps", " 9"}, []string{"3 Of chairs", "12"}, []string{"4 Of windows", "30"}),
		"a matrix": pdftest.Rows(700, []float64{72, 150, 230},
			[]string{"1", "0", "0"}, []string{"0", "1", "0"}, []string{"0", "0", "1"}, []string{"2", "3", "4"}),
		"columns of prose":   across(700),
		"prose with numbers": {{X: 72, Y: 700, Text: "In 2018 the library had 12,000 books, and 45 readers came in that year.\nIn 2017 it had 11,000 books, and 38 readers came from 12 towns nearby 14\nIn 2016 it had 10,000 books, and 36 readers came from 11 towns nearby 19"}},
	} {
		if page := textOf(t, engine, 0, pieces...); len(page.Tables) > 0 {
			t.Errorf("%s: %+v in %q", what, page.Tables, page.Text)
		}
	}
}
