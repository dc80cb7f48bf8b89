package align

import (
	"slices"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// What a source leaves open, leaves to somebody else, or says of another time or another
// person, a sentence may not say for a fact. The checks here look for who claims it, and when.

// always returns the "never" of st where span only denies: "often does not work".
func (st Statement) always(span []Statement) []string {
	for _, w := range st.words {
		if never[w.Fold] && !slices.ContainsFunc(span, func(s Statement) bool {
			return slices.ContainsFunc(s.words, func(o prose.Word) bool { return never[o.Fold] || none[o.Fold] })
		}) {
			return []string{w.Text}
		}
	}
	return nil
}

var (
	never = prose.Set(`never nie niemals jamais nunca jamas mai никогда`)
	none  = prose.Set(`no none nobody nothing neither without any kein keine keinen keinem keiner ohne aucun aucune sans ningun ninguna sin`)
)

// asserted returns the verb by which a source leaves to somebody else what st says for a
// fact: "he quipped that it was done with his patents".
func (st Statement) asserted(span []Statement) []string {
	if slices.ContainsFunc(st.words, func(w prose.Word) bool {
		return asserting[w.Fold] || discrediting[w.Fold] || softer[w.Fold] || tentative[w.Fold] || sayings[w.Fold] || w.Fold == "according" || w.Fold == "claim" || w.Fold == "claims" || w.Fold == "belief" || w.Fold == "view" || w.Fold == "opinion"
	}) {
		return nil
	}
	for _, s := range span {
		for k := 0; k+1 < len(s.words); k++ {
			next := s.words[k+1].Fold
			if !(asserting[s.words[k].Fold] && (next == "that" || next == "there") || next == "that" && k > 0 && discrediting[s.words[k-1].Fold]) {
				continue
			}
			end := k + 2
			for end < len(s.words) && !contrasts[s.words[end].Fold] && !slices.Contains(prose.Gap(s.Text, s.words[end-1], s.words[end]), ';') {
				end++
			}
			claimed, elsewhere := 0, map[string]bool{}
			for i, w := range s.words {
				if w.Term != "" && (i < k || i >= end) {
					elsewhere[w.Term] = true
				}
			}
			for _, w := range s.words[k+2 : end] {
				if w.Term != "" && !prose.IsCapital(w) && st.terms[w.Term] && !elsewhere[w.Term] {
					claimed++
				}
			}
			if claimed > 0 {
				return []string{s.words[k].Text}
			}
		}
	}
	return nil
}

var asserting = prose.Set(`quipped joked claimed claims alleged alleges argued argues asserted asserts contended contends believed believes think thinks thought suspected
	suspects speculated speculates hypothesized assumed assumes feared fears hoped hopes predicted predicts believe believing possible conceivable conjectured conjecture
	suggests suggest suggested rumored rumoured doubtful unclear uncertain whether`)

// discrediting say that what is stated is not so.
var discrediting = prose.Set(`incorrectly wrongly falsely erroneously mistakenly`)

// datedApart returns the date or year of st that one of two statements has, where the other
// has what st says of it and a date of its own: "it was shown in October" of "It was shown in
// December. In October others came."
func (st Statement) datedApart(span []Statement) []string {
	if len(span) != 2 {
		return nil
	}
	years := func(s Statement) (out []quantity.Number) {
		for _, n := range s.numbers {
			if n.IsYear() {
				out = append(out, n)
			}
		}
		return out
	}
	for i, s := range span {
		o := span[1-i]
		gives := slices.ContainsFunc(st.words, func(w prose.Word) bool {
			return w.Term != "" && !st.inNumber(w) && !prose.IsCapital(w) && o.terms[w.Term] && !s.terms[w.Term]
		})
		if !gives {
			continue
		}
		for _, d := range st.dates {
			if hasDate(d, span[i:i+1]) && !hasDate(d, []Statement{o}) && len(o.dates) > 0 && !slices.ContainsFunc(o.dates, func(other quantity.Date) bool { return slices.ContainsFunc(st.dates, other.Within) }) {
				return []string{d.Text}
			}
		}
		for _, n := range years(st) {
			own := years(o)
			if slices.ContainsFunc(years(s), n.Same) && !slices.ContainsFunc(own, n.Same) && len(own) > 0 && len(o.dates) == 0 && !slices.ContainsFunc(own, func(other quantity.Number) bool { return slices.ContainsFunc(years(st), other.Same) }) {
				return []string{n.Text}
			}
		}
	}
	return nil
}

// reputed returns the word by which span says only what something is held to be, where st
// says that it is so: "is considered the largest".
func (st Statement) reputed(span []Statement) []string {
	if slices.ContainsFunc(st.words, func(w prose.Word) bool {
		return reputing[w.Fold] || softer[w.Fold] || tentative[w.Fold] || asserting[w.Fold] || w.Fold == "known" || w.Fold == "seen" || w.Fold == "according" || w.Fold == "called" || w.Fold == "considers" || w.Fold == "consider" || w.Fold == "regard" || w.Fold == "view"
	}) {
		return nil
	}
	for _, s := range span {
		for k := 1; k+2 < len(s.words); k++ {
			if !reputing[s.words[k].Fold] {
				continue
			}
			next := k + 1
			if s.words[next].Fold == "by" {
				continue // whose opinion it is stands there
			}
			if f := s.words[next].Fold; f != "to" && f != "as" && f != "the" && f != "one" && f != "a" && f != "an" {
				continue
			}
			for n := next + 1; n < len(s.words) && n <= next+reputedWords; n++ {
				if t := s.words[n].Term; t != "" && !s.inNumber(s.words[n]) {
					if st.terms[t] && st.hasCopulaBefore(t) {
						return []string{s.words[k].Text}
					}
					break
				}
			}
		}
	}
	return nil
}

// reputedWords is how far behind "said to" what something is said to be stands.
const reputedWords = 5

// hasCopulaBefore says whether "is" stands before a term, and nothing of weight between.
func (st Statement) hasCopulaBefore(term string) bool {
	at := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Term == term })
	return at > 0 && slices.ContainsFunc(st.words[max(0, at-reputedWords):at], func(w prose.Word) bool { return copulas[w.Fold] })
}

