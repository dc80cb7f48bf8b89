package ask

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// The most telling sentences of a document, for a summary in its own words.
//
// A sentence tells much that is like many others of its part of the document:
// LexRank (Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience
// in Text Summarization", 2004), the continuous form, over the cosine of words
// weighed by rarity. To it come how central the sentence's passage is by its
// embedding (Radev et al., "Centroid-based summarization of multiple documents",
// 2004) and that authors say first what a part is about (Edmundson, "New Methods
// in Automatic Extracting", 1969). What repeats a sentence that is taken already
// loses by maximal marginal relevance (Carbonell and Goldstein, 1998). Each part
// of the document gets its share, so that the end is heard as well as the
// beginning.

// told is a sentence of a document that may be quoted.
type told struct {
	passage int         // index into the document's passages
	span    reader.Span // code points of the passage's text
	text    []rune
	score   float64
	terms   []weighed // by term, ascending; of length 1
}

// weighed is a term of a sentence, by number, and its weight.
type weighed struct {
	term   int
	weight float64
}

// Sizes of a summary in the document's words.
const (
	leastTold    = 3 // sentences of a page
	mostTold     = 14
	toldGrowth   = 0.45 // further sentences by the square root of the passages
	mostParts    = 8
	partPassages = 6 // fewer passages make no part of their own
	rankedAtOnce = 300
)

// How much the signals of a sentence count, and what takes from its worth.
const (
	tellLexical  = 0.45
	tellMeaning  = 0.25
	tellPlace    = 0.30
	tellLeaning  = 0.55 // a sentence that leans on the one before it
	tellAsking   = 0.4
	tellNumbers  = 0.75 // one that is mostly figures
	tellHeaded   = 0.4  // one with a heading or a number before it
	tellRepeated = 0.5  // how much likeness to what is taken takes away
	dampingRank  = 0.15 // LexRank's chance to begin anew
	roundsRank   = 25
)

// tellingCount is how many sentences a document gives.
func tellingCount(passages int) int {
	return min(mostTold, leastTold+int(toldGrowth*math.Sqrt(float64(passages))))
}

// teller finds the telling sentences of one document.
type teller struct {
	passages []knowledge.DocumentPassage
	lang     prose.Language
	numbers  map[string]int // of terms
	rarity   []float64      // of a term, over the passages
	central  []float64      // of a passage: its embedding's cosine with all others' mean; 0 where not known
	taken    []told
}

func newTeller(passages []knowledge.DocumentPassage) *teller {
	t := &teller{passages: passages, numbers: map[string]int{}}
	var sample strings.Builder
	for i := 0; i < len(passages); i += len(passages)/8 + 1 {
		sample.WriteString(passages[i].Text)
		sample.WriteByte('\n')
	}
	t.lang = prose.Detect(sample.String())
	var found []int // passages that have a term
	for _, p := range passages {
		seen := map[int]bool{}
		for _, w := range prose.Words(p.Text, t.lang) {
			if w.Term == "" {
				continue
			}
			n, known := t.numbers[w.Term]
			if !known {
				n = len(t.numbers)
				t.numbers[w.Term] = n
				found = append(found, 0)
			}
			if !seen[n] {
				seen[n] = true
				found[n]++
			}
		}
	}
	t.rarity = make([]float64, len(found))
	for i, df := range found {
		t.rarity[i] = math.Log(1 + float64(len(passages))/float64(df))
	}
	t.central = centrality(passages)
	return t
}

// centrality is the cosine of each passage's embedding with the mean of all.
func centrality(passages []knowledge.DocumentPassage) []float64 {
	out := make([]float64, len(passages))
	var mean []float64
	for _, p := range passages {
		if mean == nil {
			mean = make([]float64, len(p.Vector))
		}
		if len(p.Vector) != len(mean) {
			continue
		}
		for k, x := range p.Vector {
			mean[k] += float64(x)
		}
	}
	for i, p := range passages {
		if len(p.Vector) != len(mean) {
			continue
		}
		var dot, own, all float64
		for k, x := range p.Vector {
			dot += float64(x) * mean[k]
			own += float64(x) * float64(x)
			all += mean[k] * mean[k]
		}
		if own > 0 && all > 0 {
			out[i] = dot / math.Sqrt(own*all)
		}
	}
	return out
}

// pick gives the most telling sentences of a part, at most its quota, in the
// document's order.
func (t *teller) pick(p part) []told {
	list := t.candidates(p)
	if len(list) == 0 {
		return nil
	}
	t.rank(list)
	return t.choose(list, p.quota)
}

// choose takes the n best of a ranked list that do not repeat each other, nor what
// was taken before, and gives them in the document's order. What is taken has no
// score in the list any more.
func (t *teller) choose(list []told, n int) []told {
	var picked []told
	for len(picked) < n {
		best, most := -1, 0.0
		for i, c := range list {
			if c.score <= 0 {
				continue
			}
			same := 0.0
			for _, o := range t.taken {
				same = max(same, cosine(c.terms, o.terms))
			}
			if same > likeAnother {
				continue
			}
			if worth := c.score - tellRepeated*same; best < 0 || worth > most {
				best, most = i, worth
			}
		}
		if best < 0 {
			break
		}
		picked = append(picked, list[best])
		t.taken = append(t.taken, list[best])
		list[best].score = 0
	}
	slices.SortFunc(picked, func(a, b told) int {
		return cmp.Or(cmp.Compare(a.passage, b.passage), cmp.Compare(a.span.Start, b.span.Start))
	})
	return picked
}
