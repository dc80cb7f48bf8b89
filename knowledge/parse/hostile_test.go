package parse

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"carrel/knowledge/parse/officetest"
	"carrel/knowledge/reader"
)

// oneGoroutine is for tests in which one goroutine computes much: under the race
// detector, which has nothing to find there and takes ten times as long, they are
// skipped. build/test.sh runs them without it.
func oneGoroutine(t testing.TB) {
	t.Helper()
	if raceEnabled {
		t.Skip("one goroutine: build/test.sh runs it without the race detector")
	}
}

// wantRefusal reads what must be refused with a code and words.
func wantRefusal(t testing.TB, name string, data []byte, code, words string) {
	t.Helper()
	_, _, err := readDocument(t, name, data)
	var problem *reader.Problem
	if !errors.As(err, &problem) || problem.Code != code || !strings.Contains(problem.Message, words) {
		t.Errorf("%s: %v, want %s with %q", name, err, code, words)
	}
}

// fill is an endless source of one text.
type fill struct {
	text string
	left int64
	at   int
}

func (f *fill) Read(b []byte) (int, error) {
	if f.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(b) && int64(n) < f.left {
		c := copy(b[n:], f.text[f.at:])
		n, f.at = n+c, (f.at+c)%len(f.text)
	}
	n = int(min(int64(n), f.left))
	f.left -= int64(n)
	return n, nil
}

