package ask

import "carrel/knowledge/reader"

// A sentence that announces a list, "We do this by:", says nothing without it, and
// an entry of the list often little without the sentence. What is shown as evidence
// has both where both are there.

// announces says whether a statement ends where what it announces begins.
func (st statement) announces() bool {
	last := st.text[len(st.text)-1]
	return last == ':' || last == '：'
}

// stretch is the statements, from one to before the other, that are shown where the
// i-th is: with its list where it announces one, with what announces it where it is
// an entry, as far as that is not too long to quote.
func (m *material) stretch(i int) (from, to int) {
	from, to = i, i+1
	goesOn := func(k int) bool { return k < len(m.statements) && m.statements[k].follows }
	fits := func(from, to int) bool {
		return m.statements[to-1].span.End-m.statements[from].span.Start <= longQuote
	}
	switch st := m.statements[i]; {
	case st.announces():
		// What lost its mark when the page was read may still be the first entry.
		for goesOn(to) && (to == i+1 || m.statements[to].isEntry()) && fits(from, to+1) {
			to++
		}
	case st.isEntry():
		k := i
		for k > 0 && m.statements[k].follows && m.statements[k].isEntry() {
			k--
		}
		if m.statements[k].announces() && fits(k, to) {
			from = k
		}
	}
	return from, to
}

// announcesNothing says whether the i-th statement announces what its passage does not
// have any more.
func (m *material) announcesNothing(i int) bool {
	_, to := m.stretch(i)
	return m.statements[i].announces() && to == i+1
}

// bare says whether the i-th statement is an entry of a list that is too short to say
// something without what announces it, which is not there.
func (m *material) bare(i int) bool {
	from, _ := m.stretch(i)
	st := m.statements[i]
	return from == i && st.isEntry() && len(st.words) < fewestWords
}

// quoted is a stretch of statements as one.
func (m *material) quoted(from, to int) statement {
	st := m.statements[from]
	if to == from+1 {
		return st
	}
	out := statement{source: st.source, span: reader.Span{Start: st.span.Start, End: m.statements[to-1].span.End}}
	for i := from; i < to; i++ {
		out.text = append(append(out.text, m.statements[i].text...), '\n')
	}
	out.text = out.text[:len(out.text)-1]
	return out
}

// quoting takes care that nothing is quoted twice.
type quoting struct {
	material *material
	done     map[int]bool // statements
}

func (m *material) quoting() quoting { return quoting{m, map[int]bool{}} }

// next is what is quoted for the i-th statement; false where some of it has been.
func (q quoting) next(i int) (statement, bool) {
	from, to := q.material.stretch(i)
	for k := from; k < to; k++ {
		if q.done[k] {
			return statement{}, false
		}
	}
	for k := from; k < to; k++ {
		q.done[k] = true
	}
	return q.material.quoted(from, to), true
}
