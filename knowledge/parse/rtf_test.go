package parse

import (
	"bytes"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

func TestRTFGolden(t *testing.T) { checkGolden(t, "desks.rtf") }

func rtfText(t testing.TB, body string) (string, reader.Meta) {
	t.Helper()
	pages, meta, err := readDocument(t, "a.rtf", []byte(body))
	if err != nil {
		t.Fatalf("%.100q: %v", body, err)
	}
	var texts []string
	for _, p := range pages {
		texts = append(texts, p.Text)
	}
	return strings.Join(texts, "\n\n"), meta
}

func TestRTFText(t *testing.T) {
	for what, test := range map[string]struct{ source, want string }{
		"code page of the document": {`{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}`, "Привет"},
		"raw bytes":                 {"{\\rtf1\\ansi\\ansicpg1250 \xb3\xf3d\x9f}", "łódź"},
		"double bytes":              {`{\rtf1\ansi\ansicpg936 \'d0\'a1\'ca\'e9}`, "小书"},
		"Mac":                       {`{\rtf1\mac caf\'8e}`, "café"},
		"DOS":                       {`{\rtf1\pc caf\'82}`, "café"},
		"fallback skipped":          {`{\rtf1\uc3 \u8364 EUR 5}`, "€ 5"},
		"no fallback":               {`{\rtf1\uc0\u8364 5}`, "€5"},
		"fallback ends with group":  {`{\rtf1\uc5{\u8364 E}UR}`, "€UR"},
		"fallback in hex":           {`{\rtf1\uc1\u8217\'92s}`, "’s"},
		"lone surrogate":            {`{\rtf1\uc0 a\u-10179 b\u-9094 c}`, "abc"},
		"escaped signs":             {`{\rtf1 a\{b\}\\c}`, `a{b}\c`},
		"line ends do not count":    {"{\\rtf1 a\r\nb\\par\nc}", "ab\n\nc"},
		"a row alone":               {`{\rtf1\trowd a\cell b\cell\row}`, "a | b"},
		"text side by side":         {`{\rtf1\trowd a` + strings.Repeat(" long", 20) + `\cell b\cell\row}`, "a" + strings.Repeat(" long", 20) + "\n\nb"},
		"footnote after a table":    {`{\rtf1\trowd a{\footnote one}\cell b\cell\row c\cell d\cell\row\pard e{\footnote two} f}`, "a | b\nc | d\n\none\n\ne f\n\ntwo"},
		"footnote in a cut cell":    {`{\rtf1\trowd a\cell b\cell\row\intbl c{\footnote one} d`, "a | b\n\nc d\n\none"},
		"never closed":              {`{\rtf1 {\b open`, "open"},
		"closed too often":          {`{\rtf1 a}} b`, "a"},
		"binary with braces":        {"{\\rtf1 a{\\pict\\bin5 }}{{}}b}", "ab"},
		"binary longer than all":    {"{\\rtf1 a\\bin99999 b}", "a"},
		"footnotes":                 {`{\rtf1 a{\footnote one\par more}b{\footnote {\i two}}c\par d}`, "abc\n\none more\n\ntwo\n\nd"},
		"text box":                  {`{\rtf1 a\par{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt in the box\par}}}b}`, "a\n\nin the box\n\nb"},
	} {
		if got, _ := rtfText(t, test.source); got != test.want {
			t.Errorf("%s: %q, want %q", what, got, test.want)
		}
	}
}

func TestRTFHostile(t *testing.T) {
	oneGoroutine(t)
	for what, source := range map[string]string{
		"groups":      `{\rtf1 the text` + strings.Repeat("{", 1_000_000),
		"open close":  `{\rtf1 ` + strings.Repeat("{}", 300_000) + "the text}",
		"deep":        `{\rtf1 ` + strings.Repeat("{", 100_000) + "the text" + strings.Repeat("}", 100_001),
		"footnotes":   `{\rtf1 the text` + strings.Repeat(`{\footnote a`, 3000),
		"many notes":  `{\rtf1 the text` + strings.Repeat(`word {\footnote a}`, 50_000) + `}`,
		"cells":       `{\rtf1 the text\par\trowd ` + strings.Repeat(`a\cell `, 100_000) + `\row b\cell\row}`,
		"numbers":     `{\rtf1\uc99999999999999999999\u999999999999999999\bin-99999999999 --------the text}`,
		"long word":   `{\rtf1\` + strings.Repeat("a", 1_000_000) + " the text}",
		"bytes":       "{\\rtf1 the text\\par" + strings.Repeat(`\'ff`, 100_000) + "}",
		"long line":   `{\rtf1 ` + strings.Repeat("the text ", 300_000) + "}",
		"style sheet": `{\rtf1{\stylesheet` + strings.Repeat(`{\s1 heading 1;}`, 100_000) + `}the text}`,
		"title":       `{\rtf1{\info{\title ` + strings.Repeat(`a\'e4`, 200_000) + `}}the text}`,
	} {
		got, _ := rtfText(t, source)
		if !strings.Contains(got, "the text") {
			t.Errorf("%s: the text is lost", what)
		}
	}
	if _, _, err := readDocument(t, "a.rtf", []byte(`{\rtf1{\pict 00}}`)); err == nil {
		t.Error("a picture alone is read")
	}
}

// FuzzRTF: any RTF gives sound pages.
func FuzzRTF(f *testing.F) {
	f.Add([]byte(`1\ansi\ansicpg932{\fonttbl{\f0\fcharset204 A;}}\f0\'cf\u937?\par\trowd a\cell b\cell\row c\cell\row}`))
	f.Add([]byte(`1{\stylesheet{\s1\outlinelevel0 heading 1;}}\s1 A\par\pard{\listtext 1.}b{\footnote c\par d}\v e\bin3 {{{}`))
	f.Add([]byte(`1{\*\shpinst{\shptxt x}}{\info{\title y}}\uc2\u-10179??\u-9094??`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, _, _ = readDocument(t, "a.rtf", bytes.Join([][]byte{[]byte(`{\rtf`), body}, nil))
	})
}
