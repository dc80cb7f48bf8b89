package parse

import (
	"strings"
	"testing"

	"carrel/knowledge/parse/officetest"
)

// The tests of this file hold what other programs than those of the golden
// files write: each was found in a file that the named one made.

// everyWord is all text of a document.
func everyWord(t testing.TB, name string, data []byte) string {
	t.Helper()
	pages, _ := mustReadDocument(t, name, data)
	var texts []string
	for _, p := range pages {
		texts = append(texts, p.Text)
	}
	return strings.Join(texts, "\n\n")
}

// wants reports what is missing from a text and what should not be in it; the
// latter begin with "!".
func wants(t testing.TB, what, got string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if absent, no := strings.CutPrefix(want, "!"); no == strings.Contains(got, absent) {
			t.Errorf("%s: want %q in %q", what, want, got)
		}
	}
}

// pandoc writes the number of a paragraph before its style.
func TestNumberBeforeStyle(t *testing.T) {
	styles := officetest.Word("w:styles", `<w:style w:type="paragraph" w:styleId="Compact"><w:name w:val="Compact"/></w:style>
		<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr></w:style>`)
	level := func(n, text string) string {
		return `<w:lvl w:ilvl="` + n + `"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="` + text + `"/></w:lvl>`
	}
	numbers := officetest.Word("w:numbering", `<w:abstractNum w:abstractNumId="0">`+level("0", "%1.")+`</w:abstractNum><w:abstractNum w:abstractNumId="1">`+level("0", "%1)")+level("1", "%1.%2")+`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>`)
	body := `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:pStyle w:val="Compact"/></w:pPr><w:r><w:t>First step</w:t></w:r></w:p>` +
		styled("Clause", "From its style") +
		`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr><w:pStyle w:val="Clause"/></w:pPr><w:r><w:t>Level of its own</w:t></w:r></w:p>`
	got := everyWord(t, "a.docx", officetest.DOCX(body, "word/styles.xml", styles, "word/numbering.xml", numbers,
		"word/_rels/document.xml.rels", officetest.Links("rId1", "styles", "styles.xml", "rId2", "numbering", "numbering.xml")))
	wants(t, "numbers", got, "1. First step", "1.1 From its style", "1) Level of its own")
}

