package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// The words that join two clauses are many for few meanings: a reason, and one thing after
// another.

// linksAs says whether the i-th word joins clauses, and span has another word that joins them
// so: "since" for "because", "once" for "when".
func (st Statement) linksAs(i int, span []Statement) bool {
	if st.words[i].Fold == "after" && st.inTurn(i, span) {
		return true
	}
	kind := links[st.words[i].Fold]
	if kind == nil || i+1 >= len(st.words) || st.inNumber(st.words[i+1]) || prose.IsCapital(st.words[i]) && i > 0 {
		return false
	}
	return slices.ContainsFunc(span, func(s Statement) bool {
		for k, w := range s.words {
			if kind[w.Fold] && (w.Fold != "as" || k > 0 && prose.ClauseEnds(s.Text, s.words[k-1], w)) {
				return true
			}
		}
		return false
	})
}

// inTurn says whether what st says behind "after" stands in span before the rest of st, joined to
// it by "and": "burned down and was rebuilt".
func (st Statement) inTurn(i int, span []Statement) bool {
	l := newLine(st)
	end := i + 1
	for end < len(l.words) && !l.breaks[end] {
		end++
	}
	if i > 0 && !l.breaks[i] {
		end = len(l.words) // "was rebuilt after it had burned down"
	}
	for _, s := range span {
		there := newLine(s)
		last, first := -1, len(there.words)
		for _, t := range l.tokens {
			at := there.places(t)
			if len(at) != 1 || t.at == i || t.name {
				continue // of whom it is said stands before both
			}
			if t.at > i && t.at < end {
				last = max(last, at[0].at)
			} else if t.number == nil && t.date == nil && there.joinedBefore(at[0].at) {
				first = min(first, at[0].at)
			}
		}
		if last >= 0 && first < len(there.words) && last < first {
			return true
		}
	}
	return false
}

// joinedBefore says whether an "and" stands somewhere before a word.
func (l line) joinedBefore(at int) bool {
	return slices.ContainsFunc(l.words[:at], func(w prose.Word) bool { return joiners[w.Fold] })
}

// links are words that join, each with those that may stand for it.
var links = map[string]map[string]bool{
	"since":    prose.Set(`because as since due owing`),
	"once":     prose.Set(`when after once`),
	"provided": prose.Set(`if provided when`),
	"later":    prose.Set(`then soon subsequently afterwards after eventually`),
	"whenever": prose.Set(`when if`),
}