var reputing = prose.Set(`considered regarded reputed reputedly believed thought supposed said rumored rumoured deemed viewed estimated`)

// ofOther returns the name that st is about where one of two statements has it, and the other
// says the rest of somebody else: "Avicenna wrote the book" of "Al-Biruni wrote the book.
// Avicenna described 700 preparations."
func (st Statement) ofOther(span []Statement) []string {
	if len(span) != 2 {
		return nil
	}
	own := st.clauses()
	if len(own) == 0 || own[0].subject == "" || !prose.IsCapital(own[0].subjectWord) {
		return nil
	}
	for i, s := range span {
		o := span[1-i]
		there := o.clauses()
		if !s.terms[own[0].subject] || o.terms[own[0].subject] || len(there) == 0 {
			continue
		}
		c := there[0]
		if c.subject == "" || !prose.IsCapital(c.subjectWord) || !c.subjectWord.Name && len(c.name()) == len(c.subjectWord.Text) && !o.namesTwice(c.subject, span) || st.terms[c.subject] {
			continue
		}
		if slices.ContainsFunc(st.words, func(w prose.Word) bool {
			return w.Term != "" && !prose.IsCapital(w) && !st.inNumber(w) && o.terms[w.Term] && !s.terms[w.Term]
		}) {
			return []string{own[0].subjectWord.Text}
		}
	}
	return nil
}

// namesTwice says whether a word that may have its capital from opening a sentence is written
// with one elsewhere in span too.
func (st Statement) namesTwice(term string, span []Statement) bool {
	return slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.words, func(w prose.Word) bool { return w.Term == term && w.Name })
	})
}
