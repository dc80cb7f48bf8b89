package align

import (
	"slices"
	"strings"

	"carrel/app/ask/prose"
)

// What a source says of one of several, of some or of a part, a sentence may not say of the
// one, of all, or of the whole. The checks here look for the words that a claim lost on its way.

// widened returns a word that limits a superlative in span and not in st: "the busiest
// airport" of "the busiest general aviation airport".
func (st Statement) widened(span []Statement) []string {
	for i, w := range st.words {
		if !superlative(w.Fold) || w.Name {
			continue // "the First Coast"
		}
		if (w.Fold == "most" || w.Fold == "least" || w.Fold == "only") && (i == 0 || !prose.Determiners[st.words[i-1].Fold] && !isPossessive(st.words[i-1])) {
			continue // "most species", "only became"
		}
		next := slices.IndexFunc(st.words[i+1:], func(o prose.Word) bool { return o.Term != "" })
		if next < 0 || next > 1 || st.words[i+1+next].Name {
			continue
		}
		noun := st.words[i+1+next].Term
		limit, free := "", false
		for _, s := range span {
			for k, o := range s.words {
				if o.Fold != w.Fold && (w.Term == "" || o.Term != w.Term) {
					continue
				}
				by := ""
				for n := k + 1; n < len(s.words) && n <= k+limitWords && !prose.ClauseEnds(s.Text, s.words[n-1], s.words[n]); n++ {
					if s.words[n].Term == noun {
						if by == "" {
							free = true
						} else {
							limit = by
						}
						break
					}
					if t := s.words[n].Term; t != "" && !st.terms[t] && by == "" && !s.inNumber(s.words[n]) { // "the first two roads"
						by = s.words[n].Text
					}
				}
			}
		}
		if limit != "" && !free {
			return []string{limit}
		}
	}
	return nil
}

// limitWords is how far behind a superlative its noun stands.
const limitWords = 4

func superlative(f string) bool {
	return len(f) > 4 && strings.HasSuffix(f, "est") && !strings.HasSuffix(f, "forest") && !notSuperlative[f] || singling[f]
}

var (
	singling       = prose.Set(`first last only most least best worst`)
	notSuperlative = prose.Set(`interest request harvest invest protest contest honest modest arrest suggest digest conquest southwest northwest midwest manifest guest tempest rest`)
)

// singled returns the superlative that st gives to the one, and span to several: "the oldest
// neighborhood" of "one of the oldest neighborhoods".
func (st Statement) singled(span []Statement) []string {
	among := func(s Statement, k int) bool {
		for n := k - 1; n > 0 && n >= k-amongWords; n-- {
			switch f := s.words[n].Fold; {
			case f == "of" && (s.words[n-1].Fold == "one" || s.words[n-1].Fold == "some" || s.words[n-1].Fold == "two" || s.words[n-1].Fold == "many"), f == "among", f == "amongst":
				return true
			case s.words[n].Term != "" && !superlative(f):
				return false
			}
		}
		return k > 0 && s.words[0].Fold == "among"
	}
	for i, w := range st.words {
		if !superlative(w.Fold) || w.Fold == "only" || among(st, i) {
			continue
		}
		several, one := false, false
		for _, s := range span {
			for k, o := range s.words {
				if o.Fold != w.Fold {
					continue
				}
				if among(s, k) {
					several = true
				} else {
					one = true
				}
			}
		}
		if several && !one {
			return []string{w.Text}
		}
	}
	return nil
}

// amongWords is how far before a superlative "one of" stands.
const amongWords = 4

// joinedApart returns the second of two names that l joins by "and", and that there have
// different places: "ravaged Europe and Russia" of "ravaged Europe before it went on into
// Russia".
func (l line) joinedApart(there line) string {
	if slices.ContainsFunc(l.words, func(w prose.Word) bool { return mutual[w.Fold] || w.Fold == "between" || w.Fold == "both" }) {
		return ""
	}
	for i := 0; i+1 < len(l.tokens); i++ {
		a, b := l.tokens[i], l.tokens[i+1]
		if !l.isName(i) || !l.isName(i+1) || b.at != a.at+2 || l.words[a.at+1].Fold != "and" {
			continue
		}
		first, second := there.places(a), there.places(b)
		if len(first) != 1 || len(second) != 1 || first[0].prep == second[0].prep || there.listed([]token{a}, second[0]) {
			continue
		}
		p, q := first[0].prep, second[0].prep
		if p == "" && locating[q] || q == "" && locating[p] || q == "into" || p == "into" {
			return l.words[b.at].Text
		}
	}
	return ""
}

