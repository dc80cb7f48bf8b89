package align

import (
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
)

// hasNumber says whether span has the number n of st, counting the same thing:
// the words beside it in st must be beside it there too, if the span has them
// at all, so that "24 sacks and 5 fumbles" is not supported by "5 sacks and 24
// fumbles".
func hasNumber(st Statement, n quantity.Number, span []Statement) bool {
	next := st.counted(n)
	known := false
	if adding[st.before(n.Start)] || n.IsYear() && (st.capitalAfter(n.End) || unicode.IsLetter([]rune(n.Text)[0])) {
		next = "" // "an additional 31": of what, is said before; "in 1984 Governor Haas" and "in FY2018 revenue" count nothing
	}
	for _, s := range span {
		known = known || s.terms[next]
	}
	for _, s := range span {
		for _, other := range s.numbers {
			if st.sameOf(s, n, other) && st.reaches(n, other) && (!known || s.counts(other, next) || n.Of != "" && n.Of == other.Of || n.Parts != [2]int{}) && !st.countsAnother(s, other) && !turned(st.before(n.Start), s.before(other.Start)) {
				return true
			}
		}
	}
	return inDates(n, span) || st.inDecades(n, span) || st.countsBoth(n, span) || st.romanThere(n, span)
}

// countsOne says whether n, a "one", counts something that span has, and has
// without an article: "one station" of "five stations", not of "a station". "Only one"
// counts whatever it is.
func (st Statement) countsOne(n quantity.Number, span []Statement) bool {
	if before := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start >= n.Start }) - 1; before >= 0 && onlyOne[st.words[before].Fold] {
		return !slices.ContainsFunc(span, func(s Statement) bool {
			return slices.ContainsFunc(s.words, func(w prose.Word) bool { return soleWords[w.Fold] })
		})
	}
	next := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start >= n.End })
	if next < 0 || st.words[next].Term == "" || st.words[next].Start > n.End+1 {
		return false
	}
	known := false
	for _, s := range span {
		for i, w := range s.words {
			if w.Term != st.words[next].Term {
				continue
			}
			known = true
			for k := max(0, i-2); k < i; k++ {
				if prose.Articles[s.words[k].Fold] {
					return false
				}
			}
		}
	}
	return known
}

// onlyOne are words before "one" with which it is a number, soleWords those that say as much
// without it.
var (
	onlyOne   = prose.Set(`only just exactly merely nur genau seulement exactement solo exactamente`)
	soleWords = prose.Set(`only single sole alone one nur einzige einziger einziges einzigen allein seul seule unique solo sola unico unica`)
)

// capitalAfter says whether the word right behind a place has a capital.
func (st Statement) capitalAfter(end int) bool {
	k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start >= end })
	return k >= 0 && st.words[k].Start <= end+1 && prose.IsCapital(st.words[k])
}

// before returns the word right before a place, "" where none is.
func (st Statement) before(start int) string {
	for i := len(st.words) - 1; i >= 0; i-- {
		if w := st.words[i]; w.End <= start {
			if strings.Trim(string(st.Text[w.End:start]), " \n\u00a0") != "" {
				return ""
			}
			return w.Fold
		}
	}
	return ""
}

