package align

import (
	"strings"

	"carrel/app/ask/prose"
)

// reword gives words the terms that all wordings of one thing share: set
// phrases, irregular forms and synonyms. Names are left alone.
func reword(ws []prose.Word, lang prose.Language, runes []rune) {
	if lang == prose.German {
		joinSeparable(ws, runes)
	}
	for i := 0; i < len(ws); i++ {
		if ws[i].Fold == "with" && i > 0 && ws[i-1].Fold == "replaced" {
			ws[i].Fold = "by" // what takes its place does so as an agent does
		}
		if lang == prose.English && followsAfter(ws, i, runes) {
			ws[i].Fold, ws[i].Term = "after", "after"
		}
		if canon, n := phraseAt(ws[i:], lang); n > 0 {
			if yearly[canon] && i+n < len(ws) && isDigits(ws[i+n].Fold) {
				canon = "" // "im Jahr 1973"
			}
			ws[i].Term = canon
			ws[i].Root = lang.Stem(strings.TrimPrefix(canon, "="))
			for k := i + 1; k < i+n; k++ {
				ws[k].Term = ""
				ws[k].Joined = true
			}
			i += n - 1
			continue
		}
		if lang == prose.English && ws[i].Text == "shall" {
			ws[i].Term, ws[i].Root = "=must", "must" // a word of duty in contracts and laws
			continue
		}
		if ws[i].Term == "" {
			continue
		}
		if lang == prose.English && !prose.IsCapital(ws[i]) {
			ws[i].Term = undoubled(ws[i].Term)
		}
		if lang == prose.Spanish {
			ws[i].Term = unaccented(ws[i])
		}
		ws[i].Root = baseOf(lang, ws[i].Fold, ws[i].Term, irregular[lang])
		if !ws[i].Name || lang == prose.German {
			ws[i].Term = canonOf(lang, ws[i].Fold, ws[i].Term)
		}
	}
}

// followsAfter says whether the i-th word is a "following" that means after: "following their
// defeat", "fell, following defeat", and not "the following day".
func followsAfter(ws []prose.Word, i int, runes []rune) bool {
	if ws[i].Fold != "following" || i+1 == len(ws) || i > 0 && (ws[i-1].Fold == "the" || copulas[ws[i-1].Fold]) {
		return false
	}
	next := ws[i+1]
	return next.Name || prose.Determiners[next.Fold] || possessives[next.Fold] || indefinite[next.Fold] || i > 0 && runes[ws[i-1].End] == ','
}

// undoubled is an English stem with one letter at its end where it has two: the stemmer has "ad"
// for "added" and "add" for "adds". Names are left alone.
func undoubled(stem string) string {
	if n := len(stem); n > 2 && stem[n-1] == stem[n-2] && strings.IndexByte("bdfgmnprt", stem[n-1]) >= 0 {
		return stem[:n-1]
	}
	return stem
}

// unaccented is the stem of a Spanish verb that ends in an accent, without which the stemmer does not
// see its ending: "recibió", "recibían".
func unaccented(w prose.Word) string {
	for _, end := range []string{"ió", "ía", "ían", "ías"} {
		if strings.HasSuffix(w.Text, end) {
			return strings.TrimSuffix(w.Term, "i")
		}
	}
	return w.Term
}

// yearly and the other periods are phrases that stand anywhere in a sentence.
var (
	yearly  = prose.Set(`=jahrlich =anual =annuel =yearly`)
	periods = prose.Set(`=jahrlich =anual =annuel =yearly =monthly =daily =weekly =hourly =monatlich =mensual =mensuel =simultaneous =currently =originally`)
)

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// canonOf returns the term that all wordings of a word share.
func canonOf(l prose.Language, f, term string) string {
	term = baseOf(l, f, term, irregular[l])
	if c, ok := synonyms[l][term]; ok {
		return c
	}
	return term
}

// baseOf returns the term that all forms of a word share.
func baseOf(l prose.Language, f, term string, irregular map[string]string) string {
	if base, ok := irregular[f]; ok {
		return l.Stem(base)
	} else if l == prose.German {
		if whole := withoutInfix(f, irregular); whole != f {
			f, term = whole, l.Stem(whole)
		}
		if strings.HasSuffix(f, "tet") && len(f) > 6 {
			f = f[:len(f)-2] + "en" // "einschaltet", "einschalten"
			term = l.Stem(f)
		}
		// A participle has the stem of its verb: "gegründet", "gründete".
		if rest, ok := strings.CutPrefix(term, "ge"); ok && len(rest) > 3 && len(f) > 6 && (strings.HasSuffix(f, "t") || strings.HasSuffix(f, "en")) {
			term = strings.TrimSuffix(rest, "t")
		} else if len(term) > 4 && (strings.HasSuffix(f, "t") || strings.HasSuffix(f, "te") || strings.HasSuffix(f, "ten")) {
			term = strings.TrimSuffix(term, "t")
		}
	}
	return term
}

// mayBePast says whether a word has the look of a verb's past form, mayBeParticiple of its past
// participle too ("taken"). Adjectives and nouns may have it as well.
func mayBePast(w prose.Word, lang prose.Language) bool {
	return strings.HasSuffix(w.Fold, "ed") || irregular[lang][w.Fold] != ""
}

func mayBeParticiple(w prose.Word, lang prose.Language) bool {
	return mayBePast(w, lang) || strings.HasSuffix(w.Fold, "en")
}

// phraseAt returns the term of a set phrase that ws begins with, and how many
// words it has; 0 where none begins.
func phraseAt(ws []prose.Word, lang prose.Language) (string, int) {
next:
	for _, p := range phrases[lang][ws[0].Fold] {
		if len(p.words) > len(ws) {
			continue
		}
		for i, w := range p.words {
			if ws[i].Fold != w || i > 0 && ws[i].Start != ws[i-1].End+1 {
				continue next
			}
		}
		return p.term, len(p.words)
	}
	return "", 0
}

// phrase is a set phrase and the term that it is read as: "" for none.
type phrase struct {
	words []string
	term  string
}
