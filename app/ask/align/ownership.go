package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// ownerActs returns a name of which there only something is spoken that is its own, and here
// it itself, without that: "Eaton wrote a textbook" of "one of Eaton's professors wrote one".
func (l line) ownerActs(there line) string {
	for _, it := range l.items(there) {
		if it.prep != "" || isPossessive(l.words[l.tokens[it.last].at]) || !l.bare(it.first) {
			continue
		}
		last := l.tokens[it.last]
		at := there.places(last)
		if len(at) == 0 || slices.ContainsFunc(at, func(p token) bool { return !isPossessive(there.words[p.at]) || l.hasOwned(there, p.at) }) {
			continue
		}
		return l.words[last.at].Text
	}
	return ""
}

// hasOwned says whether l has a word of what belongs to the possessor that is the at-th word
// there: of the words behind it up to a break, a name or a little word.
func (l line) hasOwned(there line, at int) bool {
	owned := false
	for k := at + 1; k < len(there.words) && k <= at+ownedWords && !there.breaks[k]; k++ {
		w := there.words[k]
		if w.Term == "" || relatives[w.Fold] || copulas[w.Fold] {
			break
		}
		owned = true
		if slices.ContainsFunc(l.words, func(o prose.Word) bool { return o.Term == w.Term }) {
			return true
		}
	}
	return !owned // "Eaton's, and": nobody knows of what
}

// ownedWords is how many words what belongs to somebody has at most.
const ownedWords = 4

// placedWithAnother returns a name with which l puts somebody who there belongs to another one,
// where there they belong together in pairs: "Ratzel came from Britain" of "Ratzel of Germany
// and Mackinder of Britain".
func (l line) placedWithAnother(there line) string {
	pairs := there.belongings()
	if len(pairs) < 2 {
		return ""
	}
	of := func(w prose.Word) int {
		return slices.IndexFunc(pairs, func(p belonging) bool { return p.who == w.Term })
	}
	for k := range l.words {
		own := of(l.words[k])
		if own < 0 || !prose.IsCapital(l.words[k]) {
			continue
		}
		for _, w := range l.words[k+1:] {
			if of(w) >= 0 || pairs[own].what[w.Term] {
				break
			}
			if prose.IsCapital(w) && slices.ContainsFunc(pairs, func(p belonging) bool { return p.who != pairs[own].who && p.what[w.Term] }) {
				return w.Text
			}
		}
	}
	return ""
}

// belonging is a name and the names of what it belongs to: "Ratzel of Germany".
type belonging struct {
	who  string
	what map[string]bool // terms that no other pair has
}

// belongings are the pairs of names that "of", "at", "in" or "from" joins.
func (l line) belongings() (out []belonging) {
	for k := 1; k+1 < len(l.words); k++ {
		who := l.words[k-1]
		if !belongs[l.words[k].Fold] || l.breaks[k] || who.Term == "" || !who.Name || !prose.IsCapital(who) {
			continue
		}
		if i := len(out) - 1; i >= 0 && out[i].what[who.Term] {
			continue // "the University of Texas"
		}
		p := belonging{who.Term, map[string]bool{}}
		for n := k + 1; n < len(l.words) && !l.breaks[n] && (l.words[n].Name || l.words[n].Fold == "the" || belongs[l.words[n].Fold]); n++ {
			if l.words[n].Name && l.words[n].Term != "" {
				p.what[l.words[n].Term] = true
			}
		}
		if len(p.what) > 0 {
			out = append(out, p)
		}
	}
	for i := range out {
		for k := range out {
			for term := range out[k].what {
				if i != k && out[i].what[term] {
					delete(out[i].what, term)
					delete(out[k].what, term)
				}
			}
		}
	}
	return out
}

var belongs = prose.Set(`of at in from aus von de du del des`)
