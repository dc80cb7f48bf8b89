package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// Nearness is a guess at who is meant. Where both texts show a relation in its own form, a verb
// with a name on either side or who somebody is, no guess is needed, and none is made.

// sameDeed are the terms of the names that l has on the two sides of a verb, where there has them
// on the same sides: "was designed by Birk", "Birk designed".
func (l line) sameDeed(there line) map[string]bool {
	if l.lang != prose.English {
		return nil
	}
	var out map[string]bool
	has := func(all, some phraseNames) bool {
		return len(some.names) > 0 && all.head == some.head && !slices.ContainsFunc(some.names, func(n string) bool { return !slices.Contains(all.names, n) })
	}
	for _, t := range l.tokens {
		if t.name || t.number != nil || t.date != nil {
			continue
		}
		for _, d := range l.deeds(t.at) {
			if len(d.doer.names) == 0 || len(d.undergoer.names) == 0 {
				continue
			}
			for _, p := range there.places(t) {
				for _, o := range there.deeds(p.at) {
					if len(o.undergoer.names) == 0 && p.at > 0 && there.commas[p.at] {
						o.undergoer = there.namedRightBefore(p.at) // "packages, maintained by"
					}
					if o.when != d.when || !has(o.doer, d.doer) || !has(o.undergoer, d.undergoer) {
						continue
					}
					if out == nil {
						out = map[string]bool{}
					}
					for _, n := range slices.Concat(d.doer.names, d.undergoer.names) {
						out[n] = true
					}
				}
			}
		}
	}
	return out
}

// namedRightBefore are the names of the phrase that a comma parts from a participle.
func (l line) namedRightBefore(at int) phraseNames {
	without := l
	without.commas, without.breaks = slices.Clone(l.commas), slices.Clone(l.breaks)
	without.commas[at], without.breaks[at] = false, false
	return without.namesBefore(at)
}

// saysWho says whether l is a name, "is" or "was", and a phrase that there has right before or
// behind that name, with nothing but a comma between: "Amsel was the deputy head of the office" of
// "the deputy head of the office, Amsel".
func (l line) saysWho(there line) bool {
	k := slices.IndexFunc(l.words, func(w prose.Word) bool { return copulas[w.Fold] })
	if k < 1 || k+2 >= len(l.words) || slices.Contains(l.commas[1:], true) {
		return false
	}
	left, right := l.tokensIn(0, k), l.tokensIn(k+1, len(l.words))
	return l.stand(left, right, there) || l.stand(right, left, there)
}

// tokensIn are the tokens of l from one word to another.
func (l line) tokensIn(from, to int) (out []token) {
	for _, t := range l.tokens {
		if t.at >= from && t.at < to {
			out = append(out, t)
		}
	}
	return out
}

// stand says whether a name and what it is stand next to each other there, each in one piece and
// with nothing left out.
func (l line) stand(name, what []token, there line) bool {
	if len(name) == 0 || len(what) == 0 || slices.ContainsFunc(name, func(t token) bool { return t.number != nil || t.date != nil || !prose.IsCapital(l.words[t.at]) }) {
		return false
	}
	for i := range there.tokens {
		first, last, ok := there.run(name, i)
		if !ok {
			continue
		}
		if from := last + 1; from < len(there.tokens) {
			a, b, ok := there.run(what, from)
			if ok && there.apposes(there.tokens[last].at, there.tokens[a].at) && there.endsPhrase(b) {
				return true
			}
		}
		if from := first - len(what); from >= 0 {
			a, b, ok := there.run(what, from)
			if ok && b == first-1 && there.opensPhrase(a) && there.nextTo(there.tokens[b].at, there.tokens[first].at) {
				return true
			}
		}
	}
	return false
}

// run says whether the tokens of l from the i-th on are some others, in the same order and with no
// comma between.
func (l line) run(of []token, i int) (first, last int, ok bool) {
	if i+len(of) > len(l.tokens) {
		return 0, 0, false
	}
	for k, t := range of {
		o := l.tokens[i+k]
		if t.number != nil || t.date != nil || o.term != t.term || o.term == "" {
			return 0, 0, false
		}
		if k > 0 && (slices.Contains(l.commas[l.tokens[i+k-1].at+1:o.at+1], true) || slices.Contains(l.opened[l.tokens[i+k-1].at+1:o.at+1], true)) {
			return 0, 0, false
		}
	}
	return i, i + len(of) - 1, true
}

// apposes says whether a comma, and little words at most, stand between a name and what is said of
// it.
func (l line) apposes(a, b int) bool {
	comma := false
	for k := a + 1; k <= b; k++ {
		comma = comma || l.commas[k] || l.opened[k]
		if k < b && !(prose.Articles[l.words[k].Fold] || l.words[k].Fold == "the" || l.words[k].Fold == "who" || l.words[k].Fold == "which" || copulas[l.words[k].Fold]) {
			return false
		}
	}
	return comma
}

// nextTo says whether nothing but a comma stands between two words.
func (l line) nextTo(a, b int) bool { return b == a+1 && !l.joins[b] && !l.opened[b] }

// opensPhrase says whether the i-th token is the first of its phrase: an article, a possessive or a
// mark stands before it.
func (l line) opensPhrase(i int) bool {
	at := l.tokens[i].at
	if at == 0 || l.breaks[at] {
		return true
	}
	w := l.words[at-1]
	return prose.Articles[w.Fold] || w.Fold == "the"
}

// endsPhrase says whether nothing goes on behind the i-th token: a mark, a verb or the end stands there.
func (l line) endsPhrase(i int) bool {
	at := l.tokens[i].at + 1
	return at == len(l.words) || l.commas[at] || l.shut[at] || copulas[l.words[at].Fold] || relatives[l.words[at].Fold]
}

// fronted says whether a word stands in a phrase with a preposition that a comma ends and that the
// subject of its sentence follows: "In Park Lisko, the opera was open".
func (l line) fronted(at int) bool {
	from := at
	for from > 0 && !l.commas[from] {
		from--
	}
	to := at + 1
	for to < len(l.words) && !l.commas[to] {
		to++
	}
	if to >= len(l.words) || !prepositions[l.words[from].Fold] || to-from > frontedWords {
		return false
	}
	// Only an adverb stands before it: "Close by, in Park Lisko".
	for k := range l.words[:from] {
		if w := l.words[k]; k >= openingWords || prose.IsCapital(w) && k > 0 || copulas[w.Fold] || strings.HasSuffix(w.Fold, "ed") {
			return false
		}
	}
	return true
}

// clauseOf says whether a word stands in such a phrase, and another one in the clause that follows.
func (l line) clauseOf(at, other int) bool {
	if other <= at || !l.fronted(at) {
		return false
	}
	k := at + 1
	for k < other && (!l.commas[k] || l.opened[k]) {
		if k++; l.opened[k-1] {
			for k < other && !l.shut[k] {
				k++
			}
		}
	}
	return k <= other && (k == other || !slices.Contains(l.breaks[k+1:other+1], true))
}

const (
	frontedWords = 7 // how many words such a phrase has at most
	openingWords = 3 // and what stands before it
)
