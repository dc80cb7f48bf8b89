package align

import "carrel/knowledge/reader"

// A sentence that announces a list, "We do this by:", says nothing without it, and
// an entry of the list often little without the sentence. What is shown as evidence
// has both where both are there.

// Announces says whether a statement ends where what it announces begins.
func (st Statement) Announces() bool {
	last := st.Text[len(st.Text)-1]
	return last == ':' || last == '：'
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
	}
	return from, to
}

// AnnouncesNothing says whether the i-th statement announces what its passage does not
// have any more.
func (m *Material) AnnouncesNothing(i int) bool {
	_, to := m.Stretch(i)
	return m.Statements[i].Announces() && to == i+1
}

// Bare says whether the i-th statement is an entry of a list that is too short to say
// something without what announces it, which is not there.
func (m *Material) Bare(i int) bool {
	from, _ := m.Stretch(i)
	st := m.Statements[i]
	return from == i && st.IsEntry() && len(st.words) < FewestWords
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
