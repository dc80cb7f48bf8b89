package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// found is what the index has of a query's terms.
type found struct {
	lists  [][]postings // those of term t in part p are lists[p][t]
	counts []int        // of passages that have term t
}

// of gives the same for some of the terms, by their places.
func (f found) of(places []int) found {
	some := found{make([][]postings, len(f.lists)), make([]int, len(places))}
	for p, lists := range f.lists {
		some.lists[p] = make([]postings, len(places))
		for t, at := range places {
			some.lists[p][t] = lists[at]
		}
	}
	for t, at := range places {
		some.counts[t] = f.counts[at]
	}
	return some
}

// countAll counts the passages that have each of the terms; those that have been
// counted before are not read again.
func (s *snapshot) countAll(ctx context.Context, tx *sql.Tx, terms []Term) ([]int, error) {
	counts := make([]int, len(terms))
	var unknown []Term
	var places []int
	for i, t := range terms {
		n, known := s.count(t.Text)
		if !known {
			unknown, places = append(unknown, t), append(places, i)
		}
		counts[i] = n
	}
	if len(unknown) == 0 {
		return counts, nil
	}
	all, err := s.look(ctx, tx, unknown)
	for i, at := range places {
		counts[at] = all.counts[i]
	}
	return counts, err
}

// look reads the postings of terms and counts the passages that have them.
func (s *snapshot) look(ctx context.Context, tx *sql.Tx, terms []Term) (found, error) {
	all := found{make([][]postings, len(s.parts)), make([]int, len(terms))}
	type place struct{ part, term int }
	wanted := map[int64][]place{} // by block
	var ids []int64
	for p, part := range s.parts {
		all.lists[p] = make([]postings, len(terms))
		for t := range terms {
			if n := part.block(terms[t].Text); n >= 0 {
				id := part.blockID(n)
				if wanted[id] == nil {
					ids = append(ids, id)
				}
				wanted[id] = append(wanted[id], place{p, t})
			}
		}
	}
	if err := eachBlock(ctx, tx, ids, func(id int64, data []byte) error {
		places := wanted[id]
		slices.SortFunc(places, func(a, b place) int { return strings.Compare(terms[a.term].Text, terms[b.term].Text) })
		r := blockReader{data: data}
		more := r.next()
		for _, at := range places { // as the block has them, so that one walk over it does
			for more && string(r.term) < terms[at.term].Text {
				more = r.next()
			}
			if more && string(r.term) == terms[at.term].Text {
				// The row's memory is the database's.
				all.lists[at.part][at.term] = postings{r.n, slices.Clone(r.postings.data)}
			}
		}
		if r.err != nil {
			return fmt.Errorf("block %d of the lexical index: %w", id, r.err)
		}
		return nil
	}); err != nil {
		return all, err
	}
	for t := range terms {
		if n, known := s.count(terms[t].Text); known {
			all.counts[t] = n
			continue
		}
		n := 0
		for p, part := range s.parts {
			list := all.lists[p][t]
			if list.n == 0 {
				continue
			}
			if part.dead == nil {
				n += list.n
				continue
			}
			if err := list.each(len(part.lengths), func(at posting) {
				if !part.dead.has(int(at.at)) {
					n++
				}
			}); err != nil {
				return all, fmt.Errorf("segment %d of the lexical index: %w", part.id, err)
			}
		}
		all.counts[t] = n
		s.keepCount(terms[t].Text, n)
	}
	return all, nil
}

