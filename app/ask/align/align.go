package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

// Aligner finds what a sentence of an answer stands on. It compares words,
// numbers, negations and quotations; it calls no model, keeps no state between
// sentences, and gives the same result for the same input.
//
// The method is that of lexical entailment by coverage (Glickman, Dagan and
// Koppel, "A probabilistic classification approach for lexical textual
// entailment", 2005): a sentence is supported when everything it says occurs in
// a short span of the source. Where that measure is known to fail, a check
// stands beside it: numbers by value and by the word they count, negation by
// scope (negation.go), and quotations character by character (quote.go).
type Aligner struct {
	material *Material
	question claim
	texts    []canonical // of the sources
}

// claim is a text as it reads in each of the sources' languages.
type claim map[prose.Language]Statement

func (m *Material) claim(runes []rune) claim {
	c := claim{m.lang: newStatement(runes, m.lang)}
	for _, lang := range m.langs {
		if _, ok := c[lang]; !ok {
			c[lang] = newStatement(runes, lang)
		}
	}
	return c
}

// in returns the claim in the language of a statement of the sources.
func (a *Aligner) in(c claim, st Statement) Statement { return c[a.material.langs[st.Source]] }

// Finding is what the aligner has to say about one sentence.
type Finding struct {
	State   State
	Source  int         // index into the passages; -1 when nothing is marked
	Span    reader.Span // code points of the passage's text
	Missing []string    // what the span does not cover, as the sentence writes it
	Against *Dissent    // what says otherwise, where the state is Conflict
}

// New returns an aligner of the sentences of an answer to a question with the passages of
// m; question may be "".
func New(question string, m *Material) *Aligner {
	a := &Aligner{material: m, question: m.claim([]rune(question))}
	for _, s := range m.passages {
		a.texts = append(a.texts, canonicalise([]rune(s.Text)))
	}
	return a
}

// Align judges one sentence. It changes nothing, so that several goroutines may call it.
func (a *Aligner) Align(text string) Finding {
	f, c := a.judge(text)
	if f.State == Supported || f.State == Quoted {
		if f.Against = a.dissents(c, f); f.Against != nil {
			f.State = Conflict
		}
	}
	return f
}

// judge is Align without looking for other sources that say otherwise.
func (a *Aligner) judge(text string) (Finding, claim) {
	rest := withoutLeadIn(text)
	if strings.TrimSpace(rest) == "" {
		return Finding{State: Plain, Source: -1}, nil
	}
	runes := []rune(rest)
	c := a.material.claim(runes)
	quotes := quotations(runes)
	if len(quotes) == 0 && c[a.material.lang].claimsNothing(rest) {
		return Finding{State: Plain, Source: -1}, nil
	}
	if len(quotes) > 0 {
		return a.alignQuotes(c, quotes), c
	}
	if f, ok := a.verbatim(c); ok {
		return f, c
	}
	f := a.cover(c)
	if f.State != Supported {
		if parts, ok := a.inParts(rest); ok {
			return parts, c
		}
		// Of what is not borne out, one or two words in quotation marks that stand nowhere are named.
		for _, q := range inMarks(runes, 1) {
			if _, _, ok := a.findQuote(q.text); !ok && !slices.Contains(f.Missing, string(q.text)) {
				f = f.lacksQuotation(q)
			}
		}
	}
	return f, c
}

// verbatim finds a sentence that stands in a source as it is.
func (a *Aligner) verbatim(c claim) (Finding, bool) {
	st := c[a.material.lang]
	if len(st.words) < 4 {
		return Finding{}, false
	}
	for i, t := range a.texts {
		span, ok := t.find(st.Text)
		if !ok {
			continue
		}
		f := Finding{State: Quoted, Source: i, Span: span}
		// A clause cut out of a negated sentence would say the opposite of it.
		st := c[a.material.langs[i]]
		if around := a.around(i, span); denies([]Statement{around}, []Statement{st}) {
			f.State = Partly
			f.Missing = []string{around.negationWord()}
		} else if w := a.cutFrom(i, span); w != "" {
			f.State = Partly
			f.Missing = []string{w}
		}
		return f, true
	}
	return Finding{}, false
}

// around returns the statement that a span of a source lies in, or begins in.
func (a *Aligner) around(source int, span reader.Span) Statement {
	for _, st := range a.material.Statements {
		if st.Source == source && span.Start >= st.Span.Start && span.Start < st.Span.End {
			return st
		}
	}
	return Statement{}
}

// window joins the statements that a span touches and the one before it.
func (a *Aligner) window(source int, span reader.Span) []Statement {
	var out []Statement
	for i, st := range a.material.Statements {
		if st.Source == source && st.Span.End > span.Start && st.Span.Start < span.End {
			if len(out) == 0 && st.Follows {
				out = append(out, a.material.Statements[i-1])
			}
			out = append(out, st)
		}
	}
	return out
}
