package align

import (
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// subject is what the surroundings of a statement say it is about: the names and
// years in its document's title, in the heading and in the sentences beside it.
// A filing says them there, and in the statement itself only "the company" or
// "the year".
type subject struct {
	names map[string]bool // folded
	years map[int]bool
	words map[string]bool // all of them, folded
}

// Up to how many words a sentence may be a heading; in German, where every noun
// has a capital, up to how many its words are taken for names.
const (
	headingWords       = 6
	headingWordsGerman = 3
)

// sameSubject says whether other may be about what stands at a span of a source,
// by all that is known. Where it is not sure it says no: a conflict that is none
// costs more trust than one that is not seen.
func (a *Aligner) sameSubject(source int, span reader.Span, sentence Statement, other Statement) bool {
	title, otherTitle := a.title(source), a.title(other.Source)
	if parallel(title, otherTitle) || !sameYears(title, otherTitle) {
		return false
	}
	marked := a.subject(source, span, title)
	marked.add(sentence, true)
	marked.addYears(sentence)
	its := a.subject(other.Source, other.Span, otherTitle)
	for name := range its.names {
		if !marked.words[name] {
			return false
		}
	}
	// Its own years have been compared: one of them may be the value in question.
	for year := range its.years {
		if !marked.years[year] && !other.saysYear(year) {
			return false
		}
	}
	return true
}

func (a *Aligner) title(source int) Statement {
	return newStatement([]rune(a.material.passages[source].Title), a.material.langs[source])
}

// parallel says whether two titles are those of two documents of one kind, as
// "Lease Mill Lane" and "Lease Hill Road": they share words, and each has its own.
func parallel(title, other Statement) bool {
	shared := 0
	for t := range title.terms {
		if other.terms[t] {
			shared++
		}
	}
	return shared > 0 && shared < len(title.terms) && shared < len(other.terms)
}

func sameYears(title, other Statement) bool {
	for _, pair := range [][2]Statement{{title, other}, {other, title}} {
		for _, year := range pair[0].years() {
			if !pair[1].saysYear(year) {
				return false
			}
		}
	}
	return true
}

// subject reads the surroundings of a span: what it touches, a sentence on
// either side, and the heading that its passage begins with.
func (a *Aligner) subject(source int, span reader.Span, title Statement) subject {
	s := subject{map[string]bool{}, map[int]bool{}, map[string]bool{}}
	var all []Statement
	for _, st := range a.material.Statements {
		if st.Source == source {
			all = append(all, st)
		}
	}
	for i, st := range all {
		touched := func(k int) bool {
			return k >= 0 && k < len(all) && all[k].Span.End > span.Start && all[k].Span.Start < span.End
		}
		heading := len(st.words) <= headingWords
		named := a.material.langs[source] != prose.German || len(st.words) <= headingWordsGerman
		switch {
		case touched(i), touched(i + 1), i == 0 && heading:
			s.add(st, named)
			s.addYears(st)
		case touched(i - 1): // what happened in other years is told behind
			s.add(st, named)
		}
	}
	// In a title where all words have capitals they say nothing.
	capitals := true
	for _, w := range title.words {
		if w.Term != "" && unicode.IsLower([]rune(w.Text)[0]) {
			capitals = false
		}
	}
	s.add(title, !capitals)
	s.addYears(title)
	return s
}

func (s subject) add(st Statement, named bool) {
	for i, w := range st.words {
		s.words[w.Fold] = true
		if w.Term == "" || st.inNumber(w) || !named {
			continue
		}
		// A capital at the beginning is a name's in "Lumen plc" and "Hill Road 7".
		opens := i == 0 && startsUpper(w) && len(st.words) > 1 && (startsUpper(st.words[1]) && st.words[1].Term != "" || companyForms[st.words[1].Fold])
		if w.Name || opens {
			s.names[w.Fold] = true
		}
	}
}

func (s subject) addYears(st Statement) {
	for _, year := range st.years() {
		s.years[year] = true
	}
}

// companyForms are what follows a company's name where it is not written with a
// capital.
var companyForms = map[string]bool{"plc": true, "inc": true, "ltd": true, "llc": true, "gmbh": true, "corp": true, "co": true, "group": true}

func startsUpper(w prose.Word) bool { return unicode.IsUpper([]rune(w.Text)[0]) }

// years are the calendar years that a statement says, alone or in dates.
func (st Statement) years() []int {
	var out []int
	for _, n := range st.numbers {
		if n.IsYear() && len(n.Text) == 4 {
			out = append(out, int(n.Value))
		}
	}
	for _, d := range st.dates {
		if d.Year != 0 {
			out = append(out, d.Year)
		}
	}
	return out
}

func (st Statement) saysYear(year int) bool {
	for _, y := range st.years() {
		if y == year {
			return true
		}
	}
	return false
}
