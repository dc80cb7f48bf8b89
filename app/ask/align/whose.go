package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// A long sentence tells several things of several people, and a short one that takes its
// words may give one what is another's. The checks here look at the places where English
// shows whose a word is: inside a name, before a name, behind "which", behind a name and a
// comma, and in the second half of "A in X and B in Y". Like those of role.go and order.go
// they know no grammar and speak only where both texts show it.

// torn returns a word of a name of st that stands in span nowhere near the word before it:
// "Michigan State University" of "the State of Michigan … the University of Michigan".
func (st Statement) torn(span []Statement) []string {
	if st.lang == prose.German { // every noun has a capital there
		return nil
	}
	if w := st.scattered(span); w != "" {
		return []string{w}
	}
	for i := 0; i+1 < len(st.words); i++ {
		a, b := st.words[i], st.words[i+1]
		if !prose.IsCapital(a) || !b.Name || a.Term == "" || b.Term == "" || a.Term == b.Term || b.Start != a.End+1 || i == 0 && !a.Name && !b.Name || isInitial(a) || isInitial(b) || st.inNumber(a) || st.inNumber(b) || hedges[a.Fold] {
			continue
		}
		if i == 0 && !seenAsName(a, span) {
			continue // the sentence's first word
		}
		both, near := false, false
		for _, s := range span {
			l := newLine(s)
			first, second := l.places(token{term: a.Term}), l.places(token{term: b.Term})
			both = both || len(first) > 0 && len(second) > 0
			for _, p := range first {
				for _, q := range second {
					near = near || max(p.at-q.at, q.at-p.at) <= nameReach || l.breaks[p.at] || l.breaks[q.at]
				}
			}
		}
		if both && !near {
			return []string{b.Text}
		}
	}
	return nil
}

// scattered returns the last word of a name of three words and more that all stand in a
// Statement, and nowhere together.
func (st Statement) scattered(span []Statement) string {
	for i := 0; i+2 < len(st.words); i++ {
		end := i
		for end < len(st.words) && prose.IsCapital(st.words[end]) && st.words[end].Term != "" && !st.inNumber(st.words[end]) && !isInitial(st.words[end]) && (end == i || st.words[end].Start == st.words[end-1].End+1) {
			end++
		}
		if end-i < 3 {
			continue
		}
		run := st.words[i:end]
		if i == 0 && !seenAsName(run[0], span) {
			run = run[1:]
		}
		all, together := true, false
		for _, w := range run {
			all = all && hasTerm(w, span)
		}
		for _, s := range span {
			for from := range s.words {
				window := s.words[from:min(len(s.words), from+len(run)+nameReach+1)]
				together = together || !slices.ContainsFunc(run, func(w prose.Word) bool {
					return !slices.ContainsFunc(window, func(o prose.Word) bool { return o.Term == w.Term && prose.IsCapital(o) })
				})
			}
		}
		if all && !together {
			return run[len(run)-1].Text
		}
		i = end
	}
	return ""
}

// nameReach is how far two words of one name stand apart: "Michigan State University",
// "the University of Michigan".
const nameReach = 3

func seenAsName(w prose.Word, span []Statement) bool {
	return slices.ContainsFunc(span, func(s Statement) bool {
		return slices.ContainsFunc(s.words, func(o prose.Word) bool { return o.Term == w.Term && prose.IsCapital(o) })
	})
}

// describedAsAnother returns a word that l has before a name and there stands before
// another one, while that name has another word there: "British engineer Carl von Linde"
// of "German engineer Carl von Linde and British engineer William Hampson".
func (l line) describedAsAnother(there line) string {
	own := there.descriptions()
	for _, d := range l.descriptions() {
		other, another := false, false
		for _, o := range own {
			if o == d {
				other = false
				break
			}
			other = other || o[0] == d[0] && o[1] != d[1]
			another = another || o[0] != d[0] && o[1] == d[1]
		}
		if other && another {
			if k := slices.IndexFunc(l.words, func(w prose.Word) bool { return w.Term == d[0] }); k >= 0 {
				return l.words[k].Text
			}
		}
	}
	return ""
}

