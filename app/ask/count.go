package ask

import (
	"slices"
	"strings"
	"unicode"
)

// hasNumber says whether span has the number n of st, counting the same thing:
// the words beside it in st must be beside it there too, if the span has them
// at all, so that "24 sacks and 5 fumbles" is not supported by "5 sacks and 24
// fumbles".
func hasNumber(st statement, n number, span []statement) bool {
	next := st.counted(n)
	known := false
	if adding[st.before(n.start)] || n.isYear() && (st.capitalAfter(n.end) || unicode.IsLetter([]rune(n.text)[0])) {
		next = "" // "an additional 31": of what, is said before; "in 1984 Governor Haas" and "in FY2018 revenue" count nothing
	}
	for _, s := range span {
		known = known || s.terms[next]
	}
	for _, s := range span {
		for _, other := range s.numbers {
			if n.same(other) && st.reaches(n, other) && (!known || s.counts(other, next)) && !st.countsAnother(s, other) && !turned(st.before(n.start), s.before(other.start)) {
				return true
			}
		}
	}
	return inDates(n, span)
}

// countsOne says whether n, a "one", counts something that span has, and has
// without an article: "one station" of "five stations", not of "a station".
func (st statement) countsOne(n number, span []statement) bool {
	next := slices.IndexFunc(st.words, func(w word) bool { return w.start >= n.end })
	if next < 0 || st.words[next].term == "" || st.words[next].start > n.end+1 {
		return false
	}
	known := false
	for _, s := range span {
		for i, w := range s.words {
			if w.term != st.words[next].term {
				continue
			}
			known = true
			for k := max(0, i-2); k < i; k++ {
				if articles[s.words[k].fold] {
					return false
				}
			}
		}
	}
	return known
}

// capitalAfter says whether the word right behind a place has a capital.
func (st statement) capitalAfter(end int) bool {
	k := slices.IndexFunc(st.words, func(w word) bool { return w.start >= end })
	return k >= 0 && st.words[k].start <= end+1 && isCapital(st.words[k])
}

// before returns the word right before a place, "" where none is.
func (st statement) before(start int) string {
	for i := len(st.words) - 1; i >= 0; i-- {
		if w := st.words[i]; w.end <= start {
			if strings.Trim(string(st.text[w.end:start]), " \n\u00a0") != "" {
				return ""
			}
			return w.fold
		}
	}
	return ""
}

// turnsDate says whether every place of a date in span has another end of a
// time before it than st has.
func (st statement) turnsDate(d date, span []statement) bool {
	found := false
	for _, s := range span {
		for _, other := range s.dates {
			if !d.within(other) {
				continue
			}
			if !turned(st.before(d.start), s.before(other.start)) {
				return false
			}
			found = true
		}
	}
	return found
}

// turned says whether two prepositions before one number or date make two
// things of it: "rose by 5 %" and "rose to 5 %", "until May" and "from May".
func turned(a, b string) bool {
	return a != b && (amounts[a] != 0 && amounts[b] != 0 && amounts[a] != amounts[b] || ends[a] != 0 && ends[b] != 0 && ends[a] != ends[b])
}

var (
	// amounts are by how much something changes, and to what.
	amounts = map[string]int{"by": 1, "um": 1, "to": 2, "auf": 2}
	// ends are from when something is, and until when.
	ends = map[string]int{"from": 1, "since": 1, "ab": 1, "seit": 1, "desde": 1, "depuis": 1, "until": 2, "till": 2, "bis": 2, "hasta": 2, "jusqu'a": 2, "jusqu'en": 2}
)

// countsAnother says whether st speaks of what another number of s counts and
// not of what n counts there: "trucks pay 3" of "3 for cars and 12 for trucks".
func (st statement) countsAnother(s statement, n number) bool {
	label := s.counted(n)
	if label == "" || st.terms[label] {
		return false
	}
	for _, other := range s.numbers {
		if other.start == n.start || other.unit != n.unit || other.value == n.value {
			continue
		}
		if l := s.counted(other); l != "" && l != label && st.terms[l] {
			return true
		}
	}
	return false
}

// hasDate says whether span has a date, in one piece or with its year apart.
func hasDate(d date, span []statement) bool {
	years := map[float64]bool{}
	for _, s := range span {
		for _, n := range s.numbers {
			years[n.value] = true
		}
	}
	for _, s := range span {
		for _, other := range s.dates {
			if d.within(other) {
				return true
			}
			if other.year == 0 && d.year != 0 && years[float64(d.year)] {
				apart := d
				apart.year = 0
				if apart.within(other) {
					return true
				}
			}
		}
	}
	return false
}