// bombOf makes an archive in which the part name is before, then size bytes of
// text over and over, then after.
func bombOf(t testing.TB, name, before, text string, size int64, after string, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	put := func(name string, r io.Reader) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.Copy(w, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i+1 < len(files); i += 2 {
		put(files[i], strings.NewReader(files[i+1]))
	}
	put(name, io.MultiReader(strings.NewReader(before), &fill{text: text, left: size}, strings.NewReader(after)))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	wordOpen  = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	sheetOpen = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
)

func bookFiles() []string {
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	return []string{"xl/workbook.xml", "<workbook " + ns + `><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", officetest.Links("rId1", "worksheet", "worksheets/sheet1.xml", "rId2", "sharedStrings", "sharedStrings.xml")}
}

// Whatever a document unpacks to, it is refused in words or read within bounds.
func TestHostileArchives(t *testing.T) {
	oneGoroutine(t)
	deep := strings.Repeat("<w:sdt><w:sdtContent>", 5000)
	entities := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha ha ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
	for what, test := range map[string]struct {
		name        string
		data        []byte
		code, words string
	}{
		"one text that unpacks to 20 MB": {"a.docx", bombOf(t, "word/document.xml", wordOpen+"<w:p><w:r><w:t>", "a", 20<<20, "</w:t></w:r></w:p></w:body></w:document>"), reader.CodeTooLarge, "8 MB"},
		"one text just over the limit":   {"a.docx", bombOf(t, "word/document.xml", wordOpen+"<w:p><w:r><w:t>", "a", 9<<20, "</w:t></w:r></w:p></w:body></w:document>"), reader.CodeTooLarge, "8 MB"},
		"a tag without an end":           {"a.docx", bombOf(t, "word/document.xml", wordOpen+"<w:p ", `a="b" `, 9<<20, ""), reader.CodeTooLarge, "8 MB"},
		"deep nesting":                   {"a.docx", officetest.DOCX(deep), reader.CodeTooLarge, "parts inside parts"},
		"deep tables":                    {"a.docx", officetest.DOCX(strings.Repeat("<w:tbl><w:tr><w:tc>", 1000)), reader.CodeTooLarge, "parts inside parts"},
		"many files":                     {"a.docx", append(bytes.Repeat([]byte("PK\x01\x02"), maxEntries+1), officetest.DOCX(p("x"))...), "", ""},
		"entities":                       {"a.docx", officetest.Zip("word/document.xml", entities+strings.Replace(wordOpen, "<w:body>", "<w:body><w:p><w:r><w:t>&b;&c;", 1)), reader.CodeDamaged, "damaged"},
		"shared texts that unpack to much": {"a.xlsx", bombOf(t, "xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`, "<si><t>"+strings.Repeat("a", 8000)+"</t></si>", 17<<20, "</sst>",
			append(bookFiles(), "xl/worksheets/sheet1.xml", sheetOpen+"</worksheet>")...), reader.CodeTooLarge, ""},
		"a cell repeated for ever":  {"a.ods", officetest.OpenDocument("spreadsheet", "", `<table:table table:name="x"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>`+strings.Repeat("long ", 800)+`</text:p></table:table-cell></table:table-row></table:table>`), reader.CodeTooLarge, "128 MB"},
		"cut off":                   {"a.docx", wordFile()[:2000], reader.CodeDamaged, "damaged"},
		"an archive of something":   {"a.docx", officetest.Zip("a.txt", "x"), reader.CodeUnsupported, "Unpack it"},
		"a workbook in binary form": {"a.xlsb", officetest.Zip("xl/workbook.bin", "x"), reader.CodeUnsupported, "XLSB"},
		"nothing inside":            {"a.docx", officetest.DOCX(""), reader.CodeEmpty, "no text"},
		"hidden text only":          {"a.docx", officetest.DOCX(`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>`), reader.CodeEmpty, "hidden text only"},
		"no document":               {"a.docx", officetest.Zip("word/styles.xml", "<x/>"), reader.CodeDamaged, "damaged"},
		"no slides":                 {"a.pptx", officetest.Presentation(nil, nil), reader.CodeEmpty, "no text"},
		"a sealed OpenDocument":     {"a.odt", officetest.OpenDocument("text", "", "", "META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`), reader.CodeEncrypted, "password"},
	} {
		t.Run(what, func(t *testing.T) {
			if test.code == "" {
				if _, _, err := readDocument(t, test.name, test.data); err == nil {
					t.Error("it was read")
				}
				return
			}
			wantRefusal(t, test.name, test.data, test.code, test.words)
		})
	}
}

// What is declared but not there costs nothing, and names in an archive are
// only names.
func TestHarmlessDeclarations(t *testing.T) {
	pages, _ := mustReadDocument(t, "a.xlsx", officetest.Workbook(nil, []string{"S", `<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols><sheetData>` +
		`<row r="1"><c r="A1" t="inlineStr"><is><t>First</t></is></c></row>` + strings.Repeat("<row/>", 1000) + `<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>`}))
	if len(pages) != 1 || pages[0].Text != "First\n\n7" || pages[0].Places[1].Name != "XFD1048576" {
		t.Errorf("%+v", pages)
	}
	pages, _ = mustReadDocument(t, "a.docx", officetest.DOCX(p("Here."), "../../etc/passwd", "x", `..\..\evil`, "y", "/abs/olute", "z"))
	if len(pages) != 1 || pages[0].Text != "Here." {
		t.Errorf("%+v", pages)
	}
	// A slide that is its own notes, layout and chart; styles in a circle are in wordFile.
	pages, _ = mustReadDocument(t, "a.pptx", officetest.Zip("ppt/presentation.xml", officetest.Notes(""), "_rels/.rels", officetest.Links("a", "officeDocument", "ppt/loop.xml"),
		"ppt/loop.xml", strings.Replace(officetest.Slide("", officetest.Shape("", "Round and round")+`<p:graphicFrame><c:chart r:id="a"/></p:graphicFrame>`), "<p:cSld>", `<p:sldIdLst><p:sldId id="1" r:id="a"/><p:sldId id="2" r:id="a"/></p:sldIdLst><p:cSld>`, 1),
		"ppt/_rels/loop.xml.rels", officetest.Links("a", "slide", "loop.xml", "b", "notesSlide", "loop.xml", "c", "chart", "loop.xml")))
	if len(pages) != 2 || pages[1].Text != "Round and round\n\nRound and round" {
		t.Errorf("%+v", pages)
	}
}

// A table of many rows is read in little memory.
func TestManyRows(t *testing.T) {
	oneGoroutine(t)
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const aRow = `<row><c><v>12345</v></c><c><v>1</v></c></row>`
	data := bombOf(t, "xl/worksheets/sheet1.xml", sheetOpen+"<sheetData>", aRow, 40_000*int64(len(aRow)), "</sheetData></worksheet>", bookFiles()...)
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	rows, most := 0, uint64(0)
	_, err := readXLSX(job{data: data, name: "a.xlsx", page: func(p reader.Page) error {
		rows += len(p.Places)
		if p.Number%20 == 0 {
			runtime.ReadMemStats(&during)
			most = max(most, during.HeapAlloc)
		}
		return nil
	}})
	if err != nil || rows != 40_000 {
		t.Errorf("%d rows, %v", rows, err)
	}
	if most > before.HeapAlloc+64<<20 {
		t.Errorf("%d MB of memory", most>>20)
	}
}

// compound makes a compound file with streams of these names.
func compound(names ...string) []byte {
	b := make([]byte, 512*4)
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	binary.LittleEndian.PutUint16(b[30:], 9)
	binary.LittleEndian.PutUint32(b[48:], 1) // the directory's sector
	for i := range 109 {
		binary.LittleEndian.PutUint32(b[76+4*i:], 0xFFFFFFFF)
	}
	binary.LittleEndian.PutUint32(b[76:], 0) // the table's
	table := b[512:]
	for i := range 128 {
		binary.LittleEndian.PutUint32(table[4*i:], 0xFFFFFFFE)
	}
	entry := func(n int, name string, left, right, child uint32) {
		e := b[1024+128*n:]
		for i, u := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(name)+2))
		binary.LittleEndian.PutUint32(e[68:], left)
		binary.LittleEndian.PutUint32(e[72:], right)
		binary.LittleEndian.PutUint32(e[76:], child)
	}
	const none = 0xFFFFFFFF
	entry(0, "Root Entry", none, none, 1)
	for i, name := range names {
		right := uint32(i + 2)
		if i == len(names)-1 {
			right = 1 // round in a circle
		}
		entry(i+1, name, none, right, none)
	}
	return b
}

