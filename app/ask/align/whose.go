package align

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
)

// A long sentence tells several things of several people, and a short one that takes its
// words may give one what is another's. The checks here look at the places where English
// shows who does what: behind "which", behind "by" and "to", before a verb, and in the second
// half of "A in X and B in Y". Like those of role.go and order.go they know no grammar and
// speak only where both texts show it.

// toldOfAnother returns the verb that l says of a name with which it begins, where there it
// stands behind "which" or "who" and another name: "the Edict of Nantes abolished" of "the
// Edict of Fontainebleau, which abolished".
func (l line) toldOfAnother(there line) string {
	if l.lang != prose.English {
		return ""
	}
	verb := slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term != "" && !prose.IsCapital(w) })
	if verb < 1 || verb > tellingSubject {
		return ""
	}
	var own []string
	for _, w := range l.words[:verb] {
		if prose.IsCapital(w) && w.Term != "" {
			own = append(own, w.Term)
		}
	}
	at := there.sayings(l.words[verb])
	if len(own) == 0 || len(at) != 1 {
		return ""
	}
	k := at[0].at - 1
	for k > 0 && (copulas[there.words[k].Fold] || auxiliaries[there.words[k].Fold] || strings.HasSuffix(there.words[k].Fold, "ly")) {
		k--
	}
	if k < 1 || there.words[k].Fold != "which" && there.words[k].Fold != "who" {
		return ""
	}
	from := k // of the name before it, with what is in parentheses behind that
	for from > 0 && from > k-antecedentWords {
		w := there.words[from-1]
		if !prose.IsCapital(w) && w.Term != "" && !strings.ContainsAny(w.Text[:1], "0123456789") || there.breaks[from] && from < k && !there.opened[from] {
			break
		}
		from--
	}
	if from < k && there.words[from].Fold == "of" {
		return "" // "the king of France, who"
	}
	lacks, another := false, false
	for _, term := range own {
		lacks = lacks || !slices.ContainsFunc(there.words[from:k], func(w prose.Word) bool { return w.Term == term })
	}
	for _, w := range there.words[from:k] {
		another = another || prose.IsCapital(w) && w.Term != "" && len(l.places(token{term: w.Term})) == 0
	}
	if lacks && another {
		return l.words[verb].Text
	}
	return ""
}

// How many words a subject of names has at most, and what "which" points back to.
const (
	tellingSubject  = 7
	antecedentWords = 10
)

var auxiliaries = prose.Set(`has have had did does do would will could can may might`)

// comparedTurned returns the first word behind "than" where there what is compared stands the
// other way round: "safer to use the number than the name" of "by number, but it is safer to use
// the name".
func (l line) comparedTurned(there line) string {
	than := slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Fold == "than" })
	if than < 2 || slices.ContainsFunc(there.words, func(w prose.Word) bool { return w.Fold == "than" }) {
		return ""
	}
	more := -1
	for k := than - 1; k >= 0 && more < 0; k-- {
		if f := l.words[k].Fold; len(there.places(token{term: l.words[k].Term})) == 1 && l.words[k].Term != "" && (strings.HasSuffix(f, "er") || k > 0 && (l.words[k-1].Fold == "more" || l.words[k-1].Fold == "less")) {
			more = k
		}
	}
	if more < 0 {
		return ""
	}
	pivot := there.places(token{term: l.words[more].Term})[0].at
	turned, kept, first := 0, 0, ""
	for _, t := range l.tokens {
		at := there.places(t)
		if len(at) != 1 || t.at == more || t.term == "" {
			continue
		}
		switch {
		case t.at > than && at[0].at > pivot:
			turned++
			if first == "" {
				first = l.words[t.at].Text
			}
		case t.at > than:
			kept++
		}
	}
	ahead := slices.ContainsFunc(l.tokens, func(t token) bool {
		at := there.places(t)
		return t.term != "" && t.at > more && t.at < than && len(at) == 1 && at[0].at < pivot
	})
	if turned > 0 && kept == 0 && ahead {
		return first
	}
	return ""
}

// givenToAnother returns what l has behind "to", where there something stands behind it that l
// has elsewhere, and this does not: "left it to Brandt" of "Brandt, who left it to the city".
func (l line) givenToAnother(there line) string {
	here, other := l.behindTo(), there.behindTo()
	if len(here) == 0 || len(other) == 0 {
		return ""
	}
	for _, term := range slices.Sorted(maps.Keys(here)) {
		if other[term] || len(there.places(token{term: term})) == 0 {
			continue
		}
		for t := range other {
			if at := l.places(token{term: t}); len(at) == 1 && !here[t] && at[0].prep == "" && len(there.places(token{term: t})) == 1 {
				return l.words[l.places(token{term: term})[0].at].Text
			}
		}
	}
	return ""
}

// behindTo are the nouns right behind "to" and an article.
func (l line) behindTo() map[string]bool {
	out := map[string]bool{}
	for i := 0; i+2 < len(l.words); i++ {
		if l.words[i].Fold == "to" && (prose.Determiners[l.words[i+1].Fold] || prose.Articles[l.words[i+1].Fold]) && l.words[i+2].Term != "" {
			out[l.words[i+2].Term] = true
		}
	}
	return out
}

// doneElsewhere says whether the verb before the "by" of l stands there without one.
func (l line) doneElsewhere(there line) bool {
	at := l.agent()
	return at > 0 && l.words[at-1].Term != "" && len(there.places(token{term: l.words[at-1].Term})) == 1
}

var (
	// locating are prepositions of places.
	locating = prose.Set(`in at near into within inside around across between under`)
)

// doneByOther returns the name that l says does something, where there it is done by another:
// "the WWF report quoted it" of "it was quoted by the IPCC from the WWF report".
func (l line) doneByOther(there line) string {
	if l.lang != prose.English || l.voice {
		return ""
	}
	for i := 1; i < len(l.tokens); i++ {
		verb := l.tokens[i]
		if verb.term == "" || prose.IsCapital(l.words[verb.at]) || verb.prep != "" {
			continue
		}
		from := i - 1
		if !l.isName(from) && from > 0 && strings.HasSuffix(l.words[l.tokens[from].at].Fold, "ly") {
			from--
		}
		// The subject, with a noun behind its name: "the WWF report".
		if !l.isName(from) && from > 0 && l.isName(from-1) && l.tokens[from-1].at == l.tokens[from].at-1 {
			from--
		}
		if !l.isName(from) || l.tokens[from].prep != "" || copulas[l.words[verb.at-1].Fold] {
			continue
		}
		for k := 1; k+1 < len(there.words); k++ {
			if !agents[there.words[k].Fold] || there.words[k-1].Term != verb.term || there.amountAt(k+1) {
				continue
			}
			own, another := false, false
			for n := k + 1; n < len(there.words) && n <= k+slotWords; n++ {
				own = own || there.words[n].Term == l.tokens[from].term && (n <= k+nearSlot || !locating[there.prepAt(n)] && there.prepAt(n) != "from")
				another = another || n <= k+nearSlot && prose.IsCapital(there.words[n]) && there.words[n].Term != ""
			}
			if another && !own {
				return l.words[l.tokens[from].at].Text
			}
		}
	}
	return ""
}

// amountAt says whether a number stands at a word: "rose by 5 percent" names nobody who did it.
func (l line) amountAt(at int) bool {
	return at < len(l.words) && (unicode.IsDigit(firstRune(l.words[at].Fold)) || slices.ContainsFunc(l.tokens, func(t token) bool { return t.at == at && t.number != nil }))
}
