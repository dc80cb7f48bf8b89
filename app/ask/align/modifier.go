package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// A word before a noun tells it from others of its kind: "a red light", "a green light". Where
// a source has both, what it says of the one is not said of the other.

// modifierOfAnother returns a word that l has right before a noun, where there the noun has
// another in that place in the part that says the rest of l, and this one stands in another
// part.
func (l line) modifierOfAnother(there line) string {
	for i := 0; i+1 < len(l.tokens); i++ {
		mod, noun := l.tokens[i], l.tokens[i+1]
		if mod.term == "" || noun.term == "" || noun.at != mod.at+1 || l.breaks[noun.at] || prose.IsCapital(l.words[mod.at]) && l.lang != prose.German {
			continue
		}
		own, rival := there.modified(mod, noun)
		if len(own) != 1 || len(rival) == 0 {
			continue
		}
		mine, its := 0, 0
		for k, t := range l.tokens {
			at := there.places(t)
			if k == i || k == i+1 || len(at) != 1 || l.between(min(t.at, mod.at), max(t.at, mod.at)) {
				continue
			}
			inPart := func(p int) bool { return !there.between(min(p, at[0].at), max(p, at[0].at)) }
			switch {
			case inPart(own[0]):
				mine++
			case slices.ContainsFunc(rival, func(p int) bool { return inPart(p) && there.contrasted(p, own[0]) }):
				its++
			}
		}
		if its > 0 && mine == 0 {
			return l.words[mod.at].Text
		}
	}
	return ""
}

// contrasted says whether a word that sets two clauses against each other stands between.
func (l line) contrasted(a, b int) bool {
	return slices.ContainsFunc(l.words[min(a, b):max(a, b)], func(w prose.Word) bool { return contrasts[w.Fold] })
}

// modified are the places of a noun behind its modifier in l, and behind another word.
func (l line) modified(mod, noun token) (own, rival []int) {
	for _, p := range l.places(noun) {
		if p.at == 0 || l.breaks[p.at] {
			continue
		}
		switch before := l.words[p.at-1]; before.Term {
		case "":
		case mod.term:
			own = append(own, p.at)
		default:
			rival = append(rival, p.at)
		}
	}
	return own, rival
}
