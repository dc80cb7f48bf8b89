package parse

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

func TestNormalise(t *testing.T) {
	for _, test := range []struct{ what, raw, want string }{
		{"line ends and spaces", "  One \u00a0 two\t \r\n  three\r\n\r\n\r\n\r\nfour \r\n", "One two\nthree\n\nfour"},
		{"hyphen that pdfium marked", "furni\uFFFEture", "furniture"},
		{"the same, as pdfium has it char by char", "furni\x02ture", "furniture"},
		{"hyphen before a number", "COVID\uFFFE19", "COVID-19"},
		{"hyphen before a capital", "Anne\uFFFEMarie", "Anne-Marie"},
		{"hyphen after a number", "2018\uFFFE2019", "2018-2019"},
		{"mark that joins no word", "a \uFFFE\uFFFE b", "a b"},
		{"mark at the end", "end\uFFFE", "end"},
		{"soft hyphen at a line end", "furni\u00AD\r\n ture", "furniture"},
		{"soft hyphen inside a line", "furni\u00ADture", "furniture"},
		{"typographic hyphen at a line end", "furni\u2010\r\nture", "furniture"},
		{"typographic hyphen inside a line", "well\u2010known", "well\u2010known"},
		{"typographic hyphen before a capital", "Anne\u2010\r\nMarie", "Anne\u2010\nMarie"},
		{"plain hyphen that pdfium did not mark", "- one\r\n- two-\r\nthree", "- one\n- two-\nthree"},
		{"ligatures", "o\uFB03ce \uFB01re", "office fire"},
		{"hyphen before a ligature", "of\uFFFE\uFB01ce", "office"},
		{"invisible", "a\u200Bb\u202Ec\x00\x01d\uFEFF", "abcd"},
		{"beyond the basic plane", "\U0001D6FC = 1", "\U0001D6FC = 1"},
		{"nothing", " \r\n \r\n", ""},
	} {
		if got := normalise(test.raw); got.text != test.want {
			t.Errorf("%s: %q becomes %q, want %q", test.what, test.raw, got.text, test.want)
		}
	}
}

// checkPageText holds a normalised text to its promises.
func checkPageText(t *testing.T, raw string, p pageText) {
	t.Helper()
	if !utf8.ValidString(p.text) {
		t.Fatalf("invalid UTF-8 from %q", raw)
	}
	runes := []rune(p.text)
	if len(runes) != len(p.origin) {
		t.Fatalf("%d code points, %d origins from %q", len(runes), len(p.origin), raw)
	}
	units := utf16.Encode([]rune(raw))
	last := int32(0)
	for i, at := range p.origin {
		if at < last || int(at) >= len(units) {
			t.Fatalf("origin %d of code point %d, after %d, of %d units of %q", at, i, last, len(units), raw)
		}
		last = at
		// What came through unchanged must be what stands there.
		r := runes[i]
		if r == ' ' || r == '\n' || r == '-' || r < 0x80 {
			continue
		}
		if want := utf16.Encode([]rune{r})[0]; units[at] != want {
			t.Fatalf("code point %q comes from unit %#x of %q", r, units[at], raw)
		}
	}
	if strings.ContainsAny(p.text, "\x00\x02\r\t\f\u00AD\uFFFE") || strings.Contains(p.text, " \n") || strings.Contains(p.text, "\n ") || strings.Contains(p.text, "\n\n\n") {
		t.Fatalf("%q becomes %q", raw, p.text)
	}
	if p.text != strings.TrimSpace(p.text) && p.text != "" {
		if s := strings.Trim(p.text, " \n"); s != p.text {
			t.Fatalf("%q becomes %q, with space around it", raw, p.text)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{
		"A carrel is a piece of furni\uFFFEture\r\nfor one reader.\r\n", "of\u00AD\r\n\uFB01ce", "a\u2010\r\n b", " \r\n\r\n\r\nx",
		"\U0001D6FC\uFFFE\U0001D6FC", "x\uFFFEY\uFFFE9", "\x02\x02", "a\u2028b\vc", "\u200B\n\u00A0\nz",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		raw = strings.ToValidUTF8(raw, "\uFFFD") // pdfium's text has been decoded
		p := normalise(raw)
		checkPageText(t, raw, p)
		if again := normalise(raw); again.text != p.text {
			t.Fatalf("not the same twice: %q", raw)
		}
		for _, h := range match([]outlineEntry{{1, compact(raw)}}, lines(p.text)) {
			if h.Start < 0 || h.End <= h.Start || h.End > len(p.origin) {
				t.Fatalf("heading %+v in %q", h, p.text)
			}
		}
	})
}

func TestSensibleTitle(t *testing.T) {
	for _, s := range []string{"On Carrels", "Annual Report 2018", "Document Imaging: A Survey", "Untitled Masters: Essays", "Über Lesen"} {
		if sensibleTitle(s) != s {
			t.Errorf("%q is refused", s)
		}
	}
	for _, s := range []string{"", "  ", "Microsoft Word - letter.doc", "untitled", "Untitled-1", "Document1", "report_final.docx", "paper.dvi", "12345", "---", "PowerPoint Presentation", "file:///C:/x", "Slide 1", "\uFFFD\uFFFDabc", `C:\wp\draft.wpd [v3]`} {
		if got := sensibleTitle(s); got != "" {
			t.Errorf("%q gives %q", s, got)
		}
	}
}
