package align

import (
	"slices"
	"strings"
)

// Two numbers or dates that are set beside each other split a sentence: what stands before
// both is of both; after the first, up to the word that joins them, is of the first;
// from there on, of the second. "565 °C (the creep limit of steel) and condenser
// temperatures of 30 °C" says nothing of a creep limit of 30 °C. Like the other
// checks of order this knows no grammar, and speaks only where a text shows it.

// verdict on a number and the words beside it.
type ownership int

const (
	notTold  ownership = iota
	itsOwn             // the words are the number's
	anothers           // they are of the number beside it
)

// beside judges a number of l by the words that l has with it: there is the line
// that it was taken from, at the number's place in it, and rival a number like it.
func (l line) beside(there line, at, rival token) ownership {
	first, second := at, rival
	if rival.at < at.at {
		first, second = rival, at
	}
	for _, t := range there.tokens {
		if t.at > first.at && t.at < second.at && t.opposes(at) {
			return notTold // not neighbours
		}
	}
	joint := there.joint(first.at, second.at)
	if joint < 0 {
		return notTold
	}
	end := len(there.words)
	for _, t := range there.tokens {
		if t.at > second.at && t.opposes(second) {
			if end = there.joint(second.at, t.at); end < 0 {
				return notTold
			}
			break
		}
	}
	if slices.Contains(there.opened[first.at+1:second.at+1], true) {
		// What follows the parenthesis that the second stands in is not of it.
		if k := slices.Index(there.shut[second.at:], true); k > 0 {
			end = min(end, second.at+k)
		}
	}
	said := map[string]bool{}
	for _, t := range l.tokens {
		if t.term != "" {
			said[t.term] = true
		}
	}
	in := func(from, to int) map[string]bool {
		terms := map[string]bool{}
		for _, t := range there.tokens {
			if t.term != "" && t.at >= from && t.at < to {
				terms[t.term] = true
			}
		}
		return terms
	}
	before, ofFirst, lead, ofSecond := in(0, first.at), in(first.at+1, joint), in(joint, second.at), in(joint, end)
	if at.at == second.at && there.leadsElsewhere(said, first.at, joint, second.at) {
		return anothers
	}
	if len(ofFirst)+len(lead) == 0 {
		return notTold // "5 and 7 floors of offices"
	}
	count := func(own, others map[string]bool) (n int) {
		for term := range own {
			if said[term] && !others[term] && !before[term] {
				n++
			}
		}
		return n
	}
	own, others := count(ofFirst, ofSecond), count(ofSecond, ofFirst)
	if at.at == second.at {
		own, others = others, own
	}
	switch {
	case others > 0 && own == 0:
		return anothers
	case own > 0 && others == 0:
		if at.at == second.at {
			for term := range lead {
				if !said[term] && !before[term] {
					return notTold // the second has a subject of its own
				}
			}
		}
		return itsOwn
	}
	return notTold
}

// leadsElsewhere says whether, before the second of two numbers, a preposition has something
// else behind it than before the first, which is what was said: "to the police within 48 hours
// and to us within seven days".
func (l line) leadsElsewhere(said map[string]bool, first, joint, second int) bool {
	for i := joint; i+1 < second; i++ {
		prep := l.words[i].Fold
		if !receiving[prep] && !placing[prep] || l.words[i+1].Term != "" && said[l.words[i+1].Term] || slices.ContainsFunc(l.tokens, func(t token) bool { return t.at > i && t.at < second && said[t.term] }) {
			continue
		}
		if slices.ContainsFunc(l.tokens, func(t token) bool {
			return t.prep == prep && t.at < first && first-t.at <= nearSlot && said[t.term] && !l.between(t.at, first)
		}) {
			return true
		}
	}
	return false
}

// ledByAnother finds a number or date of l right behind a word that there leads to
// another one, while its own word there is none of l's: "payable on 1 June", from
// "payable on 15 June to shareholders of record on 1 June".
func (l line) ledByAnother(there line) string {
	for i, t := range l.tokens {
		if i == 0 || t.number == nil && t.date == nil {
			continue
		}
		lead := l.tokens[i-1]
		at, leads := there.places(t), there.places(lead)
		if lead.term == "" || len(at) != 1 || len(leads) != 1 || l.between(lead.at, t.at) {
			continue
		}
		place := func(o token) int {
			return slices.IndexFunc(there.tokens, func(t token) bool { return t.at == o.at })
		}
		k, own := place(leads[0])+1, place(at[0])-1
		if k >= len(there.tokens) || own < 0 {
			continue
		}
		next, other := there.tokens[k], there.tokens[own]
		if !next.opposes(at[0]) || there.between(leads[0].at, next.at) || other.term == "" || there.between(other.at, at[0].at) {
			continue
		}
		if !slices.ContainsFunc(l.tokens, func(t token) bool { return t.term == other.term }) {
			return t.written(l)
		}
	}
	return ""
}

// joint is where, between two numbers, what is said of the second begins: at the last
// word that joins, or else at the last mark that parts; -1 where nothing does.
func (l line) joint(from, to int) int {
	for _, marks := range [][]bool{l.joins, l.breaks} {
		for i := to; i > from; i-- {
			if marks[i] && i != from {
				return i
			}
		}
	}
	return -1
}

// opposes says whether two tokens are numbers, or dates, that could be taken for each
// other.
func (t token) opposes(o token) bool {
	switch {
	case t.number != nil && o.number != nil:
		return t.number.Rivals(*o.number) || t.lasting && o.lasting && !t.number.Same(*o.number)
	case t.date != nil && o.date != nil:
		return !t.date.Within(*o.date) && !o.date.Within(*t.date)
	}
	return false
}

// written is how l writes a number or a date.
func (t token) written(l line) string {
	if t.number != nil {
		return t.number.Text
	}
	var all []string
	for _, w := range l.words[t.at:] {
		if w.Start >= t.date.End {
			break
		}
		all = append(all, w.Text)
	}
	return strings.Join(all, " ")
}

// sameValue says whether another token is the same number, or date.
func (t token) sameValue(o token) bool {
	return t.number != nil && o.number != nil && o.number.Same(*t.number) || t.date != nil && o.date != nil && o.date.Within(*t.date)
}

// setBeside finds a number or date of l whose words there are those of the number beside it.
// sure are the numbers whose words are their own.
func (l line) setBeside(there line) (wrong string, sure map[int]bool) {
	sure = map[int]bool{}
	for _, t := range l.tokens {
		if t.number == nil && t.date == nil {
			continue
		}
		at := there.places(t)
		if len(at) != 1 {
			continue
		}
		for _, rival := range there.tokens {
			if rival.at == at[0].at || !rival.opposes(at[0]) || slices.ContainsFunc(l.tokens, rival.sameValue) {
				continue
			}
			switch l.beside(there, at[0], rival) {
			case anothers:
				return t.written(l), nil
			case itsOwn:
				sure[t.at] = true
			}
		}
	}
	return "", sure
}
