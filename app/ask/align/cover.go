package align

import (
	"slices"
	"sort"

	"carrel/app/ask/prose"
	"carrel/knowledge/reader"
)

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

// covering is a statement, or two that follow each other, that a sentence may stand on.
type covering struct {
	span     []Statement
	missing  []string // what the sentence says and they do not
	coverage float64  // the share of the sentence that they have, less what a second one costs
	agrees   float64  // the share of the question
}

// cover looks for the one or two adjacent statements that cover a sentence best.
func (a *Aligner) cover(c claim) Finding {
	all := a.coverings(c)
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
	return a.judgeCovering(c, all[0])
}

// coverings are all that cover enough of a sentence, single statements first.
func (a *Aligner) coverings(c claim) (all []covering) {
	statements := a.material.Statements
	// What one statement says, or says of something else, its neighbour does not change.
	decided := make([]bool, len(statements))
	for i := range statements {
		var one covering
		var ok bool
		if one, decided[i], ok = a.coverByOne(c, i); ok {
			all = append(all, one)
		}
	}
	for i := 0; i+1 < len(statements); i++ {
		if !statements[i+1].Follows || decided[i] || decided[i+1] {
			continue
		}
		if two, ok := a.coverByTwo(c, i); ok {
			all = append(all, two)
		}
	}
	return all
}

// coverByOne says what the i-th statement has of a sentence, ok where that is enough, and
// whether it decides by itself what is said.
func (a *Aligner) coverByOne(c claim, i int) (one covering, decided, ok bool) {
	span := a.material.Statements[i : i+1]
	st := a.in(c, span[0]).wordedAs(span, span)
	coverage := a.coverage(st, span)
	if coverage < leastCoverage && !(len(st.terms) <= fewTerms+1 && span[0].hasAllTerms(st)) {
		return covering{}, false, false // a short sentence in other words has few of the same
	}
	missing, negation := a.compare(st, span)
	whole := len(missing) == 0
	// A negation elsewhere makes no denial of what one statement has all the words of.
	decided = whole || negation && len(missing) == 1 && coverage == 1
	switch {
	case whole:
		if missing = st.misattributed(span); len(missing) == 0 {
			missing = st.attributedOtherwise(span)
		}
	case coverage < partlyCoverage:
		return covering{}, decided, false
	case a.recalled(st, i, missing):
		without := st.lacking(missing)
		if missing = append(without.misattributed(span), without.attributedOtherwise(span)...); len(missing) == 0 {
			coverage = 1
		}
	}
	return covering{span, missing, coverage, a.agreement(span)}, decided, true
}

// coverByTwo says what the i-th statement and the next have of a sentence together, ok where
// that is enough and none of it is said of something else.
func (a *Aligner) coverByTwo(c claim, i int) (two covering, ok bool) {
	span := a.material.Statements[i : i+2]
	st := a.in(c, span[0])
	switch c := span[1].clauses(); {
	case span[1].leans():
		st = st.wordedAs(span, span[1:])
	case len(c) > 0 && c[0].leans:
		st = st.wordedAs(span, span)
	}
	if !st.joins(span[0], span[1]) {
		return covering{}, false
	}
	coverage := a.coverage(st, span)
	if coverage < leastCoverage {
		return covering{}, false
	}
	missing, _ := a.compare(st, span)
	whole := len(missing) == 0
	if !whole && coverage < partlyCoverage || len(st.misattributed(span)) > 0 || whole && len(st.attributedOtherwise(span)) > 0 {
		return covering{}, false
	}
	coverage -= pairGain
	if !whole {
		coverage -= partlyPairGain
	}
	return covering{span, missing, coverage, a.agreement(span)}, true
}

// agreement is the share of the question that span has.
func (a *Aligner) agreement(span []Statement) float64 {
	return a.coverage(a.in(a.question, span[0]), span)
}

// judgeCovering says how what covers a sentence best bears it out.
func (a *Aligner) judgeCovering(c claim, best covering) Finding {
	first, last := best.span[0], best.span[len(best.span)-1]
	if len(best.span) == 2 && a.in(c, last).namedIn(first, last) {
		first = last
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
	f := Finding{State: Supported, Source: first.Source, Span: reader.Span{Start: first.Span.Start, End: last.Span.End}, Missing: best.missing}
	if len(best.missing) > 0 {
		f.State = Partly
	}
	return f
}

// hasAllTerms says whether st has all terms of another statement.
func (st Statement) hasAllTerms(of Statement) bool {
	for t := range of.terms {
		if !st.terms[t] {
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
