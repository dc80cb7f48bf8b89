package ask

import (
	"slices"
	"sort"
	"strings"

	"carrel/knowledge/reader"
)

// aligner finds what a sentence of an answer stands on. It compares words,
// numbers, negations and quotations; it calls no model, keeps no state between
// sentences, and gives the same result for the same input.
//
// The method is that of lexical entailment by coverage (Glickman, Dagan and
// Koppel, "A probabilistic classification approach for lexical textual
// entailment", 2005): a sentence is supported when everything it says occurs in
// a short span of the source. Where that measure is known to fail, a check
// stands beside it: numbers by value and by the word they count, negation by
// scope (negation.go), and quotations character by character (quote.go).
type aligner struct {
	material *material
	question claim
	texts    []canonical // of the sources
}

// claim is a text as it reads in each of the sources' languages.
type claim map[language]statement

func (m *material) claim(runes []rune) claim {
	c := claim{m.lang: newStatement(runes, m.lang)}
	for _, lang := range m.langs {
		if _, ok := c[lang]; !ok {
			c[lang] = newStatement(runes, lang)
		}
	}
	return c
}

// in returns the claim in the language of a statement of the sources.
func (a *aligner) in(c claim, st statement) statement { return c[a.material.langs[st.source]] }

// finding is what the aligner has to say about one sentence.
type finding struct {
	state   SentenceState
	source  int         // index into the sources; -1 when nothing is marked
	span    reader.Span // code points of the source's text
	missing []string    // what the span does not cover, as the sentence writes it
	against *dissent    // what says otherwise, where the state is SentenceConflict
}

func newAligner(question string, m *material) *aligner {
	a := &aligner{material: m, question: m.claim([]rune(question))}
	for _, s := range m.passages {
		a.texts = append(a.texts, canonicalise([]rune(s.Text)))
	}
	return a
}

// Shares of a sentence's content, weighted by rarity, that a span has to cover.
const (
	partlyCoverage  = 0.5  // below it nothing is marked
	pairGain        = 0.08 // what a second sentence has to add before the mark grows over it
	wholeAgreement  = 0.3  // what agreement with the question counts, among spans that say it all
	partlyAgreement = 0.1  // and among those that do not: there the sentence itself says where it is from
	fewTerms        = 3    // up to so many terms the question has to agree with the span too
	fewAgreement    = 0.3  // by this share of the question's own terms
)

// align judges one sentence.
func (a *aligner) align(text string) finding {
	f, c := a.judge(text)
	if f.state == SentenceSupported || f.state == SentenceQuoted {
		if f.against = a.dissents(c, f); f.against != nil {
			f.state = SentenceConflict
		}
	}
	return f
}

// judge is align without looking for other sources that say otherwise.
func (a *aligner) judge(text string) (finding, claim) {
	rest := withoutLeadIn(text)
	if strings.TrimSpace(rest) == "" {
		return finding{state: SentencePlain, source: -1}, nil
	}
	runes := []rune(rest)
	c := a.material.claim(runes)
	quotes := quotations(runes)
	if len(quotes) == 0 && c[a.material.lang].claimsNothing(rest) {
		return finding{state: SentencePlain, source: -1}, nil
	}
	if len(quotes) > 0 {
		return a.alignQuotes(c, quotes), c
	}
	if f, ok := a.verbatim(c); ok {
		return f, c
	}
	return a.cover(c), c
}

// verbatim finds a sentence that stands in a source as it is.
func (a *aligner) verbatim(c claim) (finding, bool) {
	st := c[a.material.lang]
	if len(st.words) < 4 {
		return finding{}, false
	}
	for i, t := range a.texts {
		span, ok := t.find(st.text)
		if !ok {
			continue
		}
		f := finding{state: SentenceQuoted, source: i, span: span}
		// A clause cut out of a negated sentence would say the opposite of it.
		st := c[a.material.langs[i]]
		if around := a.around(i, span); denies([]statement{around}, []statement{st}) {
			f.state = SentencePartly
			f.missing = []string{around.negationWord()}
		} else if w := a.cutFrom(i, span); w != "" {
			f.state = SentencePartly
			f.missing = []string{w}
		}
		return f, true
	}
	return finding{}, false
}

// around returns the statement that a span of a source lies in, or begins in.
func (a *aligner) around(source int, span reader.Span) statement {
	for _, st := range a.material.statements {
		if st.source == source && span.Start >= st.span.Start && span.Start < st.span.End {
			return st
		}
	}
	return statement{}
}

