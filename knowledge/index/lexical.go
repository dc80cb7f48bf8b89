package index

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strings"
)

// Ranked is a passage in a ranking, the better the higher its Score.
type Ranked struct {
	Passage int64
	Score   float64
}

// byRank orders rankings: the best first, equals by passage, so that the same
// search always gives the same order.
func byRank(list []Ranked) {
	sort.Slice(list, func(i, j int) bool {
		if list[i].Score != list[j].Score {
			return list[i].Score > list[j].Score
		}
		return list[i].Passage < list[j].Passage
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

// Lexical ranks passages by BM25 (Robertson and Zaragoza, "The Probabilistic
// Relevance Framework", 2009; FTS5's k1 = 1.2, b = 0.75) over the terms, of
// which any may match. It returns at most k.
func (s *Store) Lexical(ctx context.Context, terms []Term, k int, filter Filter) ([]Ranked, error) {
	if len(terms) == 0 || k <= 0 {
		return nil, nil
	}
	quoted := make([]string, len(terms))
	for i, t := range terms {
		quoted[i] = `"` + strings.ReplaceAll(t.Text, `"`, `""`) + `"`
	}
	query := `SELECT rowid, rank FROM lexical WHERE lexical MATCH ? AND rank MATCH ?`
	args := []any{strings.Join(quoted, " OR "), fmt.Sprintf("bm25(%g, %g)", contextWeight, bodyWeight)}
	if filter.Only != nil {
		query += ` AND rowid IN (SELECT id FROM passage WHERE document IN (SELECT value FROM json_each(?)))`
		args = append(args, jsonList(filter.Only))
	}
	if len(filter.Except) > 0 {
		query += ` AND (SELECT document FROM passage WHERE id = lexical.rowid) NOT IN (SELECT value FROM json_each(?))`
		args = append(args, jsonList(filter.Except))
	}
	rows, err := s.db.QueryContext(ctx, query+` ORDER BY rank LIMIT ?`, append(args, k)...)
	if err != nil {
		return nil, fmt.Errorf("search words: %w", inWords(err))
	}
	defer rows.Close()
	list := make([]Ranked, 0, k)
	for rows.Next() {
		var r Ranked
		if err := rows.Scan(&r.Passage, &r.Score); err != nil {
			return nil, fmt.Errorf("search words: %w", inWords(err))
		}
		r.Score = -r.Score // FTS5 makes the best the smallest
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("search words: %w", inWords(err))
	}
	byRank(list)
	return list, nil
}

// Weights say how much each term of a query tells.
type Weights struct {
	// IDF is each term's inverse document frequency over all passages,
	// ln(1 + (N - n + 0.5) / (n + 0.5)): high for a rare term, and highest for
	// one that occurs nowhere.
	IDF map[string]float64
	// Bound is what the BM25 score of no passage reaches: that of one with all
	// the terms, endlessly often.
	Bound float64
}

// FTS5's bm25 function has these built in. Its IDF is without the "1 +", and
// not below the floor.
const (
	bm25K1       = 1.2
	bm25IDFFloor = 1e-6
)

// Weights weighs the terms.
func (s *Store) Weights(ctx context.Context, terms []Term) (Weights, error) {
	weights := Weights{IDF: make(map[string]float64, len(terms))}
	if len(terms) == 0 {
		return weights, nil
	}
	var total int64
	// Rows of the list, not of the table: summing a few documents is cheaper
	// than counting many passages.
	if err := s.db.QueryRowContext(ctx, `SELECT coalesce(sum(passages), 0) FROM document`).Scan(&total); err != nil {
		return weights, fmt.Errorf("weigh words: %w", inWords(err))
	}
	count, err := s.db.PrepareContext(ctx, `SELECT doc FROM lexical_term WHERE term = ?`)
	if err != nil {
		return weights, fmt.Errorf("weigh words: %w", inWords(err))
	}
	defer count.Close()
	for _, t := range terms {
		if _, done := weights.IDF[t.Text]; done {
			continue
		}
		rows, err := count.QueryContext(ctx, t.Text)
		if err != nil {
			return weights, fmt.Errorf("weigh words: %w", inWords(err))
		}
		var n int64
		for rows.Next() {
			if err := rows.Scan(&n); err != nil {
				rows.Close()
				return weights, fmt.Errorf("weigh words: %w", inWords(err))
			}
		}
		err = rows.Err()
		rows.Close()
		if err != nil {
			return weights, fmt.Errorf("weigh words: %w", inWords(err))
		}
		odds := (float64(max(total-n, 0)) + 0.5) / (float64(n) + 0.5)
		weights.IDF[t.Text] = math.Log(1 + odds)
		weights.Bound += max(math.Log(odds), bm25IDFFloor) * (bm25K1 + 1)
	}
	return weights, nil
}
