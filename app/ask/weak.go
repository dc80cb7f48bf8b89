package ask

import "carrel/knowledge"

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
	// weakCoverage is for coverage where no nearness is known: 2.5 and 65 of 100.
	weakCoverage = 0.35
)

// weak says whether nothing that a search found is about the question, so that
// the honest answer is that there is none.
func weak(hits []knowledge.Hit) bool {
	var nearness, coverage float64
	known := false
	for _, h := range hits {
		known = known || h.Cosine != 0
		nearness = max(nearness, h.Nearness)
		coverage = max(coverage, h.Coverage)
	}
	if !known {
		return coverage < weakCoverage
	}
	return nearness+coverage < weakSum
}
