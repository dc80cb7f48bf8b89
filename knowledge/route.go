package knowledge

import (
	"context"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// A question that names a document ("3M's annual report of 2018", "in the fhs
// manual") means that document. Route finds the documents that a question names
// by the rare words of their names and heads, and by years and quarters. Their
// passages are searched a second time by themselves and get a bounded bonus; what
// is found elsewhere stays in the list.
type route struct {
	documents []routed
	// named are the terms that name documents: among those documents'
	// passages they tell nothing apart.
	named map[string]bool
}

// routed is a document that a question names.
type routed struct {
	seq   int64
	label string
	bonus float64 // added to its passages' scores
	words []string
}

// What a document can gain by being named. Scores are 0 to 1, and good hits of a
// hybrid search about 0.5 to 0.7: a passage elsewhere that fits much better
// still comes first.
const (
	bonusName = 0.20 // by its name
	bonusBoth = 0.30 // by its name and the period
	bonusTime = 0.06 // by the period alone
)

// maxRouted bounds how many documents a question can name: one that names more
// means none in particular.
const maxRouted = 24

// route finds the documents that the question names.
func (l *Library) route(ctx context.Context, question string, languages []language.Tag) (route, error) {
	n := &l.names
	if err := n.refresh(ctx, l.store); err != nil {
		return route{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.route(question, languages), nil
}

func (n *names) route(question string, languages []language.Tag) route {
	total := len(n.entries)
	if total < 2 {
		return route{}
	}
	years, quarters := periods(question)
	// Only words that can be a name, weighed by how few documents have them.
	weights := map[string]float64{}
	for term := range naming(question, languages) {
		in := n.count[term]
		if in == 0 {
			in = n.heads[term]
		}
		if in > 0 && 2*in <= total+1 {
			weights[term] = math.Log(1 + float64(total)/float64(n.count[term]+n.heads[term]))
		}
	}
	type scored struct {
		seq   int64
		score float64
		words []string
	}
	var found []scored
	best := 0.0
	for seq, e := range n.entries {
		s := scored{seq: seq}
		inName := false
		for term, w := range weights {
			switch {
			case e.terms[term]:
				s.score += w
				s.words = append(s.words, term)
				inName = true
			case e.head[term]:
				s.score += w / 3
			}
		}
		if inName || s.score > 1.2 {
			found = append(found, s)
			best = max(best, s.score)
		}
	}
	r := route{named: map[string]bool{}}
	for _, s := range found {
		if s.score < 0.6*best {
			continue
		}
		e := n.entries[s.seq]
		bonus := bonusName * s.score / best
		if when := agrees(e, years, quarters); when > 0 {
			bonus += (bonusBoth - bonusName) * when
			for y := range years {
				if e.years[y] {
					s.words = append(s.words, y)
				}
			}
		} else if when < 0 {
			bonus /= 2
		}
		sort.Strings(s.words)
		r.documents = append(r.documents, routed{s.seq, e.label, bonus, s.words})
		for _, w := range s.words {
			r.named[w] = true
		}
	}
	if len(r.documents) == 0 && len(years) > 0 {
		for seq, e := range n.entries {
			for y := range years {
				if e.years[y] {
					r.documents = append(r.documents, routed{seq, e.label, bonusTime, []string{y}})
					break
				}
			}
		}
		if 2*len(r.documents) > total {
			r.documents = nil
		}
	}
	sort.Slice(r.documents, func(i, j int) bool {
		a, b := r.documents[i], r.documents[j]
		if a.bonus != b.bonus {
			return a.bonus > b.bonus
		}
		return a.seq < b.seq
	})
	if len(r.documents) > maxRouted {
		if r.documents[0].bonus == r.documents[maxRouted].bonus {
			return route{}
		}
		r.documents = slices.DeleteFunc(r.documents, func(d routed) bool { return d.bonus <= r.documents[maxRouted].bonus })
	}
	return r
}

// agrees says how well a document's period is the question's: 1 for the year and
// the quarter if one is named, less for the year alone or in the head only, 0
// where nothing can be said, -1 for another period.
func agrees(e *entry, years, quarters map[string]bool) float64 {
	if len(years) == 0 && len(quarters) == 0 {
		return 0
	}
	when := 0.0
	if len(years) > 0 {
		switch {
		case common(e.years, years):
			when = 1
		case len(e.years) == 0 && common(e.headYears, years):
			when = 0.8
		case len(e.years) > 0:
			return -1
		}
	}
	switch {
	case len(quarters) > 0 && common(e.quarters, quarters):
		return max(when, 0.5)
	case len(quarters) > 0 && len(e.quarters) > 0:
		return -1
	case len(quarters) > 0, len(e.quarters) > 0:
		return when / 2 // a year's report for a quarter, or the other way round
	}
	return when
}

func common(a, b map[string]bool) bool {
	for x := range a {
		if b[x] {
			return true
		}
	}
	return false
}

// naming gives the terms of a question that can be part of a document's name:
// words with a capital or a digit in them, where the question has such besides
// its first word, else all its words. A run of capitalised words counts as words
// one by one.
func naming(question string, languages []language.Tag) map[string]bool {
	capitals, all := map[string]bool{}, map[string]bool{}
	for i, word := range strings.FieldsFunc(question, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`"“”„«»()[]?!,;:/`, r)
	}) {
		marked := strings.ContainsFunc(word, unicode.IsDigit)
		first, _ := utf8.DecodeRuneInString(word)
		if unicode.IsUpper(first) && (i > 0 || strings.IndexFunc(word[1:], unicode.IsUpper) >= 0) {
			marked = true
		}
		for _, lang := range languages {
			for _, t := range index.Analyse(lang, spaced(word)+" "+word) {
				if t.Stop || len(t.Text) < 2 || allDigits(t.Text) {
					continue
				}
				all[t.Text] = true
				if marked || i == 0 {
					capitals[t.Text] = true
				}
			}
		}
	}
	if len(capitals) > 0 && question != strings.ToLower(question) {
		return capitals
	}
	return all
}

// filter limits a search to the documents that a question names, within what
// the search is limited to already; false if there are none.
func (r route) filter(within index.Filter) (index.Filter, bool) {
	f := index.Filter{Only: []int64{}, Except: within.Except}
	for _, d := range r.documents {
		if within.Only == nil || slices.Contains(within.Only, d.seq) {
			f.Only = append(f.Only, d.seq)
		}
	}
	return f, len(f.Only) > 0
}

// bonus is what a document's passages gain.
func (r route) bonus(seq int64) float64 {
	for _, d := range r.documents {
		if d.seq == seq {
			return d.bonus
		}
	}
	return 0
}

// inside leaves out of a search among the named documents the terms that name
// them, unless nothing else is asked.
func (r route) inside(terms []index.Term) []index.Term {
	kept := make([]index.Term, 0, len(terms))
	for _, t := range terms {
		if !r.named[t.Text] || t.Required {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return terms
	}
	return kept
}
