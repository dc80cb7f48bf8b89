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

// WordQuery is a search by words: any of the terms may match, and all that are
// Required must.
type WordQuery struct {
	Terms  []Term
	Filter Filter
}

// WordRanking is what a search by words found, and what its terms weigh.
type WordRanking struct {
	Ranked  []Ranked
	Weights Weights
}

// Lexical ranks passages by BM25. It returns at most k. Passages with the same
// score are ordered by id, so that the same library gives the same order
// whatever was added and removed in between.
func (s *Store) Lexical(ctx context.Context, terms []Term, k int, filter Filter) ([]Ranked, error) {
	if len(terms) == 0 || k <= 0 {
		return nil, nil
	}
	found, err := s.FindWords(ctx, k, WordQuery{terms, filter})
	if err != nil {
		return nil, err
	}
	return found[0].Ranked, nil
}

// FindWords answers several queries as Lexical and Weights do, each of at most k
// passages, all by the same state of the library. What they have in common is
// looked up once. With k = 0 the terms are only weighed.
func (s *Store) FindWords(ctx context.Context, k int, queries ...WordQuery) ([]WordRanking, error) {
	var terms []Term // of all queries, each once
	place := map[string]int{}
	for _, q := range queries {
		for _, t := range q.Terms {
			if _, known := place[t.Text]; !known {
				place[t.Text] = len(terms)
				terms = append(terms, t)
			}
		}
	}
	answers := make([]WordRanking, len(queries))
	err := s.inSnapshot(ctx, func(tx *sql.Tx, snap *snapshot) error {
		var all found
		var err error
		if k > 0 {
			all, err = snap.look(ctx, tx, terms)
		} else {
			all.counts, err = snap.countAll(ctx, tx, terms)
		}
		if err != nil {
			return err
		}
		for i, q := range queries {
			places := make([]int, len(q.Terms))
			for t, term := range q.Terms {
				places[t] = place[term.Text]
			}
			answers[i].Weights = snap.weigh(q.Terms, places, all.counts)
			if k <= 0 || len(q.Terms) == 0 {
				continue
			}
			if answers[i].Ranked, err = snap.rank(ctx, q.Terms, all.of(places), k, q.Filter); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("search words: %w", inWords(err))
	}
	return answers, nil
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
	found, err := s.FindWords(ctx, 0, WordQuery{Terms: terms})
	if err != nil {
		return Weights{}, err
	}
	return found[0].Weights, nil
}

// weigh weighs terms by how many passages have them, which stands at their places
// in counts.
func (s *snapshot) weigh(terms []Term, places, counts []int) Weights {
	weights := Weights{IDF: make(map[string]float64, len(terms)), Count: make(map[string]int, len(terms))}
	for t, term := range terms {
		if _, done := weights.IDF[term.Text]; done {
			continue
		}
		n := counts[places[t]]
		weights.Count[term.Text] = n
		weights.IDF[term.Text] = math.Log(1 + odds(n, s.passages))
		weights.Bound += bm25IDF(n, s.passages) * (bm25K1 + 1)
	}
	return weights
}