// generalised returns the word by which span says it of some, where st says it of the whole
// kind: "neighborhoods are poor" of "some neighborhoods are poor".
func (st Statement) generalised(span []Statement) []string {
	if st.lang != prose.English || len(st.words) < 2 {
		return nil
	}
	noun := slices.IndexFunc(st.words, func(w prose.Word) bool { return w.Term != "" })
	if noun < 0 || noun > 1 || st.words[noun].Name || slices.ContainsFunc(st.words[:noun], func(w prose.Word) bool { return !prose.Determiners[w.Fold] || w.Fold == "these" || w.Fold == "those" }) ||
		slices.ContainsFunc(st.words, func(w prose.Word) bool { return partitive[w.Fold] || softer[w.Fold] }) {
		return nil
	}
	by, plain := "", false
	for _, s := range span {
		for k, o := range s.words {
			if o.Term != st.words[noun].Term {
				continue
			}
			q := ""
			for n := k - 1; n >= 0 && n >= k-3; n-- {
				if partitive[s.words[n].Fold] {
					q = s.words[n].Text
				}
				if s.words[n].Term != "" {
					break
				}
			}
			if q != "" {
				by = q
			} else {
				plain = true
			}
		}
	}
	if by != "" && !plain {
		return []string{by}
	}
	return nil
}

var partitive = prose.Set(`some few several certain half most many part`)

// unsaid returns a word of st of which span has only the opposite that a syllable makes of it:
// "the list changes" of "the list is unchanged".
func (st Statement) unsaid(span []Statement) []string {
	for i, w := range st.words {
		if w.Term == "" || w.Name || len(w.Root) < 4 || len([]rune(w.Fold)) < 5 || st.inNumber(w) || i > 0 && negations[st.words[i-1].Fold] {
			continue
		}
		has, opposite := false, false
		for _, s := range span {
			for k, v := range s.words {
				has = has || v.Root == w.Root && v.Root != ""
				opposite = opposite || v.Root != "" && negatedBy(v.Root, w.Root) && !slices.ContainsFunc(st.words, func(o prose.Word) bool { return o.Root == v.Root }) && (k == 0 || !negations[s.words[k-1].Fold])
			}
		}
		if opposite && !has {
			return []string{w.Text}
		}
	}
	return nil
}

// beheaded returns what span says something is one or a part of, where st says that it is that
// itself: "is a copy of the contract".
func (st Statement) beheaded(span []Statement) []string {
	own := copulaNoun(st, 0)
	if own < 0 {
		return nil
	}
	noun := st.words[own].Term
	for k := own; k < len(st.words) && k <= own+beheadedWords; k++ {
		if st.words[k].Fold == "of" {
			return nil // it has a head of its own
		}
	}
	for _, s := range span {
		for at := copulaNoun(s, 0); at >= 0; at = copulaNoun(s, at+1) {
			head := s.words[at]
			if at+1 >= len(s.words) || s.words[at+1].Fold != "of" || st.terms[head.Term] || s.inNumber(head) {
				continue
			}
			for k := at + 2; k < len(s.words) && k <= at+2+beheadedWords; k++ {
				if s.words[k].Term == noun {
					return []string{head.Text}
				}
			}
		}
	}
	return nil
}

// beheadedWords is how far behind "of" what it is of stands.
const beheadedWords = 3

// copulaNoun is the first word of weight behind "is" and an article, from the from-th word on;
// -1 where there is none.
func copulaNoun(st Statement, from int) int {
	for i := from; i+2 < len(st.words); i++ {
		if copulas[st.words[i].Fold] && (st.words[i+1].Fold == "the" || prose.Articles[st.words[i+1].Fold]) && i+2 > from && st.words[i+2].Term != "" {
			return i + 2
		}
	}
	return -1
}

// distributed returns the "every" of st before a word that span has without it, where span has
// it before another: "every Sunday of the month" of "the first Sunday of every month".
func (st Statement) distributed(span []Statement) []string {
	before := func(s Statement, i int) bool {
		for k := i - 1; k >= 0 && k >= i-everyReach; k-- {
			if everyOf[s.words[k].Fold] {
				return true
			}
		}
		return false
	}
	for i, w := range st.words {
		if !everyOf[w.Fold] {
			continue
		}
		next := slices.IndexFunc(st.words[i+1:], func(o prose.Word) bool { return o.Term != "" })
		if next < 0 || next > 2 {
			continue
		}
		noun := st.words[i+1+next]
		bare, with, elsewhere := false, false, false
		for _, s := range span {
			for k, o := range s.words {
				if o.Term == noun.Term {
					if before(s, k) {
						with = true
					} else {
						bare = true
					}
				}
				elsewhere = elsewhere || everyOf[o.Fold]
			}
		}
		if bare && !with && elsewhere {
			return []string{w.Text}
		}
	}
	return nil
}

// everyReach is how far before its noun "every" stands.
const everyReach = 4

// listed says whether one of some names and another are parts of one list there: only
// names, little words and what joins them stand between.
func (l line) listed(names []token, other token) bool {
	for _, n := range names {
		for _, p := range l.places(n) {
			plain, joined := 0, false
			from, to := min(p.at, other.at), max(p.at, other.at)
			for _, w := range l.words[from+1 : to] {
				joined = joined || joiners[w.Fold]
				if w.Term != "" && !prose.IsCapital(w) || copulas[w.Fold] {
					plain++
				}
			}
			if plain <= listedWords && (joined || slices.Contains(l.breaks[from+1:to+1], true)) {
				return true
			}
		}
	}
	return false
}

// listedWords is how many words that are no names stand between two parts of a list of them:
// "German engineer Linde and British engineer Hampson".
const listedWords = 1
