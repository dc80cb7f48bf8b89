package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Sentence is a sentence of a document that may be quoted.
type Sentence struct {
	Passage int         // index into the document's passages
	Span    reader.Span // code points of the passage's text
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
	fewestSentences = 3 // sentences of a page
	mostSentences   = 14
	growth          = 0.45 // further sentences by the square root of the passages
	mostParts       = 8
	partPassages    = 6 // fewer passages make no part of their own
	rankedAtOnce    = 300
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

// Length is how many sentences a document of so many passages gives.
func Length(passages int) int {
	return min(mostSentences, fewestSentences+int(growth*math.Sqrt(float64(passages))))
}

// Extractor finds the telling sentences of one document. It takes none twice, nor one that says
// the same again.
type Extractor struct {
	passages []knowledge.DocumentPassage
	lang     prose.Language
	numbers  map[string]int // of terms
	rarity   []float64      // of a term, over the passages
	central  []float64      // of a passage: its embedding's cosine with all others' mean; 0 where not known
	taken    []Sentence
}

// New reads the passages of a document.
func New(passages []knowledge.DocumentPassage) *Extractor {
	x := &Extractor{passages: passages, numbers: map[string]int{}}
	var sample strings.Builder
	for i := 0; i < len(passages); i += len(passages)/8 + 1 {
		sample.WriteString(passages[i].Text)
		sample.WriteByte('\n')
	}
	x.lang = prose.Detect(sample.String())
	var found []int // passages that have a term
	for _, p := range passages {
		seen := map[int]bool{}
		for _, w := range prose.Words(p.Text, x.lang) {
			if w.Term == "" {
				continue
			}
			n, known := x.numbers[w.Term]
			if !known {
				n = len(x.numbers)
				x.numbers[w.Term] = n
				found = append(found, 0)
			}
			if !seen[n] {
				seen[n] = true
				found[n]++
			}
		}
	}
	x.rarity = make([]float64, len(found))
	for i, df := range found {
		x.rarity[i] = math.Log(1 + float64(len(passages))/float64(df))
	}
	x.central = centrality(passages)
	return x
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

// Pick gives the most telling sentences of a part, at most its quota, in the
// document's order.
func (x *Extractor) Pick(p Part) []Sentence {
	list := x.candidates(p)
	if len(list) == 0 {
		return nil
	}
	x.rank(list)
	return x.choose(list, p.Quota)
}

// Best are the places of the n most telling of some sentences, which others wrote about the
// document in this order, that do not repeat each other, nor what was taken before.
func (x *Extractor) Best(texts []string, n int) (places []int) {
	list := make([]Sentence, len(texts))
	for i, text := range texts {
		list[i] = Sentence{Passage: i, text: []rune(text), score: tellPlace / float64(2+i), terms: x.weigh(prose.Words(text, x.lang))}
	}
	x.rank(list)
	for _, s := range x.choose(list, n) {
		places = append(places, s.Passage)
	}
	return places
}

// choose takes the n best of a ranked list that do not repeat each other, nor what
// was taken before, and gives them in the document's order. What is taken has no
// score in the list any more.
func (x *Extractor) choose(list []Sentence, n int) []Sentence {
	var picked []Sentence
	for len(picked) < n {
		best, most := -1, 0.0
		for i, c := range list {
			if c.score <= 0 {
				continue
			}
			same := 0.0
			for _, o := range x.taken {
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
		x.taken = append(x.taken, list[best])
		list[best].score = 0
	}
	slices.SortFunc(picked, func(a, b Sentence) int {
		return cmp.Or(cmp.Compare(a.Passage, b.Passage), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	return picked
}
