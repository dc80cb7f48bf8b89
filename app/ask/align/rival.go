package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// The nearest name that fits is the one that a word is said of (the attachment of an
// argument to the nearest predicate; Hobbs, "Resolving pronoun references", 1978, uses the
// same preference). A name that a sentence has beside a word is another's word where the
// source has a name that the sentence does not have in the same part as the word and on the
// same side of it, and the sentence's name in another part.

// nearerRival returns a name of l to whose place beside a word there another name has the
// better claim: "Saint-Pierre led 500 men" of "to relieve Saint-Pierre during the same
// period, and Contrecœur led 500 men".
func (l line) nearerRival(there line) string {
	if l.lang == prose.German || len(l.tokens) > longestCompared || len(there.tokens) > longestCompared {
		return ""
	}
	for i := 0; i < len(l.tokens); i++ {
		if !l.isName(i) {
			continue
		}
		last := i
		for last+1 < len(l.tokens) && l.isName(last+1) && l.tokens[last+1].at == l.tokens[last].at+1 && !l.breaks[l.tokens[last+1].at] {
			last++
		}
		own, others := 0, 0
		for _, k := range l.besides(i, last) {
			w := l.tokens[k]
			at := there.places(w)
			if len(at) != 1 || len(l.places(w)) != 1 {
				continue
			}
			mine, its := l.claims(there, i, last, k, at[0])
			if mine {
				own++
			} else if its {
				others++
			}
		}
		if others > 0 && own == 0 {
			return l.words[l.tokens[last].at].Text
		}
		i = last
	}
	return ""
}

func (l line) isName(i int) bool {
	return l.named(i) && (l.tokens[i].name || l.tokens[i].at == 0)
}

// besides are the indices of the tokens next to a name, from the i-th to the last, that are
// no names, as far as no other name and no break stands between.
func (l line) besides(i, last int) []int {
	var out []int
	for k := last + 1; k < len(l.tokens) && k <= last+besideTokens && !l.isName(k) && !l.between(l.tokens[last].at, l.tokens[k].at); k++ {
		out = append(out, k)
	}
	for k := i - 1; k >= 0 && k >= i-besideTokens && !l.isName(k) && !l.between(l.tokens[k].at, l.tokens[i].at); k-- {
		out = append(out, k)
	}
	return out
}

// besideTokens is how many words beside a name are looked at.
const besideTokens = 3

// claims says whether there the name of l from its i-th to its last token stands in the part
// of the k-th word, which is at, and whether another does that fits the name's place.
func (l line) claims(there line, i, last, k int, at token) (mine, its bool) {
	prep, before := l.tokens[i].prep, l.tokens[i].at < l.tokens[k].at
	if agents[prep] && !there.voice {
		prep, before = "", true // "was made by her" is "she made"
	}
	for n := i; n <= last; n++ {
		for _, p := range there.places(l.tokens[n]) {
			mine = mine || !there.between(min(p.at, at.at), max(p.at, at.at))
		}
	}
	if mine || len(there.places(l.tokens[last])) == 0 {
		return mine || len(there.places(l.tokens[last])) == 0, false
	}
	for m, t := range there.tokens {
		if !there.isName(m) || there.between(min(t.at, at.at), max(t.at, at.at)) || there.breaks[at.at] && t.at < at.at || there.wordsBetween(t.at, at.at) > rivalReach || len(l.places(t)) > 0 {
			continue
		}
		role, first := t.prep, t.at < at.at
		if agents[role] && there.voice && !l.voice {
			role, first = "", true
		}
		if role != prep || first != before && prep == "" || there.listed(l.tokens[i:last+1], t) {
			continue
		}
		its = true
	}
	return false, its
}

// listed says whether one of some names and another are parts of one list there: only
// names, little words and what joins them stand between.
func (l line) listed(names []token, other token) bool {
	for _, n := range names {
		for _, p := range l.places(n) {
			plain, joined := 0, false
			from, to := min(p.at, other.at), max(p.at, other.at)
			for _, w := range l.words[from+1 : to] {
				joined = joined || joiners[w.Fold]
				if w.Term != "" && !prose.IsCapital(w) {
					plain++
				}
			}
			if plain <= listedWords && (joined || slices.Contains(l.breaks[from+1:to+1], true)) {
				return true
			}
		}
	}
	return false
}

// wordsBetween is how many words that are no part of a name stand between two.
func (l line) wordsBetween(a, b int) int {
	n := 0
	for _, w := range l.words[min(a, b):max(a, b)] {
		if !w.Name && !prose.IsCapital(w) {
			n++
		}
	}
	return n
}

// rivalReach is how many words stand between a word and the name that it is said of.
const rivalReach = 2

// listedWords is how many words that are no names stand between two parts of a list of them:
// "German engineer Linde and British engineer Hampson".
const listedWords = 1
