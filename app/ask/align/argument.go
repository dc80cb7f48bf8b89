package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// Who does it, who is measured by whom, and of whom a word is said: what a verb or a
// comparison needs has a place in both texts. The checks here look only at places that
// both texts show, names above all.

// comparedWithAnother returns the word behind "than" where there another one stands
// behind it, and l has that one before it: "she earns more than he does" is not "he earns
// more than she".
func (l line) comparedWithAnother(there line) string {
	here, other := l.behindThan(), there.behindThan()
	if here < 0 || other < 0 || l.tokens[here].term == there.tokens[other].term || l.tokens[here].term == "" {
		return ""
	}
	for _, t := range l.tokens[:here] {
		if t.term != "" && t.term == there.tokens[other].term {
			return l.words[l.tokens[here].at].Text
		}
	}
	return ""
}

// behindThan is the first token behind the one "than" of a text that does not compare
// numbers; -1 where there is none, or several.
func (l line) behindThan() int {
	pivot := func(w prose.Word) bool { return w.Fold == "than" || w.Fold == "als" }
	at := slices.IndexFunc(l.words, pivot)
	if at < 0 || slices.ContainsFunc(l.words[at+1:], pivot) {
		return -1
	}
	k := slices.IndexFunc(l.tokens, func(t token) bool { return t.at > at })
	if k < 0 || l.tokens[k].number != nil || l.tokens[k].date != nil {
		return -1
	}
	return k
}

// doneByAnother returns the name with which l begins and whose verb comes next, where
// there the verb has another name in that place, and this one none: "Manning scored" of
// "Anderson scored, and Manning passed".
func (l line) doneByAnother(there line) string {
	if l.voice {
		return ""
	}
	first := slices.IndexFunc(l.tokens, func(t token) bool { return t.term != "" || t.number != nil || t.date != nil })
	if first < 0 || !l.named(first) || l.tokens[first].prep != "" || l.tokens[first].at > 1 {
		return ""
	}
	last := first // of the name
	for last+1 < len(l.tokens) && l.named(last+1) && l.tokens[last+1].at == l.tokens[last].at+1 {
		last++
	}
	if last+1 >= len(l.tokens) {
		return ""
	}
	verb := l.tokens[last+1]
	if verb.term == "" || verb.at != l.tokens[last].at+1 || prose.IsCapital(l.words[verb.at]) || slices.ContainsFunc(l.words[:verb.at], func(w prose.Word) bool { return copulas[w.Fold] }) {
		return ""
	}
	at := there.sayings(l.words[verb.at])
	if len(at) != 1 {
		return ""
	}
	own := func(w prose.Word) bool {
		return slices.ContainsFunc(l.tokens[first:last+1], func(t token) bool { return t.term == w.Term })
	}
	if l.sameDeed(there)[l.tokens[last].term] {
		return ""
	}
	other, object := false, false
	for k := at[0].at - 1; k >= 0; k-- {
		w := there.words[k]
		if own(w) || copulas[w.Fold] || passives[w.Fold] {
			return ""
		}
		if prose.Anaphors[w.Fold] || relatives[w.Fold] {
			if object || other {
				break // who does it stands nearer
			}
			return ""
		}
		if w.Term != "" && prose.IsCapital(w) && there.prepAt(k) == "" {
			here := slices.IndexFunc(l.tokens, func(t token) bool { return t.term == w.Term })
			other = other || here < 0
			object = object || here > last && l.tokens[here].prep == ""
		}
		if there.breaks[k] {
			break
		}
	}
	if object || other && there.actsItself(own) {
		return l.words[l.tokens[last].at].Text
	}
	return ""
}

// actsItself says whether a name has a verb of its own right behind it, or what looks like
// one: in "Keller led the crew and Feld the divers" Feld has none.
func (l line) actsItself(name func(prose.Word) bool) bool {
	for i, w := range l.words {
		if !name(w) || i+1 >= len(l.words) {
			continue
		}
		if next := l.words[i+1]; next.Term != "" && !prose.IsCapital(next) && !l.breaks[i+1] {
			return true
		}
	}
	return false
}

// named says whether the i-th token is part of a name.
func (l line) named(i int) bool {
	t := l.tokens[i]
	return t.term != "" && t.number == nil && t.date == nil && prose.IsCapital(l.words[t.at])
}

// prepAt is the preposition of the token at a word, "" for none.
func (l line) prepAt(at int) string {
	for _, t := range l.tokens {
		if t.at == at {
			return t.prep
		}
	}
	return ""
}

// calledAnother returns what l says a name is, where there the words stand right before
// another name: "Song and Oswald were a married couple" of "a married couple, Amy Pond and
// Rory Williams, whilst Song and Oswald met".
func (l line) calledAnother(there line) string {
	is := slices.IndexFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] })
	if is < 1 || is+2 >= len(l.words) || !indefinite[l.words[is+1].Fold] {
		return ""
	}
	subject := false
	for _, t := range l.tokens {
		if t.at < is && l.named(slices.IndexFunc(l.tokens, func(o token) bool { return o.at == t.at })) {
			subject = true
		}
	}
	if !subject {
		return ""
	}
	noun := is + 2
	for noun+1 < len(l.words) && l.words[noun+1].Term != "" && !l.breaks[noun+1] && !prose.IsCapital(l.words[noun+1]) {
		noun++
	}
	if l.words[noun].Term == "" {
		return ""
	}
	for _, p := range there.places(token{term: l.words[noun].Term}) {
		next := p.at + 1
		if next >= len(there.words) || !there.breaks[next] || joiners[there.words[next].Fold] || !prose.IsCapital(there.words[next]) || there.words[next].Term == "" {
			continue
		}
		if len(l.places(token{term: there.words[next].Term})) == 0 {
			return l.words[noun].Text
		}
	}
	return ""
}

