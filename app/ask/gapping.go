package ask

import (
	"slices"
	"strings"
)

// A verb that two parts of a sentence share is said once: "Keller runs the plant in
// Lille, Arnaud the one in Nantes" (gapping, after Ross, "Gapping and the order of
// constituents", 1970). All words of "Arnaud runs the plant in Lille" stand there.
// The checks here ask whose they are: each part has a subject, with which it begins,
// and the rest of it. They speak only where both parts show theirs.

// member is what stands between two breaks of a statement.
type member struct {
	subject string          // as written, its last word
	own     map[string]bool // terms of its subject, and of what stands before it
	rest    map[string]bool // the other terms
	numbers []number        // of the rest
	capital bool            // the subject is written like a name
	opens   bool            // it opens the statement, where every word has a capital
}

// members cuts the statement where a clause or a list's part ends.
func (st statement) members() []member {
	var out []member
	l := newLine(st)
	for from := 0; from < len(l.words); {
		to := from + 1
		for to < len(l.words) && !l.breaks[to] {
			to++
		}
		ws := l.words[from:to]
		for len(ws) > 0 && joiners[ws[0].fold] {
			ws = ws[1:]
		}
		if len(ws) == 1 && isCapital(ws[0]) && len(ws[0].fold) <= titleLetters && to < len(l.words) && slices.Contains(gap(st.text, ws[0], l.words[to]), '.') {
			from = to // "M. Arnaud"
			continue
		}
		out = append(out, st.newMember(ws, from == 0))
		from = to
	}
	return out
}

// titleLetters is how many letters an abbreviated title before a name has at most.
const titleLetters = 4

// newMember finds a member's subject, which is "" where its beginning shows none.
func (st statement) newMember(ws []word, opens bool) member {
	p := member{own: map[string]bool{}, rest: map[string]bool{}, opens: opens}
	if len(ws) == 0 || st.inNumber(ws[0]) || indefinite[ws[0].fold] || relatives[ws[0].fold] && !determiners[ws[0].fold] {
		return p
	}
	c := st.newClause(ws)
	if c.subject == "" {
		// "his brother Luis has run it": who is meant by "his" does not matter.
		if !possessives[ws[0].fold] && !determiners[ws[0].fold] || len(ws) < 3 {
			return p
		}
		if c = st.newClause(ws[1:]); c.subject == "" {
			return p
		}
	}
	p.subject, p.capital = c.subjectWord.text, isCapital(c.subjectWord)
	own := true
	for _, w := range ws {
		if w.term != "" && !st.inNumber(w) {
			if own {
				p.own[w.term] = true
			} else {
				p.rest[w.term] = true
			}
		}
		if w.start == c.subjectWord.start {
			own = false
		}
	}
	for _, n := range st.numbers {
		if n.start >= c.subjectWord.end && n.end <= ws[len(ws)-1].end+2 {
			p.numbers = append(p.numbers, n)
		}
	}
	return p
}

// gapped returns the words of st that a statement of span says of the subject of
// another of its parts, nil where nothing speaks for that.
func (st statement) gapped(span []statement) []string {
	for _, s := range span {
		members := s.members()
		for i := 0; i+1 < len(members); i++ {
			first, second := members[i], members[i+1]
			if first.subject == "" || second.subject == "" || first.capital != second.capital && !first.opens {
				continue
			}
			hasFirst, hasSecond := st.hasAny(first.own), st.hasAny(second.own)
			switch {
			case hasSecond && !hasFirst && second.capital && st.takes(second, member{}) == 0 && len(second.rest)+len(second.numbers) > 0 && st.takes(first, second) > 1:
				return []string{second.subject}
			case hasFirst && !hasSecond && st.takes(second, first) > 0 && st.takes(first, member{}) < len(first.rest)+len(first.numbers):
				return st.taken(second, first)
			}
		}
	}
	return st.ofAnother(span)
}

func (st statement) hasAny(terms map[string]bool) bool {
	for t := range terms {
		if st.terms[t] {
			return true
		}
	}
	return false
}