// turnsDate says whether every place of a date in span has another end of a
// time before it than st has.
func (st Statement) turnsDate(d quantity.Date, span []Statement) bool {
	found := false
	for _, s := range span {
		for _, other := range s.dates {
			if !d.Within(other) {
				continue
			}
			if !turned(st.before(d.Start), s.before(other.Start)) {
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
	if a == "until" && b == "to" || a == "to" && b == "until" || a == "till" && b == "to" {
		return false // the ends of a time
	}
	if a == "from" && b == "to" || a == "to" && b == "from" {
		return true // "from 10 to 100" is not "from 100 to 10"
	}
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
func (st Statement) countsAnother(s Statement, n quantity.Number) bool {
	label := s.counted(n)
	if label == "" || st.terms[label] {
		return false
	}
	for _, other := range s.numbers {
		if other.Start == n.Start || !n.Rivals(other) {
			continue
		}
		if l := s.counted(other); l != "" && l != label && st.terms[l] {
			return true
		}
	}
	return false
}

// hasDate says whether span has a date, in one piece or with its year apart.
func hasDate(d quantity.Date, span []Statement) bool {
	years := map[float64]bool{}
	for _, s := range span {
		for _, n := range s.numbers {
			years[n.Value] = true
		}
	}
	for _, s := range span {
		for _, other := range s.dates {
			if d.Within(other) {
				return true
			}
			if other.Year == 0 && d.Year != 0 && years[float64(d.Year)] {
				apart := d
				apart.Year = 0
				if apart.Within(other) {
					return true
				}
			}
		}
	}
	return false
}

// inDates says whether a year stands in a date of span.
func inDates(n quantity.Number, span []Statement) bool {
	for _, s := range span {
		for _, d := range s.dates {
			if n.IsYear() && float64(d.Year) == n.Value {
				return true
			}
		}
	}
	return false
}

// hasMonth says whether a month's name, alone, is that of a date of span.
func hasMonth(w prose.Word, span []Statement) bool {
	month := quantity.MonthOf(w)
	if month == 0 || !prose.IsCapital(w) && len(w.Text) < 4 {
		return false
	}
	for _, s := range span {
		for _, d := range s.dates {
			if d.Month == month {
				return true
			}
		}
	}
	return false
}

// hasInitial says whether a single capital letter stands for a name of span
// before the same last name, or the other way round: "S. Whitcombe", "Sarah
// Whitcombe".
func hasInitial(w prose.Word, st Statement, span []Statement) bool {
	if !isInitial(w) {
		return false
	}
	last := lastName(w, st.words)
	if last == "" {
		return false
	}
	for _, s := range span {
		for _, other := range s.words {
			if prose.IsCapital(other) && !isInitial(other) && firstRune(other.Fold) == firstRune(w.Fold) && lastName(other, s.words) == last {
				return true
			}
		}
	}
	return false
}

func isInitial(w prose.Word) bool { return len([]rune(w.Text)) == 1 && prose.IsCapital(w) }

// lastName returns the term that ends the run of names that w begins or is
// part of, "" where w ends it.
func lastName(w prose.Word, ws []prose.Word) string {
	last := ""
	for i, x := range ws {
		if x.Start <= w.Start {
			continue
		}
		if x.Start-ws[i-1].End > 2 || !prose.IsCapital(x) {
			break
		}
		last = x.Fold
	}
	return last
}

func hasValue(n quantity.Number, span []Statement) bool {
	for _, s := range span {
		for _, other := range s.numbers {
			if n.Same(other) {
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
func (st Statement) counted(n quantity.Number) string {
	for i, w := range st.words {
		if w.Start >= n.End {
			// Past "for" and an article.
			for k := i + 1; shares[w.Fold] && k < len(st.words) && k <= i+2 && st.words[k].Start == st.words[k-1].End+1; k++ {
				if term := st.words[k].Term; term != "" {
					return term
				}
			}
			if w.Start > n.End+1 || st.inNumber(w) {
				return ""
			}
			return w.Term
		}
	}
	return ""
}

// counts says whether a term belongs to the number n: it follows it with no
// other number between, or stands before it and follows no number itself.
func (st Statement) counts(n quantity.Number, term string) bool {
	at := -1
	for i, w := range st.words {
		if w.Start >= n.Start && w.End <= n.End {
			at = i
		}
	}
	// "section 1201 or 1202": what follows is of both.
	for at >= 0 && at+2 < len(st.words) && (st.words[at+1].Fold == "or" || st.words[at+1].Fold == "and") && st.isNumber(st.words[at+2], n) {
		at += 2
	}
	if k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Start >= n.Start }); k >= 2 && st.words[k-1].Fold == "of" && st.words[k-2].Term == term {
		return true // "a tablet of 80 mg"
	}
	own := false // something of its own stands behind it
	for i := at + 1; i < len(st.words) && i <= at+countedWindow; i++ {
		if st.isNumber(st.words[i], n) {
			if past := st.pastConversion(i); past > i {
				i = past - 1 // "25 miles (40 km) south"
				continue
			}
			break
		}
		if st.words[i].Term == term {
			return true
		}
		own = own || i == at+1 && st.words[i].Term != ""
	}
	found := false
	alone := at >= 0 && at+1 < len(st.words) && (copulas[st.words[at+1].Fold] || auxiliaries[st.words[at+1].Fold] || modals[st.words[at+1].Text])
	for i := at; i >= 0 && i >= at-countedWindow; i-- {
		if st.isNumber(st.words[i], n) {
			if found && alone {
				return true // "nine members: five are elected"
			}
			if k := slices.IndexFunc(st.numbers, func(o quantity.Number) bool { return st.words[i].Start >= o.Start && st.words[i].End <= o.End }); alone && k >= 0 && st.numbers[k].Start < n.Start {
				return st.counts(st.numbers[k], term)
			}
			if k := slices.IndexFunc(st.numbers, func(o quantity.Number) bool { return st.words[i].Start >= o.Start && st.words[i].End <= o.End }); !own && k >= 0 && n.Unit != "th" && st.numbers[k].Start != n.Start && n.Rivals(st.numbers[k]) && st.joined(i, at) {
				return st.counts(st.numbers[k], term) // "70,000 people in Merv and 190,000 in Nishapur"
			}
			return false
		}
		found = found || st.words[i].Term == term
	}
	return found
}

// pastConversion returns the index of the first word behind a parenthesis that opens right
// before the i-th, i where none does: the same in another unit.
func (st Statement) pastConversion(i int) int {
	if i == 0 || !slices.Contains(prose.Gap(st.Text, st.words[i-1], st.words[i]), '(') {
		return i
	}
	for k := i + 1; k < len(st.words) && k <= i+conversionWords; k++ {
		if slices.Contains(prose.Gap(st.Text, st.words[k-1], st.words[k]), ')') {
			return k
		}
	}
	return i
}

// conversionWords is how many words a number in another unit has at most: "5 ft 3 in".
const conversionWords = 5

// joined says whether a word that joins stands between two words.
func (st Statement) joined(from, to int) bool {
	return slices.ContainsFunc(st.words[from:to], func(w prose.Word) bool { return joiners[w.Fold] })
}

func (st Statement) isNumber(w prose.Word, except quantity.Number) bool {
	for _, n := range st.numbers {
		if w.Start >= n.Start && w.End <= n.End && n.Start != except.Start {
			return true
		}
	}
	return false
}

// adding stand before a number of more of the same.
var adding = prose.Set(`additional further another more weitere zusatzliche otros otras autres`)

// shares stand between a price and what it is for.
var shares = prose.Set(`for per fur je pour para`)

var (
	// firsts and lasts name the end of a span that a sentence speaks of.
	firsts = prose.Set(`from since begin began begun beginning start started starting commenced first seit ab von begann beginn desde empezo comenzo inicio depuis debut`)
	lasts  = prose.Set(`to until till by end ended ending finished completed last bis endete ende fertiggestellt hasta termino fin jusqu'en acheve`)
)

// reaches says whether a number that st has may stand for one end of a span of
// other: an end by itself has to be named as one.
func (st Statement) reaches(n, other quantity.Number) bool {
	if n.Side == other.Side || other.Side == quantity.NoSide {
		return true
	}
	if n.Side != quantity.NoSide {
		return false
	}
	names := firsts
	if other.Side == quantity.LastSide {
		names = lasts
	}
	for _, w := range st.words {
		if names[w.Fold] {
			return true
		}
	}
	return false
}
