package parse

import (
	"strings"
	"testing"

	"carrel/knowledge/parse/officetest"
	"carrel/knowledge/reader"
)

func whales() []byte {
	return officetest.Book("Whales and men", []string{
		"cover.xhtml", `<svg/>`,
		"text/one two.xhtml", `<h1>Loomings</h1><p>Call me <i>Ishmael</i>&#8212;some years ago.</p><p class="gone">Not to be seen by any reader.</p><h2>The carpet bag</h2><p>I stuffed a shirt &amp; two.</p><table><tr><th>Ship</th><th>Port</th></tr><tr><td>Pequod</td><td>Nantucket</td></tr></table>`,
		"text/more.xhtml", `<p>It goes on without a title.</p>`,
		"text/three.xhtml", `<h1>The whale</h1><p>White.</p>`,
	}, []string{"text/one%20two.xhtml", "Loomings", "text/one%20two.xhtml#b", "The carpet bag", "text/three.xhtml", "The whale"},
		"OEBPS/book.css", "p { color: black } .gone { display: none }")
}

func TestEPUB(t *testing.T) { compareGolden(t, "whales.epub", whales()) }

func TestEPUBOldContents(t *testing.T) {
	data := officetest.Book("B", []string{"a.xhtml", "<p>One.</p>", "b.xhtml", "<p>Two.</p>"}, nil,
		"OEBPS/toc.ncx", `<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><docTitle><text>no</text></docTitle><navMap><navPoint><navLabel><text>First</text></navLabel><content src="a.xhtml"/><navPoint><navLabel><text>Second</text></navLabel><content src="b.xhtml#x"/></navPoint></navPoint></navMap></ncx>`)
	pages, meta := mustReadDocument(t, "b.epub", data)
	if len(pages) != 2 || pages[0].Label != "First" || pages[1].Label != "Second" || reader.Where(meta.Unit, pages[1], 0, 3) != "chapter Second" {
		t.Errorf("%s", golden(pages, meta))
	}
}

func TestEPUBLongChapter(t *testing.T) {
	long := "<h1>Long</h1>" + strings.Repeat("<p>"+strings.Repeat("Words follow words. ", 30)+"</p>", 40)
	pages, meta := mustReadDocument(t, "b.epub", officetest.Book("B", []string{"a.xhtml", long}, []string{"a.xhtml", "Long"}))
	if len(pages) < 4 || pages[3].Label != "Long" || meta.Pages != len(pages) {
		t.Errorf("%d pages, %q", len(pages), pages[len(pages)-1].Label)
	}
}

func TestEPUBLocked(t *testing.T) {
	locked := `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="%"/></enc:EncryptedData></encryption>`
	make := func(how string) []byte {
		return officetest.Book("B", []string{"a.xhtml", "<p>One.</p>"}, nil, "META-INF/encryption.xml", strings.Replace(locked, "%", how, 1))
	}
	wantRefusal(t, "b.epub", make("http://www.w3.org/2001/04/xmlenc#aes128-cbc"), reader.CodeEncrypted, "DRM")
	mustReadDocument(t, "b.epub", make("http://www.idpf.org/2008/embedding")) // a font
}