// descriptions are the names of l with a word with a capital that stands before them and a
// noun: {"british", "hampson"} of "British engineer William Hampson".
func (l line) descriptions() [][2]string {
	var out [][2]string
	for i, w := range l.words {
		if !prose.IsCapital(w) || w.Term == "" {
			continue
		}
		k := i + 1
		for k < len(l.words) && k <= i+2 && !prose.IsCapital(l.words[k]) && l.words[k].Term != "" && !l.breaks[k] {
			k++
		}
		if k == i+1 || k >= len(l.words) || !prose.IsCapital(l.words[k]) || l.words[k].Term == "" || l.breaks[k] {
			continue
		}
		out = append(out, [2]string{w.Term, l.words[k].Term})
	}
	return out
}

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
	tellingSubject   = 7
	antecedentWords  = 10
	appositionLength = 8
)

var auxiliaries = prose.Set(`has have had did does do would will could can may might`)

// titledAnother returns a word that l says a name is, where there it stands between commas
// behind another name: "Fontane was the hero" of "poet Theodor Fontane, General Hermann von
// François, the hero of Tannenberg".
func (l line) titledAnother(there line) string {
	is := slices.IndexFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] })
	if is < 1 || is+2 >= len(l.words) || !prose.Articles[l.words[is+1].Fold] && l.words[is+1].Fold != "the" {
		return ""
	}
	named := slices.ContainsFunc(l.words[:is], func(w prose.Word) bool { return prose.IsCapital(w) && w.Term != "" })
	noun := slices.IndexFunc(l.words[is+2:], func(w prose.Word) bool { return w.Term != "" })
	if !named || noun < 0 {
		return ""
	}
	at := there.places(token{term: l.words[is+2+noun].Term})
	if len(at) != 1 {
		return ""
	}
	from := at[0].at
	for from > 0 && !there.breaks[from] && from > at[0].at-appositionLength {
		from--
	}
	if from < 1 || !there.breaks[from] || joiners[there.words[from].Fold] {
		return ""
	}
	if w := there.words[from]; from != at[0].at && w.Fold != "the" && !prose.Articles[w.Fold] && !strings.HasSuffix(strings.ToLower(w.Text), "'s") && !strings.HasSuffix(w.Text, "’s") {
		return ""
	}
	own, another := false, false
	for k := from - 1; k >= 0 && k >= from-appositionLength && (prose.IsCapital(there.words[k]) || there.words[k].Term == "" || there.words[k].Name); k-- {
		w := there.words[k]
		if w.Term != "" && prose.IsCapital(w) && !companyForms[w.Fold] {
			if slices.ContainsFunc(l.words[:is], func(o prose.Word) bool { return o.Term == w.Term }) {
				own = true
			} else {
				another = true
			}
		}
		if there.breaks[k] && !companyForms[w.Fold] {
			break
		}
	}
	if another && !own {
		return l.words[is+2+noun].Text
	}
	return ""
}

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
	for term := range here {
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

// beforeAnother returns a name that l has right before a word, where there another name
// stands right before that and this one nowhere near: "Sky Movies soundtracks" of "the Sky
// Movies channels, with Dolby Digital soundtracks".
func (l line) beforeAnother(there line) string {
	if l.lang != prose.English {
		return ""
	}
	for i := 0; i+1 < len(l.tokens); i++ {
		name, noun := l.tokens[i], l.tokens[i+1]
		if !l.isName(i) || l.isName(i+1) || noun.term == "" || noun.at != name.at+1 || l.breaks[noun.at] || noun.term == "=must" || perfect[l.words[noun.at].Fold] || modals[l.words[noun.at].Text] {
			continue
		}
		another, own := false, false
		for _, p := range there.places(noun) {
			for k := p.at - 1; k >= 0 && k >= p.at-beforeWords && !there.breaks[k+1]; k-- {
				w := there.words[k]
				own = own || w.Term == name.term
				another = another || k == p.at-1 && prose.IsCapital(w) && w.Term != "" && w.Name && len(l.places(token{term: w.Term})) == 0
			}
		}
		if another && !own {
			return l.words[name.at].Text
		}
	}
	return ""
}

// beforeWords is how far before a word a name is right before it.
const beforeWords = 4

// isAnother returns the noun that l says a name is, where there something else is that:
// "Blake was the most frequent contributor" of "the most frequent contributor was Simpson".
func (l line) isAnother(there line) string {
	is := slices.IndexFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] })
	if is < 1 || is+2 >= len(l.words) || l.lang != prose.English || l.words[is+1].Fold != "the" && !prose.Articles[l.words[is+1].Fold] {
		return ""
	}
	if !slices.ContainsFunc(l.words[:is], func(w prose.Word) bool { return prose.IsCapital(w) && w.Term != "" }) {
		return ""
	}
	for _, t := range l.tokens {
		if t.at <= is || t.term == "" || prose.IsCapital(l.words[t.at]) || t.prep != "" {
			continue
		}
		at := there.places(t)
		if len(at) != 1 {
			continue
		}
		for k := at[0].at + 1; k+1 < len(there.words) && !there.breaks[k]; k++ {
			if !copulas[there.words[k].Fold] {
				continue
			}
			m := k + 1
			if there.words[m].Fold == "the" && m+1 < len(there.words) {
				m++
			}
			if w := there.words[m]; prose.IsCapital(w) && w.Term != "" && !there.breaks[m] && len(l.places(token{term: w.Term})) == 0 {
				end := m
				for end+1 < len(there.words) && prose.IsCapital(there.words[end+1]) {
					end++
				}
				if !slices.ContainsFunc(there.words[m:end+1], func(w prose.Word) bool { return len(l.places(token{term: w.Term})) > 0 }) {
					return l.words[t.at].Text
				}
			}
			break
		}
	}
	return ""
}

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

