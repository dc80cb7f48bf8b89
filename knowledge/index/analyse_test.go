package index

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAnalyse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The ships sailed; sailing ships sail.", "the ship sail sail ship sail"},
		{"Don't stop O'Neil's boats", "dont stop oneil boat"},
		{"GPT-4 and COVID‑19, an e-mail", "gpt 4 gpt4 and covid 19 covid19 an e mail email"},
		{"cost-effective", "cost effect"},
		{"1,577 in 3.14 of v1.28.0", "1577 in 3.14 of v1.28.0 1.28.0"},
		{"node.js max_tokens report.pdf", "node.js node js max_tokens max token report.pdf report pdf"},
		{"the U.S. Navy, e.g.", "the us navi eg"},
		{"Ålesund CAFÉ naïve Straße Łódź", "alesund cafe naiv strass lodz"},
		{"ﬁnance Ｆｕｌｌ ½", "financ full 1.2"},
		{"Ёлка йод", "елка йод"},
		{"東京タワー", "東京 京タ タワ ワー"},
		{"中 文字", "中 文字"},
		{"한국어 문서", "한국어 문서"},
		{"الْعَرَبِيَّة", "العربية"},
		{"٣٤ ३४", "34 34"},
		{"soft\u00adhyphen cafe\u0301", "softhyphen cafe"},
		{"...---!!! ", ""},
		{"a\x00b \xff\xfe c", "a b c"},
		{strings.Repeat("x", 500), strings.Repeat("x", 64)},
	} {
		if got := IndexText(c.text); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestQueryTerms(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Who was the captain of the ship?", "captain ship"},
		{"to be or not to be", "to be or not"},
		{"ship ships SHIP", "ship"},
		{"How many ships are there?", "ship"},
		{"what isn't there", "what isnt there"},
		{"?", ""},
	} {
		var got []string
		for _, term := range QueryTerms(c.text) {
			got = append(got, term.Text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q gave %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCoverage(t *testing.T) {
	weights := Weights{IDF: map[string]float64{"gpt": 1, "4": 1, "gpt4": 3, "ship": 2, "node.js": 3, "node": 1, "js": 1}}
	for _, c := range []struct {
		query, text string
		want        float64
	}{
		{"GPT-4 ships", "the gpt 4 ship", 1},
		{"GPT-4 ships", "a ship", 0.5},
		{"node.js", "node and js", 1},
		{"node.js", "the node", 0.5},
		{"unknown", "text", 0},
		{"", "text", 0},
	} {
		if got := Coverage(QueryTerms(c.query), weights, c.text); got != c.want {
			t.Errorf("coverage of %q by %q is %g, want %g", c.query, c.text, got, c.want)
		}
	}
}

// FuzzAnalyse: the lexical table's tokenizer must find exactly the terms that
// analysis made, and analysing must not depend on how letters are composed.
func FuzzAnalyse(f *testing.F) {
	for _, s := range []string{"The ships' GPT-4, v1.28.0", "Ålesund ½ ﬁ 東京 ٣٤", "a.b_c'd\"e", "\xff\x00 \u0301", "U.S.A. 1,577.5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, term := range Analyse(text) {
			if term.Text == "" || len(term.Text) > 2*maxTerm || !utf8.ValidString(term.Text) {
				t.Fatalf("term %q of %q", term.Text, text)
			}
			for _, r := range term.Text {
				if r < utf8.RuneSelf && !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_') {
					t.Fatalf("term %q of %q has %q, at which the tokenizer cuts", term.Text, text, r)
				}
			}
		}
	})
}

func BenchmarkIndexText(b *testing.B) {
	text := strings.Repeat("The lighthouse keeper counted 1,577 vessels before the storm of the autumn sank the tugboat. ", 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		IndexText(text)
	}
}