// A paragraph whose end is deleted, not yet for good, goes on in the next one.
func TestDeletedParagraphEnd(t *testing.T) {
	deleted := func(text string) string {
		return `<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
	}
	got := everyWord(t, "a.docx", officetest.DOCX(deleted("The rent ")+deleted("is due ")+p("in March.")+p("Next.")+
		deleted("Before a table.")+`<w:tbl>`+row(tc("", "Name"), tc("", "Sum"))+row(tc("", "Ida"), "<w:tc>"+deleted("40")+"</w:tc>")+`</w:tbl>`+deleted("The end.")))
	wants(t, "joined", got, "The rent is due in March.\n\nNext.\n\nBefore a table.\n\nName | Sum\nIda | 40\n\nThe end.")
}

// What formulas draw above each other is told apart in a line.
func TestFormulas(t *testing.T) {
	run := func(s string) string { return "<m:r><m:t>" + s + "</m:t></m:r>" }
	office := `<m:oMath><m:f><m:num>` + run("a+b") + `</m:num><m:den>` + run("c") + `</m:den></m:f>` + run("=") +
		`<m:sSup><m:e>` + run("x") + `</m:e><m:sup>` + run("2") + `</m:sup></m:sSup>` + run("+f") +
		`<m:d><m:dPr><m:endChr m:val="]"/></m:dPr><m:e>` + run("y") + `</m:e></m:d>` +
		`<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>` + run("i=1") + `</m:sub><m:sup>` + run("n") + `</m:sup><m:e>` + run("i") + `</m:e></m:nary>` +
		`<m:rad><m:deg/><m:e>` + run("2") + `</m:e></m:rad></m:oMath>`
	want := "(a+b)/c=x^2+f(y]∑_(i=1)^n i√2"
	wants(t, "DOCX", everyWord(t, "a.docx", officetest.DOCX(`<w:p><w:r><w:t xml:space="preserve">So </w:t></w:r>`+office+`<w:r><w:t>.</w:t></w:r></w:p>`)), "So "+strings.Replace(want, " i√", "i√", 1)+".")
	wants(t, "PPTX", everyWord(t, "a.pptx", officetest.Presentation([]string{officetest.Slide("", strings.Replace(officetest.Shape("", "So "), "</a:p>", office+"</a:p>", 1)), ""}, nil)), "So (a+b)/c=x^2")

	math := `<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac><mo>=</mo><msup><mi>x</mi><mn>2</mn></msup><msubsup><mi>y</mi><mi>i</mi><mo>′</mo></msubsup><mi>sin</mi><mi>x</mi><msqrt><mn>2</mn></msqrt></mrow><annotation encoding="application/x-tex">\frac</annotation></semantics></math>`
	want = "(a+b)/c=x^2y_i′sin x√2"
	page, _ := htmlPages(t, "<html><body><p>"+prose+"</p><p>So "+math+".</p></body></html>")
	wants(t, "HTML", page, "So "+want+".", "!frac")
	wants(t, "ODT", everyWord(t, "a.odt", officetest.OpenDocument("text", "", `<text:p>So <draw:frame><draw:object xlink:href="./Object 1" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>.</text:p>`,
		"Object 1/content.xml", math)), "So "+want+".")
}

// A formula that says nothing, or too much, ends.
func TestOddFormulas(t *testing.T) {
	for _, math := range []string{
		"<math/>", "<math><mfrac/><msup/><msubsup><mi>x</mi></msubsup><mroot/></math>",
		"<math>" + strings.Repeat("<mfrac>", 300) + strings.Repeat("</mfrac>", 300) + "</math>",
		"<math>" + strings.Repeat("<mi>long</mi>", 50_000) + "</math>",
	} {
		page, _ := htmlPages(t, "<html><body><p>"+prose+"</p><p>So "+math+".</p></body></html>")
		wants(t, "HTML", page, "So ")
	}
}

// A high number after a digit is none of its digits.
func TestRaisedNumbers(t *testing.T) {
	high := func(text string) string {
		return `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>` + text + `</w:t></w:r>`
	}
	plain := func(text string) string { return `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r>` }
	wants(t, "DOCX", everyWord(t, "a.docx", officetest.DOCX("<w:p>"+plain("In 2019")+high("1")+high("2")+plain(" 10")+high("-6")+plain(" m")+high("2")+plain(", the 4")+high("th")+plain(" 5")+plain("6")+"</w:p>")),
		"In 2019^12 10^-6 m2, the 4th 56")
	page, _ := htmlPages(t, "<html><body><p>"+prose+"</p><p>In 2019<sup><b>1</b></sup>, 10<sup>3</sup> m<sup>2</sup>, the 4<sup>th</sup> 5 <sup>7</sup></p></body></html>")
	wants(t, "HTML", page, "In 2019^1, 10^3 m2, the 4th 5 7")
	wants(t, "ODT", everyWord(t, "a.odt", officetest.OpenDocument("text", `<style:style style:name="T" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style><style:style style:name="U" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>`,
		`<text:p>In 2019<text:span text:style-name="T">1</text:span> H<text:span text:style-name="U">2</text:span>O 3<text:span text:style-name="U">4</text:span></text:p>`)), "In 2019^1 H2O 34")
	wants(t, "RTF", everyWord(t, "a.rtf", []byte(`{\rtf1 In 2019{\super 12} 10{\up6 3} m{\super 2}, H{\sub 2}O 3{\dn4 4}, the 5{\super th}, 5\super 6\nosupersub 7\par}`)), "In 2019^12 10^3 m2, H2O 34, the 5th, 5^67")
	wants(t, "PPTX", everyWord(t, "a.pptx", officetest.Presentation([]string{officetest.Slide("", strings.Replace(officetest.Shape("", "In 2019"), "</a:p>", `<a:r><a:rPr baseline="30000"/><a:t>1</a:t></a:r><a:r><a:t>0</a:t></a:r></a:p>`, 1)), ""}, nil)), "In 2019^10")
}

// The numbers of notes in the text, and text that was replaced while changes were
// noted, are no part of it.
func TestHTMLMarks(t *testing.T) {
	page, _ := htmlPages(t, `<html><body><p>`+prose+`</p><p>Word<a href="#fn1" class="footnote-ref" role="doc-noteref"><sup>1</sup></a> next<sup class="reference"><a href="#c">[1]</a></sup>. Noted<a class="sdfootnoteanc" href="#s"><sup>1</sup></a> too.</p>
		<p>The fee is <del>900</del> <ins>1200</ins> francs, <del datetime="2024-01-01">not</del> payable; <del>struck</del> <s>through</s>.</p>
		<ol type="a" start="3"><li>third<li value="7">seventh</ol><ol reversed><li>two<li>one</ol>
		<ol><li>Smith 2001.<a href="#r1" class="footnote-back" role="doc-backlink">↩︎</a></ol></body></html>`)
	wants(t, "HTML", page, "Word next. Noted too.", "is 1200 francs, payable; struck through", "c. third\ng. seventh", "2. two\n1. one", "1. Smith 2001.", "!↩")
	book := everyWord(t, "a.epub", officetest.Book("Soil", []string{"Soil", `<h1>Soil</h1><p>About soil.<a epub:type="noteref" href="#n">1</a> More<a epub:type="noteref" href="#n"><sup>*</sup></a> here.</p><aside epub:type="footnote" id="n"><p>1. Dug in May.</p></aside>`}, nil))
	wants(t, "EPUB", book, "About soil. More here.", "1. Dug in May.")
}

// LibreOffice keeps charts in files of their own, and what is not shown on a slide.
func TestODPObjects(t *testing.T) {
	cells := func(texts ...string) string {
		row := ""
		for _, text := range texts {
			row += "<table:table-cell><text:p>" + text + "</text:p></table:table-cell>"
		}
		return "<table:table-row>" + row + "</table:table-row>"
	}
	object := func(n string) string {
		return `<draw:frame><draw:object xlink:href="./Object ` + n + `" xmlns:xlink="http://www.w3.org/1999/xlink"/></draw:frame>`
	}
	const spaces = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0"`
	chart := `<office:document-content ` + spaces + `><office:body><office:chart><chart:chart><chart:title><text:p>Yield by slope</text:p></chart:title><chart:plot-area/><table:table><table:table-header-rows>` + cells("", "2023") + `</table:table-header-rows><table:table-rows>` + cells("East", "19.2") + cells("West"+object("1"), "21.4") + `</table:table-rows></table:table></chart:chart></office:chart></office:body></office:document-content>`
	shape := func(at, text string) string {
		return `<draw:custom-shape ` + at + ` svg:width="5cm" svg:height="1cm"><text:p>` + text + `</text:p></draw:custom-shape>`
	}
	data := officetest.OpenDocument("presentation", "", `<draw:page draw:master-page-name="M">`+object("1")+object("2")+
		shape(`svg:x="1cm" svg:y="1cm"`, "On the slide")+shape(`svg:x="77cm" svg:y="1cm"`, "Beside it")+shape(`svg:x="1cm" svg:y="-2cm"`, "Above it")+shape(`draw:display="none" svg:x="1cm" svg:y="1cm"`, "Not shown")+`</draw:page>`,
		"Object 1/content.xml", chart,
		"styles.xml", officetest.OpenStyles("", `<style:master-page style:name="M" style:page-layout-name="L"/>`),
	)
	pages, meta := mustReadDocument(t, "a.odp", data)
	got := golden(pages, meta)
	wants(t, "chart", got, "Yield by slope | 2023\nEast | 19.2\nWest | 21.4", "On the slide", "!Not shown", "Beside it")
	// With the size of the slides known.
	sized := officetest.OpenDocument("presentation", `<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/></style:page-layout>`,
		`<draw:page draw:master-page-name="M">`+shape(`svg:x="1cm" svg:y="1cm"`, "On the slide")+shape(`svg:x="77cm" svg:y="1cm"`, "Beside it")+shape(`svg:x="1cm" svg:y="-2cm"`, "Above it")+`</draw:page>`,
		"styles.xml", officetest.OpenStyles("", `<style:master-page style:name="M" style:page-layout-name="L"/>`))
	pages, meta = mustReadDocument(t, "a.odp", sized)
	wants(t, "slide", golden(pages, meta), "On the slide", "!Beside it", "!Above it", "warning hidden_text", "(17 characters)")
}

// PowerPoint counts lists in letters and from other numbers than one.
func TestDrawnNumbers(t *testing.T) {
	item := func(settings, text string) string {
		return `<a:p><a:pPr>` + settings + `</a:pPr><a:r><a:t>` + text + `</a:t></a:r></a:p>`
	}
	list := item(`<a:buAutoNum type="alphaLcParenR" startAt="3"/>`, "third") + item(`<a:buAutoNum type="alphaLcParenR" startAt="3"/>`, "fourth") +
		item(`<a:buNone/>`, "Between") + item(`<a:buAutoNum type="romanUcPeriod"/>`, "one") + item(`<a:buAutoNum type="arabicParenBoth"/>`, "two")
	got := everyWord(t, "a.pptx", officetest.Presentation([]string{officetest.Slide("", strings.Replace(officetest.Shape("", "Start"), "</p:txBody>", list+"</p:txBody>", 1)), ""}, nil))
	wants(t, "PPTX", got, "c) third", "d) fourth", "I. one", "(2) two")
}

// A page that was saved whole has parts of it in templates that are shown.
func TestShadowRoots(t *testing.T) {
	page, _ := htmlPages(t, `<html><body><site-menu><template shadowrootmode="open"><nav>NOISE menu</nav></template></site-menu>
		<template><p>NOISE never shown</p></template>
		<my-article><template shadowrootmode="open"><style>p{}</style><h1>Pears</h1><p>`+prose+`</p><p>`+prose+` The shown end.</p><slot></slot></template><p>Put into the slot, with a comma, and so on.</p></my-article></body></html>`)
	wants(t, "HTML", page, "Pears", "The shown end.", "Put into the slot", "!NOISE")
}

// What programs put where nobody gave a title or an author is none.
func TestPlaceholders(t *testing.T) {
	if got := sensibleTitle("Unknown Title"); got != "" {
		t.Errorf("title %q", got)
	}
	for _, author := range []string{"Unknown Author", "anonymous", "python-docx"} {
		if _, meta := mustReadDocument(t, "a.rtf", []byte(`{\rtf1{\info{\author `+author+`}}Words\par}`)); meta.Author != "" {
			t.Errorf("author %q", meta.Author)
		}
	}
}

// Badges and logos beside a title are none of it.
func TestMarkdownTitles(t *testing.T) {
	for text, want := range map[string]string{
		"# Harvest <img src=\"a.png\" alt=\":h:\"/> [![Build](https://x/b.svg)](https://x/b) ![logo](l.png)\n\nText\n": "Harvest",
		"# ![Harvest](l.png)\n\nText\n":  "![Harvest](l.png)",
		"# If a < b and c > d\n\nText\n": "If a < b and c > d",
	} {
		if _, meta := mustReadDocument(t, "a.md", []byte(text)); meta.Title != want {
			t.Errorf("%q is called %q, want %q", text, meta.Title, want)
		}
	}
}

func TestMarkdownHeadingMarks(t *testing.T) {
	pages, _ := mustReadDocument(t, "a.md", []byte("# Harvest {#h .wide}\n\nOf {x}\n\nYields {#y}\n------\n\n## Sets {1, 2}\n"))
	var titles []string
	for _, h := range pages[0].Headings {
		titles = append(titles, h.Text)
	}
	if got := strings.Join(titles, "|"); got != "Harvest|Yields|Sets {1, 2}" {
		t.Errorf("headings %s", got)
	}
}
