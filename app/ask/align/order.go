package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// Two texts can have the same words and say the opposite: "A beat B" and "B
// beat A", "3 of cars and 5 of trucks" and "5 of cars". The checks here compare
// where the words stand to each other. Like those in role.go they know no
// grammar, and speak only where both texts show it.

// token is a word, number or date of a text as far as its place counts.
type token struct {
	at     int    // index of its first word
	term   string // "" for numbers and dates
	number *quantity.Number
	date   *quantity.Date
	name   bool
	prep   string // the preposition that governs it, "" for none
	// lasting says that it is a number of hours, days or years.
	lasting bool
}

// line is the words of one or two statements one after another.
type line struct {
	words  []prose.Word
	breaks []bool // something that ends a clause or a list's part stands before the word
	cuts   []int  // how many breaks there are among the first words, by their number
	joins  []bool // the word joins two parts
	opened []bool // a parenthesis opens before the word
	shut   []bool // and one ends there
	commas []bool // a comma or another mark that ends a clause stands before the word
	tokens []token
	voice  bool // passive, and of the verb that is compared
	byForm bool // passive at all
	lang   prose.Language
}

func newLine(span ...Statement) line {
	var l line
	for _, st := range span {
		l.lang = st.lang
		first := len(l.words)
		for i, w := range st.words {
			stop := i == 0
			if i > 0 {
				stop = prose.ClauseEnds(st.Text, st.words[i-1], w) && w.Fold != ""
			}
			l.words = append(l.words, w)
			l.breaks = append(l.breaks, stop || joiners[w.Fold])
			l.commas = append(l.commas, stop)
			if len(l.cuts) == 0 {
				l.cuts = append(l.cuts, 0)
			}
			cuts := l.cuts[len(l.cuts)-1]
			if l.breaks[len(l.breaks)-1] {
				cuts++
			}
			l.cuts = append(l.cuts, cuts)
			l.joins = append(l.joins, joiners[w.Fold])
			var between []rune
			if i > 0 {
				between = prose.Gap(st.Text, st.words[i-1], w)
			}
			l.opened = append(l.opened, slices.Contains(between, '('))
			l.shut = append(l.shut, slices.Contains(between, ')'))
		}
		l.voice = l.voice || st.passive()
		l.byForm = l.voice
		l.read(st, first)
	}
	return l
}

// read adds the tokens of a statement whose words begin at first.
func (l *line) read(st Statement, first int) {
	for i := 0; i < len(st.words); i++ {
		w := st.words[i]
		t := token{at: first + i, term: w.Term, name: w.Name, prep: st.governor(i)}
		if k := slices.IndexFunc(st.numbers, func(n quantity.Number) bool { return w.Start >= n.From && w.Start < n.End }); k >= 0 {
			t.number, t.term = &st.numbers[k], ""
			for i+1 < len(st.words) && st.words[i+1].Start < t.number.End {
				i++
			}
			t.lasting = timeUnits[t.number.Unit] || i+1 < len(st.words) && timeUnits[st.words[i+1].Fold]
		} else if k := slices.IndexFunc(st.dates, func(d quantity.Date) bool { return w.Start >= d.Start && w.Start < d.End }); k >= 0 {
			t.date, t.term = &st.dates[k], ""
			for i+1 < len(st.words) && st.words[i+1].Start < t.date.End {
				i++
			}
		} else if periods[w.Term] {
			t.prep = w.Term // it has its own
		} else if w.Term == "" || negations[w.Fold] || points(w) {
			continue
		}
		l.tokens = append(l.tokens, t)
	}
}

// timeUnits are the units of time, as numbers have them and as words.
var timeUnits = prose.Set(`minute hour second day days week weeks month months year years tag tage tagen woche wochen monat monate monaten jahr jahre jahren
	dia dias semana semanas mes meses ano anos jour jours semaine semaines mois an ans annees`)

