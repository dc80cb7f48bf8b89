package align

import (
	"slices"
	"sort"
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

// Shares of a sentence's content, weighted by rarity, that a span has to cover.
const (
	leastCoverage   = 0.3  // below it a span is not looked at
	partlyCoverage  = 0.55 // below it nothing is marked, unless other words say all the rest
	partlyPairGain  = 0.2  // and besides, where both lack something
	pairGain        = 0.08 // what a second sentence has to add before the mark grows over it
	wholeAgreement  = 0.3  // what agreement with the question counts, among spans that say it all
	partlyAgreement = 0.1  // and among those that do not: there the sentence itself says where it is from
	fewTerms        = 3    // up to so many terms the question has to agree with the span too
	fewAgreement    = 0.3  // by this share of the question's own terms
)

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

// judge is align without looking for other sources that say otherwise.
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

// cover looks for the one or two adjacent statements that cover a sentence
// best.
func (a *Aligner) cover(c claim) Finding {
	type candidate struct {
		span     []Statement
		missing  []string
		coverage float64
		agrees   float64 // with the question
	}
	var all []candidate
	// What one statement says, or says of something else, its neighbour does not
	// change.
	decided := make([]bool, len(a.material.Statements))
	for n := 1; n <= 2; n++ {
		for i := 0; i+n <= len(a.material.Statements); i++ {
			span := a.material.Statements[i : i+n]
			st := a.in(c, span[0])
			switch {
			case n == 1:
				st = st.wordedAs(span, span)
			case span[1].Follows && span[1].leans():
				st = st.wordedAs(span, span[1:])
			}
			if n == 2 && (!span[1].Follows || decided[i] || decided[i+1] || !st.joins(span[0], span[1])) {
				continue
			}
			coverage := a.coverage(st, span)
			if coverage < leastCoverage && !(n == 1 && len(st.terms) <= fewTerms+1 && span[0].hasAllTerms(st)) {
				continue // a short sentence in other words has few of the same
			}
			missing, negation := a.compare(st, span)
			whole := len(missing) == 0
			// A negation elsewhere makes no denial of what one statement has all the words of.
			decided[i] = decided[i] || n == 1 && negation && len(missing) == 1 && coverage == 1
			if !whole && coverage < partlyCoverage {
				continue
			}
			wrong := st.misattributed(span)
			if len(wrong) == 0 && whole {
				wrong = st.attributedOtherwise(span)
			}
			decided[i] = decided[i] || n == 1 && whole
			if len(wrong) > 0 {
				if n == 2 {
					continue
				}
				if whole {
					missing = wrong
				}
			}
			if n == 1 && len(missing) > 0 && !whole && a.recalled(st, i, missing) {
				without := st.lacking(missing)
				if missing = append(without.misattributed(span), without.attributedOtherwise(span)...); len(missing) == 0 {
					coverage = 1
				}
			}
			if n == 2 {
				coverage -= pairGain
				if len(missing) > 0 {
					coverage -= partlyPairGain
				}
			}
			all = append(all, candidate{span, missing, coverage, a.coverage(a.in(a.question, span[0]), span)})
		}
	}
	if len(all) == 0 {
		return Finding{State: Unsupported, Source: -1}
	}
	sort.SliceStable(all, func(x, y int) bool {
		if fx, fy := len(all[x].missing) == 0, len(all[y].missing) == 0; fx != fy {
			return fx
		}
		weight := partlyAgreement
		if len(all[x].missing) == 0 {
			weight = wholeAgreement
		}
		if sx, sy := all[x].coverage+weight*all[x].agrees, all[y].coverage+weight*all[y].agrees; sx != sy {
			return sx > sy
		}
		return all[x].span[0].Source < all[y].span[0].Source
	})
	best := all[0]
	first, last := best.span[0], best.span[len(best.span)-1]
	if len(best.span) == 2 && a.in(c, last).namedIn(first, last) {
		first = last
	}
	f := Finding{
		State:   Supported,
		Source:  first.Source,
		Span:    reader.Span{Start: first.Span.Start, End: last.Span.End},
		Missing: best.missing,
	}
	for _, m := range best.missing {
		// The opposite of what the source says is no partial support.
		if negations[prose.Fold(m)] {
			return Finding{State: Unsupported, Source: -1, Missing: best.missing}
		}
	}
	st := a.in(c, first)
	if len(st.terms) <= fewTerms && !st.predicates() && best.agrees < fewAgreement && len(a.in(a.question, first).terms) > 0 {
		// A name or a number alone fits many places; only one that speaks of
		// what was asked is the right one.
		return Finding{State: Unsupported, Source: -1}
	}
	if len(best.missing) > 0 {
		f.State = Partly
	}
	return f
}

// hasAllTerms says whether s has all terms of another statement.
func (s Statement) hasAllTerms(of Statement) bool {
	for t := range of.terms {
		if !s.terms[t] {
			return false
		}
	}
	return true
}

// namedIn says whether st has from the first of two statements only the name that a pronoun
// of the second stands for: the second is what says it.
func (st Statement) namedIn(first, second Statement) bool {
	if !second.leans() {
		return false
	}
	for _, w := range st.words {
		if w.Term != "" && first.terms[w.Term] && !second.terms[w.Term] && (!prose.IsCapital(w) || st.inNumber(w)) {
			return false
		}
	}
	return true
}

// predicates says whether st is more than a name or a number: it says something of
// something.
func (st Statement) predicates() bool {
	return len(st.words) >= leastPredicating && slices.ContainsFunc(st.words[1:], func(w prose.Word) bool { return copulas[w.Fold] || modals[w.Text] || perfect[w.Fold] })
}

// perfect are the words with which a past is built.
var perfect = prose.Set(`has have had hat haben hatte wurde wurden a ont avait ete ha han habia`)

// leastPredicating is how many words a sentence that says something has.
const leastPredicating = 5
