package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// A verb that two parts of a sentence share is said once: "Keller runs the plant in
// Lille, Arnaud the one in Nantes" (gapping, after Ross, "Gapping and the order of
// constituents", 1970). All words of "Arnaud runs the plant in Lille" stand there.
// The checks here ask whose they are: each part has a subject, with which it begins,
// and the rest of it. They speak only where both parts show theirs.

// member is what stands between two breaks of a statement.
type member struct {
	subject string            // as written, its last word
	own     map[string]bool   // terms of its subject, and of what stands before it
	rest    map[string]bool   // the other terms
	numbers []quantity.Number // of the rest
	capital bool              // the subject is written like a name
	opens   bool              // it opens the statement, where every word has a capital
	listed  string            // the preposition of the name that it ends in, "" where it ends in none
	preps   map[string]bool   // its prepositions
	joined  bool              // only a word that joins, and no mark, stands before it
}

// members cuts the statement where a clause or a list's part ends.
func (st Statement) members() []member {
	var out []member
	l := newLine(st)
	for from := 0; from < len(l.words); {
		to := from + 1
		for to < len(l.words) && !l.breaks[to] {
			to++
		}
		ws := l.words[from:to]
		joined := from > 0 && joiners[ws[0].Fold] && !l.commas[from]
		for len(ws) > 0 && joiners[ws[0].Fold] {
			ws = ws[1:]
		}
		if len(ws) == 1 && prose.IsCapital(ws[0]) && len(ws[0].Fold) <= titleLetters && to < len(l.words) && slices.Contains(prose.Gap(st.Text, ws[0], l.words[to]), '.') {
			from = to // "M. Arnaud"
			continue
		}
		out = append(out, st.newMember(ws, from == 0))
		out[len(out)-1].joined = joined
		from = to
	}
	return out
}

// participles open a phrase about what is named behind it, and end otherwise than in -ed.
var participles = prose.Set(`born built known made written held set found led taken given brought`)

// titleLetters is how many letters an abbreviated title before a name has at most.
const titleLetters = 4

// newMember finds a member's subject, which is "" where its beginning shows none.
func (st Statement) newMember(ws []prose.Word, opens bool) member {
	p := member{own: map[string]bool{}, rest: map[string]bool{}, opens: opens, preps: map[string]bool{}}
	prep := ""
	for _, w := range ws {
		if prepositions[w.Fold] {
			prep = w.Fold
			p.preps[prep] = true
		} else if w.Term != "" && !prose.IsCapital(w) {
			prep = ""
		}
	}
	if n := len(ws); n > 0 && prose.IsCapital(ws[n-1]) && ws[n-1].Term != "" {
		p.listed = prep
	}
	if len(ws) == 0 || st.inNumber(ws[0]) || indefinite[ws[0].Fold] || relatives[ws[0].Fold] && !prose.Determiners[ws[0].Fold] {
		return p
	}
	if len(ws) > 1 && st.lang == prose.English && (prepositions[ws[1].Fold] && (strings.HasSuffix(ws[0].Fold, "ed") || participles[ws[0].Fold]) || strings.HasSuffix(ws[0].Fold, "ing") && prose.Anaphors[ws[1].Fold]) {
		return p // "Born in Velm", "making it the second largest": of whom, another part says
	}
	c := st.newClause(ws)
	if c.subject == "" {
		// "his brother Luis has run it": who is meant by "his" does not matter.
		if !possessives[ws[0].Fold] && !prose.Determiners[ws[0].Fold] || len(ws) < 3 {
			return p
		}
		if c = st.newClause(ws[1:]); c.subject == "" {
			return p
		}
	}
	p.subject, p.capital = c.subjectWord.Text, prose.IsCapital(c.subjectWord)
	own := true
	for _, w := range ws {
		if w.Term != "" && !st.inNumber(w) {
			if own {
				p.own[w.Term] = true
			} else {
				p.rest[w.Term] = true
			}
		}
		if w.Start == c.subjectWord.Start {
			own = false
		}
	}
	for _, n := range st.numbers {
		if n.Start >= c.subjectWord.End && n.End <= ws[len(ws)-1].End+2 {
			p.numbers = append(p.numbers, n)
		}
	}
	return p
}

// gapped returns the words of st that a statement of span says of the subject of
// another of its parts, nil where nothing speaks for that.
func (st Statement) gapped(span []Statement) []string {
	if len(newLine(st).tokens) > longestCompared {
		return nil // a list of everybody, where any two seem to have parts of their own
	}
	for _, s := range span {
		members := s.members()
		for i := 0; i+1 < len(members); i++ {
			first, second := members[i], members[i+1]
			if first.subject == "" || second.subject == "" || first.capital != second.capital && !first.opens {
				continue
			}
			if first.bare() && members[i+1].joined {
				continue // "violent economic and political shocks"
			}
			if first.listed != "" && !second.preps[first.listed] && second.capital {
				continue // "signed by France and Savoy at Arl": a list, not a part of its own
			}
			hasFirst, hasSecond := st.hasAny(first.own), st.hasAny(second.own)
			switch {
			case hasSecond && !hasFirst && second.capital && st.takes(second, member{}) == 0 && len(second.rest)+len(second.numbers) > 0 && st.takes(first, second) > 1:
				return []string{second.subject}
			case hasFirst && !hasSecond && st.takes(second, first) > 0 && st.takes(first, member{}) < len(first.rest)+len(first.numbers):
				if taken := st.saidOnce(st.taken(second, first), s); len(taken) > 0 {
					return taken
				}
			}
		}
	}
	return st.ofAnother(span)
}