// governor returns the preposition before the i-th word, with an article,
// adjectives and names between at most; "" where there is none.
func (st Statement) governor(i int) string {
	for k := i - 1; k >= 0 && k >= i-governorWords; k-- {
		w := st.words[k]
		if prose.ClauseEnds(st.Text, w, st.words[k+1]) || joiners[w.Fold] {
			return ""
		}
		if receiving[w.Fold] || placing[w.Fold] || agents[w.Fold] {
			return w.Fold
		}
		if !prose.Articles[w.Fold] && !prose.Determiners[w.Fold] && !w.Name {
			return ""
		}
	}
	return ""
}

// governorWords is how far a preposition stands before the last word of what
// it governs.
const governorWords = 4

// passive says whether the statement names its agent with "by".
func (st Statement) passive() bool {
	for i, w := range st.words {
		if agents[w.Fold] {
			for k := i - 1; k >= 0 && k >= i-8; k-- {
				if copulas[st.words[k].Fold] || passives[st.words[k].Fold] {
					return true
				}
			}
			// "a book written by her"
			if i > 0 && (strings.HasSuffix(st.words[i-1].Fold, "ed") || strings.HasSuffix(st.words[i-1].Fold, "en")) {
				return true
			}
		}
		if passives[w.Fold] && i+1 < len(st.words) {
			for _, other := range st.words[i+1:] {
				if agents[other.Fold] {
					return true
				}
			}
		}
	}
	return false
}

// places are the tokens of l that say the same as t.
func (l line) places(t token) (out []token) {
	for _, o := range l.tokens {
		switch {
		case t.number != nil && o.number != nil && t.number.Same(*o.number),
			t.date != nil && o.date != nil && t.date.Within(*o.date),
			t.number == nil && t.date == nil && t.term != "" && t.term == o.term:
			out = append(out, o)
		}
	}
	return out
}

// voiceChanged finds that one text is passive and the other not, although both
// name the two sides of a verb in the same order: "A acquired B" is "B was
// acquired by A", not "A was acquired by B".
func (l line) voiceChanged(there line) string {
	if l.voice == there.voice {
		return ""
	}
	passive, active := l, there
	if there.voice {
		passive, active = there, l
	}
	if len(l.tokens) > longestCompared {
		return ""
	}
	// only returns the one place of a token in both texts.
	only := func(t token) (token, bool) {
		at := active.places(t)
		if t.term == "" || len(at) != 1 || len(passive.places(t)) != 1 {
			return token{}, false
		}
		return at[0], true
	}
	// participle says whether a token is the verb whose agent is named: right
	// before "by", or, in German, at the end.
	participle := func(t, agent token) bool {
		if strings.HasSuffix(passive.words[t.at].Fold, "ly") {
			return false // "used mainly by"
		}
		return t.at > agent.at || slices.ContainsFunc(passive.words[t.at+1:max(t.at+1, min(t.at+3, agent.at))], func(w prose.Word) bool { return agents[w.Fold] })
	}
	for k, agent := range passive.tokens {
		object, ok := only(agent)
		if !agents[agent.prep] || !ok || object.prep != "" {
			continue
		}
		for _, first := range passive.tokens[:k] {
			subject, ok := only(first)
			if !ok || first.prep != "" || subject.prep != "" || first.at > agent.at || subject.at > object.at || subject.at > 0 && objectArticles[active.words[subject.at-1].Fold] {
				continue
			}
			for _, verb := range active.tokens {
				if _, ok := only(verb); ok && verb.at > subject.at && verb.at < object.at && !prose.IsCapital(active.words[verb.at]) &&
					!active.between(subject.at, object.at) && passive.places(verb)[0].at > first.at && participle(passive.places(verb)[0], agent) {
					return l.words[l.places(first)[0].at].Text
				}
			}
		}
	}
	return ""
}

// objectArticles show that a noun at the beginning is no subject: "Den Verein
// verklagte Keller".
var objectArticles = prose.Set(`den einen`)