func TestCompoundFiles(t *testing.T) {
	for _, test := range []struct{ stream, code, words string }{
		{"EncryptedPackage", reader.CodeEncrypted, "password"},
		{"WordDocument", reader.CodeUnsupported, "older Word document (DOC)"},
		{"Workbook", reader.CodeUnsupported, "save it as .xlsx"},
		{"PowerPoint Document", reader.CodeUnsupported, "PPT"},
		{"__properties_version1.0", reader.CodeUnsupported, "Outlook"},
		{"Else", reader.CodeUnsupported, "older Microsoft program"},
	} {
		wantRefusal(t, "a.docx", compound("Other", test.stream), test.code, test.words)
	}
	wantRefusal(t, "a.doc", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), reader.CodeUnsupported, "older")
}

// repack replaces one part of an archive and keeps the others, so that fuzzing
// changes XML and not checksums.
func repack(base []byte, part string, content []byte) []byte {
	z, err := zip.NewReader(bytes.NewReader(base), int64(len(base)))
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		to, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
		if err != nil {
			panic(err)
		}
		if f.Name == part {
			_, _ = to.Write(content)
			continue
		}
		from, err := f.Open()
		if err != nil {
			panic(err)
		}
		_, _ = io.Copy(to, from)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func partOf(base []byte, part string) []byte {
	z, err := zip.NewReader(bytes.NewReader(base), int64(len(base)))
	if err != nil {
		panic(err)
	}
	f, err := z.Open(part)
	if err != nil {
		panic(fmt.Sprint(part, err))
	}
	data, _ := io.ReadAll(f)
	return data
}

// fuzzPart fuzzes the XML of parts of sound files: whatever stands there, pages
// are sound or the refusal is in words.
func fuzzPart(f *testing.F, name string, base []byte, parts ...string) {
	for i, part := range parts {
		f.Add(uint8(i), partOf(base, part))
	}
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		data := repack(base, parts[int(which)%len(parts)], content)
		_, _, err := readDocument(t, name, data)
		var problem *reader.Problem
		if err != nil && !errors.As(err, &problem) {
			t.Fatalf("an error that is no Problem: %v", err)
		}
		if problem != nil && (problem.Code == "" || problem.Message == "") {
			t.Fatalf("a problem without words: %+v", problem)
		}
	})
}

func FuzzWord(f *testing.F) {
	fuzzPart(f, "a.docx", wordFile(), "word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footnotes.xml", "word/_rels/document.xml.rels")
}

func FuzzSlides(f *testing.F) {
	fuzzPart(f, "a.pptx", presentation(), "ppt/slides/slide1.xml", "ppt/slides/slide3.xml", "ppt/charts/chart1.xml", "ppt/presentation.xml")
}

func FuzzWorkbook(f *testing.F) {
	fuzzPart(f, "a.xlsx", workbook(), "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml")
}

func FuzzOpenDocument(f *testing.F) {
	for kind, base := range [][]byte{openText(), openSheet(), openSlides()} {
		f.Add(uint8(kind), partOf(base, "content.xml"))
	}
	bases := [][]byte{openText(), openSheet(), openSlides()}
	f.Fuzz(func(t *testing.T, kind uint8, content []byte) {
		data := repack(bases[int(kind)%3], "content.xml", content)
		_, _, err := readDocument(t, "a", data)
		var problem *reader.Problem
		if err != nil && !errors.As(err, &problem) {
			t.Fatalf("an error that is no Problem: %v", err)
		}
	})
}

func FuzzBook(f *testing.F) {
	fuzzPart(f, "a.epub", whales(), "OEBPS/text/one two.xhtml", "OEBPS/book.opf", "OEBPS/nav.xhtml", "META-INF/container.xml", "OEBPS/book.css")
}

// FuzzArchive: any bytes behind a zip archive's or compound file's first ones.
func FuzzArchive(f *testing.F) {
	f.Add(officetest.DOCX(p("x")))
	f.Add(compound("WordDocument"))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !isZip(data) && !isCompound(data) {
			return
		}
		_, _, err := readDocument(t, "a.docx", data)
		var problem *reader.Problem
		if err != nil && !errors.As(err, &problem) {
			t.Fatalf("an error that is no Problem: %v", err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a;b\n1;\"2\n\"\"3\"\n"))
	f.Add([]byte("sep=|\na|b\n\n1|2\n3"))
	f.Add([]byte("Title\n\n,2019,2018\nSales,1,2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		pages := 0
		_, err := readCSV(job{data: data, name: "a.csv", page: func(p reader.Page) error {
			pages++
			checkPage(t, p, pages)
			return nil
		}})
		var problem *reader.Problem
		if err != nil && !errors.As(err, &problem) || err == nil && pages == 0 {
			t.Fatalf("%d pages, %v", pages, err)
		}
	})
}
