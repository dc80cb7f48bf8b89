package index

import (
	"strings"
	"testing"
	"unicode/utf8"

	"carrel/knowledge/language"
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
		{"東京タワー", "東京 京タ タワ ワー 東 京 タ ワ ー"},
		{"中 文字", "中 文字 文 字"},
		{"한국어 문서", "한국어 문서"},
		{"الْعَرَبِيَّة", "العربية"},
		{"٣٤ ३४", "34 34"},
		{"soft\u00adhyphen cafe\u0301", "softhyphen cafe"},
		{"...---!!! ", ""},
		{"a\x00b \xff\xfe c", "a b c"},
		{strings.Repeat("x", 500), strings.Repeat("x", 64)},
	} {
		if got := IndexText(language.Unknown, c.text); got != c.want {
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

func TestAnalyseByLanguage(t *testing.T) {
	for _, c := range []struct {
		lang language.Tag
		a, b string // found by each other
	}{
		{"de", "die großen Häuser", "das grosse Haus"},
		{"fr", "l'école nationale", "les écoles nationales"},
		{"es", "la educación", "las educaciones"},
		{"it", "dell'università", "università"},
		{"ru", "российские города", "российский город"},
		{"ar", "الجامعات", "جامعة"},
		{"ar", "المدرسة", "مدرسه"},
		{"ru", "Microsoft Windows servers", "microsoft window server"},
		{"zh", "Windows servers", "windows server"},
	} {
		a, b := contentOf(c.lang, c.a), contentOf(c.lang, c.b)
		if a != b {
			t.Errorf("%s: %q gives %q, %q gives %q", c.lang, c.a, a, c.b, b)
		}
	}
}

func contentOf(lang language.Tag, text string) string {
	var terms []string
	for _, t := range QueryTerms(text, lang) {
		terms = append(terms, t.Text)
	}
	return strings.Join(terms, " ")
}

func TestQueryTermsOfSeveralLanguages(t *testing.T) {
	terms := QueryTerms("Wann wurden die Häuser gebaut", "en", "de")
	var got []string
	for i, term := range terms {
		text := term.Text
		if i > 0 && term.Word == terms[i-1].Word { // another form of the same word
			text = "|" + text
		}
		got = append(got, text)
	}
	if want := "hauser |haus gebaut"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	weights := Weights{IDF: map[string]float64{"hauser": 9, "haus": 2, "gebaut": 2}}
	if c := Coverage(terms, weights, "de", "ein Haus"); c != 0.5 {
		t.Errorf("one of two words covers %g", c)
	}
}

// How high it is, is not said with "high".
func TestCoverageOfAQuantity(t *testing.T) {
	for _, c := range []struct{ query, text string }{
		{"Wie hoch ist die Miete?", "Die Miete beträgt 940 Euro."}, {"How large is the deposit?", "The deposit is 2,820 euros."}, {"How long is the lease?", "The lease runs for two years."},
		{"What did the dentist cost?", "Dentist: 286.30 euros"}, {"Was kostete der Zahnarzt?", "Der Zahnarzt bekam 286,30 Euro."},
	} {
		terms := QueryTerms(c.query, "de", language.English)
		weights := Weights{IDF: map[string]float64{}}
		for _, t := range terms {
			weights.IDF[t.Text] = 1
		}
		lang := language.Detect(c.text)
		if got := Coverage(terms, weights, lang, c.text); got != 1 {
			t.Errorf("%s: %.2f of %s", c.query, got, c.text)
		}
	}
	for _, q := range []string{"Is the high street closed?", "How do high winds form?"} {
		for _, term := range QueryTerms(q, language.English) {
			if term.Asks {
				t.Errorf("%s: %s asks", q, term.Text)
			}
		}
	}
}

func TestCoverage(t *testing.T) {
	weights := Weights{IDF: map[string]float64{"gpt": 1, "4": 1, "gpt4": 3, "ship": 2, "node.js": 3, "node": 1, "js": 1, "山": 1}}
	for _, c := range []struct {
		query, text string
		want        float64
	}{
		{"GPT-4 ships", "the gpt 4 ship", 1},
		{"GPT-4 ships", "a ship", 0.5},
		{"node.js", "node and js", 1},
		{"node.js", "the node", 0.5},
		{"unknown", "text", 0},
		{"山", "富士山是日本最高的山峰", 1}, // one character, among others in the text
		{"", "text", 0},
	} {
		if got := Coverage(QueryTerms(c.query), weights, language.English, c.text); got != c.want {
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
		langs := []language.Tag{"en", "de", "fr", "ru", "ar", "tr", "zh", ""}
		for _, term := range Analyse(langs[len(text)%len(langs)], text) {
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
		IndexText(language.English, text)
	}
}

// The other forms of a question's words are searched for too, and known as such.
func TestQueryTermsHaveForms(t *testing.T) {
	for question, want := range map[string]string{
		"Who wrote the manual?":        "wrote write+ written+ manual",
		"Who wrote what was written?":  "wrote write+ written",
		"Who wrote and who has walked": "wrote write+ written+ walk",
		"A patent licence":             "patent licenc licens+",
		"licensing":                    "licens licenc+",
		"Who organised the colours?":   "organis organiz+ colour color+",
		"to analyze haemoglobin":       "analyz analys+ haemoglobin hemoglobin+",
	} {
		got := ""
		for _, term := range QueryTerms(question, language.English) {
			if got += " " + term.Text; term.Form {
				got += "+"
			}
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	for _, term := range QueryTerms("Wer schrieb das Handbuch?", "de") {
		if term.Form {
			t.Errorf("%q in German", term.Text)
		}
	}
}
