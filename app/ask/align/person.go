package align

import (
	"slices"

	"carrel/app/ask/prose"
)

// Contracts and letters speak of "we" and "you", which are no words of content: what we may do
// is not what you may.

// personExchanged returns the pronoun by which st gives to one of the two what span gives to
// the other, nil where nothing speaks for that.
func (st Statement) personExchanged(span []Statement) []string {
	var there []clause
	for _, s := range span {
		there = append(there, s.clauses()...)
	}
	for _, c := range st.clauses() {
		own := c.person()
		if own == "" {
			continue
		}
		best, most := -1, 0
		for i, g := range there {
			if n := c.shared(g); n > most {
				best, most = i, n
			}
		}
		if best < 0 {
			continue
		}
		if other := there[best].person(); other != "" && other != own && !there[best].has(map[string]bool{own: true}) {
			return []string{own}
		}
	}
	return nil
}

// person is the pronoun of the first or second person that a clause is about, "" for none: the
// first before its verb.
func (c clause) person() string {
	k := slices.IndexFunc(c.words, func(w prose.Word) bool { return persons[w.Fold] })
	if k < 0 || k > personWords || slices.ContainsFunc(c.words[:k], func(w prose.Word) bool { return copulas[w.Fold] || modals[w.Text] }) {
		return ""
	}
	return c.words[k].Fold
}

// personWords is how far from its beginning a clause may have such a pronoun for its subject:
// "If you".
const personWords = 2

var persons = prose.Set(`i we you ich wir sie du nous vous je nosotros usted`)

// shared counts the terms and numbers of c that g has too.
func (c clause) shared(g clause) (n int) {
	for t := range c.terms {
		if g.terms[t] {
			n++
		}
	}
	for _, number := range c.numbers {
		if g.hasNumber(number) {
			n++
		}
	}
	return n
}
