package parse

import (
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge/parse/officetest"
	"carrel/knowledge/reader"
)

// sheetRow makes a row of cells: "s0" is the shared text 0, "=1.5" a number of the
// style 1 after a ":" ("=0.15:1"), others are texts in place.
func sheetRow(number int, texts ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<row r="%d">`, number)
	for i, text := range texts {
		at := cellName(i, number)
		value, isNumber := strings.CutPrefix(text, "=")
		value, style, _ := strings.Cut(value, ":")
		switch {
		case text == "":
		case isNumber:
			fmt.Fprintf(&b, `<c r="%s" s="%s0"><v>%s</v></c>`, at, style, value)
		default:
			fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at, text)
		}
	}
	return b.String() + "</row>"
}

func workbook() []byte {
	styles := officetest.Styles("General", "x", "x", "x", "x", "x", "x", "x", "x", "x",
		"0.0%", "x", "x", "x", "x", "x", "x", "x", "x", "x",
		"dd/mm/yyyy", "x", "x", "x", "x", "x", "x", "x", "x", "x",
		`#,##0.00 "€"`, "x", "x", "x", "x", "x", "x", "x", "x", "x", ";;;")
	budget := `<cols><col min="5" max="5" hidden="1"/></cols><sheetData>` +
		sheetRow(1, "Budget of the harbour") +
		sheetRow(2, "", "=2019", "=2018", "Change", "Secret") +
		sheetRow(3, "Light dues", "=1250.5:3", "=1000:3", "=0.2505:1", "not shown") +
		sheetRow(4, "Pilots", "=-320:3", "=0.30000000000000004", "=5:4") +
		`<row r="5" hidden="1"><c r="A5" t="inlineStr"><is><t>Hidden row</t></is></c></row>` +
		`<row r="6"><c r="A6" t="s"><v>0</v></c><c r="B6"><f>B3+B4</f><v>930.5</v></c><c r="C6"><f>C3+C4</f></c><c r="D6" t="b"><v>1</v></c></row>` +
		sheetRow(8, "Boats", "=4", "=2") + sheetRow(9, "Crew", "=9", "=8") +
		sheetRow(11, "Name:", "Ida") + sheetRow(12, "Since:", "=43831:2") +
		`</sheetData>`
	ships := `<sheetData>` +
		sheetRow(1, "Coast", "Port", "Ships") + sheetRow(2, "North", "Hale", "=12") + sheetRow(3, "", "Brin", "=7") + sheetRow(4, "South", "Moor", "=31") +
		`</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>`
	return officetest.Workbook([]string{"<si><r><t>To</t></r><r><t>tal</t></r><rPh><t>x</t></rPh></si>"},
		[]string{"Budget", budget, "!Drafts", `<sheetData>` + sheetRow(1, "Draft") + `</sheetData>`, "Ships", ships},
		"xl/styles.xml", styles, "docProps/core.xml", officetest.Core("Harbour accounts", "openpyxl"))
}

func TestXLSX(t *testing.T) { compareGolden(t, "harbour.xlsx", workbook()) }

func TestNumberFormats(t *testing.T) {
	for _, test := range []struct{ code, value, want string }{
		{"General", "3.0000000000000004", "3"},
		{"General", "123456789012", "123456789012"},
		{"", "1.5E3", "1500"},
		{"0", "2.5", "3"},
		{"#,##0", "-1234567.4", "-1,234,567"},
		{"0.00%", "0.1234", "12.34%"},
		{"[$€-407] #,##0.00", "1234.5", "€ 1,234.50"},
		{`_-* #,##0.00_-;\-* #,##0.00_-`, "12", "12.00"},
		{"$#,##0_);($#,##0)", "-5", "-$5"},
		{"yyyy-mm-dd", "45366", "2024-03-15"},
		{"d. mmmm yyyy", "45366", "2024-03-15"},
		{"m/d/yy h:mm", "45366.604166667", "2024-03-15 14:30"},
		{"mmm-yy", "45352", "2024-03"},
		{"yyyy", "45352", "2024"},
		{"h:mm:ss", "0.5", "12:00:00"},
		{"mm:ss", "0.0104166667", "00:15:00"},
		{"[h]:mm", "1.5", "36:00"},
		{"yyyy-mm-dd", "1", "1900-01-01"},
		{"yyyy-mm-dd", "-4", "-4"},
		{"[Red]0.0", "1.25", "1.3"},
		{"0.00E+00", "1234", "1234"},
		{"@", "17", "17"},
		{";;;", "17", ""},
		{`"Q"0`, "3", "Q3"},
		{"0.0", "no number", "no number"},
		{`#,##0.0,,"M"`, "12345678", "12.3M"},
		{`0.0,"K"`, "12345", "12.3K"},
		{"#,##0,", "1234567", "1,235"},
		{"#,##0,.00", "1234567", "1,234.57"},
		{`[>=1000000]0.0,,"M";[>=1000]0.0,"K";0`, "12345678", "12345678"},
		{`0;[<-1000]0.0,"K"`, "17", "17"},
		{"#.##0,00", "1234.5", "1234.5"},
		{"h:mm AM/PM", "0.75", "18:00"},
		{"h:mm:ss a/p", "0.25", "06:00:00"},
		{"m/d/yyyy h:mm AM/PM", "45366.75", "2024-03-15 18:00"},
		{`h"h "m"m"`, "0.75", "18:00"},
		{`[h]"h "mm"m"`, "1.5", "36:00"},
		{"[mm]:ss", "0.0104166667", "0:15:00"},
		{"mm:ss.0", "0.00096528", "00:01:23.4"},
		{"h:mm", "45366.75", "18:00"},
		{`yyyy"-"mm"-"dd\Thh:mm`, "45366.75", "2024-03-15 18:00"},
		{"[$-409]d mmmm yyyy;@", "45366", "2024-03-15"},
		{"dd.mm.yyyy", "45366", "2024-03-15"},
		{"TT.MM.JJJJ", "45366", "45366"},
		{"m/d/yy h:mm", "0.5", "0.5"},
		{"# ?/?", "0.5", "0.5"},
		{"# ??/16", "2.25", "2.25"},
		{"00000", "123", "00123"},
		{"000.0", "-1.25", "-001.3"},
		{"000-00-0000", "123456789", "123-45-6789"},
		{"000-00-0000", "1234", "000-00-1234"},
		{"(###) ###-####", "5551234567", "(555) 123-4567"},
		{"(###) ###-####", "1234567", "1234567"},
		{"000-0000", "12345678", "12345678"},
		{"0.##", "2.5", "2.5"},
		{"0.##", "2", "2"},
		{"#,##0.0#", "1234.567", "1,234.57"},
		{"0.00", "1.005", "1.01"},
		{"0%", "0.155", "16%"},
		{`0\%`, "15", "15%"},
		{`"up "0;"down "0`, "-5", "-5"},
		{`"up "0;"down "0`, "5", "up 5"},
		{"-0", "5", "5"},
		{`0" days"`, "3", "3 days"},
		{"0 days", "3", "3"},
		{`General" kg"`, "3", "3"},
		{"[$$-409]#,##0.00;[Red]-[$$-409]#,##0.00", "-1234.5", "-$1,234.50"},
		{"[DBNum1]0", "5", "5"},
		{`#,##0.00\ [$CHF];[Red]-#,##0.00\ [$CHF]`, "-88", "-88.00 CHF"},
		{"0.0%;-0.0%", "-0.25", "-25.0%"},
	} {
		if got := parseNumberFormat(test.code).show(test.value, false); got != test.want {
			t.Errorf("%s in %q is %q, want %q", test.value, test.code, got, test.want)
		}
	}
	if got := parseNumberFormat("yyyy-mm-dd").show("0", true); got != "1904-01-01" {
		t.Errorf("day 0 from 1904: %s", got)
	}
}

