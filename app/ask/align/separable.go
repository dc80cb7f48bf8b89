package align

import (
	"strings"

	"carrel/app/ask/prose"
)

// German parts many verbs: "stellt das Gerät her" is of "herstellen", as are "hergestellt" and
// "herzustellen". All are brought to the form without a gap, so that a sentence in the passive
// has the words of one in the active.

// separable are the parts of verbs that stand alone at the end of a clause.
var separable = prose.Set(`ab an auf aus bei durch ein fort her hin los mit nach statt teil um vor weg zu zuruck zusammen fest herein heraus hinein hinaus`)

// joinSeparable gives the verb of a clause that ends in such a part both: its form, and a term
// of it. The part says nothing by itself then.
func joinSeparable(ws []prose.Word, runes []rune) {
	for i, w := range ws {
		if !separable[w.Fold] || prose.IsCapital(w) || i < 2 || i+1 < len(ws) && !prose.ClauseEnds(runes, w, ws[i+1]) && !joiners[ws[i+1].Fold] {
			continue
		}
		for k := i - 1; k >= 0 && !prose.ClauseEnds(runes, ws[k], ws[k+1]); k-- {
			if v := ws[k]; firstPerson(ws, k) || finite(v) && (k == 0 || !attributive(ws[k-1])) {
				ws[k].Fold = w.Fold + v.Fold
				ws[k].Term = prose.German.Stem(ws[k].Fold)
				ws[i].Term = ""
				break
			}
		}
	}
}

// finite says whether a word has the ending of a verb in a main clause.
func finite(w prose.Word) bool {
	return w.Term != "" && !prose.IsCapital(w) && !prepositions[w.Fold] && len(w.Fold) > 2 && (strings.HasSuffix(w.Fold, "t") || strings.HasSuffix(w.Fold, "te") || strings.HasSuffix(w.Fold, "en"))
}

// firstPerson says whether the word at k is a verb of "ich": "dem stimme ich nicht zu".
func firstPerson(ws []prose.Word, k int) bool {
	i := func(at int) bool { return at >= 0 && at < len(ws) && ws[at].Fold == "ich" }
	return ws[k].Term != "" && strings.HasSuffix(ws[k].Fold, "e") && (i(k-1) || i(k+1)) && (k == 0 || !prose.IsCapital(ws[k]))
}

// attributive says whether the word after w is an adjective rather than a verb: "eine
// geeignete".
func attributive(w prose.Word) bool {
	return prose.Articles[w.Fold] || prose.Determiners[w.Fold] || !prose.IsCapital(w) && w.Term == ""
}

// withoutInfix takes "ge" and "zu" out of a verb with such a part: "hergestellt", "herzustellen";
// of a verb among the irregular forms it gives the infinitive: "angeboten".
func withoutInfix(f string, irregular map[string]string) string {
	for _, infix := range []string{"ge", "zu"} {
		k := strings.Index(f, infix)
		if k < 2 || !separable[f[:k]] || len(f)-k < 6 {
			continue
		}
		if strong := irregular[f[k:]]; infix == "ge" && strong != "" {
			return f[:k] + strong // "angeboten"
		}
		verb := f[:k] + f[k+2:]
		if infix == "ge" {
			for _, ending := range []string{"e", "er", "es", "em", "en"} { // of an adjective
				if cut, ok := strings.CutSuffix(verb, ending); ok && (strings.HasSuffix(cut, "en") || strings.HasSuffix(cut, "t")) {
					return cut
				}
			}
		}
		if strings.HasSuffix(verb, "en") || infix == "ge" && strings.HasSuffix(verb, "t") {
			return verb
		}
	}
	return f
}