// widened returns a word that limits a superlative in span and not in st: "the busiest
// airport" of "the busiest general aviation airport".
func (st Statement) widened(span []Statement) []string {
	for i, w := range st.words {
		if !superlative(w.Fold) || (w.Fold == "most" || w.Fold == "least") && (i == 0 || !prose.Determiners[st.words[i-1].Fold] && !isPossessive(st.words[i-1])) {
			continue // "most species"
		}
		next := slices.IndexFunc(st.words[i+1:], func(o prose.Word) bool { return o.Term != "" })
		if next < 0 || next > 1 || st.words[i+1+next].Name {
			continue
		}
		noun := st.words[i+1+next].Term
		limit, free := "", false
		for _, s := range span {
			for k, o := range s.words {
				if o.Fold != w.Fold && (w.Term == "" || o.Term != w.Term) {
					continue
				}
				by := ""
				for n := k + 1; n < len(s.words) && n <= k+limitWords && !prose.EndsClause(prose.Gap(s.Text, s.words[n-1], s.words[n])); n++ {
					if s.words[n].Term == noun {
						if by == "" {
							free = true
						} else {
							limit = by
						}
						break
					}
					if t := s.words[n].Term; t != "" && !st.terms[t] && by == "" {
						by = s.words[n].Text
					}
				}
			}
		}
		if limit != "" && !free {
			return []string{limit}
		}
	}
	return nil
}

// limitWords is how far behind a superlative its noun stands.
const limitWords = 4

func superlative(f string) bool {
	return len(f) > 4 && strings.HasSuffix(f, "est") && !notSuperlative[f] || singling[f]
}

var (
	singling       = prose.Set(`first last only most least best worst`)
	notSuperlative = prose.Set(`interest forest request harvest invest protest contest honest modest arrest suggest digest conquest southwest northwest midwest manifest guest tempest rest`)
)
