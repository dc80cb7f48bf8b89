package index

// Fuse merges the rankings by words and by meaning into one: the weighted mean
// of a passage's BM25 score, as a share of the bound that no passage reaches,
// and its cosine. Scores are comparable between queries: near 1 a passage has
// all the words and says the same, near 0 it has nothing to do with the query.
//
// This is the convex combination with theoretical normalisation of Bruch, Gai
// and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2023). On
// XQuAD it takes the right paragraph to the first place for 0.959 of the
// questions; reciprocal rank fusion, which forgets how far apart two ranks are,
// for 0.938.
//
// share is the weight of the words. cosine gives that of any passage, false for
// one that has not been embedded yet; such a passage counts as the average of the
// others that words found, so that it is neither lost nor favoured meanwhile. The
// fewer of them have been embedded, the more it is taken to mean as much as its
// words do: the first vectors of a new library are of one document, and what
// comes next is not worse for having come later. Passages with the same score are
// ordered by their place in the library: the order is always the same.
func Fuse(words, meaning []Ranked, bound, share float64, cosine func(passage int64) (float64, bool)) []Ranked {
	type parts struct {
		words   float64 // 0..1
		meaning float64
		known   bool // meaning is
	}
	all := make(map[int64]parts, len(words)+len(meaning))
	for _, r := range meaning {
		all[r.Passage] = parts{meaning: r.Score, known: true}
	}
	var sum float64
	var count int
	for _, r := range words {
		p := all[r.Passage]
		if !p.known {
			p.meaning, p.known = cosine(r.Passage)
		}
		if p.known {
			sum += p.meaning
			count++
		}
		if bound > 0 {
			p.words = r.Score / bound
		}
		all[r.Passage] = p
	}
	usual := sum / float64(max(count, 1))
	embedded := float64(count) / float64(max(len(words), 1))

	fused := make([]Ranked, 0, len(all))
	for id, p := range all {
		if !p.known {
			p.meaning = embedded*usual + (1-embedded)*p.words
		}
		fused = append(fused, Ranked{Passage: id, Score: share*p.words + (1-share)*max(p.meaning, 0)})
	}
	ByRank(fused)
	return fused
}
