package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// What stands right before a noun tells which one is meant: "a northern ship" is not what "a
// cargo ship struck the northern pier" speaks of, though it has both words.

// phraseReach is how many words of content may stand in a source between two that are of one
// phrase: "the pay of the chief executive", "the chief executive's pay".
const phraseReach = 2

// describedByAnother returns a word that l has right before a noun, where there the noun stands
// far from it and has another word before it.
func (l line) describedByAnother(there line) string {
	if l.lang != prose.English {
		return ""
	}
	for i := 0; i+1 < len(l.tokens); i++ {
		a, b := l.tokens[i], l.tokens[i+1]
		if a.term == "" || b.term == "" || b.at != a.at+1 || l.breaks[b.at] || a.term == b.term || prose.IsCapital(l.words[a.at]) ||
			strings.HasSuffix(l.words[a.at].Fold, "s") && !strings.HasSuffix(l.words[a.at].Fold, "us") || !l.seemsNoun(b.at) { // "managers direct": a noun before another one has no plural
			continue
		}
		first, second := there.places(a), there.places(b)
		if len(first) == 0 || len(second) == 0 || slices.ContainsFunc(second, func(q token) bool {
			before := q.at - 1
			return before < 0 || there.breaks[q.at] || there.words[before].Term == "" || there.words[q.at].Fold != l.words[b.at].Fold ||
				slices.ContainsFunc(first, func(p token) bool {
					d := there.rank(p.at) - there.rank(q.at)
					return max(d, -d) <= phraseReach+1
				})
		}) {
			continue
		}
		return l.words[a.at].Text
	}
	return ""
}

// seemsNoun says whether a word may be a noun, by its form and by what stands behind it: no name,
// no past tense, and no word of content or article behind it, which a verb may have.
func (l line) seemsNoun(at int) bool {
	w := l.words[at]
	if prose.IsCapital(w) || prepositions[w.Fold] || strings.HasSuffix(w.Fold, "ed") || strings.HasSuffix(w.Fold, "ly") || irregular[l.lang][w.Fold] != "" || modals[w.Text] {
		return false
	}
	if at+1 == len(l.words) || l.breaks[at+1] {
		return true
	}
	next := l.words[at+1]
	return !prose.Articles[next.Fold] && !prose.Determiners[next.Fold] && !possessives[next.Fold] && next.Fold != "the"
}
