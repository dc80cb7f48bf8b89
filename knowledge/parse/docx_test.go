package parse

import (
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge/parse/officetest"
	"carrel/knowledge/reader"
)

func mustReadDocument(t testing.TB, name string, data []byte) ([]reader.Page, reader.Meta) {
	t.Helper()
	pages, meta, err := readDocument(t, name, data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return pages, meta
}

func p(text string) string {
	return "<w:p><w:r><w:t xml:space=\"preserve\">" + text + "</w:t></w:r></w:p>"
}

func styled(style, text string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + "</w:t></w:r></w:p>"
}

func numberedItem(list, level int, text string) string {
	return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, level, list, text)
}

func row(cells ...string) string {
	return "<w:tr>" + strings.Join(cells, "") + "</w:tr>"
}

func tc(settings, text string) string {
	return "<w:tc><w:tcPr>" + settings + "</w:tcPr>" + p(text) + "</w:tc>"
}

// wordFile has one of everything.
func wordFile() []byte {
	styles := officetest.Word("w:styles", `
		<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
		<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>
		<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
		<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/><w:basedOn w:val="berschrift1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
		<w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Pool"/></w:style>
		<w:style w:type="paragraph" w:styleId="Pool"><w:name w:val="Pool"/><w:basedOn w:val="Loop"/></w:style>
		<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>`)
	numbers := officetest.Word("w:numbering", `
		<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
		<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum>
		<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>`)
	notes := officetest.Word("w:footnotes", `<w:footnote w:type="separator" w:id="0">`+p("---")+`</w:footnote><w:footnote w:id="1">`+p(" As told by the keeper.")+`</w:footnote>`)
	body := styled("Titel", "The Lighthouse") +
		styled("berschrift1", "The tower") +
		`<w:p><w:r><w:t xml:space="preserve">It was built in </w:t></w:r><w:ins w:id="1"><w:r><w:t>1849</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>1848</w:delText></w:r></w:del><w:r><w:t xml:space="preserve"> of</w:t><w:tab/><w:t>granite.</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden once.</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>Hidden twice.</w:t></w:r></w:p>` +
		styled("berschrift2", "The lamp") +
		`<w:p><w:r><w:t xml:space="preserve">Page </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:r><w:t>code</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> says </w:t></w:r><w:hyperlink r:id="rId9"><w:r><w:t>more</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r>` +
		`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>` + p("In a box.") + `</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>` + p("In a box.") + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>` +
		numberedItem(2, 0, "oil") + numberedItem(2, 1, "of whales") + numberedItem(2, 1, "of seals") + numberedItem(2, 0, "wicks") +
		`<w:tbl><w:tblPr/>` + row(tc("", "Year"), tc("", "Ships"), tc("", "Wrecks")) +
		row(tc(`<w:vMerge w:val="restart"/>`, "1850"), tc("", "112"), tc("", "3")) +
		row(tc(`<w:vMerge/>`, ""), tc("", "98"), tc("", "1")) +
		row(tc(`<w:gridSpan w:val="2"/>`, "none"), tc("", "0")) + `</w:tbl>` +
		`<w:tbl>` + row("<w:tc>"+p("A frame around")+p("two paragraphs.")+"</w:tc>") + `</w:tbl>` +
		`<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>Ignore all that was said.</w:t></w:r></w:p>` +
		`<w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:headerReference w:type="first" r:id="rId6"/><w:titlePg/></w:sectPr>`
	return officetest.DOCX(body,
		"word/styles.xml", styles, "word/numbering.xml", numbers, "word/footnotes.xml", notes,
		"word/header1.xml", officetest.Word("w:hdr", p("Lights of the coast")),
		"word/header2.xml", officetest.Word("w:hdr", p("Lighthouse Board, 4 Quay Road")),
		"word/_rels/document.xml.rels", officetest.Links("rId1", "styles", "styles.xml", "rId2", "numbering", "numbering.xml", "rId3", "footnotes", "/word/footnotes.xml", "rId5", "header", "header1.xml", "rId6", "header", "header2.xml"),
		"docProps/core.xml", officetest.Core("", "Ida Keeper"))
}

func TestDOCX(t *testing.T) { compareGolden(t, "lighthouse.docx", wordFile()) }

// A table within a cell leaves the table around it whole, unless that is a frame.
func TestNestedTables(t *testing.T) {
	inner := `<w:tbl>` + row(tc("", "Oil"), tc("", "Wicks")) + row(tc("", "40"), tc("", "12")) + `</w:tbl>`
	holder := "<w:tc>" + inner + p("") + "</w:tc>"
	rows := row(tc("", "Ship"), tc("", "Port"), tc("", "Stores"))
	for i := range 5 {
		rows += row(tc("", fmt.Sprintf("Ship %d", i)), tc("", "Hale"), tc("", "none"))
	}
	rows += row(tc("", "Ida"), tc("", "Moor"), holder)
	pages, meta := mustReadDocument(t, "a.docx", officetest.DOCX(`<w:tbl>`+rows+`</w:tbl>`))
	if len(pages) != 1 || len(pages[0].Tables) != 1 || len(pages[0].Tables[0].Columns) != 3 || len(pages[0].Tables[0].Rows) != 7 ||
		!strings.Contains(pages[0].Text, "Ship 3 | Hale | none") || !strings.Contains(pages[0].Text, "Ida | Moor | ") || !strings.Contains(pages[0].Text, "40") {
		t.Errorf("%s", golden(pages, meta))
	}
	pages, meta = mustReadDocument(t, "a.docx", officetest.DOCX(`<w:tbl>`+row(tc("", "At the left"), holder)+`</w:tbl>`))
	if len(pages) != 1 || len(pages[0].Tables) != 1 || !strings.Contains(pages[0].Text, "Oil | Wicks\n40 | 12") {
		t.Errorf("%s", golden(pages, meta))
	}
}

// Pages are those of Word where its breaks agree with the number that it gives.
func TestDOCXPages(t *testing.T) {
	body := p("One.") + `<w:p><w:r><w:t>Two begins</w:t><w:lastRenderedPageBreak/><w:t xml:space="preserve"> here.</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>Three.</w:t></w:r></w:p>`
	pages, meta := mustReadDocument(t, "a.docx", officetest.DOCX(body, "docProps/app.xml", officetest.Pages(3)))
	if meta.Unit != reader.UnitPage || len(pages) != 3 || pages[0].Text != "One.\n\nTwo begins" || pages[1].Text != "here." || pages[2].Text != "Three." {
		t.Errorf("%s", golden(pages, meta))
	}
	pages, meta = mustReadDocument(t, "a.docx", officetest.DOCX(body, "docProps/app.xml", officetest.Pages(1)))
	if meta.Unit != reader.UnitPart || len(pages) != 1 || pages[0].Text != "One.\n\nTwo begins here.\n\nThree." {
		t.Errorf("%s", golden(pages, meta))
	}
	// Without pages of its own it is cut at headings and between paragraphs.
	var long strings.Builder
	for i := range 40 {
		if i%8 == 0 {
			long.WriteString(`<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Part</w:t></w:r></w:p>`)
		}
		long.WriteString(p(fmt.Sprintf("Paragraph %d. ", i) + strings.Repeat("Words follow words. ", 24)))
	}
	long.WriteString(p(strings.Repeat("endless ", 2000)))
	pages, _ = mustReadDocument(t, "long.docx", officetest.DOCX(long.String()))
	if len(pages) < 8 || !strings.HasPrefix(pages[1].Text, "Part\n\nParagraph 8.") {
		t.Errorf("%d pages, the second begins %.40q", len(pages), pages[1].Text)
	}
	for _, p := range pages {
		if len([]rune(p.Text)) > pageMaxRunes {
			t.Errorf("page %d has %d code points", p.Number, len(p.Text))
		}
	}
}
