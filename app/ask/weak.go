package ask

import (
	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// Below these the hits say nothing about the question. They were chosen on
// XQuAD's odd articles and half of testdata/absent.txt, where they turn down 2
// of 100 questions that have an answer and 85 of 100 that have none; on the
// other halves (TestMeasureAbstaining) 1.5 and 85.
const (
	// weakSum is for the best nearness (the cosine of question and passage, on a
	// scale that is the same for every embedder) plus the best coverage (share of
	// the question's terms, weighted by rarity). Each is wrong alone: words are
	// missing where the passage says it in others, and meaning is near where only
	// the kind of question is.
	weakSum = 0.76
	// weakCoverage is for coverage where no nearness is known, be it of a single
	// passage, since the library is still being embedded: 2.5 and 65 of 100.
	weakCoverage = 0.35
)

// doubtfulSum is for the sum of weakSum and the share of the question's terms
// that the best sentence has, weighed by overlapWeight: below it the passages are
// about the matter, and may not answer. Where the question's own paragraph was
// taken out of XQuAD, and the rest of its article was not, 0.89 of the questions
// of the odd articles are below it and 0.85 of the others; with the paragraph,
// 0.05 and 0.11. Cosines of question and sentence, pairs of words that stand
// together, and names that are missing told no more apart.
const (
	doubtfulSum   = 1.26
	overlapWeight = 0.73
)

// gauge says how nearness and the bounds count for a question.
type gauge struct {
	nearness                 float64 // its weight beside coverage
	weakBelow, doubtfulBelow float64 // the sums' bounds
}

// Of an embedder that was not made for the question's language nearness says less,
// and all sums lie lower; lowest where text has no spaces, and terms are pairs of
// characters. Chosen on XQuAD's odd articles in German, Spanish, Russian, Arabic and
// Chinese. Of 200 questions each, the usual gauge turned down 30, 8, 23, 37 and 60 of
// 100 that have an answer, these 21, 7, 22, 32 and 21, and without their paragraph 89,
// 74, 90, 91 and 89 of 100.
var (
	usual     = gauge{1, weakSum, doubtfulSum}
	unspoken  = gauge{0.5, 0.45, 0.95}
	spaceless = gauge{0.5, 0.45, 0.70}
)

func gaugeFor(question string, byWords bool) gauge {
	switch {
	case !byWords:
		return usual
	case prose.MostlySpaceless(question):
		return spaceless
	}
	return unspoken
}

// weak says whether nothing that a search found is about the question, so that
// the honest answer is that there is none.
func (g gauge) weak(hits []knowledge.Hit) bool {
	s := support(hits)
	return s.unseen < weakCoverage && (!s.known || g.nearness*s.nearness+s.coverage < g.weakBelow)
}

// doubtful says whether what was found may not answer the question; overlap is
// the share of its terms that the best sentence has. Without the nearness of what
// has the question's words it cannot be told.
func (g gauge) doubtful(hits []knowledge.Hit, overlap float64) bool {
	s := support(hits)
	return s.known && s.unseen < weakCoverage && g.nearness*s.nearness+s.coverage+overlapWeight*overlap < g.doubtfulBelow
}

// doubtfulByWords is doubtful where the question could not be compared by meaning, so that
// its words alone must reach the bound.
func (g gauge) doubtfulByWords(hits []knowledge.Hit, overlap float64) bool {
	return support(hits).coverage+overlapWeight*overlap < g.doubtfulBelow
}

// supported is how well what a search found fits the question.
type supported struct {
	nearness, coverage float64 // the best of each
	unseen             float64 // the best coverage of the hits whose nearness is not known
	known              bool    // some nearness is
}

func support(hits []knowledge.Hit) (s supported) {
	for _, h := range hits {
		if h.Cosine != 0 {
			s.known = true
		} else {
			s.unseen = max(s.unseen, h.Coverage)
		}
		s.nearness = max(s.nearness, h.Nearness)
		s.coverage = max(s.coverage, h.Coverage)
	}
	return s
}