// doneToAgent returns what l says something is done to, where there it is what does it:
// "the county was paid" of "paid by the county".
func (l line) doneToAgent(there line) string {
	if slices.ContainsFunc(l.words, func(w prose.Word) bool { return agents[w.Fold] }) {
		return ""
	}
	for i := 0; i+1 < len(l.tokens); i++ {
		subject, verb := l.tokens[i], l.tokens[i+1]
		if subject.term == "" || subject.prep != "" || verb.term == "" || verb.at != subject.at+2 || !copulas[l.words[subject.at+1].Fold] {
			continue
		}
		at, doer := there.sayings(l.words[verb.at]), there.places(subject)
		if len(at) == 1 && len(doer) == 1 && agents[doer[0].prep] && doer[0].at > at[0].at && doer[0].at <= at[0].at+nearSlot && !there.between(at[0].at, doer[0].at) {
			return l.words[subject.at].Text
		}
	}
	return ""
}

// saidOfNeighbour returns a word that l has right before another than there, where it has
// that one too: "surveys agreed with older images" of "images agreed with older surveys".
func (l line) saidOfNeighbour(there line) string {
	if l.lang != prose.English {
		return ""
	}
	beside := func(l line, a, b token) bool {
		return b.at == a.at+1 && !l.breaks[b.at] && a.term != "" && b.term != ""
	}
	for i := 0; i+1 < len(l.tokens); i++ {
		word, noun := l.tokens[i], l.tokens[i+1]
		if !beside(l, word, noun) || prose.IsCapital(l.words[word.at]) {
			continue
		}
		k, own := there.indexOf(word), there.indexOf(noun)
		if k < 0 || own < 0 || k+1 >= len(there.tokens) || !beside(there, there.tokens[k], there.tokens[k+1]) {
			continue
		}
		if d := there.tokens[own].at - there.tokens[k].at; d > 0 && d <= nearSlot || there.tokens[k].prep == "" || word.prep == "" {
			continue
		}
		if other := l.indexOf(there.tokens[k+1]); other >= 0 && other != i+1 && (other == 0 || !beside(l, word, l.tokens[other])) {
			return l.words[word.at].Text
		}
	}
	return ""
}

// sayings are the places of a verb in the form of w, or where there is none in that form,
// in any.
func (l line) sayings(w prose.Word) []token {
	all := l.places(token{term: w.Term})
	same := slices.DeleteFunc(slices.Clone(all), func(t token) bool { return l.words[t.at].Fold != w.Fold })
	if len(same) > 0 {
		return same
	}
	return all
}

// indexOf is the index of the one token that says the same as t; -1 where there is none, or
// several.
func (l line) indexOf(t token) int {
	at := l.places(t)
	if len(at) != 1 {
		return -1
	}
	return slices.IndexFunc(l.tokens, func(o token) bool { return o.at == at[0].at })
}

// doneToDoer returns what l has right behind a verb and there stands right before it:
// "hospitals moved the doctors" of "the doctors moved". Only English has its words in that
// order always.
func (l line) doneToDoer(there line) string {
	if l.lang != prose.English || l.voice || there.voice || slices.ContainsFunc(l.words, func(w prose.Word) bool { return mutual[w.Fold] || copulas[w.Fold] }) {
		return ""
	}
	for i := 1; i+1 < len(l.tokens); i++ {
		verb, object := l.tokens[i], l.tokens[i+1]
		if verb.term == "" || verb.name || object.term == "" || object.prep != "" || verb.prep != "" || l.between(l.tokens[i-1].at, object.at) || l.tokens[i-1].prep != "" {
			continue
		}
		// The object's last word: "young doctors".
		for k := i + 2; k < len(l.tokens) && l.tokens[k].term != "" && l.tokens[k].at == object.at+1 && !l.breaks[l.tokens[k].at]; k++ {
			object = l.tokens[k]
		}
		at := there.sayings(l.words[verb.at])
		if len(at) != 1 || at[0].at == 0 || there.breaks[at[0].at] || at[0].prep != "" || there.words[at[0].at].Fold != l.words[verb.at].Fold ||
			there.words[at[0].at-1].Term != object.term || there.prepAt(at[0].at-1) != "" {
			continue
		}
		doer := there.places(l.tokens[i-1])
		if len(doer) == 0 || slices.ContainsFunc(doer, func(t token) bool { return t.at < at[0].at && !there.between(t.at, at[0].at) }) {
			continue
		}
		return l.words[l.tokens[i-1].at].Text
	}
	return ""
}

// pronounTurned returns a pronoun of l that does what there is done to it: "because he
// depends on a manager" of "because a manager depends on him".
func (l line) pronounTurned(there line) string {
	if l.lang != prose.English {
		return ""
	}
	for i := 0; i+1 < len(l.words); i++ {
		verb := l.words[i+1]
		if !doers[l.words[i].Fold] || verb.Term == "" || l.pronounBehind(i+1) {
			continue
		}
		at := there.sayings(verb)
		if len(at) == 1 && at[0].at > 0 && !doers[there.words[at[0].at-1].Fold] && there.pronounBehind(at[0].at) {
			return l.words[i].Text
		}
	}
	return ""
}

// pronounBehind says whether a pronoun stands right behind a word, or behind it and a
// preposition.
func (l line) pronounBehind(at int) bool {
	for k := at + 1; k < len(l.words) && k <= at+2 && !l.breaks[k]; k++ {
		if undergoers[l.words[k].Fold] {
			return true
		}
		if l.words[k].Term != "" {
			return false
		}
	}
	return false
}

var (
	doers      = prose.Set(`it he she they`)
	undergoers = prose.Set(`it him her them`)
)
