package align

import (
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Sentences with quotations. What stands in quotation marks is found by quote.go; here it is
// looked up, and what stands around it is compared with the place.

// alignQuotes judges a sentence with quotations: each must occur verbatim, and
// the words outside the marks are checked against the same place. One that leaves
// something out ("[…]") is never quoted: its runs must stand in one statement, which
// has to bear out the sentence as it does any other.
func (a *Aligner) alignQuotes(c claim, quotes []quotation) Finding {
	found := Finding{State: Quoted, Source: -1}
	outside := c[a.material.lang].without(quotes)
	denied := "" // by the source, and not by the sentence
	last := reader.Span{}
	for i, q := range quotes {
		if runs := q.runs(); len(runs) > 1 {
			f := a.cover(c.withoutFrames(quotes))
			if f.State == Supported && a.hasRuns(f, runs) {
				return f
			}
			return f.lacksQuotation(q)
		}
		source, span, ok := a.findQuote(q.text)
		if !ok && strings.IndexFunc(string(outside.Text[:q.span.Start]), prose.IsWordRune) < 0 { // it opens the sentence, so with a capital
			source, span, ok = a.findQuote(slices.Concat([]rune{unicode.ToLower(q.text[0])}, q.text[1:]))
		}
		if !ok {
			return a.cover(c.withoutFrames(quotes)).lacksQuotation(q)
		}
		if found.Source < 0 {
			found.Source, found.Span = source, span
		}
		if denied == "" && !outside.speaksOfDenial(a.material.lang) {
			denied = a.cutFrom(source, span)
		}
		if i > 0 && denied == "" && source == found.Source && strings.IndexFunc(string(outside.Text[quotes[i-1].span.End:q.span.Start]), prose.IsWordRune) < 0 {
			denied = a.leftOut(source, last, span)
		}
		last = span
	}
	quoted := found.Span
	outside, whose := c[a.material.langs[found.Source]].without(quotes).withoutFrame(quotes)
	if len(quotes) == 1 && outside.claimsBeside(whose) {
		found.Span = a.wholeOf(found.Source, quoted)
	}
	if denied != "" {
		found.State = Partly
		found.Missing = []string{denied}
		return found
	}
	if len(outside.terms) == 0 {
		return found
	}
	around := a.window(found.Source, quoted)
	missing, negation := a.compare(outside, around)
	if whole := []Statement{c[a.material.langs[found.Source]]}; negation && !denies(around, whole) && !denies(whole, around) {
		missing = missing[:len(missing)-1] // it is inside the quotation
	}
	missing = slices.DeleteFunc(missing, func(m string) bool { return a.entitled(found.Source, outside, m, whose) })
	if len(missing) > 0 {
		if i := a.last(found.Source, quoted); i >= 0 && a.recalled(outside, i, missing) {
			outside, missing = outside.lacking(missing), nil
		}
	}
	if len(missing) == 0 {
		missing = outside.misattributed(around)
	}
	if len(missing) == 0 {
		having := slices.DeleteFunc(slices.Clone(around), func(s Statement) bool { return s.Span.End <= quoted.Start || s.Span.Start >= quoted.End })
		missing = outside.ofOtherThan(whose, having, quoted)
		missing = slices.DeleteFunc(missing, func(m string) bool { return a.entitled(found.Source, outside, m, whose) })
	}
	said, others := a.voiceAt(found.Source, quoted)
	missing = slices.DeleteFunc(missing, func(m string) bool {
		return said.Name != "" && whose[termOf(outside, m)] && SamePerson(said.Name, m)
	})
	if len(missing) == 0 {
		missing = outside.ofAnotherVoice(said, others)
	}
	if len(missing) > 0 {
		found.State = Partly
		found.Missing = missing
	}
	return found
}

// lacksQuotation is what was found of a sentence whose quotation stands nowhere.
func (f Finding) lacksQuotation(q quotation) Finding {
	if f.State == Supported {
		f.State = Partly
	}
	f.Missing = append([]string{string(q.text)}, f.Missing...)
	return f
}

// entitled says whether a word that a quotation's frame names its source by stands in the title
// or the name of the document.
func (a *Aligner) entitled(source int, st Statement, word string, whose map[string]bool) bool {
	k := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Text == word })
	if k < 0 || !whose[st.words[k].Term] {
		return false
	}
	return a.material.titles[source].terms[st.words[k].Term] || a.material.labels[source].terms[st.words[k].Term]
}

// wholeOf is the statement that has a quotation whole, the quotation's own place where none has.
func (a *Aligner) wholeOf(source int, span reader.Span) reader.Span {
	for _, st := range a.material.Statements {
		if st.Source == source && st.Span.Start <= span.Start && st.Span.End >= span.End {
			return st.Span
		}
	}
	return span
}

// last is the index of the last statement that a span of a source touches, -1 for none.
func (a *Aligner) last(source int, span reader.Span) int {
	last := -1
	for i, st := range a.material.Statements {
		if st.Source == source && st.Span.End > span.Start && st.Span.Start < span.End {
			last = i
		}
	}
	return last
}

func (a *Aligner) findQuote(text []rune) (int, reader.Span, bool) {
	for i, t := range a.texts {
		if span, ok := t.findQuoted(0, text); ok {
			return i, span, true
		}
	}
	return 0, reader.Span{}, false
}

// hasRuns says whether what was found has the runs of a quotation, one after another.
func (a *Aligner) hasRuns(f Finding, runs [][]rune) bool {
	text := canonicalise([]rune(a.material.passages[f.Source].Text)[f.Span.Start:f.Span.End])
	from := 0
	for _, run := range runs {
		span, ok := text.findQuoted(from, run)
		if !ok {
			return false
		}
		from = slices.IndexFunc(text.at, func(at int) bool { return at >= span.End })
		if from < 0 {
			from = len(text.at)
		}
	}
	return true
}

// without returns st with the words outside the quotations only.
func (st Statement) without(quotes []quotation) Statement {
	out := st
	out.words, out.numbers, out.terms, out.dates, out.negated = nil, nil, map[string]bool{}, nil, nil
	inside := func(start int) bool {
		for _, q := range quotes {
			if start >= q.span.Start && start < q.span.End {
				return true
			}
		}
		return false
	}
	for i, w := range st.words {
		if !inside(w.Start) {
			out.words = append(out.words, w)
			if w.Term != "" && !st.hedges(i) {
				out.terms[w.Term] = true
			}
		}
	}
	for _, n := range st.numbers {
		if !inside(n.Start) {
			out.numbers = append(out.numbers, n)
		}
	}
	for _, d := range st.dates {
		if !inside(d.Start) {
			out.dates = append(out.dates, d)
		}
	}
	out.negated = out.negatedTerms()
	return out
}
