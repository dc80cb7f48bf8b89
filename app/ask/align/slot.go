package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// What stands behind a word and its preposition fills a place that only one thing has:
// who "maintained by" names in a source maintained it, and nobody else. The checks here
// look at such places, and at which side of a passive verb names stand on.

// filledByAnother returns a name of l that stands behind a word and its preposition, where
// there another name stands behind the two and this one does not: "maintained by Murdoch"
// of "Murdoch made contributions; it is maintained by Urbanek".
func (l line) filledByAnother(there line) string {
	for _, t := range l.tokens {
		if t.prep == "" || t.number != nil || t.date != nil || !prose.IsCapital(l.words[t.at]) || !slotted[t.prep] {
			continue
		}
		at := t.at - 1
		for at > 0 && l.words[at].Fold != t.prep {
			at--
		}
		if at < 1 || l.words[at-1].Term == "" || prose.IsCapital(l.words[at-1]) {
			continue
		}
		head, filled, other := l.words[at-1].Term, false, false
		for k := 0; k+1 < len(there.words); k++ {
			if there.words[k].Term != head || there.words[k+1].Fold != t.prep {
				continue
			}
			for n, w := range there.words[k+2 : min(len(there.words), k+2+slotWords)] {
				filled = filled || w.Term == t.term
				other = other || n < nearSlot && prose.IsCapital(w) && w.Term != "" && !l.governs(t.prep, w.Term)
			}
		}
		if other && !filled {
			return l.words[t.at].Text
		}
	}
	return ""
}

// governs says whether l has a term behind the preposition.
func (l line) governs(prep, term string) bool {
	return slices.ContainsFunc(l.places(token{term: term}), func(t token) bool { return t.prep == prep })
}

// slotted are the prepositions that are looked at.
var slotted = prose.Set(`by von durch par por from to for against of`)

// How many words behind a preposition are still what it governs: all that a list of names
// may have, and those in which the first of them stands.
const (
	slotWords = 14
	nearSlot  = 4
)

// crossed returns a name that in one of two passive texts stands before the verb, and in
// the other behind its "by", where another name makes the same way back.
func (l line) crossed(there line) string {
	if !l.voice || !there.voice {
		return ""
	}
	here, other := l.agent(), there.agent()
	if here < 0 || other < 0 {
		if here, other = l.agentOfShared(there); here < 0 {
			return ""
		}
	}
	forth, back := "", ""
	for _, t := range l.tokens {
		at := there.places(t)
		if t.term == "" || len(at) != 1 || len(l.places(t)) != 1 {
			continue
		}
		switch {
		case t.at > here && at[0].at < other:
			forth = l.words[t.at].Text
		case t.at < here && at[0].at > other:
			back = l.words[t.at].Text
		}
	}
	if forth == "" || back == "" || !prose.IsCapital(prose.Word{Text: forth}) && !prose.IsCapital(prose.Word{Text: back}) {
		return ""
	}
	return forth
}

// agentOfShared are the places of "by" in both texts behind one verb; -1 where there is none.
func (l line) agentOfShared(there line) (int, int) {
	for i := 1; i < len(l.words); i++ {
		if !agents[l.words[i].Fold] || l.words[i-1].Term == "" {
			continue
		}
		for k := 1; k < len(there.words); k++ {
			if agents[there.words[k].Fold] && there.words[k-1].Term == l.words[i-1].Term {
				return i, k
			}
		}
	}
	return -1, -1
}

// agent is the place of the one "by" of a text; -1 where there is none, or several.
func (l line) agent() int {
	at := slices.IndexFunc(l.words, func(w prose.Word) bool { return agents[w.Fold] })
	if at < 0 || slices.ContainsFunc(l.words[at+1:], func(w prose.Word) bool { return agents[w.Fold] }) {
		return -1
	}
	return at
}
