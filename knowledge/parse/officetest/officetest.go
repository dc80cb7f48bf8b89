// Package officetest makes documents of office programs for tests: the zip
// archives and the XML around what a test is about.
package officetest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
)

// Zip makes an archive of files given as name, content, name, content, ... A
// file named "mimetype" is stored as it is, as OpenDocument and EPUB want it.
func Zip(files ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		method := zip.Deflate
		if files[i] == "mimetype" {
			method = zip.Store
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[i], Method: method})
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const (
	header   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	office   = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"`
	wordNS   = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` + office
	slidesNS = `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" ` + office
	sheetsNS = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` + office
	links    = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	odfText  = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"`
)

// Links makes the links of a part: id, kind, target, id, kind, target, ... A
// kind is the last word of its type: "slide".
func Links(links_ ...string) string {
	var b strings.Builder
	b.WriteString(header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := 0; i+2 < len(links_); i += 3 {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s" Target="%s"/>`, links_[i], links+links_[i+1], links_[i+2])
	}
	return b.String() + `</Relationships>`
}

// Core makes docProps/core.xml.
func Core(title, author string) string {
	return header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + title + `</dc:title><dc:creator>` + author + `</dc:creator></cp:coreProperties>`
}

// Pages makes docProps/app.xml, which says how many pages a document has.
func Pages(n int) string {
	return header + fmt.Sprintf(`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Pages>%d</Pages></Properties>`, n)
}

// Word makes a part of a Word document of the kind that root names ("w:styles").
func Word(root, inside string) string {
	return header + `<` + root + ` ` + wordNS + `>` + inside + `</` + root + `>`
}

// DOCX makes a Word document from what stands in its w:body and further files.
func DOCX(body string, files ...string) []byte {
	return Zip(append([]string{
		"[Content_Types].xml", header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels", Links("rId1", "officeDocument", "word/document.xml", "rId2", "core-properties", "docProps/core.xml", "rId3", "extended-properties", "docProps/app.xml"),
		"word/document.xml", Word("w:document", "<w:body>"+body+"</w:body>"),
	}, files...)...)
}

// Workbook makes an Excel workbook of sheets given as name, contents of the
// worksheet element, name, contents, ... A name that begins with "!" is hidden.
// shared are the shared texts; files are further files.
func Workbook(shared []string, sheets []string, files ...string) []byte {
	var list strings.Builder
	links := []string{"rIdS", "sharedStrings", "sharedStrings.xml", "rIdT", "styles", "styles.xml"}
	parts := []string{"_rels/.rels", Links("rId1", "officeDocument", "xl/workbook.xml", "rId2", "core-properties", "docProps/core.xml")}
	for i := 0; i+1 < len(sheets); i += 2 {
		n := i/2 + 1
		name, hidden := strings.CutPrefix(sheets[i], "!")
		state := "visible"
		if hidden {
			state = "hidden"
		}
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" state="%s" r:id="rId%d"/>`, name, n, state, n)
		links = append(links, fmt.Sprintf("rId%d", n), "worksheet", fmt.Sprintf("worksheets/sheet%d.xml", n))
		parts = append(parts, fmt.Sprintf("xl/worksheets/sheet%d.xml", n), header+"<worksheet "+sheetsNS+">"+sheets[i+1]+"</worksheet>")
	}
	parts = append(parts,
		"xl/workbook.xml", header+"<workbook "+sheetsNS+"><sheets>"+list.String()+"</sheets></workbook>",
		"xl/_rels/workbook.xml.rels", Links(links...),
		"xl/sharedStrings.xml", header+"<sst "+sheetsNS+">"+strings.Join(shared, "")+"</sst>")
	return Zip(append(parts, files...)...)
}

// Styles makes xl/styles.xml with one style of cells for each code of a number
// format.
func Styles(codes ...string) string {
	var formats, cells strings.Builder
	for i, code := range codes {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 200+i, strings.ReplaceAll(code, `"`, "&quot;"))
		fmt.Fprintf(&cells, `<xf numFmtId="%d"/>`, 200+i)
	}
	return header + "<styleSheet " + sheetsNS + "><numFmts>" + formats.String() + "</numFmts><cellXfs>" + cells.String() + "</cellXfs></styleSheet>"
}

// Slide makes a slide of the shapes in its p:spTree; attributes go to p:sld.
func Slide(attributes, shapes string) string {
	return header + "<p:sld " + slidesNS + " " + attributes + "><p:cSld><p:spTree>" + shapes + "</p:spTree></p:cSld></p:sld>"
}

// Notes makes the notes to a slide.
func Notes(shapes string) string {
	return header + "<p:notes " + slidesNS + "><p:cSld><p:spTree>" + shapes + "</p:spTree></p:cSld></p:notes>"
}

// Shape makes a shape of paragraphs; kind is that of a placeholder, "" for none.
func Shape(kind string, paragraphs ...string) string {
	placeholder := ""
	if kind != "" {
		placeholder = `<p:ph type="` + kind + `"/>`
	}
	var text strings.Builder
	for _, p := range paragraphs {
		text.WriteString("<a:p><a:r><a:t>" + p + "</a:t></a:r></a:p>")
	}
	return `<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr>` + placeholder + `</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>` + text.String() + `</p:txBody></p:sp>`
}

