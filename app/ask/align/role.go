package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Coverage by words is blind to who does what: "the landlord may" and "the
// tenant must" together have all words of "the landlord must". The checks here
// look at clauses instead. They know no grammar, only where a clause begins and
// its first words; what they cannot tell, they let pass.

// misattributed returns the words of st that span has, but says of something
// else, nil where nothing speaks for that.
func (st Statement) misattributed(span []Statement) []string {
	var there []clause
	for _, s := range span {
		there = append(there, s.clauses()...)
	}
	for _, c := range st.clauses() {
		c.numbers = slices.DeleteFunc(slices.Clone(c.numbers), func(n quantity.Number) bool { return st.otherwiseWritten(n, span) })
		if found := c.swapped(there); found != nil && !labelled.MatchString(string(st.Text)) {
			return found
		}
		if found := c.mixed(there, st.negated == nil); found != nil {
			return found
		}
	}
	return nil
}

// mixed finds that c puts words of several clauses together that are about
// different things.
func (c clause) mixed(there []clause, affirms bool) []string {
	var giving []int // clauses with something of c that no other has
	for i, g := range there {
		if c.onlyIn(g, there, i) {
			giving = append(giving, i)
		}
		// The clause that says it all but for the number says another number.
		if words, numbers := c.lacks(g); len(words) == 0 && len(numbers) > 0 && len(c.terms) > 1 {
			return numbers
		}
	}
	if len(giving) < 2 {
		return nil
	}
	for _, i := range giving {
		g := there[i]
		if g.onlyAttributes(c) {
			continue // "Berg said: …"
		}
		leant := i+1 < len(there) && there[i+1].leans
		if g.leans || leant {
			continue
		}
		if g.subject != "" && (!c.terms[g.subject] || c.rivals(g)) {
			words, numbers := c.lacks(g)
			return append(numbers, words...)
		}
		if affirms && g.denied(c) {
			return []string{"not"}
		}
	}
	return nil
}

// rivals says whether two clauses are about things whose names end alike, each with
// something before it that the other clause does not have: "Point Event", "Linear Event".
func (c clause) rivals(g clause) bool {
	own := func(a, b clause) bool {
		names := strings.Fields(a.name())
		return len(names) > 1 && !slices.ContainsFunc(b.words, func(w prose.Word) bool { return w.Text == names[0] })
	}
	return c.subject == g.subject && own(c, g) && own(g, c)
}

// onlyAttributes says whether all that g gives c are names, which said what
// follows.
func (g clause) onlyAttributes(c clause) bool {
	if !g.has(sayings) {
		return false
	}
	for _, w := range c.words {
		if c.terms[w.Term] && g.terms[w.Term] && !prose.IsCapital(w) {
			return false
		}
	}
	return true
}

// onlyIn says whether the i-th clause g has a word or number of c that none of
// the others has.
func (c clause) onlyIn(g clause, all []clause, i int) bool {
	elsewhere := func(has func(clause) bool) bool {
		for k, other := range all {
			if k != i && has(other) {
				return true
			}
		}
		return false
	}
	for t := range c.terms {
		if g.terms[t] && !elsewhere(func(o clause) bool { return o.terms[t] }) {
			return true
		}
	}
	for _, n := range c.numbers {
		if g.hasNumber(n) && !elsewhere(func(o clause) bool { return o.hasNumber(n) }) {
			return true
		}
	}
	return false
}

// denied says whether g denies something of its subject, and c has the subject.
func (g clause) denied(c clause) bool {
	if g.subject == "" || !c.terms[g.subject] {
		return false
	}
	for i, w := range g.words {
		if (denials[w.Fold] || strings.HasSuffix(w.Fold, "n't")) && !(i+1 < len(g.words) && limiting[g.words[i+1].Fold]) {
			return true
		}
	}
	return false
}