// eachBlock hands over blocks of the lexical index. The data is only valid
// during the call.
func eachBlock(ctx context.Context, tx *sql.Tx, ids []int64, do func(id int64, data []byte) error) error {
	if len(ids) == 0 {
		return nil
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, data FROM lexical_block WHERE id IN (SELECT value FROM json_each(?))`, string(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	seen := 0
	for rows.Next() {
		var id int64
		var data sql.RawBytes
		if err := rows.Scan(&id, &data); err != nil {
			return err
		}
		if err := do(id, data); err != nil {
			return err
		}
		seen++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if seen < len(ids) {
		return fmt.Errorf("%d blocks of the lexical index are missing: %w", len(ids)-seen, errPostings)
	}
	return nil
}

// count is how many passages have the term, if that is known.
func (s *snapshot) count(term string) (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, known := s.counts[term]
	return n, known
}

func (s *snapshot) keepCount(term string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.counts) >= maxCounts {
		clear(s.counts)
	}
	s.counts[term] = n
}

// rank scores the passages that have any of the terms and returns the k best.
// Parts are scored beside each other.
func (s *snapshot) rank(ctx context.Context, terms []Term, all found, k int, filter Filter) ([]Ranked, error) {
	scoring := scoring{idf: make([]float64, len(terms)), required: make([]bool, len(terms)), pass: filter.pass()}
	for t := range terms {
		if all.counts[t] == 0 && terms[t].Required {
			return nil, nil
		}
		scoring.idf[t] = bm25IDF(all.counts[t], s.passages)
		scoring.required[t] = terms[t].Required
	}
	scoring.norms = norms(s)

	// Long parts first, so that none is begun when the others are done.
	order := make([]int, len(s.parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(s.parts[b].lengths) - len(s.parts[a].lengths) })
	workers := min(runtime.GOMAXPROCS(0), len(order))
	results, errs := make([]best, workers), make([]error, workers)
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			results[w].k = k
			for errs[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= len(order) {
					return
				}
				if errs[w] = ctx.Err(); errs[w] == nil {
					errs[w] = scoring.part(s.parts[order[i]], all.lists[order[i]], &results[w])
				}
			}
		})
	}
	wait.Wait()
	var list []Ranked
	for w := range workers {
		if errs[w] != nil {
			return nil, errs[w]
		}
		list = append(list, results[w].list...)
	}
	ByRank(list)
	return list[:min(k, len(list))], nil
}

// norms gives for each length of a passage, in terms, what BM25 adds to the
// frequency below the line: k1 · (1 - b + b · length / average length).
func norms(s *snapshot) []float64 {
	longest := uint16(0)
	for _, p := range s.parts {
		longest = max(longest, p.longest)
	}
	average := float64(s.terms) / float64(max(s.passages, 1))
	list := make([]float64, int(longest)+1)
	for length := range list {
		list[length] = bm25K1 * (1 - bm25B + bm25B*float64(length)/max(average, 1e-9))
	}
	return list
}

// scoring is what scoring needs of a query, in any part.
type scoring struct {
	idf      []float64 // of each term
	required []bool
	norms    []float64
	pass     func(document int64) bool // nil: all
}

// sums are reused: they are as long as the longest segment.
var sums = sync.Pool{New: func() any { return new([]float64) }}

// part scores one part. The score of each passage is summed up term by term,
// always in the same order, so that it does not depend on the segments.
func (s *scoring) part(p part, lists []postings, to *best) error {
	touched := false
	for t, list := range lists {
		if list.n == 0 && s.required[t] {
			return nil
		}
		touched = touched || list.n > 0
	}
	if !touched || s.pass != nil && !slices.ContainsFunc(p.runs, func(r run) bool { return s.pass(r.document) }) {
		return nil
	}
	n := len(p.lengths)
	pooled := sums.Get().(*[]float64)
	defer sums.Put(pooled)
	if cap(*pooled) < n {
		*pooled = make([]float64, n)
	}
	scores := (*pooled)[:n]
	clear(scores)
	out, own := s.left(p)
	for t, list := range lists {
		if list.n == 0 {
			continue
		}
		var have bitset
		if s.required[t] {
			have = make(bitset, (n+63)/64)
		}
		weight := s.idf[t] * (bm25K1 + 1)
		if err := list.each(n, func(at posting) {
			frequency := contextWeight*float64(at.context) + bodyWeight*float64(at.body)
			scores[at.at] += weight * frequency / (frequency + s.norms[p.lengths[at.at]])
			if have != nil {
				have.set(int(at.at))
			}
		}); err != nil {
			return fmt.Errorf("segment %d of the lexical index: %w", p.id, err)
		}
		if have != nil {
			if !own {
				out, own = out.clone(n), true
			}
			for i, word := range have {
				out[i] |= ^word
			}
		}
	}
	for at, score := range scores {
		if score > 0 && score >= to.least() && !out.has(at) {
			to.offer(Ranked{p.passage(at), score})
		}
	}
	return nil
}

// left is the set of passages that are left out: those that are gone and those
// that the filter does not let pass. own says that the set may be changed.
func (s *scoring) left(p part) (out bitset, own bool) {
	if s.pass == nil {
		return p.dead, false
	}
	out = p.dead.clone(len(p.lengths))
	for i, r := range p.runs {
		if !s.pass(r.document) {
			out.setRange(r.at, p.end(i))
		}
	}
	return out, true
}
