package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// coverage is the share of st's words, weighted by rarity, and numbers, by
// value, that span has.
func (a *Aligner) coverage(st Statement, span []Statement) float64 {
	var have, total float64
	for _, t := range st.sorted {
		if dutyTerms[t] {
			continue // said in other words as often as not
		}
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
		if st.atFirst(n) && slices.ContainsFunc(span, Statement.saysFirst) {
			continue
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
		case hasTerm(w, span), st.excused(i, span):
		case modals[w.Text]:
			modal = append(modal, w.Text)
		default:
			missing = append(missing, w.Text)
		}
	}
	return missing, modal
}

// atFirst says whether a number is the "first" of "first released" or of "for the first
// time", which counts nothing.
func (st Statement) atFirst(n quantity.Number) bool {
	if !n.Word || n.Value != 1 || n.Unit != "th" {
		return false
	}
	k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start == n.Start })
	if k < 0 || k+1 >= len(st.words) {
		return k > 0
	}
	next := st.words[k+1]
	return next.Fold == "time" || strings.HasSuffix(next.Fold, "ed") && (k == 0 || !prose.Determiners[st.words[k-1].Fold]) ||
		irregular[prose.English][next.Fold] != "" && (k == 0 || !prose.Determiners[st.words[k-1].Fold])
}

// saysFirst says whether a Statement says of something that it was first done.
func (st Statement) saysFirst() bool {
	return st.terms["=originally"] || slices.ContainsFunc(st.numbers, st.atFirst)
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