// swapped finds that c has the words of one clause with its subject and another
// part of it exchanged, or "from" and "to".
func (c clause) swapped(there []clause) []string {
	for _, g := range there {
		if words, numbers := c.lacks(g); len(words)+len(numbers) > 0 {
			continue
		}
		if w, ok := c.turned(g); ok {
			return []string{w}
		}
		if w, ok := c.excepted(g); ok {
			return []string{w}
		}
		if c.subject == "" || g.subject == "" || c.subject == g.subject || !g.terms[c.subject] || c.turnsActive(g) || !c.undergoes() && g.undergoes() && g.byMeansOf(c.subject) {
			return nil
		}
		if at := c.position(c.subject); at > 0 && slices.ContainsFunc(c.numbers, func(n quantity.Number) bool { return n.End == c.words[at].Start-1 }) {
			return nil // "Five members of the committee": of "the committee has nine members: five"
		}
		passive := c.passive() || c.has(agents) && g.has(agents) && !g.passive()
		if passive != g.passive() && (c.passive() || g.passive()) || c.has(agents) != g.has(agents) || !passive && c.has(copulas) || c.has(mutual) {
			return nil // the same thing said the other way round
		}
		if !c.terms[g.subject] {
			if c.has(copulas) && g.explains(c.subject) {
				return nil
			}
			if g.receives(c.subject) {
				return []string{c.subjectWord.Text}
			}
			return nil
		}
		from, to := g.position(g.subject), g.position(c.subject)
		names := prose.IsCapital(c.subjectWord) && prose.IsCapital(g.subjectWord) && prose.IsCapital(g.words[to]) && prose.IsCapital(c.words[c.position(g.subject)])
		if names || to-from > subjectWords {
			return []string{c.subjectWord.Text}
		}
		return nil
	}
	return nil
}

// byMeansOf says whether a term stands behind a word that says by what something is done: "via the
// atomic statement".
func (c clause) byMeansOf(term string) bool {
	k := c.position(term)
	return k > 0 && slices.ContainsFunc(c.words[max(0, k-nearSlot):k], func(w prose.Word) bool { return w.Fold == "via" || w.Fold == "through" || w.Fold == "using" })
}

// turnsActive says whether c is passive, and g has its verb with no "by" behind it: "carried by the
// network" of "is operated by DB Regio and carries".
func (c clause) turnsActive(g clause) bool {
	if !c.passive() {
		return false
	}
	by := slices.IndexFunc(c.words, func(w prose.Word) bool { return agents[w.Fold] })
	if by < 1 || c.words[by-1].Term == "" {
		return false
	}
	k := g.position(c.words[by-1].Term)
	return k >= 0 && g.position(c.subject) > k && !slices.ContainsFunc(g.words[k:min(len(g.words), k+nearSlot)], func(w prose.Word) bool { return agents[w.Fold] })
}

// explains says whether behind a name that ends in a term a comma and an article come: "home
// to Los Angeles International Airport, the second-busiest airport".
func (c clause) explains(term string) bool {
	for i, w := range c.words {
		if w.Term == term && prose.IsCapital(w) && i+1 < len(c.words) && c.words[i+1].Start == w.End+2 && (c.words[i+1].Fold == "the" || prose.Articles[c.words[i+1].Fold]) {
			return true
		}
	}
	return false
}

// receives says whether a term stands in c after a preposition, with names
// between at most, so that it cannot be what c is about: "to Tom Adler".
func (c clause) receives(term string) bool {
	i := c.position(term) - 1
	for i >= 0 && c.words[i].Name {
		i--
	}
	return i >= 0 && c.words[i].Term == "" && receiving[c.words[i].Fold]
}

// subjectWords is how far two words can stand apart and still be of one
// subject: "the museum's oldest painting".
const subjectWords = 3

// turned returns a word that c goes to and g comes from, or the other way round.
func (c clause) turned(g clause) (string, bool) {
	here, there := c.directions(), g.directions()
	for _, w := range c.words {
		from, ok := here[w.Term]
		if other, both := there[w.Term]; ok && both && from.Fold != other.Fold {
			return from.Text, true
		}
	}
	for i := 1; i+1 < len(c.words); i++ {
		if a, b := c.words[i-1].Term, c.words[i+1].Term; c.words[i].Fold == "to" && a != "" && b != "" && a != b && g.leads(b, a) {
			return c.words[i].Text, true
		}
	}
	return "", false
}

// leads says whether c has "a to b".
func (c clause) leads(a, b string) bool {
	for i := 1; i+1 < len(c.words); i++ {
		if c.words[i].Fold == "to" && c.words[i-1].Term == a && c.words[i+1].Term == b {
			return true
		}
	}
	return false
}

// excepted returns a word of c that g has only right after "unlike" or "except",
// which c does not have.
func (c clause) excepted(g clause) (string, bool) {
	if c.has(exceptions) {
		return "", false
	}
	outside, inside, left := map[string]bool{}, map[string]bool{}, 0
	for _, w := range g.words {
		switch {
		case exceptions[w.Fold]:
			left = exceptionWords
			continue
		case left > 0:
			left--
			inside[w.Term] = true
		default:
			outside[w.Term] = true
		}
	}
	for _, w := range c.words {
		if w.Term != "" && inside[w.Term] && !outside[w.Term] {
			return w.Text, true
		}
	}
	return "", false
}

// exceptionWords is how many words after "unlike" belong to it.
const exceptionWords = 3