// Below a gap the two cells of a row may be of different columns: the first is no
// name of the second.
func TestSparseRow(t *testing.T) {
	table := sheetRow(1, "Ship", "Port", "Built", "Crew") + sheetRow(2, "Ida", "Hale", "=1849", "=9") + sheetRow(3, "Mary", "Moor", "=1851", "=4")
	for _, test := range []struct{ row, want string }{
		{sheetRow(5, "Total", "", "", "=13"), "Ship: Total; Crew: 13"},
		{sheetRow(5, "Old", "", "", "sunk"), "Old; sunk"},
		{sheetRow(5, "Harbour:", "", "", "Hale"), "Harbour: Hale"},
	} {
		pages, meta := mustReadDocument(t, "a.xlsx", officetest.Workbook(nil, []string{"Ships", "<sheetData>" + table + test.row + "</sheetData>"}))
		if len(pages) != 1 || !strings.HasSuffix(pages[0].Text, "\n\n"+test.want) {
			t.Errorf("want %q: %s", test.want, golden(pages, meta))
		}
	}
}

func TestCSV(t *testing.T) {
	compareGolden(t, "ships.csv", []byte("\uFEFFName;Built;Note\r\nIda;1849;\"of oak; and\r\niron \"\"plates\"\"\"\r\n\r\nMary;1851;\"not closed\r\n;;\r\nOld;;ends\r\n"))
	for _, test := range []struct{ data, name, want string }{
		{"a\tb\n1\t2\n", "a.tsv", "a | b\na: 1; b: 2"},
		{"sep=|\na|b\n1|2", "a.csv", "a | b\na: 1; b: 2"},
		{"1,2\n3,4\n", "a.csv", "1; 2\n3; 4"},
		{"Name\nIda\nMary\n", "a.csv", "Name\nName: Ida\nName: Mary"},
		{"Name\tAge\nIda\t9", "export.xls", "Name | Age\nName: Ida; Age: 9"},
		{"City,Land\nOslo,Norway\n", "a.csv", "City | Land\nCity: Oslo; Land: Norway"},
	} {
		pages, meta := mustReadDocument(t, test.name, []byte(test.data))
		if len(pages) != 1 || pages[0].Text != test.want || meta.Unit != reader.UnitSheet {
			t.Errorf("%q reads as %s", test.data, golden(pages, meta))
		}
	}
}

// A long table is several pages, each with the names of its columns.
func TestLongSheet(t *testing.T) {
	var b strings.Builder
	b.WriteString("Ship,Cargo\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "Ship %d,%s\n", i, strings.Repeat("oil ", i%5+1))
	}
	fmt.Fprintf(&b, "Long,%s\n", strings.Repeat("very long ", 2000))
	pages, _ := mustReadDocument(t, "long.csv", []byte(b.String()))
	rows := 0
	for _, p := range pages {
		if len(p.Text) > pageMaxRunes+maxColumnName || p.Label != "long" || len(p.Tables) != 1 || strings.Join(p.Tables[0].Columns, ",") != "Ship,Cargo" {
			t.Fatalf("page %d: %d bytes, %+v", p.Number, len(p.Text), p.Tables)
		}
		rows += len(p.Tables[0].Rows)
		if got := reader.Where(reader.UnitSheet, p, 0, 5); !strings.HasPrefix(got, "sheet long, ") {
			t.Fatalf("place %q", got)
		}
	}
	if rows < 1002 || len(pages) < 10 {
		t.Errorf("%d rows on %d pages", rows, len(pages))
	}
}