// inDates says whether a year stands in a date of span.
func inDates(n number, span []statement) bool {
	for _, s := range span {
		for _, d := range s.dates {
			if n.isYear() && float64(d.year) == n.value {
				return true
			}
		}
	}
	return false
}

// hasMonth says whether a month's name, alone, is that of a date of span.
func hasMonth(w word, span []statement) bool {
	month := monthOf(w)
	if month == 0 || !isCapital(w) && len(w.text) < 4 {
		return false
	}
	for _, s := range span {
		for _, d := range s.dates {
			if d.month == month {
				return true
			}
		}
	}
	return false
}

// hasInitial says whether a single capital letter stands for a name of span
// before the same last name, or the other way round: "S. Whitcombe", "Sarah
// Whitcombe".
func hasInitial(w word, st statement, span []statement) bool {
	if !isInitial(w) {
		return false
	}
	last := lastName(w, st.words)
	if last == "" {
		return false
	}
	for _, s := range span {
		for _, other := range s.words {
			if isCapital(other) && !isInitial(other) && firstRune(other.fold) == firstRune(w.fold) && lastName(other, s.words) == last {
				return true
			}
		}
	}
	return false
}

func isInitial(w word) bool { return len([]rune(w.text)) == 1 && isCapital(w) }

// lastName returns the term that ends the run of names that w begins or is
// part of, "" where w ends it.
func lastName(w word, ws []word) string {
	last := ""
	for i, x := range ws {
		if x.start <= w.start {
			continue
		}
		if x.start-ws[i-1].end > 2 || !isCapital(x) {
			break
		}
		last = x.fold
	}
	return last
}

func hasValue(n number, span []statement) bool {
	for _, s := range span {
		for _, other := range s.numbers {
			if n.same(other) {
				return true
			}
		}
	}
	return inDates(n, span)
}

// countedWindow is how many words around a number belong to it.
const countedWindow = 8

// counted returns the term that stands right after a number, "" where none
// does: "1038–40" counts nothing, "3 euros for cars" counts cars.
func (st statement) counted(n number) string {
	for i, w := range st.words {
		if w.start >= n.end {
			// Past "for" and an article.
			for k := i + 1; shares[w.fold] && k < len(st.words) && k <= i+2 && st.words[k].start == st.words[k-1].end+1; k++ {
				if term := st.words[k].term; term != "" {
					return term
				}
			}
			if w.start > n.end+1 || st.inNumber(w) {
				return ""
			}
			return w.term
		}
	}
	return ""
}

// counts says whether a term belongs to the number n: it follows it with no
// other number between, or stands before it and follows no number itself.
func (st statement) counts(n number, term string) bool {
	at := -1
	for i, w := range st.words {
		if w.start >= n.start && w.end <= n.end {
			at = i
		}
	}
	// "section 1201 or 1202": what follows is of both.
	for at >= 0 && at+2 < len(st.words) && (st.words[at+1].fold == "or" || st.words[at+1].fold == "and") && st.isNumber(st.words[at+2], n) {
		at += 2
	}
	for i := at + 1; i < len(st.words) && i <= at+countedWindow && !st.isNumber(st.words[i], n); i++ {
		if st.words[i].term == term {
			return true
		}
	}
	found := false
	for i := at; i >= 0 && i >= at-countedWindow; i-- {
		if st.isNumber(st.words[i], n) {
			return false
		}
		found = found || st.words[i].term == term
	}
	return found
}

func (st statement) isNumber(w word, except number) bool {
	for _, n := range st.numbers {
		if w.start >= n.start && w.end <= n.end && n.start != except.start {
			return true
		}
	}
	return false
}

// adding stand before a number of more of the same.
var adding = set(`additional further another more weitere zusatzliche otros otras autres`)

// shares stand between a price and what it is for.
var shares = set(`for per fur je pour para`)

var (
	// firsts and lasts name the end of a span that a sentence speaks of.
	firsts = set(`from since begin began begun beginning start started starting commenced first seit ab von begann beginn desde empezo comenzo inicio depuis debut`)
	lasts  = set(`to until till by end ended ending finished completed last bis endete ende fertiggestellt hasta termino fin jusqu'en acheve`)
)

// reaches says whether a number that st has may stand for one end of a span of
// other: an end by itself has to be named as one.
func (st statement) reaches(n, other number) bool {
	if n.side == other.side || other.side == noSide {
		return true
	}
	if n.side != noSide {
		return false
	}
	names := firsts
	if other.side == lastSide {
		names = lasts
	}
	for _, w := range st.words {
		if names[w.fold] {
			return true
		}
	}
	return false
}