// takes counts the terms and numbers of the rest of a member that st has, and other
// has not.
func (st statement) takes(p, other member) int { return len(st.taken(p, other)) }

// taken is takes, as st writes them.
func (st statement) taken(p, other member) []string {
	var out []string
	for _, n := range st.numbers {
		if slices.ContainsFunc(p.numbers, n.same) && !slices.ContainsFunc(other.numbers, n.same) {
			out = append(out, n.text)
		}
	}
	seen := map[string]bool{}
	for _, w := range st.words {
		if p.rest[w.term] && !other.rest[w.term] && !other.own[w.term] && !st.inNumber(w) && !seen[w.term] {
			seen[w.term] = true
			out = append(out, w.text)
		}
	}
	return out
}

// ofAnother finds that st says of somebody what a clause says of somebody else, and
// no other clause says of anyone: "Keller discovered it in 1974; her assistant, Paul
// Winter, ..." is no discovery of Winter's.
func (st statement) ofAnother(span []statement) []string {
	var there []clause
	for _, s := range span {
		there = append(there, s.clauses()...)
	}
	for _, c := range st.clauses() {
		if c.subject == "" || !isCapital(c.subjectWord) || len(c.terms) < 3 {
			continue
		}
		for _, g := range there {
			if g.subject == "" || g.subject == c.subject || !isCapital(g.subjectWord) || g.terms[c.subject] || c.terms[g.subject] {
				continue
			}
			words, numbers := c.lacks(g)
			if len(numbers) == 0 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(c.name(), w) }) {
				return []string{c.subjectWord.text}
			}
		}
	}
	return nil
}

// name is a clause's subject with the words of its name before it, as written.
func (c clause) name() string {
	at := slices.IndexFunc(c.words, func(w word) bool { return w.start == c.subjectWord.start })
	from := at
	for from > 0 && isCapital(c.words[from-1]) && c.words[from-1].end+2 >= c.words[from].start {
		from--
	}
	var all []string
	for _, w := range c.words[from : at+1] {
		all = append(all, w.text)
	}
	return strings.Join(all, " ")
}

// rarer returns how often something happens where span says it does so less often
// than st: "every two months" and "every month".
func (st statement) rarer(span []statement) []string {
	for i, w := range st.words {
		every, count := st.every(i)
		if w.term == "" || !every || count {
			continue
		}
		for _, s := range span {
			for k, o := range s.words {
				if o.term != w.term {
					continue
				}
				if every, count := s.every(k); every && count {
					return []string{s.words[k-1].text}
				}
			}
		}
	}
	return nil
}

// every says whether "every" stands before the i-th word, and a number between.
func (st statement) every(i int) (every, count bool) {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if distributing[st.words[k].fold] {
			return true, count
		}
		if st.inNumber(st.words[k]) {
			count = true
		} else if st.words[k].term != "" {
			return false, false
		}
	}
	return false, false
}

// freer returns the word that binds a permission in span and not in st: "dogs may
// only be kept on a leash".
func (st statement) freer(span []statement) []string {
	if slices.ContainsFunc(st.words, func(w word) bool { return restricting[w.fold] }) {
		return nil
	}
	for _, s := range span {
		l := newLine(s)
		for i, w := range s.words {
			if !restricting[w.fold] || i == 0 || negations[s.words[i-1].fold] {
				continue
			}
			from := i
			for from > 0 && !l.breaks[from] && i-from < permissionWords {
				from--
			}
			if !slices.ContainsFunc(s.words[from:i], func(w word) bool { return modals[w.fold] || permitting[w.fold] }) {
				continue
			}
			for k := i + 1; k < len(s.words) && !l.breaks[k]; k++ {
				if t := s.words[k].term; t != "" {
					if !st.terms[t] && !s.inNumber(s.words[k]) {
						return []string{w.text}
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
	indefinite   = set(`a an ein eine einer un une una uno um uma`)
	distributing = set(`every each alle tous toutes cada todos todas ogni каждые каждый`)
	restricting  = set(`only nur lediglich ausschliesslich seulement uniquement solo solamente unicamente soltanto somente только`)
	permitting   = set(`can kann konnen pode podem`)
)