// alignQuotes judges a sentence with quotations: each must occur verbatim, and
// the words outside the marks are checked against the same place.
func (a *aligner) alignQuotes(c claim, quotes []quotation) finding {
	found := finding{state: SentenceQuoted, source: -1}
	outside := c[a.material.lang].without(quotes)
	denied := "" // by the source, and not by the sentence
	last := reader.Span{}
	for i, q := range quotes {
		source, span, ok := a.findQuote(q.text)
		if !ok {
			f := a.cover(c)
			if f.state == SentenceSupported {
				f.state = SentencePartly
			}
			f.missing = append([]string{string(q.text)}, f.missing...)
			return f
		}
		if found.source < 0 {
			found.source, found.span = source, span
		}
		if denied == "" && !outside.speaksOfDenial(a.material.lang) {
			denied = a.cutFrom(source, span)
		}
		if i > 0 && denied == "" && source == found.source && strings.IndexFunc(string(outside.text[quotes[i-1].span.End:q.span.Start]), isWordRune) < 0 {
			denied = a.leftOut(source, last, span)
		}
		last = span
	}
	if denied != "" {
		found.state = SentencePartly
		found.missing = []string{denied}
		return found
	}
	outside = c[a.material.langs[found.source]].without(quotes)
	if len(outside.terms) == 0 {
		return found
	}
	around := a.window(found.source, found.span)
	missing, _ := a.compare(outside, around)
	if len(missing) == 0 {
		missing = outside.misattributed(around)
	}
	if len(missing) > 0 {
		found.state = SentencePartly
		found.missing = missing
	}
	return found
}

func (a *aligner) findQuote(text []rune) (int, reader.Span, bool) {
	for i, t := range a.texts {
		if span, ok := t.find(text); ok {
			return i, span, true
		}
	}
	return 0, reader.Span{}, false
}

// window joins the statements that a span touches and the one before it.
func (a *aligner) window(source int, span reader.Span) []statement {
	var out []statement
	for i, st := range a.material.statements {
		if st.source == source && st.span.End > span.Start && st.span.Start < span.End {
			if len(out) == 0 && st.follows {
				out = append(out, a.material.statements[i-1])
			}
			out = append(out, st)
		}
	}
	return out
}

// cover looks for the one or two adjacent statements that cover a sentence
// best.
func (a *aligner) cover(c claim) finding {
	type candidate struct {
		span     []statement
		missing  []string
		coverage float64
		agrees   float64 // with the question
	}
	var all []candidate
	// What one statement says, or says of something else, its neighbour does not
	// change.
	decided := make([]bool, len(a.material.statements))
	for n := 1; n <= 2; n++ {
		for i := 0; i+n <= len(a.material.statements); i++ {
			span := a.material.statements[i : i+n]
			st := a.in(c, span[0])
			if n == 1 {
				st = st.wordedAs(span)
			}
			if n == 2 && (!span[1].follows || decided[i] || decided[i+1] || !st.joins(span[0], span[1])) {
				continue
			}
			coverage := a.coverage(st, span)
			if coverage < partlyCoverage {
				continue
			}
			missing, _ := a.compare(st, span)
			whole := len(missing) == 0
			wrong := st.misattributed(span)
			for _, check := range []func([]statement) []string{st.reordered, st.gapped, st.misframed, st.rarer, st.freer, st.surer, st.plainer} {
				if len(wrong) == 0 && whole {
					wrong = check(span)
				}
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
			if n == 2 {
				coverage -= pairGain
			}
			all = append(all, candidate{span, missing, coverage, a.coverage(a.in(a.question, span[0]), span)})
		}
	}
	if len(all) == 0 {
		return finding{state: SentenceUnsupported, source: -1}
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
		return all[x].span[0].source < all[y].span[0].source
	})
	best := all[0]
	first, last := best.span[0], best.span[len(best.span)-1]
	f := finding{
		state:   SentenceSupported,
		source:  first.source,
		span:    reader.Span{Start: first.span.Start, End: last.span.End},
		missing: best.missing,
	}
	for _, m := range best.missing {
		// The opposite of what the source says is no partial support.
		if negations[fold(m)] {
			return finding{state: SentenceUnsupported, source: -1, missing: best.missing}
		}
	}
	st := a.in(c, first)
	if len(st.terms) <= fewTerms && !st.predicates() && best.agrees < fewAgreement && len(a.in(a.question, first).terms) > 0 {
		// A name or a number alone fits many places; only one that speaks of
		// what was asked is the right one.
		return finding{state: SentenceUnsupported, source: -1}
	}
	if len(best.missing) > 0 {
		f.state = SentencePartly
	}
	return f
}

// predicates says whether st is more than a name or a number: it says something of
// something.
func (st statement) predicates() bool {
	return len(st.words) >= leastPredicating && slices.ContainsFunc(st.words[1:], func(w word) bool { return copulas[w.fold] || modals[w.text] })
}

// leastPredicating is how many words a sentence that says something has.
const leastPredicating = 5

// without returns st with the words outside the quotations only.
func (st statement) without(quotes []quotation) statement {
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
		if !inside(w.start) {
			out.words = append(out.words, w)
			if w.term != "" && !st.hedges(i) {
				out.terms[w.term] = true
			}
		}
	}
	for _, n := range st.numbers {
		if !inside(n.start) {
			out.numbers = append(out.numbers, n)
		}
	}
	for _, d := range st.dates {
		if !inside(d.start) {
			out.dates = append(out.dates, d)
		}
	}
	out.negated = out.negatedTerms()
	return out
}
