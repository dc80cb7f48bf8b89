package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// coverage is the share of st's words, weighted by rarity, and numbers, by
// value, that span has.
func (a *Aligner) coverage(st Statement, span []Statement) float64 {
	var have, total float64
	for _, t := range st.sorted {
		w := a.material.rarity(t)
		total += w
		for _, s := range span {
			if s.terms[t] {
				have += w
				break
			}
		}
	}
	for _, n := range st.numbers {
		w := a.material.rarity("")
		total += w
		if hasValue(n, span) {
			have += w
		}
	}
	for _, d := range st.dates {
		w := a.material.rarity("")
		total += w
		if hasDate(d, span) {
			have += w
		}
	}
	if total == 0 {
		return 0
	}
	return have / total
}

// compare lists what st says and span does not: words, numbers and negations,
// as st writes them.
func (a *Aligner) compare(st Statement, span []Statement) (missing []string, negation bool) {
	for _, n := range st.numbers {
		if n.Word && n.Value == 1 && n.Unit == "" && !st.countsOne(n, span) {
			continue // "one" is mostly a pronoun
		}
		if !hasNumber(st, n, span) {
			missing = append(missing, n.Text)
		}
	}
	for _, d := range st.dates {
		if !hasDate(d, span) || st.turnsDate(d, span) {
			missing = append(missing, d.Text)
		}
	}
	words, modal := st.compareWords(span)
	missing = append(missing, words...)
	if len(missing) == 0 {
		missing = modal
	}
	if a := st.opposed(span); a != "" {
		missing = append(missing, a)
	}
	switch {
	case denies(span, []Statement{st}):
		return append(missing, negationWord(span)), true
	case denies([]Statement{st}, span):
		return append(missing, st.negationWord()), true
	}
	return missing, false
}

// compareWords lists the words of st that span does not have, and apart from
// them the words of duty and permission.
func (st Statement) compareWords(span []Statement) (missing, modal []string) {
	seen := map[string]bool{}
	for i, w := range st.words {
		if w.Term == "" || st.inNumber(w) || seen[w.Term] || negations[w.Fold] || st.hedges(i) || st.pairs(i) {
			continue
		}
		seen[w.Term] = true
		switch {
		case w.Text == "may" && w.Term == w.Text && !slices.ContainsFunc(span, func(s Statement) bool {
			return slices.ContainsFunc(s.words, func(o prose.Word) bool { return o.Text == w.Text })
		}):
			modal = append(modal, w.Text) // the month is another word
		case modals[w.Text] && hasTerm(w, span) && st.governsElsewhere(i, span):
			modal = append(modal, w.Text)
		case hasTerm(w, span), hasInitial(w, st, span), hasMonth(w, span), st.isLight(i), st.joinsOnly(i, span):
		case everyOf[w.Fold] && hasEvery(span), st.forbids(i, span), w.Fold == "between" && st.beforeNumber(i):
		case modals[w.Text]:
			modal = append(modal, w.Text)
		default:
			missing = append(missing, w.Text)
		}
	}
	return missing, modal
}

// pairs says whether the i-th word is the first of "both … and", which only says what
// "and" says.
func (st Statement) pairs(i int) bool {
	joins := map[string]string{"both": "and", "sowohl": "auch"}[st.words[i].Fold]
	return joins != "" && slices.ContainsFunc(st.words[i+1:min(len(st.words), i+1+pairedWords)], func(w prose.Word) bool { return w.Fold == joins })
}

// pairedWords is how far "both" and "and" stand apart.
const pairedWords = 8

// negationWord returns the first negation of a span.
func negationWord(span []Statement) string {
	for _, s := range span {
		if w := s.negationWord(); w != "not" {
			return w
		}
	}
	return "not"
}

func hasTerm(w prose.Word, span []Statement) bool {
	for _, s := range span {
		if s.terms[w.Term] {
			return true
		}
	}
	return false
}

// negationWord returns the first negation that st has, "not" where it has none.
func (st Statement) negationWord() string {
	for _, w := range st.words {
		if negations[w.Fold] {
			return w.Text
		}
	}
	for i, w := range st.words {
		if _, ok := st.complement(i); ok {
			return w.Text
		}
	}
	return "not"
}

// everyOf are said of each of several; "each" is a stop word, for "each other".
var everyOf = prose.Set(`every all each`)

func hasEvery(span []Statement) bool {
	return slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.words, func(w prose.Word) bool { return w.Fold == "each" || w.Fold == "every" })
	})
}

// forbids says whether the i-th word is a "must" or "may" of a denial, and span denies
// with the other: what must not be may not be.
func (st Statement) forbids(i int, span []Statement) bool {
	return forbidding[st.words[i].Fold] && i+1 < len(st.words) && negations[st.words[i+1].Fold] && slices.ContainsFunc(span, func(s Statement) bool {
		return len(s.negated) > 0 && slices.ContainsFunc(s.words, func(w prose.Word) bool { return forbidding[w.Fold] })
	})
}

var forbidding = prose.Set(`must may can cannot`)

// beforeNumber says whether a number follows the i-th word.
func (st Statement) beforeNumber(i int) bool {
	return i+1 < len(st.words) && st.inNumber(st.words[i+1])
}

// governsElsewhere says whether the verb behind the i-th word, a modal, stands in no
// statement of span that has the modal too.
func (st Statement) governsElsewhere(i int, span []Statement) bool {
	if len(span) < 2 {
		return false
	}
	next := slices.IndexFunc(st.words[i+1:], func(w prose.Word) bool { return w.Term != "" && !negations[w.Fold] })
	if next < 0 {
		return false
	}
	verb := st.words[i+1+next]
	return hasTerm(verb, span) && !slices.ContainsFunc(span, func(s Statement) bool { return s.terms[st.words[i].Term] && s.terms[verb.Term] })
}
