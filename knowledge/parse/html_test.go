package parse

import (
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

func TestHTMLGolden(t *testing.T) { checkGolden(t, "article.html") }

func htmlPages(t testing.TB, source string) (string, reader.Meta) {
	t.Helper()
	pages, meta, err := readDocument(t, "page.html", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, p := range pages {
		texts = append(texts, p.Text)
	}
	return strings.Join(texts, "\n\n"), meta
}

const prose = "A carrel is a small desk in a library that one reader has for a term. It keeps books and papers together, so that nobody has to carry them home at night. "

// The article is kept whatever a page's builder has called the boxes around it.
func TestHTMLNeverLosesTheArticle(t *testing.T) {
	article := "<p>" + strings.Repeat(prose, 5) + "</p><p>" + strings.Repeat(prose, 5) + "THE END.</p>"
	for what, source := range map[string]string{
		"divs":                  "<div><div>" + article + "</div></div>",
		"article in an aside":   "<aside>" + article + "</aside>",
		"article in a sidebar":  "<div class='sidebar'>" + article + "</div>",
		"article in the header": "<header>" + article + "</header>",
		"article in the footer": "<footer>" + article + "</footer>",
		"article in nav":        "<nav>" + article + "</nav>",
		"cookie classes":        "<div class='cookie consent'>" + article + "<button>Yes</button></div>",
		"small main":            "<main><p>Loading the page</p></main><div>" + article + "</div>",
		"small article":         "<article><p>A teaser of something else.</p></article><div>" + article + "</div>",
		"all linked":            "<a href='/'>" + article + "</a>",
		"table layout":          "<table><tr><td><a href='/'>Home</a></td><td>" + article + "</td></tr></table>",
		"dialog":                "<div role='dialog'>" + article + "</div>",
		"form":                  "<form>" + article + "<input></form>",
		"no tags":               strings.ReplaceAll(strings.ReplaceAll(article, "<p>", ""), "</p>", ""),
		"unclosed":              "<div><b><i><table><tr>" + article,
	} {
		if got, _ := htmlPages(t, "<html><body>"+source); strings.Count(got, "nobody has to carry") != 10 || !strings.Contains(got, "THE END.") {
			t.Errorf("%s: %q", what, got)
		}
	}
}

func TestHTMLLeavesOutWhatIsAround(t *testing.T) {
	article := "<p>" + strings.Repeat(prose, 5) + "</p>"
	links := "<ul>" + strings.Repeat("<li><a href='/x'>NOISE here</a></li>", 8) + "</ul>"
	for what, source := range map[string]string{
		"nav":             "<nav>NOISE</nav>" + article,
		"role":            "<div role='navigation'>NOISE</div>" + article,
		"footer":          article + "<footer>NOISE of the house</footer>",
		"aside":           article + "<aside>NOISE of the house</aside>",
		"links in a div":  "<div>" + links + "</div><div>" + article + "</div>",
		"cookie bar":      "<div class='cookie-bar'>NOISE <button>OK</button></div>" + article,
		"scripts":         "<script>NOISE</script><style>NOISE</style><noscript>NOISE</noscript><template>NOISE</template>" + article,
		"comments":        "<!-- NOISE -->" + article,
		"select":          "<select><option>NOISE</select>" + article,
		"around main":     "<div>NOISE</div><main>" + article + "</main><div>NOISE</div>",
		"navbox in main":  "<main>" + article + "<div role='navigation'>" + links + "</div></main>",
		"hidden":          "<p hidden>NOISE</p><p style='display : none'>NOISE</p><p style='font-size:0px'>NOISE</p><p style='color:#fff;background:#FFF'>NOISE</p>" + article,
		"hidden by class": "<style>/* a */ .x, #y {visibility:hidden}</style><p class='a x'>NOISE</p><p id=y>NOISE</p>" + article,
	} {
		if got, _ := htmlPages(t, "<html><body>"+source); strings.Contains(got, "NOISE") || strings.Count(got, "nobody has to carry") != 5 {
			t.Errorf("%s: %q", what, got)
		}
	}
}

// Lists of links that are what a page is about stay.
func TestHTMLKeepsLists(t *testing.T) {
	links := strings.Repeat("<li><a href='/x'>Entry of it</a></li>", 30)
	for what, source := range map[string]string{
		"list alone":     "<ul>" + links + "</ul>",
		"list in main":   "<main><p>" + strings.Repeat(prose, 6) + "</p><ul>" + links + "</ul></main>",
		"list in prose":  "<p>" + strings.Repeat(prose, 6) + "</p><p>These are the entries that we have:</p><ul>" + links + "</ul>",
		"own address":    "<h2>Kinds<a href='#x'>¶</a></h2><p>" + strings.Repeat("Entry of it. ", 30) + "</p>",
		"under heading":  "<p>" + strings.Repeat(prose, 6) + "</p><h2>Entries</h2><ul>" + links + "</ul>",
		"several pieces": strings.Repeat("<article><h2>Piece</h2><p>Short text. Entry of it</p></article>", 30),
	} {
		if got, _ := htmlPages(t, "<html><body>"+source); strings.Count(got, "Entry of it") != 30 || strings.Contains(got, "¶") {
			t.Errorf("%s: %q", what, got)
		}
	}
}

func TestHTMLCharsets(t *testing.T) {
	for what, test := range map[string]struct{ source, want string }{
		"meta":               {"<meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
		"http-equiv":         {`<meta http-equiv="Content-Type" content="text/html; charset=KOI8-R"><p>` + "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"},
		"xml":                {`<?xml version="1.0" encoding="iso-8859-2"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p>` + "\xb1\xea", "ąę"},
		"mark":               {"\xEF\xBB\xBF<meta charset=windows-1251><p>Größe", "Größe"},
		"UTF-8 against meta": {"<meta charset=iso-8859-1><p>Größe", "Größe"},
		"nothing":            {"<p>Gr\xf6\xdfe", "Größe"},
	} {
		if got, _ := htmlPages(t, test.source); got != test.want {
			t.Errorf("%s: %q, want %q", what, got, test.want)
		}
	}
}

func TestHTMLMeta(t *testing.T) {
	_, meta := htmlPages(t, `<title>A page - Site</title><meta property="og:title" content="A page of the site"><meta name="citation_author" content="One"><meta name="citation_author" content="Two"><h1>Other words</h1><p>Text`)
	if meta.Title != "A page of the site" || meta.Author != "One; Two" {
		t.Errorf("meta %+v", meta)
	}
	_, meta = htmlPages(t, "<h1>Only a heading</h1><p>Text and <span style='display:none'>twenty letters are enough for it</span>")
	if meta.Title != "Only a heading" || len(meta.Warnings) != 1 || meta.Warnings[0].Code != "hidden_text" {
		t.Errorf("meta %+v", meta)
	}
}

func TestHTMLLongPagesAreCut(t *testing.T) {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "<h2>Section %d</h2><p>%s</p><table><tr><th>Name<th>Value", i, strings.Repeat(prose, 4))
		for k := range 60 {
			fmt.Fprintf(&b, "<tr><td>Row %d<td>%d", k, i*k)
		}
		b.WriteString("</table>")
	}
	pages, _, err := readDocument(t, "long.html", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	headings, rows := 0, 0
	for _, p := range pages {
		headings += len(p.Headings)
		for _, table := range p.Tables {
			rows += len(table.Rows)
			if len(table.Columns) != 2 || !strings.HasPrefix(table.Title, "Section ") {
				t.Errorf("table %+v", table)
			}
		}
		if n := len([]rune(p.Text)); n > pageMaxRunes {
			t.Errorf("page %d has %d code points", p.Number, n)
		}
	}
	if headings != 40 || rows != 40*61 || len(pages) < 10 {
		t.Errorf("%d headings, %d rows on %d pages", headings, rows, len(pages))
	}
}

func TestHTMLHostile(t *testing.T) {
	oneGoroutine(t)
	for what, source := range map[string]string{
		"deep":           strings.Repeat("<div>", 100_000) + "<p>the text</p>",
		"deep bold":      strings.Repeat("<b>", 5_000) + "the text",
		"deep tables":    strings.Repeat("<table><tr><td>a<td>", 120) + "the text",
		"deep lists":     strings.Repeat("<ul><li>x", 200) + "the text",
		"wide table":     "<table>" + strings.Repeat("<tr><td rowspan=60000 colspan=60000>the text<td rowspan=9999>b", 300),
		"long line":      "<p>" + strings.Repeat("the text ", 200_000),
		"attributes":     "<p " + strings.Repeat("a=b ", 50_000) + ">the text",
		"entities":       "<p>&#x110000;&#0;&#xD800;&lt;b&gt; &notanentity; &amp;amp; the text",
		"null and other": "<p>\x1b \u202e\u200b\U000E0041\ufeff the text",
		"styles":         "<style>" + strings.Repeat("@media{a{}", 10_000) + "</style><p>the text",
	} {
		got, _ := htmlPages(t, "<html>"+source)
		if !strings.Contains(got, "the text") {
			t.Errorf("%s: the text is lost", what)
		}
		if len(got) > 50*len(source)+1000 {
			t.Errorf("%s: %d bytes became %d", what, len(source), len(got))
		}
	}
}

// FuzzHTML: any web page gives sound pages.
func FuzzHTML(f *testing.F) {
	f.Add("<h1>A</h1><p>b<table><tr><th>c<td>d</table><ul><li>e<pre> f\n g</pre>")
	f.Add("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><title/><a id='x'/><p>Text<br/>more")
	f.Add("<style>.a{display:none}</style><main><p class=a>x</p><h2>y</main><nav>z")
	f.Add("<table><caption>t<tr><td rowspan=2 colspan=3>a<td>b<tr><td>c")
	f.Fuzz(func(t *testing.T, source string) {
		_, _, _ = readDocument(t, "a.html", []byte(source))
	})
}

// A table of one row keeps what belongs together on one line; text that is set
// side by side is not one.
func TestHTMLTableOfOneRow(t *testing.T) {
	for source, want := range map[string]string{
		"<table><tr><th>Founded<td>1912</table>":                     "Founded | 1912",
		"<table><thead></thead><tr><td>a<td>b<td>c</table>":          "a | b | c",
		"<table><tr><td>" + prose + "<td>The other column.</table>":  strings.TrimSpace(prose) + "\n\nThe other column.",
		"<table><tr><td>alone</table>":                               "alone",
		"<table role=presentation><tr><td>Left<td>Right</table>":     "Left\n\nRight",
		"<table><tr><td>a<td>b<tr><td>c<td>d</table>":                "a | b\nc | d",
		"<table><tr><td>a<td><table><tr><td>b<td>c</table></table>":  "a\n\nb | c",
		"<table><tr><td><h2>Title</h2><td>What it is about.</table>": "Title\n\nWhat it is about.",
	} {
		if got, _ := htmlPages(t, "<html><body><p>"+source); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}
