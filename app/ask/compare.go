package ask

import "slices"

// coverage is the share of st's words, weighted by rarity, and numbers, by
// value, that span has.
func (a *aligner) coverage(st statement, span []statement) float64 {
	var have, total float64
	for t := range st.plain {
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
func (a *aligner) compare(st statement, span []statement) (missing []string, negation bool) {
	for _, n := range st.numbers {
		if n.word && n.value == 1 && n.unit == "" && !st.countsOne(n, span) {
			continue // "one" is mostly a pronoun
		}
		if !hasNumber(st, n, span) {
			missing = append(missing, n.text)
		}
	}
	for _, d := range st.dates {
		if !hasDate(d, span) || st.turnsDate(d, span) {
			missing = append(missing, d.text)
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
	case denies(span, []statement{st}):
		return append(missing, negationWord(span)), true
	case denies([]statement{st}, span):
		return append(missing, st.negationWord()), true
	}
	return missing, false
}

// compareWords lists the words of st that span does not have, and apart from
// them the words of duty and permission.
func (st statement) compareWords(span []statement) (missing, modal []string) {
	seen := map[string]bool{}
	for i, w := range st.words {
		if w.term == "" || st.inNumber(w) || seen[w.term] || negations[w.fold] || st.hedges(i) || st.pairs(i) {
			continue
		}
		seen[w.term] = true
		switch {
		case hasTerm(w, span), hasInitial(w, st, span), hasMonth(w, span), st.isLight(i), st.joinsOnly(i, span):
		case modals[w.text]:
			modal = append(modal, w.text)
		default:
			missing = append(missing, w.text)
		}
	}
	return missing, modal
}

// pairs says whether the i-th word is the first of "both … and", which only says what
// "and" says.
func (st statement) pairs(i int) bool {
	joins := map[string]string{"both": "and", "sowohl": "auch"}[st.words[i].fold]
	return joins != "" && slices.ContainsFunc(st.words[i+1:min(len(st.words), i+1+pairedWords)], func(w word) bool { return w.fold == joins })
}

// pairedWords is how far "both" and "and" stand apart.
const pairedWords = 8

// negationWord returns the first negation of a span.
func negationWord(span []statement) string {
	for _, s := range span {
		if w := s.negationWord(); w != "not" {
			return w
		}
	}
	return "not"
}

func hasTerm(w word, span []statement) bool {
	for _, s := range span {
		if s.terms[w.term] {
			return true
		}
	}
	return false
}

// negationWord returns the first negation that st has, "not" where it has none.
func (st statement) negationWord() string {
	for _, w := range st.words {
		if negations[w.fold] {
			return w.text
		}
	}
	for i, w := range st.words {
		if _, ok := st.complement(i); ok {
			return w.text
		}
	}
	return "not"
}
