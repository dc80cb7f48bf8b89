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
	case st.words[i].Fold != "which" && begin+1 < len(st.words) && (prose.Anaphors[w.Fold] || begin+3 < len(st.words) && partOf[w.Fold] && st.words[begin+1].Fold == "of" && prose.Anaphors[st.words[begin+2].Fold]):
		return first, rest, "pronoun", true
	case st.words[i].Fold != "which" && st.clauseFrom(begin):
		return first, rest, "subject", true
	case st.words[i].Fold != "which" && st.sentenceFrom(begin) && slices.Contains(gap, ','):
		return first, rest, "subject", true
	case verb(w) || st.words[i].Fold != "which" && st.pastAt(begin):
		k := slices.IndexFunc(st.words[:i], verb)
		if past := slices.IndexFunc(st.words[:i], func(w prose.Word) bool { return st.pastAt(st.indexOf(w)) }); past > 0 && (k < 0 || past < k) {
			k = past
		}
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

// sentenceFrom says whether a noun or two without an article, and a verb in the past with what it
// is done to behind it, begin at a word: "burst pipes forced a stop".
func (st Statement) sentenceFrom(from int) bool {
	for k := from; k < len(st.words) && k <= from+bareSubject; k++ {
		switch w := st.words[k]; {
		case k > from && st.pastAt(k):
			return k+1 < len(st.words) && (prose.Articles[st.words[k+1].Fold] || prose.Determiners[st.words[k+1].Fold] || st.words[k+1].Fold == "the" || possessives[st.words[k+1].Fold])
		case w.Term == "" || k > from && prose.ClauseEnds(st.Text, st.words[k-1], w):
			return false
		}
	}
	return false
}

// bareSubject is how many words a subject without an article has at most.
const bareSubject = 3

// pastAt says whether the i-th word looks like a verb in the past: "won", "forced", and no participle
// of a passive or a noun.
func (st Statement) pastAt(i int) bool {
	w := st.words[i]
	if w.Term == "" || prose.IsCapital(w) || !strings.HasSuffix(w.Fold, "ed") && !pastForms[w.Fold] {
		return false
	}
	if i == 0 {
		return false
	}
	before := st.words[i-1]
	return !copulas[before.Fold] && !auxiliaries[before.Fold] && !perfect[before.Fold] && !prose.Articles[before.Fold] && before.Fold != "the" && !prose.Determiners[before.Fold] && !possessives[before.Fold] && !prepositions[before.Fold]
}

// pastForms are verbs in the past that are no participles and end otherwise.
var pastForms = prose.Set(`won led built founded wrote took gave made became began came went kept held left lost met ran saw sold sent spent stood taught thought told had fought
	grew knew drew broke chose drove fell flew rose spoke threw wore bought brought caught found heard paid said felt`)

func (st Statement) indexOf(w prose.Word) int {
	return slices.IndexFunc(st.words, func(o prose.Word) bool { return o.Start == w.Start })
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
