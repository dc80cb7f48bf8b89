package align

import (
	"regexp"
	"slices"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// A sentence that announces a list, "We do this by:", says nothing without it, and
// an entry of the list often little without the sentence. What is shown as evidence
// has both where both are there.

// Announces says whether a statement ends where what it announces begins.
func (st Statement) Announces() bool {
	last := st.Text[len(st.Text)-1]
	return last == ':' || last == '：'
}

// following matches, after prose.Fold, what announces a list without a colon.
var following = regexp.MustCompile(`\b(?:the following|as follows|folgende[nrs]?|siguientes?|suivant(?:e?s)?|seguenti)\b`)

// List says where the list ends that the i-th statement announces, by a colon or by "the
// following": its entries are those from i+1 to before end, which is i+1 where there are
// none. Behind "the following" they may be lines without a full stop, of a list whose marks
// or a table whose rules were lost when it was read.
func (m *Material) List(i int) (end int) {
	end = i + 1
	st := m.Statements[i]
	lines := !st.Announces()
	if lines && !following.MatchString(prose.Fold(string(st.Text))) {
		return end
	}
	for end < len(m.Statements) && m.Statements[end].Follows {
		row := m.Statements[end]
		if !row.IsEntry() && !(lines && len(row.Text) <= LongQuote && !row.Whole() && row.Text[len(row.Text)-1] != '?' && !sectioned.MatchString(string(row.Text))) {
			break
		}
		end++
	}
	return end
}

// Stretch is the statements, from one to before the other, that are shown where the
// i-th is: with its list where it announces one, with what announces it where it is
// an entry, as far as that is not too long to quote.
func (m *Material) Stretch(i int) (from, to int) {
	from, to = i, i+1
	goesOn := func(k int) bool { return k < len(m.Statements) && m.Statements[k].Follows }
	fits := func(from, to int) bool {
		return m.Statements[to-1].Span.End-m.Statements[from].Span.Start <= LongQuote
	}
	switch st := m.Statements[i]; {
	case st.Announces():
		// What lost its mark when the page was read may still be the first entry.
		for goesOn(to) && (to == i+1 || m.Statements[to].IsEntry()) && fits(from, to+1) {
			to++
		}
	case st.IsEntry():
		k := i
		for k > 0 && m.Statements[k].Follows && m.Statements[k].IsEntry() {
			k--
		}
		if m.Statements[k].Announces() && fits(k, to) {
			from = k
		}
	default:
		for end := m.List(i); to < end && fits(from, to+1); {
			to++
		}
	}
	return from, to
}

// AnnouncesNothing says whether the i-th statement announces what its passage does not
// have any more.
func (m *Material) AnnouncesNothing(i int) bool {
	if !m.Statements[i].Announces() {
		return false
	}
	_, to := m.Stretch(i)
	return to == i+1
}

// Bare says whether the i-th statement is an entry of a list that is too short to say
// something without what announces it, which is not there.
func (m *Material) Bare(i int) bool {
	st := m.Statements[i]
	if !st.IsEntry() || len(st.words) >= FewestWords || st.labelsDay() || st.hasVerb() {
		return false
	}
	from, _ := m.Stretch(i)
	return from == i
}

// hasVerb says whether a short entry of a list is a sentence for all that: "- He has no
// insurance."
func (st Statement) hasVerb() bool {
	return len(st.words) > 2 && prose.IsTerminal(st.Text[len(st.Text)-1]) && slices.ContainsFunc(st.words[1:], func(w prose.Word) bool { return inClauses[w.Fold] })
}

// inClauses are verbs that a clause has and a name of something has not. French "a" and
// Italian "è" are not among them: "a dark theme", "pane e latte".
var inClauses = prose.Set(`is are was were has have had will can must does did ist sind war waren hat haben hatte hatten wird werden wurde wurden kann muss darf soll
	est sont etait ont avait sera es son era tiene tienen ha han hay sono hanno`)

// Under is the heading that the i-th statement stands under, where that is an entry of a
// list with nothing between but other entries; false where it is not.
func (m *Material) Under(i int) (heading int, ok bool) {
	k := i
	for m.Statements[k].Follows && m.Statements[k].IsEntry() {
		k--
	}
	return k, k < i && !m.Statements[k].IsEntry() && m.Statements[k].entitles()
}

// Unmarked is a heading of Markdown without its marks, and any other statement as it is.
func (st Statement) Unmarked() Statement {
	if !marked.MatchString(string(st.Text)) {
		return st
	}
	n := slices.Index(st.Text, ' ') + 1
	st.Text, st.Span.Start = st.Text[n:], st.Span.Start+n
	return st
}

// quoted is a stretch of statements as one.
func (m *Material) quoted(from, to int) Statement {
	st := m.Statements[from]
	if to == from+1 {
		return st
	}
	out := Statement{Source: st.Source, Span: reader.Span{Start: st.Span.Start, End: m.Statements[to-1].Span.End}}
	for i := from; i < to; i++ {
		out.Text = append(append(out.Text, m.Statements[i].Text...), '\n')
	}
	out.Text = out.Text[:len(out.Text)-1]
	return out
}

// Quoting takes care that nothing is quoted twice.
type Quoting struct {
	material *Material
	done     map[int]bool // statements
}

// Quoting begins to quote: nothing of m has been quoted yet.
func (m *Material) Quoting() Quoting { return Quoting{m, map[int]bool{}} }

// Next is what is quoted for the i-th statement; false where some of it has been.
func (q Quoting) Next(i int) (Statement, bool) {
	from, to := q.material.Stretch(i)
	for k := from; k < to; k++ {
		if q.done[k] {
			return Statement{}, false
		}
	}
	for k := from; k < to; k++ {
		q.done[k] = true
	}
	return q.material.quoted(from, to), true
}
