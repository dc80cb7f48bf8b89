package align

import (
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// What a statement is about: whether it names a thing, has a matter's words, and says more
// than what was asked.

// Names says whether the i-th statement names a thing itself, with all words and numbers of
// its name, and whether it does with what stands before it in its passage, or with its
// document's name.
func (m *Material) Names(i int, thing, document string) (itself, around bool) {
	st := m.Statements[i]
	lang, text := m.langs[st.Source], []rune(m.passages[st.Source].Text)
	name, title := newStatement([]rune(prose.Amid+thing), lang), newStatement([]rune(document), lang)
	before := newStatement(text[:min(st.Span.End, len(text))], lang)
	itself = len(name.terms) > 0
	for _, w := range name.words {
		if w.Term == "" {
			continue
		}
		itself = itself && st.terms[w.Term]
		if !st.terms[w.Term] && !title.terms[w.Term] && !before.terms[w.Term] {
			return false, false
		}
	}
	for _, n := range name.numbers {
		itself = itself && slices.ContainsFunc(st.numbers, n.Same)
		if !slices.ContainsFunc(slices.Concat(st.numbers, title.numbers, before.numbers), n.Same) {
			return false, false
		}
	}
	return itself, len(name.terms) > 0
}

// Share is how much of what is asked, weighed by rarity, the i-th statement has, with half
// the weight for what only the one before it has; 1 where nothing is asked.
func (m *Material) Share(i int, asked string) float64 {
	total, here := 0.0, 0.0
	for _, w := range newStatement([]rune(asked), m.langs[m.Statements[i].Source]).words {
		if w.Term == "" {
			continue
		}
		weight := m.rarity(w.Term)
		total += weight
		switch st := m.Statements[i]; {
		case st.terms[w.Term]:
			here += weight
		case st.Follows && m.Statements[i-1].terms[w.Term]:
			here += weight / 2
		}
	}
	if total == 0 {
		return 1
	}
	return here / total
}

// SpeaksOf says whether the i-th statement, with the one before it, has two thirds of a matter's
// words, one at least itself unless it points back, and says something besides: a search engine
// is no matter of reverse engineering, and the title of a section on it says nothing of it.
func (m *Material) SpeaksOf(i int, topic string) bool {
	st := m.Statements[i]
	matter := newStatement([]rune(topic), m.langs[st.Source])
	have, own, besides := 0, 0, 0
	for term := range matter.terms {
		switch {
		case st.terms[term]:
			have++
			own++
		case st.Follows && m.Statements[i-1].terms[term]:
			have++
		}
	}
	for term := range st.terms {
		if first := []rune(strings.TrimPrefix(term, "=")); !matter.terms[term] && len(first) > 1 && unicode.IsLetter(first[0]) {
			besides++
		}
	}
	return 3*have >= 2*len(matter.terms) && (own > 0 || prose.PointsBack(st.words)) && besides >= leastBesides
}

// leastBesides is how many words of content a sentence on a matter has besides the
// matter's own.
const leastBesides = 2

// Restates says whether an answer has no word that the question does not have, but for
// those that point to the documents: small models like to say the question again ("This
// text is about …").
func (m *Material) Restates(question, answer string) bool {
	asked, said := newStatement([]rune(question), m.lang), newStatement([]rune(answer), m.lang)
	for i, w := range said.words {
		if w.Term != "" && !asked.terms[w.Term] && !said.hedges(i) {
			return false
		}
	}
	return true
}
