package index

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
)

// Ranked is a passage in a ranking, the better the higher its Score.
type Ranked struct {
	Passage int64
	Score   float64
}

// ByRank orders rankings: the best first, equals by passage, so that the same
// search always gives the same order.
func ByRank(list []Ranked) {
	slices.SortFunc(list, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Passage, b.Passage))
	})
}

// Filter limits a search to documents, by Document.Seq. The zero Filter lets
// all of them pass.
type Filter struct {
	Only   []int64 // nil: all
	Except []int64
}

// weights of the two columns in BM25: a word in the title or heading says
// less about one passage than a word of its text, since all passages under the
// heading share it.
const (
	contextWeight = 0.5
	bodyWeight    = 1.0
)

// BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework"
// (2009), with the usual parameters, which were FTS5's too. The inverse
// document frequency of a term that most passages have is not below the floor.
const (
	bm25K1       = 1.2
	bm25B        = 0.75
	bm25IDFFloor = 1e-6
)

// odds are those of a passage not having a term that n of all have.
func odds(n, all int) float64 {
	return (float64(max(all-n, 0)) + 0.5) / (float64(n) + 0.5)
}

// bm25IDF is the weight of a term that n of all passages have.
func bm25IDF(n, all int) float64 { return max(math.Log(odds(n, all)), bm25IDFFloor) }

// Lexical ranks passages by BM25 over the terms, of which any may match, and
// all that are Required must. It returns at most k. Passages with the same
// score are ordered by id, so that the same library gives the same order
// whatever was added and removed in between.
func (s *Store) Lexical(ctx context.Context, terms []Term, k int, filter Filter) ([]Ranked, error) {
	if len(terms) == 0 || k <= 0 {
		return nil, nil
	}
	var list []Ranked
	err := s.inSnapshot(ctx, func(tx *sql.Tx, snap *snapshot) error {
		found, err := snap.look(ctx, tx, terms)
		if err != nil {
			return err
		}
		list, err = snap.rank(ctx, terms, found, k, filter)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("search words: %w", inWords(err))
	}
	return list, nil
}

// Weights say how much each term of a query tells.
type Weights struct {
	// IDF is each term's inverse document frequency over all passages,
	// ln(1 + (N - n + 0.5) / (n + 0.5)): high for a rare term, and highest for
	// one that occurs nowhere.
	IDF map[string]float64
	// Count is how many passages have each term.
	Count map[string]int
	// Bound is what the BM25 score of no passage reaches: that of one with all
	// the terms, endlessly often.
	Bound float64
}

// Weights weighs the terms.
func (s *Store) Weights(ctx context.Context, terms []Term) (Weights, error) {
	weights := Weights{IDF: make(map[string]float64, len(terms)), Count: make(map[string]int, len(terms))}
	if len(terms) == 0 {
		return weights, nil
	}
	err := s.inSnapshot(ctx, func(tx *sql.Tx, snap *snapshot) error {
		var unknown []Term
		for _, t := range terms {
			if _, known := snap.count(t.Text); !known {
				unknown = append(unknown, t)
			}
		}
		if len(unknown) > 0 {
			if _, err := snap.look(ctx, tx, unknown); err != nil {
				return err
			}
		}
		for _, t := range terms {
			if _, done := weights.IDF[t.Text]; done {
				continue
			}
			n, _ := snap.count(t.Text)
			weights.Count[t.Text] = n
			weights.IDF[t.Text] = math.Log(1 + odds(n, snap.passages))
			weights.Bound += bm25IDF(n, snap.passages) * (bm25K1 + 1)
		}
		return nil
	})
	if err != nil {
		return weights, fmt.Errorf("weigh words: %w", inWords(err))
	}
	return weights, nil
}
