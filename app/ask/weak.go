package ask

import "carrel/knowledge"

// Below these the best hit says nothing about the question. They were chosen on
// XQuAD's odd articles and half of testdata/absent.txt; TestMeasureAbstaining gives the
// figures for the rest.
const (
	weakCosine   = 0.35 // of question and passage, MiniLM
	weakCoverage = 0.45 // share of the question's terms, weighted by rarity
	goodCosine   = 0.50 // by itself enough
	goodCoverage = 0.80 // by itself enough
)

// weak says whether nothing that a search found is about the question, so that
// an honest answer is that there is none.
func weak(hits []knowledge.Hit) bool {
	var cosine, coverage float64
	known := false
	for _, h := range hits {
		known = known || h.Cosine != 0
		cosine = max(cosine, h.Cosine)
		coverage = max(coverage, h.Coverage)
	}
	if len(hits) == 0 {
		return true
	}
	if coverage >= goodCoverage {
		return false
	}
	if !known {
		return coverage < weakCoverage
	}
	if cosine >= goodCosine {
		return false
	}
	return cosine < weakCosine || coverage < weakCoverage
}