// Chart makes a chart part with one series.
func Chart(title, series string, categories []string, values []string) string {
	points := func(list []string) string {
		var b strings.Builder
		for i, v := range list {
			fmt.Fprintf(&b, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, i, v)
		}
		return b.String()
	}
	return header + `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>` + title + `</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:f>A1</c:f><c:strCache><c:pt idx="0"><c:v>` + series + `</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache>` + points(categories) + `</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:formatCode>General</c:formatCode>` + points(values) + `</c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>`
}

// Presentation makes a PowerPoint presentation of slides, the notes of which
// may be "", given as slide, notes, slide, notes, ... Further files follow; the
// links of slide 1 are its notes and those of more.
func Presentation(slides []string, more []string, files ...string) []byte {
	var list strings.Builder
	var links []string
	parts := []string{"_rels/.rels", Links("rId1", "officeDocument", "ppt/presentation.xml", "rId2", "core-properties", "docProps/core.xml")}
	for i := 0; i+1 < len(slides); i += 2 {
		n := i/2 + 1
		fmt.Fprintf(&list, `<p:sldId id="%d" r:id="rId%d"/>`, 255+n, n)
		links = append(links, fmt.Sprintf("rId%d", n), "slide", fmt.Sprintf("slides/slide%d.xml", n))
		parts = append(parts, fmt.Sprintf("ppt/slides/slide%d.xml", n), slides[i])
		var own []string
		if slides[i+1] != "" {
			own = append(own, "rIdN", "notesSlide", fmt.Sprintf("../notesSlides/notesSlide%d.xml", n))
			parts = append(parts, fmt.Sprintf("ppt/notesSlides/notesSlide%d.xml", n), slides[i+1],
				fmt.Sprintf("ppt/notesSlides/_rels/notesSlide%d.xml.rels", n), Links("rId1", "slide", fmt.Sprintf("../slides/slide%d.xml", n)))
		}
		if n == 1 {
			own = append(own, more...)
		}
		parts = append(parts, fmt.Sprintf("ppt/slides/_rels/slide%d.xml.rels", n), Links(own...))
	}
	parts = append(parts,
		"ppt/presentation.xml", header+"<p:presentation "+slidesNS+`><p:sldIdLst>`+list.String()+`</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
		"ppt/_rels/presentation.xml.rels", Links(links...))
	return Zip(append(parts, files...)...)
}

// OpenDocument makes an OpenDocument file of a kind ("text", "spreadsheet",
// "presentation") from its automatic styles and what stands in its body.
func OpenDocument(kind, styles, body string, files ...string) []byte {
	return Zip(append([]string{
		"mimetype", "application/vnd.oasis.opendocument." + kind,
		"content.xml", header + "<office:document-content " + odfText + "><office:automatic-styles>" + styles + "</office:automatic-styles><office:body><office:" + kind + ">" + body + "</office:" + kind + "></office:body></office:document-content>",
	}, files...)...)
}

// OpenStyles makes styles.xml.
func OpenStyles(styles, masters string) string {
	return header + "<office:document-styles " + odfText + "><office:styles>" + styles + "</office:styles><office:master-styles>" + masters + "</office:master-styles></office:document-styles>"
}

// OpenMeta makes meta.xml.
func OpenMeta(title, author string, pages int) string {
	return header + "<office:document-meta " + odfText + "><office:meta><dc:title>" + title + "</dc:title><dc:creator>" + author + `</dc:creator><meta:document-statistic meta:page-count="` + fmt.Sprint(pages) + `"/></office:meta></office:document-meta>`
}

// Book makes an e-book of chapters given as name, body, name, body, ... (c1.xhtml
// is the first) with a table of contents of entries href, title, href, title.
func Book(title string, chapters, contents []string, files ...string) []byte {
	var manifest, spine, list strings.Builder
	parts := []string{"mimetype", "application/epub+zip",
		"META-INF/container.xml", header + `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`}
	for i := 0; i+1 < len(chapters); i += 2 {
		fmt.Fprintf(&manifest, `<item id="c%d" href="%s" media-type="application/xhtml+xml"/>`, i, strings.ReplaceAll(chapters[i], " ", "%20"))
		fmt.Fprintf(&spine, `<itemref idref="c%d"/>`, i)
		parts = append(parts, "OEBPS/"+chapters[i], header+`<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>`+chapters[i+1]+"</body></html>")
	}
	for i := 0; i+1 < len(contents); i += 2 {
		fmt.Fprintf(&list, `<li><a href="%s">%s</a></li>`, contents[i], contents[i+1])
	}
	return Zip(append(append(parts,
		"OEBPS/book.opf", header+`<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>`+title+`</dc:title><dc:creator>Ida Keeper</dc:creator><dc:creator>Mary Hale</dc:creator></metadata><manifest>`+manifest.String()+`<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="css" href="book.css" media-type="text/css"/><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest><spine toc="ncx">`+spine.String()+`<itemref idref="nav"/></spine></package>`,
		"OEBPS/nav.xhtml", header+`<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc"><ol>`+list.String()+`</ol></nav></body></html>`),
		files...)...)
}
