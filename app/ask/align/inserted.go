package align

import (
	"slices"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// What a long sentence tells between commas and behind "by" is told of the noun that
// it stands next to. A short sentence may not tell it of another noun of the long one.

// subjectTerms are the terms before the first verb of l that is, or helps, a verb, and where that
// verb is; nil where the beginning shows no noun.
func (l line) subjectTerms() (terms []string, verb int) {
	verb = slices.IndexFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] || auxiliaries[w.Fold] || modals[w.Text] })
	if verb < 1 || verb > subjectOfPart || slices.Contains(l.commas[1:verb+1], true) {
		return nil, verb
	}
	for _, w := range l.words[:verb] {
		if prose.Anaphors[w.Fold] || possessives[w.Fold] || joiners[w.Fold] || relatives[w.Fold] {
			return nil, verb
		}
		if prepositions[w.Fold] {
			break
		}
		if w.Term != "" {
			terms = append(terms, w.Term)
		}
	}
	return terms, verb
}

// insertedOfAnother returns the noun of which l says what there is said between commas, behind
// another one: "the tower was designed by Brandt" of "the lighthouse, designed by Brandt, was
// replaced by a tower".
func (l line) insertedOfAnother(there line) string {
	if l.lang != prose.English {
		return ""
	}
	subject, be := l.subjectTerms()
	if len(subject) == 0 || be+1 >= len(l.words) || !copulas[l.words[be].Fold] {
		return ""
	}
	head := subject[len(subject)-1]
	participle := l.words[be+1]
	if participle.Term == "" || !mayBePast(participle, prose.English) {
		return ""
	}
	at := there.places(token{term: participle.Term})
	if len(at) != 1 || len(there.places(token{term: head})) == 0 {
		return ""
	}
	k := at[0].at
	if next := k + 1; next < len(there.words) && !there.breaks[next] && !prepositions[there.words[next].Fold] {
		return "" // it does something to what stands behind it
	}
	for k > 0 && !there.commas[k] {
		if copulas[there.words[k-1].Fold] || auxiliaries[there.words[k-1].Fold] || perfect[there.words[k-1].Fold] || prose.Anaphors[there.words[k-1].Fold] {
			return "" // a verb of its own
		}
		k--
	}
	// The phrase begins with the participle, or with one that an "and" joins to it.
	if k == 0 || k != at[0].at && !slices.ContainsFunc(there.words[k:at[0].at], func(w prose.Word) bool { return joiners[w.Fold] }) ||
		!mayBePast(there.words[k], prose.English) {
		return ""
	}
	from := k - 1
	for from > 0 && !there.commas[from] {
		from--
	}
	if slices.ContainsFunc(there.words[from:k], func(w prose.Word) bool {
		return slices.Contains(subject, w.Term) || prose.Anaphors[w.Fold] || w.Term != "" && negations[w.Fold]
	}) {
		return ""
	}
	return l.wordOf(head)
}

// undergoesInstead returns the noun that l says undergoes what there it does: "the lighthouse
// replaced a tower" of "the lighthouse was replaced by a tower".
func (l line) undergoesInstead(there line) string {
	if l.lang != prose.English || slices.ContainsFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] || w.Fold == "by" || mutual[w.Fold] }) {
		return ""
	}
	for k := 1; k+1 < len(l.words); k++ {
		verb := l.words[k]
		if verb.Term == "" || prose.IsCapital(verb) || l.breaks[k] || l.breaks[k+1] || l.auxiliaryBefore(k) >= 0 || !mayBePast(verb, prose.English) {
			continue
		}
		if a := l.words[k+1].Fold; a != "the" && !prose.Articles[a] {
			continue
		}
		at := there.places(token{term: verb.Term})
		if len(at) != 1 || there.auxiliaryBefore(at[0].at) < 0 || !copulas[there.words[there.auxiliaryBefore(at[0].at)].Fold] {
			continue
		}
		by := at[0].at + 1
		for by < len(there.words) && by <= at[0].at+slotWords && there.words[by].Fold != "by" && !there.commas[by] {
			by++
		}
		if by+1 >= len(there.words) || there.words[by].Fold != "by" || there.commas[by] {
			continue
		}
		agent, object := there.phraseFrom(by+1), l.phraseFrom(k+1)
		if len(agent) == 0 || len(object) == 0 || agent[len(agent)-1] != object[len(object)-1] {
			continue
		}
		if !slices.ContainsFunc(l.words[:k], func(w prose.Word) bool { return w.Term != "" && slices.Contains(agent, w.Term) }) {
			return l.wordOf(object[len(object)-1])
		}
	}
	return ""
}

// partForWhole returns the number of l that counts some of a group, where there it counts the whole
// group: "84 of the men came home" of "31 of the 84 men".
func (l line) partForWhole(there line) string {
	of := func(l line, k int) bool {
		return k+1 < len(l.words) && l.words[k].Fold == "of" && (l.words[k+1].Fold == "the" || l.words[k+1].Fold == "its")
	}
	for _, t := range l.tokens {
		if t.number == nil || t.number.Unit != "" || t.number.Bound != quantity.Exactly || !of(l, t.at+1) {
			continue
		}
		all, whole := 0, 0
		for _, o := range there.tokens {
			if o.number != nil && t.number.Same(*o.number) {
				all++
				if o.at > 1 && of(there, o.at-2) && !of(there, o.at+1) {
					whole++
				}
			}
		}
		if all > 0 && all == whole {
			return t.number.Text
		}
	}
	return ""
}

// stillSo returns the word by which there something is told of a time that is over, where l tells
// it of now: "once the largest in the region".
func (l line) stillSo(there line) string {
	is := slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Fold == "is" || w.Fold == "are" })
	if l.lang != prose.English || is < 1 || is+2 >= len(l.words) || l.words[is+1].Fold != "the" && !prose.Articles[l.words[is+1].Fold] ||
		slices.ContainsFunc(l.words, func(w prose.Word) bool { return overNow[w.Fold] }) {
		return ""
	}
	next := l.words[is+2]
	found := ""
	for k := 0; k+2 < len(there.words); k++ {
		if there.words[k+2].Fold != next.Fold || there.words[k+1].Fold != "the" && !prose.Articles[there.words[k+1].Fold] {
			continue
		}
		if !overNow[there.words[k].Fold] {
			return ""
		}
		found = there.words[k].Text
	}
	return found
}

// overNow are words that say of something that it is no longer so.
var overNow = prose.Set(`once formerly previously`)

// wordOf is a term as l writes it.
func (l line) wordOf(term string) string {
	return l.words[slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == term })].Text
}
