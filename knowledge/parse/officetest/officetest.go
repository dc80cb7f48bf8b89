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
