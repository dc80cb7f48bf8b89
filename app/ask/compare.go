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
		case w.text == "may" && w.term == w.text && !slices.ContainsFunc(span, func(s statement) bool {
			return slices.ContainsFunc(s.words, func(o word) bool { return o.text == w.text })
		}):
			modal = append(modal, w.text) // the month is another word
		case modals[w.text] && hasTerm(w, span) && st.governsElsewhere(i, span):
			modal = append(modal, w.text)
		case hasTerm(w, span), hasInitial(w, st, span), hasMonth(w, span), st.isLight(i), st.joinsOnly(i, span):
		case everyOf[w.fold] && hasEvery(span), st.forbids(i, span), w.fold == "between" && st.beforeNumber(i):
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

// everyOf are said of each of several; "each" is a stop word, for "each other".
var everyOf = set(`every all each`)

func hasEvery(span []statement) bool {
	return slices.ContainsFunc(span, func(s statement) bool {
		return slices.ContainsFunc(s.words, func(w word) bool { return w.fold == "each" || w.fold == "every" })
	})
}

// forbids says whether the i-th word is a "must" or "may" of a denial, and span denies
// with the other: what must not be may not be.
func (st statement) forbids(i int, span []statement) bool {
	return forbidding[st.words[i].fold] && i+1 < len(st.words) && negations[st.words[i+1].fold] && slices.ContainsFunc(span, func(s statement) bool {
		return len(s.negated) > 0 && slices.ContainsFunc(s.words, func(w word) bool { return forbidding[w.fold] })
	})
}

var forbidding = set(`must may can cannot`)

// beforeNumber says whether a number follows the i-th word.
func (st statement) beforeNumber(i int) bool {
	return i+1 < len(st.words) && st.inNumber(st.words[i+1])
}

// governsElsewhere says whether the verb behind the i-th word, a modal, stands in no
// statement of span that has the modal too.
func (st statement) governsElsewhere(i int, span []statement) bool {
	if len(span) < 2 {
		return false
	}
	next := slices.IndexFunc(st.words[i+1:], func(w word) bool { return w.term != "" && !negations[w.fold] })
	if next < 0 {
		return false
	}
	verb := st.words[i+1+next]
	return hasTerm(verb, span) && !slices.ContainsFunc(span, func(s statement) bool { return s.terms[st.words[i].term] && s.terms[verb.term] })
}
