package ask

import (
	"slices"

	"carrel/knowledge/reader"
)

// dissent is a place in another document that states another value for what a
// sentence is about.
type dissent struct {
	source int
	span   reader.Span
	value  string // as that document writes it
}

// What two statements have to share before one is said to contradict the
// other. Two sources are seldom about quite the same thing, so that all of the
// sentence's words have to be in both, and half of the other's in the sentence.
const (
	dissentTerms = 3   // words of the sentence, at least
	dissentShare = 0.5 // of the other statement's words
)

// dissents finds a statement of another document that says what c says but for
// one value, nil where there is none.
func (a *aligner) dissents(c claim, f finding) *dissent {
	found := a.window(f.source, f.span)
	id := a.material.passages[f.source].Document
	for _, other := range a.material.statements {
		if a.material.passages[other.source].Document == id {
			continue
		}
		st := a.in(c, other)
		if len(st.plain) < dissentTerms || other.sharedWith(st) < dissentShare {
			continue
		}
		if value := st.otherValue(other, found); value != "" && a.sameSubject(f.source, f.span, st, other) {
			return &dissent{source: other.source, span: other.span, value: value}
		}
	}
	return nil
}

// sharedWith is the share of a statement's words that other has. Each counts the
// same: in a few passages nothing is known of how rare a word is.
func (st statement) sharedWith(other statement) float64 {
	shared := 0
	for t := range st.plain {
		if other.terms[t] {
			shared++
		}
	}
	return float64(shared) / float64(max(1, len(st.plain)))
}

// otherValue returns the number or date that other states in place of one that
// st has from found; "" where other agrees, or speaks of another time or thing.
func (st statement) otherValue(other statement, found []statement) string {
	there := []statement{other}
	if missing, _ := st.compareWords(there); len(missing) > 0 || denies(there, []statement{st}) || denies([]statement{st}, there) {
		return ""
	}
	var numbers []number
	for _, n := range st.numbers {
		if !hasValue(n, there) {
			numbers = append(numbers, n)
		}
	}
	var dates []date
	for _, d := range st.dates {
		if !hasDate(d, there) {
			dates = append(dates, d)
		}
	}
	switch {
	case len(numbers) == 1 && len(dates) == 0 && numbers[0].bound == exactly:
		return st.otherNumber(numbers[0], other, found)
	case len(numbers) == 0 && len(dates) == 1:
		if len(other.dates) == 1 && !hasDate(other.dates[0], found) && dates[0].sameParts(other.dates[0]) && other.agreesInTime(nil, found) {
			return other.dates[0].text
		}
	}
	return ""
}

func (st statement) otherNumber(n number, other statement, found []statement) string {
	var rivals []number
	for _, o := range other.numbers {
		if o.rivals(n) && o.bound == exactly && !hasValue(o, found) && !hasValue(o, []statement{st}) {
			rivals = append(rivals, o)
		}
	}
	if len(rivals) != 1 || !other.agreesInTime(&rivals[0], found) {
		return ""
	}
	// Written in its place the sentence would be borne out.
	said := st
	said.numbers = slices.Clone(st.numbers)
	for i := range said.numbers {
		if said.numbers[i].start == n.start {
			said.numbers[i].value, said.numbers[i].unit = rivals[0].value, rivals[0].unit
		}
	}
	if newLine(said).numberOfAnother(newLine(other)) != "" || !hasNumber(said, withValue(n, rivals[0]), []statement{other}) {
		return ""
	}
	return rivals[0].text
}

func withValue(n, value number) number {
	n.value, n.unit = value.value, value.unit
	return n
}

// agreesInTime says whether every year and date of other, but the value itself,
// is one of found: figures of two years do not contradict each other.
func (st statement) agreesInTime(but *number, found []statement) bool {
	for _, n := range st.numbers {
		if n.isYear() && (but == nil || n.start != but.start) && !hasValue(n, found) {
			return false
		}
	}
	if but != nil {
		for _, d := range st.dates {
			if !hasDate(d, found) {
				return false
			}
		}
	}
	return true
}