// bare says whether a part is no more than a word or two without a capital: no subject and what is said of it.
func (p member) bare() bool {
	return !p.capital && len(p.numbers) == 0 && len(p.own)+len(p.rest) <= bareWords
}

const bareWords = 2

// saidOnce are those of some words of st that s has once.
func (st Statement) saidOnce(words []string, s Statement) []string {
	return slices.DeleteFunc(words, func(word string) bool {
		k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Text == word })
		return k >= 0 && s.times(st.words[k].Term) > 1
	})
}

func (st Statement) hasAny(terms map[string]bool) bool {
	for t := range terms {
		if st.terms[t] {
			return true
		}
	}
	return false
}

// takes counts the terms and numbers of the rest of a member that st has, and other
// has not.
func (st Statement) takes(p, other member) int { return len(st.taken(p, other)) }

// taken is takes, as st writes them.
func (st Statement) taken(p, other member) []string {
	var out []string
	for _, n := range st.numbers {
		if slices.ContainsFunc(p.numbers, n.Same) && !slices.ContainsFunc(other.numbers, n.Same) {
			out = append(out, n.Text)
		}
	}
	seen := map[string]bool{}
	for _, w := range st.words {
		if p.rest[w.Term] && !other.rest[w.Term] && !other.own[w.Term] && !st.inNumber(w) && !seen[w.Term] {
			seen[w.Term] = true
			out = append(out, w.Text)
		}
	}
	return out
}

// ofAnother finds that st says of somebody what a clause says of somebody else, and
// no other clause says of anyone: "Keller discovered it in 1974; her assistant, Paul
// Winter, ..." is no discovery of Winter's.
func (st Statement) ofAnother(span []Statement) []string {
	var there []clause
	for _, s := range span {
		there = append(there, s.clauses()...)
	}
	for _, c := range st.clauses() {
		if c.subject == "" || !prose.IsCapital(c.subjectWord) || len(c.terms) < 3 {
			continue
		}
		for _, g := range there {
			if g.subject == "" || g.subject == c.subject || !prose.IsCapital(g.subjectWord) || g.terms[c.subject] || c.terms[g.subject] {
				continue
			}
			words, numbers := c.lacks(g)
			if len(numbers) == 0 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(c.name(), w) }) {
				return []string{c.subjectWord.Text}
			}
		}
	}
	return nil
}

// name is a clause's subject with the words of its name before it, as written.
func (c clause) name() string {
	at := slices.IndexFunc(c.words, func(w prose.Word) bool { return w.Start == c.subjectWord.Start })
	from := at
	for from > 0 && prose.IsCapital(c.words[from-1]) && c.words[from-1].End+2 >= c.words[from].Start {
		from--
	}
	var all []string
	for _, w := range c.words[from : at+1] {
		all = append(all, w.Text)
	}
	return strings.Join(all, " ")
}

// rarer returns how often something happens where span says it does so less often
// than st: "every two months" and "every month".
func (st Statement) rarer(span []Statement) []string {
	for i, w := range st.words {
		every, count := st.every(i)
		if w.Term == "" || !every || count {
			continue
		}
		for _, s := range span {
			for k, o := range s.words {
				if o.Term != w.Term {
					continue
				}
				if every, count := s.every(k); every && count {
					return []string{s.words[k-1].Text}
				}
			}
		}
	}
	return nil
}

// every says whether "every" stands before the i-th word, and a number between.
func (st Statement) every(i int) (every, count bool) {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if distributing[st.words[k].Fold] {
			return true, count
		}
		if st.inNumber(st.words[k]) {
			count = true
		} else if st.words[k].Term != "" {
			return false, false
		}
	}
	return false, false
}

// freer returns the word that binds a permission in span and not in st: "dogs may
// only be kept on a leash".
func (st Statement) freer(span []Statement) []string {
	if slices.ContainsFunc(st.words, func(w prose.Word) bool { return restricting[w.Fold] }) {
		return nil
	}
	for _, s := range span {
		l := newLine(s)
		for i, w := range s.words {
			if !restricting[w.Fold] || i == 0 || negations[s.words[i-1].Fold] {
				continue
			}
			from := i
			for from > 0 && !l.breaks[from] && i-from < permissionWords {
				from--
			}
			if !slices.ContainsFunc(s.words[from:i], func(w prose.Word) bool { return modals[w.Fold] || permitting[w.Fold] }) {
				continue
			}
			for k := i + 1; k < len(s.words) && !l.breaks[k]; k++ {
				if t := s.words[k].Term; t != "" {
					if !st.terms[t] && !s.inNumber(s.words[k]) {
						return []string{w.Text}
					}
					break
				}
			}
		}
	}
	return nil
}

// permissionWords is how far before "only" the word that permits stands.
const permissionWords = 4

var (
	indefinite   = prose.Set(`a an ein eine einer un une una uno um uma`)
	distributing = prose.Set(`every each alle tous toutes cada todos todas ogni каждые каждый`)
	restricting  = prose.Set(`only nur lediglich ausschliesslich seulement uniquement solo solamente unicamente soltanto somente только`)
	permitting   = prose.Set(`can kann konnen pode podem`)
)
