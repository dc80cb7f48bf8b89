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
		case hasTerm(w, span), hasInitial(w, st, span), hasMonth(w, span), st.isLight(i) && !contradicted(w, span), st.joinsOnly(i, span), st.linksAs(i, span), st.changedSo(i, span):
		case w.Fold == "single" && slices.ContainsFunc(span, func(s Statement) bool {
			return slices.ContainsFunc(s.numbers, func(n quantity.Number) bool { return n.Word && n.Value == 1 && n.Unit == "" })
		}):
		case st.spelledOut(i, span), st.speaks(i, span), st.compounded(i, span), st.emptied(i), st.deniesPrefixed(i, span), st.saysTwo(i, span), st.isRoman(i, span):
		case w.Fold == "possible" && i+1 < len(st.words) && st.words[i+1].Fold == "to" && !contradicted(w, span) && slices.ContainsFunc(span, Statement.enables): // "it was possible to open it" of "could be opened"
		case w.Fold == "both" && i > 0 && slices.ContainsFunc(st.words[max(0, i-pairedWords):i], func(o prose.Word) bool { return o.Fold == "and" }):
		case everyOf[w.Fold] && !st.beginsPhrase(i) && st.hasEvery(i, span), st.forbids(i, span), (w.Fold == "between" || w.Fold == "until" || w.Fold == "till") && st.beforeNumber(i), w.Fold == "time" && i > 0 && slices.ContainsFunc(st.numbers, func(n quantity.Number) bool { return n.End == w.Start-1 && st.atFirst(n) }):
		case w.Fold == "allowed" && st.notAllowed(i) && slices.ContainsFunc(span, func(s Statement) bool {
			return len(s.negated) > 0 && slices.ContainsFunc(s.words, func(w prose.Word) bool { return forbidding[w.Fold] })
		}):
		case duties[w.Text] && slices.ContainsFunc(span, Statement.obliges):
		case modals[w.Text]:
			modal = append(modal, w.Text)
		default:
			missing = append(missing, w.Text)
		}
	}
	return missing, modal
}

// enables says whether a statement says that something can be done.
func (st Statement) enables() bool {
	return slices.ContainsFunc(st.words, func(w prose.Word) bool { return w.Fold == "can" || w.Fold == "could" || w.Fold == "able" })
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

// spelledOut says whether the i-th word is of some whose first letters span has for them:
// "general relativity", "GR"; or is such letters, and span has the words.
func (st Statement) spelledOut(i int, span []Statement) bool {
	for _, s := range span {
		for _, o := range s.words {
			if prose.IsAcronym([]rune(o.Text)) && initialsAround(st.words, i, o.Fold) {
				return true
			}
		}
		if w := st.words[i]; prose.IsAcronym([]rune(w.Text)) {
			for k := range s.words {
				if initialsAround(s.words, k, w.Fold) {
					return true
				}
			}
		}
	}
	return false
}

// initialsAround says whether words around the i-th begin with the letters of an acronym, one
// after another; little words between them count or not.
func initialsAround(ws []prose.Word, i int, acronym string) bool {
	letters := []rune(acronym)
	for from := max(0, i-2*len(letters)); from <= i; from++ {
		k, covers := 0, false
		for n := from; n < len(ws) && k < len(letters); n++ {
			switch {
			case firstRune(ws[n].Fold) == letters[k] && len([]rune(ws[n].Text)) > 1:
				k++
				covers = covers || n == i
			case ws[n].Term == "" && n > from && k > 0:
			default:
				n = len(ws)
			}
		}
		if k == len(letters) && covers {
			return true
		}
	}
	return false
}

// beginsPhrase says whether the i-th word is the first of a set phrase: "each year".
func (st Statement) beginsPhrase(i int) bool { return i+1 < len(st.words) && st.words[i+1].Joined }

// everyOf are said of each of several; "each" is a stop word, for "each other".
var everyOf = prose.Set(`every all each`)

// hasEvery says whether span says "each" or "every" in a Statement that has the words next to
// the i-th of st too: "common in every state" is not what "each state got the same. In
// others lines were common" says.
func (st Statement) hasEvery(i int, span []Statement) bool {
	near := func(step int) string {
		for k := i + step; k >= 0 && k < len(st.words); k += step {
			if st.words[k].Term != "" {
				return st.words[k].Term
			}
		}
		return ""
	}
	before, after := near(-1), near(1)
	return slices.ContainsFunc(span, func(s Statement) bool {
		return (len(span) == 1 || (before == "" || s.terms[before]) && (after == "" || s.terms[after])) && slices.ContainsFunc(s.words, func(w prose.Word) bool { return w.Fold == "each" || w.Fold == "every" })
	})
}

// forbids says whether the i-th word is a "must" or "may" of a denial, and span denies
// with the other: what must not be may not be.
func (st Statement) forbids(i int, span []Statement) bool {
	return forbidding[st.words[i].Fold] && i+1 < len(st.words) && negations[st.words[i+1].Fold] && slices.ContainsFunc(span, func(s Statement) bool {
		return len(s.negated) > 0 && slices.ContainsFunc(s.words, func(w prose.Word) bool { return forbidding[w.Fold] })
	})
}

// notAllowed says whether "not" and "to" stand around the i-th word: "is not allowed to" of
// "may not".
func (st Statement) notAllowed(i int) bool {
	return i > 0 && i+1 < len(st.words) && st.words[i-1].Fold == "not" && st.words[i+1].Fold == "to"
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
