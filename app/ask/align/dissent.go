package align

import (
	"slices"

	"carrel/app/ask/quantity"
	"carrel/knowledge/reader"
)

// Dissent is a place in another document that states another value for what a
// sentence is about.
type Dissent struct {
	Source int         // index into the passages
	Span   reader.Span // code points of the passage's text
	Value  string      // as that document writes it
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
func (a *Aligner) dissents(c claim, f Finding) *Dissent {
	found := a.window(f.Source, f.Span)
	id := a.material.passages[f.Source].Document
	for _, other := range a.material.Statements {
		if a.material.passages[other.Source].Document == id {
			continue
		}
		st := a.in(c, other)
		if len(st.plain) < dissentTerms || other.sharedWith(st) < dissentShare {
			continue
		}
		if value := st.otherValue(other, found); value != "" && a.sameSubject(f.Source, f.Span, st, other) {
			return &Dissent{Source: other.Source, Span: other.Span, Value: value}
		}
	}
	return nil
}

// sharedWith is the share of a statement's words that other has. Each counts the
// same: in a few passages nothing is known of how rare a word is.
func (st Statement) sharedWith(other Statement) float64 {
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
func (st Statement) otherValue(other Statement, found []Statement) string {
	there := []Statement{other}
	if missing, _ := st.compareWords(there); len(missing) > 0 || denies(there, []Statement{st}) || denies([]Statement{st}, there) {
		return ""
	}
	var numbers []quantity.Number
	for _, n := range st.numbers {
		if !hasValue(n, there) {
			numbers = append(numbers, n)
		}
	}
	var dates []quantity.Date
	for _, d := range st.dates {
		if !hasDate(d, there) {
			dates = append(dates, d)
		}
	}
	switch {
	case len(numbers) == 1 && len(dates) == 0 && numbers[0].Bound == quantity.Exactly:
		return st.otherNumber(numbers[0], other, found)
	case len(numbers) == 0 && len(dates) == 1:
		if len(other.dates) == 1 && !hasDate(other.dates[0], found) && dates[0].SameParts(other.dates[0]) && other.agreesInTime(nil, found) {
			return other.dates[0].Text
		}
	}
	return ""
}

func (st Statement) otherNumber(n quantity.Number, other Statement, found []Statement) string {
	var rivals []quantity.Number
	for _, o := range other.numbers {
		if o.Rivals(n) && o.Bound == quantity.Exactly && !hasValue(o, found) && !hasValue(o, []Statement{st}) {
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
		if said.numbers[i].Start == n.Start {
			said.numbers[i].Value, said.numbers[i].Unit = rivals[0].Value, rivals[0].Unit
		}
	}
	if newLine(said).numberOfAnother(newLine(other)) != "" || !hasNumber(said, withValue(n, rivals[0]), []Statement{other}) {
		return ""
	}
	return rivals[0].Text
}

func withValue(n, value quantity.Number) quantity.Number {
	n.Value, n.Unit = value.Value, value.Unit
	return n
}

// agreesInTime says whether every year and date of other, but the value itself,
// is one of found: figures of two years do not contradict each other.
func (st Statement) agreesInTime(but *quantity.Number, found []Statement) bool {
	for _, n := range st.numbers {
		if n.IsYear() && (but == nil || n.Start != but.Start) && !hasValue(n, found) {
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
