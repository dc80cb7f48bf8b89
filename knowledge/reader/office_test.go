package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge/parse/officetest"
	"carrel/knowledge/reader"
)

// One file of each office format through the real process, under limits that
// are tight: nothing that stays in a process adds up.
func TestOfficeDocuments(t *testing.T) {
	c := newClient(t, func(c *reader.Config) { c.MemoryBytes = 256 << 20 })
	word := `<w:p><w:r><w:t>A carrel is a desk.</w:t></w:r></w:p>`
	sheet := `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Desk</t></is></c><c r="B1" t="inlineStr"><is><t>Price</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Oak</t></is></c><c r="B2"><v>120</v></c></row></sheetData>`
	open := `<table:table table:name="Desks"><table:table-row><table:table-cell><text:p>Oak</text:p></table:table-cell></table:table-row></table:table>`
	for _, test := range []struct {
		name string
		data []byte
		unit reader.Unit
		text string
		at   string
	}{
		{"a.docx", officetest.DOCX(word), reader.UnitPart, "A carrel is a desk.", "part 1"},
		{"a.pptx", officetest.Presentation([]string{officetest.Slide("", officetest.Shape("title", "Desks")), officetest.Notes(officetest.Shape("body", "Pause."))}, nil), reader.UnitSlide, "Desks\n\nPause.", "slide 1, notes"},
		{"a.xlsx", officetest.Workbook(nil, []string{"Desks", sheet}), reader.UnitSheet, "Desk | Price\nDesk: Oak; Price: 120", "sheet Desks, A1:B2"},
		{"desks.csv", []byte("Desk,Price\nOak,120\n"), reader.UnitSheet, "Desk | Price\nDesk: Oak; Price: 120", "sheet desks, A1:B2"},
		{"a.odt", officetest.OpenDocument("text", "", "<text:p>A carrel.</text:p>"), reader.UnitPart, "A carrel.", "part 1"},
		{"a.ods", officetest.OpenDocument("spreadsheet", "", open), reader.UnitSheet, "Oak", "sheet Desks, A1"},
		{"a.odp", officetest.OpenDocument("presentation", "", `<draw:page><draw:frame><draw:text-box><text:p>Oak</text:p></draw:text-box></draw:frame></draw:page>`), reader.UnitSlide, "Oak", "slide 1"},
		{"a.epub", officetest.Book("Desks", []string{"a.xhtml", "<p>A carrel.</p>"}, []string{"a.xhtml", "Kinds"}), reader.UnitChapter, "A carrel.", "chapter Kinds"},
		// The content decides, whatever the name says.
		{"b.pdf", officetest.DOCX(word), reader.UnitPart, "A carrel is a desk.", "part 1"},
		{"c.docx", officetest.Workbook(nil, []string{"Desks", sheet}), reader.UnitSheet, "Desk | Price\nDesk: Oak; Price: 120", "sheet Desks, A1:B2"},
	} {
		pages, meta := mustRead(t, c, file(t, test.name, test.data))
		if len(pages) != 1 || pages[0].Text != test.text || meta.Unit != test.unit {
			t.Errorf("%s: %+v, %+v", test.name, meta, pages)
			continue
		}
		if at := reader.Where(meta.Unit, pages[0], 0, len(test.text)); at != test.at {
			t.Errorf("%s: it stands in %q, want %q", test.name, at, test.at)
		}
	}
	wantProblem(t, c, file(t, "cut.docx", officetest.DOCX(word)[:300]), reader.CodeDamaged, "Get it again")
}

// A sheet of 200,000 cells is read in a quarter of the memory that a document
// may have; one that says more than a library should take is refused in words.
func TestLargeSheet(t *testing.T) {
	rows := 20_000
	if testing.Short() || raceEnabled {
		rows = 2_000
	}
	var b strings.Builder
	b.WriteString("<sheetData>")
	for i := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for c := range 10 {
			fmt.Fprintf(&b, `<c r="%c%d"><v>%d.25</v></c>`, 'A'+c, i+1, i*c)
		}
		b.WriteString("</row>")
	}
	data := officetest.Workbook(nil, []string{"Large", b.String() + "</sheetData>"})
	c := newClient(t, func(c *reader.Config) { c.MemoryBytes = 384 << 20 })
	pages, _ := mustRead(t, c, file(t, "large.xlsx", data))
	last := pages[len(pages)-1]
	if want := fmt.Sprintf("A%d:J%d", rows, rows); last.Places[len(last.Places)-1].Name != want {
		t.Errorf("it ends at %+v, want %s", last.Places[len(last.Places)-1], want)
	}
	endless := `<table:table table:name="x"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>` + strings.Repeat("long ", 800) + `</text:p></table:table-cell></table:table-row></table:table>`
	wantProblem(t, c, file(t, "endless.ods", officetest.OpenDocument("spreadsheet", "", endless)), reader.CodeTooLarge, "Split it into smaller files")
	mustRead(t, c, file(t, "next.csv", []byte("a,b\n1,2\n")))
}
