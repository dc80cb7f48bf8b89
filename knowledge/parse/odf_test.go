package parse

import (
	"testing"

	"carrel/knowledge/parse/officetest"
	"carrel/knowledge/reader"
)

func openText() []byte {
	styles := `<style:style style:name="P1" style:family="paragraph" style:parent-style-name="P2"/><style:style style:name="P2" style:family="paragraph" style:parent-style-name="P1"><style:text-properties text:display="none"/></style:style>
		<style:style style:name="T1" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>
		<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1"/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>
		<style:style style:name="S1" style:family="section"><style:section-properties text:display="none"/></style:style>`
	cell := func(attributes, text string) string {
		return "<table:table-cell " + attributes + "><text:p>" + text + "</text:p></table:table-cell>"
	}
	body := `<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted words</text:p></text:deletion></text:changed-region></text:tracked-changes>
		<text:p text:style-name="Title">The Lighthouse</text:p>
		<text:h text:outline-level="1">The tower</text:h>
		<text:p>It was built in<text:s text:c="3"/>1849
		of <text:span text:style-name="Strong">granite</text:span>.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>As told by the keeper.</text:p></text:note-body></text:note><text:span text:style-name="T1">White on white.</text:span></text:p>
		<text:p text:style-name="P1">Hidden paragraph.</text:p>
		<text:section text:style-name="S1"><text:p>Hidden section.</text:p></text:section>
		<text:h text:outline-level="2">The lamp</text:h>
		<text:p>Line one<text:line-break/>line two<office:annotation><text:p>a comment</text:p></office:annotation></text:p>
		<text:list text:style-name="L1"><text:list-item><text:p>oil</text:p><text:list><text:list-item><text:p>of whales</text:p></text:list-item><text:list-item><text:p>of seals</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>wicks</text:p></text:list-item></text:list>
		<text:p><draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>
		<table:table table:name="T"><table:table-column/><table:table-header-rows><table:table-row>` + cell("", "Year") + cell("", "Ships") + cell("", "Wrecks") + `</table:table-row></table:table-header-rows>
		<table:table-row>` + cell(`table:number-rows-spanned="2"`, "1850") + cell("", "112") + cell("", "3") + `</table:table-row>
		<table:table-row><table:covered-table-cell/>` + cell("", "98") + cell("", "1") + `</table:table-row></table:table>`
	return officetest.OpenDocument("text", styles, body,
		"styles.xml", officetest.OpenStyles(`<text:outline-style style:name="O"><text:outline-level-style text:level="1" style:num-format="1"/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>`,
			`<style:master-page style:name="Standard"><style:header><text:p>Lights of the coast</text:p></style:header></style:master-page>`),
		"meta.xml", officetest.OpenMeta("", "Ida Keeper", 7))
}

func TestODT(t *testing.T) { compareGolden(t, "lighthouse.odt", openText()) }

func TestODTPages(t *testing.T) {
	styles := `<style:style style:name="B" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>`
	body := `<text:p>One.</text:p><text:p>Two <text:soft-page-break/>begins.</text:p><text:p text:style-name="B">Three.</text:p><text:soft-page-break/><text:p>Four.</text:p>`
	pages, meta := mustReadDocument(t, "a.odt", officetest.OpenDocument("text", styles, body, "meta.xml", officetest.OpenMeta("", "", 4)))
	if meta.Unit != reader.UnitPage || len(pages) != 4 || pages[1].Text != "begins." || pages[3].Text != "Four." {
		t.Errorf("%s", golden(pages, meta))
	}
	pages, meta = mustReadDocument(t, "a.odt", officetest.OpenDocument("text", styles, body, "meta.xml", officetest.OpenMeta("", "", 2)))
	if meta.Unit != reader.UnitPart || len(pages) != 1 || pages[0].Text != "One.\n\nTwo begins.\n\nThree.\n\nFour." {
		t.Errorf("%s", golden(pages, meta))
	}
}

func openSheet() []byte {
	text := func(s string) string {
		return `<table:table-cell office:value-type="string"><text:p>` + s + `</text:p></table:table-cell>`
	}
	number := func(value, shown string) string {
		return `<table:table-cell office:value-type="float" office:value="` + value + `"><text:p>` + shown + `</text:p></table:table-cell>`
	}
	row := func(attributes string, cells ...string) string {
		all := ""
		for _, c := range cells {
			all += c
		}
		return "<table:table-row " + attributes + ">" + all + "</table:table-row>"
	}
	body := `<table:table table:name="Harbour"><table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="16380"/>` +
		row("", text("Port"), text("Ships"), text("Opened"), text("Secret")) +
		row("", text("Hale<text:line-break/>North"), number("12", "12"), `<table:table-cell office:value-type="date" office:date-value="1849-05-01"><text:p>1 May 1849</text:p></table:table-cell>`, text("hidden")) +
		row(`table:visibility="filter"`, text("Filtered"), number("1", "1")) +
		row(`table:number-rows-repeated="2"`, text("Brin"), number("7.5", "7.50 €"), `<table:table-cell office:value-type="float" office:value="3"/>`) +
		row(`table:number-rows-repeated="1048000"`, `<table:table-cell table:number-columns-repeated="16384"/>`) +
		row("", text("Far below")) +
		`</table:table><table:table table:name="Drafts" table:style-name="ta1">` + row("", text("Draft")) + `</table:table>`
	return officetest.OpenDocument("spreadsheet", `<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>`, body,
		"meta.xml", officetest.OpenMeta("Harbour book", "Ida Keeper", 1))
}

func TestODS(t *testing.T) { compareGolden(t, "harbour.ods", openSheet()) }

func openSlides() []byte {
	frame := func(class, text string) string {
		return `<draw:frame presentation:class="` + class + `"><draw:text-box>` + text + `</draw:text-box></draw:frame>`
	}
	body := `<draw:page draw:name="p1">` + frame("outline", `<text:list><text:list-item><text:p>Lamps</text:p><text:list><text:list-item><text:p>of glass</text:p></text:list-item></text:list></text:list-item></text:list>`) +
		frame("title", "<text:p>What is in <text:span>a tower</text:span></text:p>") +
		`<draw:custom-shape><text:p>In a shape</text:p></draw:custom-shape><presentation:notes><draw:page-thumbnail/>` + frame("notes", "<text:p>Thank the keeper.</text:p>") + `</presentation:notes></draw:page>` +
		`<draw:page draw:name="p2" draw:style-name="dp2">` + frame("title", "<text:p>Drafts</text:p>") + `</draw:page>` +
		`<draw:page draw:name="p3">` + frame("title", "<text:p>The end</text:p>") + `</draw:page>`
	return officetest.OpenDocument("presentation", `<style:style style:name="dp2" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>`, body)
}

func TestODP(t *testing.T) { compareGolden(t, "lights.odp", openSlides()) }
