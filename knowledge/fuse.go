package knowledge

import (
	"sort"

	"carrel/knowledge/index"
)

// rankConstant is the k of reciprocal rank fusion; 60 is its authors' and the
// customary one.
const rankConstant = 60

// fuse merges rankings by reciprocal rank (Cormack, Clarke and Büttcher,
// "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
// Methods", SIGIR 2009): a passage scores the sum of 1/(60 + rank) over the
// rankings that have it. Passages with the same score are ordered by their best
// rank, then by their place in the library, so that the order is always the same.
func fuse(rankings ...[]index.Ranked) []index.Ranked {
	type sum struct {
		score float64
		best  int
	}
	sums := map[int64]sum{}
	for _, ranking := range rankings {
		for i, r := range ranking {
			s, seen := sums[r.Passage]
			s.score += 1 / float64(rankConstant+i+1)
			if !seen || i < s.best {
				s.best = i
			}
			sums[r.Passage] = s
		}
	}
	fused := make([]index.Ranked, 0, len(sums))
	for id, s := range sums {
		fused = append(fused, index.Ranked{Passage: id, Score: s.score})
	}
	sort.Slice(fused, func(i, j int) bool {
		a, b := fused[i], fused[j]
		if a.Score != b.Score {
			return a.Score > b.Score
		}
		if sums[a.Passage].best != sums[b.Passage].best {
			return sums[a.Passage].best < sums[b.Passage].best
		}
		return a.Passage < b.Passage
	})
	return fused
}
