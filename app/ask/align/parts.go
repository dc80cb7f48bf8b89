package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// A sentence of an answer often says what two or three of the source's do. What no statement bears
// out as a whole is looked at in its parts: each clause with a subject of its own, or with that of
// the clause before it, has to be borne out by one statement, and these have to be near each other.

const (
	partDistance = 2 // how many statements apart those of two parts may be
	leastInPart  = 3 // how many words of content a part has
)

// inParts judges a sentence by its two clauses; false where it has not two, or one of them is not
// borne out.
func (a *Aligner) inParts(text string) (Finding, bool) {
	lang := a.material.lang
	if lang != prose.English {
		return Finding{}, false
	}
	runes := []rune(text)
	st := newStatement(runes, lang)
	for i := leastInPart; i+leastInPart <= len(st.words); i++ {
		first, second, own, ok := st.partAt(i)
		if !ok {
			continue
		}
		x, y := a.part(first), a.part(second)
		if x.State != Supported || y.State != Supported || x.Source != y.Source {
			continue
		}
		from, to := a.statementAt(x), a.statementAt(y)
		if d := to - from; d > partDistance || -d > partDistance || own == "pronoun" && d < 0 {
			continue
		}
		return Finding{State: Supported, Source: x.Source, Span: reader.Span{Start: min(x.Span.Start, y.Span.Start), End: max(x.Span.End, y.Span.End)}}, true
	}
	return Finding{}, false
}

// part judges one part.
func (a *Aligner) part(text string) Finding {
	c := a.material.claim([]rune(text))
	if f, ok := a.verbatim(c); ok && f.State == Quoted {
		f.State = Supported
		return f
	}
	return a.cover(c)
}

// statementAt is the index of the statement that a finding begins in.
func (a *Aligner) statementAt(f Finding) int {
	return slices.IndexFunc(a.material.Statements, func(s Statement) bool {
		return s.Source == f.Source && f.Span.Start >= s.Span.Start && f.Span.Start < s.Span.End
	})
}

// partAt cuts st before its i-th word, a word that joins or the first behind a semicolon: what
// stands before it, and what behind, with the subject of the first where it has none. own says
// what the second begins with.
func (st Statement) partAt(i int) (first, second, own string, ok bool) {
	gap := prose.Gap(st.Text, st.words[i-1], st.words[i])
	begin := i
	switch {
	case slices.Contains(gap, ';'):
	case st.words[i].Fold == "and" || st.words[i].Fold == "but" || st.words[i].Fold == "so" && slices.Contains(gap, ','):
		begin = i + 1
	case st.words[i].Fold == "which" && slices.Contains(gap, ','):
		begin = i + 1
	default:
		return "", "", "", false
	}
	if begin >= len(st.words) || st.contentBetween(0, i) < leastInPart || st.contentBetween(begin, len(st.words)) < leastInPart {
		return "", "", "", false
	}
	first = strings.TrimRight(string(st.Text[:st.words[i-1].End]), " ,;")
	rest := string(st.Text[st.words[begin].Start:])
	w := st.words[begin]
	verb := func(w prose.Word) bool { return copulas[w.Fold] || auxiliaries[w.Fold] || modals[w.Text] }
	switch {
	case st.words[i].Fold == "which" && !verb(w):
		return "", "", "", false
	case st.words[i].Fold != "which" && prose.Anaphors[w.Fold] && begin+1 < len(st.words):
		return first, rest, "pronoun", true
	case st.words[i].Fold != "which" && st.clauseFrom(begin):
		return first, rest, "subject", true
	case verb(w):
		k := slices.IndexFunc(st.words[:i], verb)
		if k < 1 || k > subjectOfPart {
			return "", "", "", false
		}
		return first, string(st.Text[:st.words[k].Start]) + rest, "shared", true
	}
	return "", "", "", false
}

// subjectOfPart is how many words the subject of a first part has at most.
const subjectOfPart = 9

// clauseFrom says whether from a word on a noun with its article, or a name, and a finite verb
// come.
func (st Statement) clauseFrom(from int) bool {
	w := st.words[from]
	if !prose.Articles[w.Fold] && !prose.Determiners[w.Fold] && w.Fold != "the" && !w.Name && !possessives[w.Fold] {
		return false
	}
	for k := from + 1; k < len(st.words) && k <= from+subjectOfPart; k++ {
		if prose.ClauseEnds(st.Text, st.words[k-1], st.words[k]) {
			return false
		}
		if v := st.words[k]; copulas[v.Fold] || auxiliaries[v.Fold] || modals[v.Text] {
			return true
		}
	}
	return false
}

// contentBetween counts the words of content among some.
func (st Statement) contentBetween(from, to int) (n int) {
	for _, w := range st.words[from:to] {
		if w.Term != "" {
			n++
		}
	}
	return n
}