// shortens says whether l is there with at most one of its words left out, all
// others in their order.
func (l line) shortens(there line) bool {
	at, left := 0, 0
	for i, t := range l.tokens {
		places := there.places(t)
		k := slices.IndexFunc(places, func(p token) bool { return p.at >= at })
		if k < 0 {
			return false
		}
		if i > 0 {
			for _, o := range there.tokens {
				if o.at >= at && o.at < places[k].at {
					left++
					if o.lasting && slices.ContainsFunc(l.tokens, func(t token) bool { return t.lasting && t.opposes(o) }) {
						return false // the one time for the other
					}
				}
			}
		}
		at = places[k].at + 1
	}
	return left <= 1
}

// sidesExchanged finds two words that stand on the other sides of a third, or
// that have each other's prepositions.
func (l line) sidesExchanged(there line) string {
	if l.voice != there.voice || len(l.tokens) > longestCompared || slices.ContainsFunc(l.words, func(w prose.Word) bool { return mutual[w.Fold] }) {
		return ""
	}
	type pair struct{ here, there token }
	var pairs []pair
	for _, t := range l.tokens {
		if at := there.places(t); len(at) == 1 && len(l.places(t)) == 1 {
			pairs = append(pairs, pair{t, at[0]})
		}
	}
	pivot := func(w prose.Word) bool { return w.Fold == "than" || w.Fold == "als" }
	for _, p := range pairs {
		for _, q := range pairs {
			if p.here.at < q.here.at && p.there.at > q.there.at && slices.ContainsFunc(l.words[p.here.at:q.here.at], pivot) &&
				slices.ContainsFunc(there.words[q.there.at:p.there.at], pivot) {
				return l.words[p.here.at].Text
			}
		}
	}
	pairs = slices.DeleteFunc(pairs, func(p pair) bool { return p.here.term == "" })
	for _, p := range pairs {
		for _, q := range pairs {
			if p.here.at >= q.here.at {
				continue
			}
			if isPossessive(l.words[p.here.at]) && !isPossessive(there.words[p.there.at]) || isPossessive(l.words[q.here.at]) && !isPossessive(there.words[q.there.at]) {
				continue // "many of the cell's genes" of "many of its genes"
			}
			if p.here.prep != p.there.prep && q.here.prep != q.there.prep && p.here.prep == q.there.prep && q.here.prep == p.there.prep &&
				p.here.name && q.here.name {
				return l.words[p.here.at].Text
			}
			if p.there.at <= q.there.at || p.here.prep != "" && p.here.prep == p.there.prep || q.here.prep != "" && q.here.prep == q.there.prep {
				continue
			}
			if p.here.name && l.doesInBoth(there, p.here.term) && q.here.name && l.doesInBoth(there, q.here.term) {
				continue
			}
			// They changed places: around what?
			for _, v := range pairs {
				if v.here.at > p.here.at && v.here.at < q.here.at && v.there.at < p.there.at && v.there.at > q.there.at && !v.here.name && !prose.IsCapital(l.words[v.here.at]) &&
					!l.between(p.here.at, q.here.at) && !there.between(q.there.at, p.there.at) {
					return l.words[p.here.at].Text
				}
			}
		}
	}
	return ""
}

// longestCompared is how many words and numbers a sentence may have for their
// order to be looked at, all with all; longer ones are lists and tables, in
// which nobody does anything to anybody.
const longestCompared = 80

// between says whether something that ends a clause stands between two words.
func (l line) between(from, to int) bool {
	return l.cuts[to+1] > l.cuts[from+1]
}

var (
	// joiners stand between the parts of a list, or of a sentence.
	joiners = prose.Set(`and or but while whereas although compared und oder aber wahrend sowie y e o u pero mientras et ou mais tandis ma mentre mas enquanto и а но`)
	// placing are prepositions that say where, when or how.
	placing = prose.Set(`in on of with within during under over between among through about into onto as after before since until near around without
		im am zu zum zur bei nach vor seit bis mit aus auf fur uber unter zwischen gegen en sobre con sin entre hasta desde segun de del
		dans sur sous avec sans entre des du di nel con tra em no na com`)
	passives = prose.Set(`wurde wurden worden wird werden been being`)
)

// isName says whether the i-th token is part of a name, or opens a sentence like one.
func (l line) isName(i int) bool {
	return l.named(i) && (l.tokens[i].name || l.tokens[i].at == 0)
}
