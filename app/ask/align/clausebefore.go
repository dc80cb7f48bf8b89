package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// What one does in a clause of its own another did not do in the one before, and who is called
// what stands before the parentheses: "The landlord insures the building, and the tenant repays
// the premium", "Fenwick LLP (the tenant)".

// doneInClauseBefore returns the subject of l, where there the verb stands in the clause before
// "and", of another subject, and l's has a verb of its own behind it: "the tenant insures" of
// "The landlord insures the building, and the tenant repays the premium".
func (l line) doneInClauseBefore(there line) string {
	if l.lang != prose.English {
		return ""
	}
	subject, verb := l.transitive()
	if verb.term == "" {
		return ""
	}
	at, own := there.places(verb), there.places(subject)
	if len(at) != 1 || len(own) == 0 {
		return ""
	}
	v, ends := at[0].at, len(there.words)
	for _, s := range own {
		cut := -1
		for k := v + 1; k < s.at; k++ {
			if there.joins[k] && there.words[k].Fold == "and" && k > 0 && there.hasGapBefore(k) {
				cut = k
			}
		}
		if cut < 0 || !(there.begins(cut+1, s.at) && there.finiteBehind(s.at) || there.doneBy(cut+1, s.at)) {
			return ""
		}
		ends = min(ends, cut)
	}
	if v > 1 && copulas[there.words[v-1].Fold] { // "The filter should be cleaned": by whom is not said
		if slices.ContainsFunc(there.words[v:ends], func(w prose.Word) bool { return w.Fold == "by" }) {
			return ""
		}
		return l.words[subject.at].Text
	}
	for _, t := range there.tokens {
		if t.at < v && !there.cutBetween(t.at, v) && len(l.places(t)) == 0 && t.number == nil && t.date == nil {
			return l.words[subject.at].Text
		}
	}
	return ""
}

// transitive is the subject with which l begins and the verb behind it that has an object; no
// term where l does not show them.
func (l line) transitive() (subject, verb token) {
	for i, t := range l.tokens {
		if i > subjectTokens || t.prep != "" || l.breaks[t.at] && t.at > 0 {
			break
		}
		if i == 0 || t.at+1 >= len(l.words) || !prose.Articles[l.words[t.at+1].Fold] && !prose.Determiners[l.words[t.at+1].Fold] || prose.IsCapital(l.words[t.at]) || t.number != nil || modals[l.words[t.at].Text] || duties[l.words[t.at].Text] {
			continue
		}
		for k := i - 1; k >= 0; k-- {
			if w := l.words[l.tokens[k].at]; !modals[w.Text] && !duties[w.Text] {
				if slices.ContainsFunc(l.words[:t.at], func(w prose.Word) bool {
					return copulas[w.Fold] || prepositions[w.Fold] || relatives[w.Fold] && w.Fold != "die"
				}) {
					return token{}, token{}
				}
				return l.tokens[k], t
			}
		}
	}
	return token{}, token{}
}

// subjectTokens is how many words of content a subject and what stands before its verb have.
const subjectTokens = 4

// hasGapBefore says whether a comma or the like stands before a word.
func (l line) hasGapBefore(k int) bool { return !l.joins[k-1] && l.commas[k] }

// begins says whether between the beginning of a clause and its first word of content are none.
func (l line) begins(from, at int) bool {
	return !slices.ContainsFunc(l.words[from:at], func(w prose.Word) bool { return w.Term != "" || prepositions[w.Fold] })
}

// finiteBehind says whether right behind a word a verb stands that can only be its own.
func (l line) finiteBehind(at int) bool {
	if at+1 >= len(l.words) || l.breaks[at+1] {
		return false
	}
	w := l.words[at+1]
	return modals[w.Text] || duties[w.Text] || copulas[w.Fold] || auxiliaries[w.Fold] || at+2 < len(l.words) && w.Term != "" && seemsVerb(w) && (prose.Articles[l.words[at+2].Fold] || prose.Determiners[l.words[at+2].Fold])
}

// doneBy says whether a clause that begins at from is passive, and the word at its end its agent.
func (l line) doneBy(from, at int) bool {
	by := -1
	for k := max(from, at-agentWords); k < at; k++ {
		if l.words[k].Fold == "by" {
			by = k
		}
	}
	return by > from && slices.ContainsFunc(l.words[from:by], func(w prose.Word) bool { return copulas[w.Fold] || passives[w.Fold] })
}

// agentWords is how far behind "by" the last word of an agent stands.
const agentWords = 5

func (l line) cutBetween(a, b int) bool {
	for k := a + 1; k <= b; k++ {
		if l.commas[k] || l.joins[k] {
			return true
		}
	}
	return false
}

// roleOfAnother returns the name that l gives a part to, which there stands in parentheses behind
// another name: "Larkspur Ltd (the landlord) and Fenwick LLP (the tenant)".
func (l line) roleOfAnother(there line) string {
	if !slices.ContainsFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] }) {
		return ""
	}
	for _, t := range l.tokens {
		if prose.IsCapital(l.words[t.at]) || t.term == "" {
			continue
		}
		at := there.places(t)
		if len(at) != 1 || at[0].at+1 < len(there.words) && !there.shut[at[0].at+1] {
			continue
		}
		open := at[0].at
		for open > 0 && !there.opened[open] && there.words[open-1].Term == "" {
			open--
		}
		if open == 0 || !there.opened[open] || !prose.IsCapital(there.words[open-1]) {
			continue
		}
		from := open
		for from > 0 && prose.IsCapital(there.words[from-1]) && (from == open || !there.breaks[from]) {
			from--
		}
		other, same := "", false
		for _, n := range l.tokens {
			w := l.words[n.at]
			if !prose.IsCapital(w) || n.at == 0 && !n.name {
				continue
			}
			if slices.ContainsFunc(there.words[from:open], func(o prose.Word) bool { return o.Term == w.Term }) {
				same = true
			} else if len(there.places(n)) > 0 {
				other = w.Text
			}
		}
		if other != "" && !same {
			return other
		}
	}
	return ""
}
