package align

import (
	"maps"
	"slices"
	"strings"

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

// placedAsAnother returns what l says with a preposition of a name, where there it is said of
// the second of two: "Scheele discovered it in Wiltshire" of "Scheele, in Uppsala, and
// Priestley in Wiltshire".
func (l line) placedAsAnother(there line) string {
	for _, t := range l.tokens {
		if t.prep == "" || agents[t.prep] || t.prep == "of" || t.term != "" && !prose.IsCapital(l.words[t.at]) {
			continue
		}
		at := there.places(t)
		if len(at) != 1 || at[0].prep != t.prep && t.term != "" {
			continue
		}
		for k := at[0].at - 1; k > 0; k-- {
			if !joiners[there.words[k-1].Fold] || !prose.IsCapital(there.words[k]) || there.words[k].Term == "" {
				continue
			}
			// The second name, none of whose words l has.
			end := k
			for end+1 < at[0].at && prose.IsCapital(there.words[end+1]) && !there.breaks[end+1] {
				end++
			}
			if end+1 < len(there.words) && there.words[end+1].Fold != t.prep || slices.ContainsFunc(there.words[k:end+1], func(w prose.Word) bool { return len(l.places(token{term: w.Term})) > 0 }) {
				break
			}
			// The first has one of its own, which l does not have.
			for _, o := range there.tokens {
				if o.prep != t.prep || o.at >= k || o.term != "" && len(l.places(o)) > 0 {
					continue
				}
				if slices.ContainsFunc(l.tokens, func(n token) bool {
					return n.term != "" && prose.IsCapital(l.words[n.at]) && n.prep != t.prep && slices.ContainsFunc(there.places(n), func(p token) bool { return p.at < o.at && o.at-p.at <= appositionLength })
				}) {
					return l.words[t.at].Text
				}
			}
			break
		}
	}
	return ""
}

// doneByPlace returns a name that l says does something, or has it done by, where there it only
// says where: "the University of Graz discovered it" of "Keller discovered it at the
// University of Graz".
func (l line) doneByPlace(there line) string {
	if l.lang != prose.English {
		return ""
	}
	for i, t := range l.tokens {
		if !l.isName(i) || i > 0 && l.isName(i-1) && l.tokens[i-1].at == t.at-1 {
			continue
		}
		if !agents[t.prep] {
			if t.prep != "" || t.at > 1 {
				continue // neither its subject nor who does it
			}
			verb := t.at
			for verb < len(l.words) && (prose.IsCapital(l.words[verb]) || l.words[verb].Fold == "of" || l.words[verb].Fold == "the") {
				verb++
			}
			if verb < len(l.words) && l.words[verb].Term != "" && there.follow(l.words[verb-1], l.words[verb]) {
				continue // "the Leeds bakery"
			}
			if verb >= len(l.words) || having[l.words[verb].Fold] || l.breaks[verb] || strings.HasSuffix(strings.ToLower(l.words[verb-1].Text), "s") && strings.ContainsAny(l.words[verb-1].Text, "'’") {
				continue
			}
			if copulas[l.words[verb].Fold] && (verb+1 >= len(l.words) || !prose.Articles[l.words[verb+1].Fold] && l.words[verb+1].Fold != "the") {
				continue
			}
		}
		at := there.places(t)
		if len(at) > 0 && !slices.ContainsFunc(at, func(p token) bool { return !locating[p.prep] }) {
			return l.words[t.at].Text
		}
	}
	return ""
}

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

// follow says whether one word stands right behind another in l.
func (l line) follow(first, second prose.Word) bool {
	for i := 1; i < len(l.words); i++ {
		if l.words[i-1].Term == first.Term && l.words[i].Term == second.Term {
			return true
		}
	}
	return false
}

var (
	// locating are prepositions of places.
	locating = prose.Set(`in at near into within inside around across between under`)
	// having are verbs by which a place is said to have what is in it.
	having = prose.Set(`has have had contains contain contained includes include included holds held hosts hosted houses housed lies lay covers covered spans spanned features featured comprises makes accounts accounted sees saw`)
)

// doneByPronoun returns a name of l that does what there a pronoun does before the name comes:
// "the Court claimed it" of "he claimed it, and asked the Court".
func (l line) doneByPronoun(there line) string {
	if l.lang != prose.English || len(l.tokens) < 2 {
		return ""
	}
	last := 0
	if !l.isName(0) || l.tokens[0].prep != "" {
		return ""
	}
	verb := slices.IndexFunc(l.tokens, func(t token) bool { return t.term != "" && !prose.IsCapital(l.words[t.at]) })
	if verb < 1 {
		return ""
	}
	for last+1 < verb {
		last++
	}
	at := there.sayings(l.words[l.tokens[verb].at])
	if len(at) != 1 || at[0].at == 0 || !doers[there.words[at[0].at-1].Fold] || l.between(l.tokens[last].at, l.tokens[verb].at) {
		return ""
	}
	seen := false
	for _, t := range l.tokens[:verb] {
		for _, p := range there.places(t) {
			if p.at < at[0].at {
				return ""
			}
			seen = true
		}
	}
	if seen {
		return l.words[l.tokens[last].at].Text
	}
	return ""
}

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
			if !agents[there.words[k].Fold] || there.words[k-1].Term != verb.term {
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
