package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// A preposition tells what a name is to the rest of its sentence: who becomes independent of
// whom, who studies under whom.

// governedOtherwise returns the name of two of which the one has a preposition here and none
// there, and the other one there and none here: "Durham became independent from Newcastle" of
// "Newcastle became independent from Durham".
func (l line) governedOtherwise(there line) string {
	if l.voice != there.voice && (l.lang != prose.German || l.becomes()) || len(l.tokens) > longestCompared || slices.ContainsFunc(l.words, func(w prose.Word) bool { return mutual[w.Fold] }) {
		return ""
	}
	governs := func(p string) bool {
		return p != "" && !agents[p] && p != "of" && p != "de" && p != "des" && p != "del"
	}
	items := l.items(there)
	for i, it := range items {
		at := there.places(l.rarest(it, there))
		if len(at) == 0 || !l.bare(it.first) || it.prep != "" && !agents[it.prep] {
			continue
		}
		for k, o := range items {
			if k == i || !governs(o.prep) && !(l.lang == prose.German && agents[o.prep]) || !l.bare(o.first) ||
				slices.ContainsFunc(at, func(p token) bool {
					if there.possesses(p) {
						return o.prep != "in" && o.prep != "from"
					}
					return !governs(p.prep) || o.prep != p.prep && l.lang != prose.German
				}) ||
				!slices.ContainsFunc(there.places(l.rarest(o, there)), func(q token) bool { return q.prep == "" && q.at < at[0].at }) {
				continue
			}
			return l.words[l.tokens[it.last].at].Text
		}
	}
	return ""
}

// becomes says whether l has a word with which German builds its passive: "war ein Schüler von" is
// none.
func (l line) becomes() bool {
	return slices.ContainsFunc(l.words, func(w prose.Word) bool { return passives[w.Fold] && l.lang == prose.German })
}

// agentGoverned returns the name that l says does it, behind "by", where there it stands behind
// a preposition of place or company only: "founded by Lavoisier" of "a student with Lavoisier
// founded".
func (l line) agentGoverned(there line) string {
	if !l.voice || there.voice {
		return ""
	}
	for _, it := range l.items(there) {
		at := there.places(l.rarest(it, there))
		if agents[it.prep] && len(at) > 0 && l.bare(it.first) && !slices.ContainsFunc(at, func(p token) bool { return !beside[p.prep] }) {
			return l.words[l.tokens[it.last].at].Text
		}
	}
	return ""
}

// beside are prepositions that say with whom, where or against whom, but never who does it.
var beside = prose.Set(`at with against under near to bei mit gegen unter zu con contra chez avec contre`)

// rarest is the word of a name that a text has least often.
func (l line) rarest(it item, there line) token {
	best := l.tokens[it.last]
	for _, t := range l.tokens[it.first:it.last] {
		if n := len(there.places(t)); n > 0 && n < len(there.places(best)) {
			best = t
		}
	}
	return best
}

// possesses says whether a name is a possessor: "Warsaw's first theatre", "Ratzel of Germany".
func (l line) possesses(t token) bool { return isPossessive(l.words[t.at]) || t.prep == "of" }

// bare says whether a name has no article, number or adjective before it. German has its nouns
// written like names, which are seldom without.
func (l line) bare(i int) bool {
	at := l.tokens[i].at
	if l.lang != prose.German || at == 0 || l.breaks[at] {
		return true
	}
	w := l.words[at-1]
	return receiving[w.Fold] || placing[w.Fold] || agents[w.Fold] || copulas[w.Fold]
}
