package index

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
)

// Vectors is the part of the index that is searched by meaning: the codes of
// all passages' vectors in memory, compared one by one, and then the best again
// by their vectors. Going through all of them needs no tuning, and at the
// memory's speed is fast enough for a million passages.
//
// It is safe for concurrent use: searches run beside each other, changes alone.
type Vectors struct {
	exact Exact

	mu         sync.RWMutex
	dimensions int
	// Codes lie one after another in slabs that never move, so that growing
	// copies nothing and never needs the memory twice.
	slabs     [][]byte
	steps     []float32
	sums      []uint32
	passages  []int64
	documents []int64
	place     places
}

// Exact hands over the vectors of passages, in any order; those that have none
// are left out. The vector is only valid during the call.
type Exact func(ctx context.Context, passages []int64, each func(passage int64, vector []float32)) error

// slabRows is how many codes a slab holds: 768 KiB of 384 dimensions.
const slabRows = 2048

// spare is how many passages more than asked for are compared by their vectors:
// the codes do not order the last ones rightly.
const spare = 50

// NewVectors returns an empty index of vectors that exact can give again.
func NewVectors(exact Exact) *Vectors {
	return &Vectors{exact: exact, place: places{}}
}

// Len is how many vectors there are.
func (v *Vectors) Len() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return len(v.passages)
}

// Put adds the vector of a passage, or replaces it. All vectors must have the
// dimensions of the first, and length 1 if scores are to be cosines.
func (v *Vectors) Put(passage, document int64, vector []float32) error {
	c := coded{passage: passage, document: document, code: make([]byte, len(vector))}
	c.step, c.sum = codeOf(c.code, vector)
	return v.putCoded([]coded{c})
}

// putCoded adds codes; their memory stays the caller's.
func (v *Vectors) putCoded(list []coded) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, c := range list {
		if v.dimensions == 0 {
			v.dimensions = len(c.code)
		}
		if len(c.code) != v.dimensions || len(c.code) == 0 || len(c.code) > maxDimensions {
			return fmt.Errorf("vector of passage %d has %d dimensions, the index has %d", c.passage, len(c.code), v.dimensions)
		}
		at, known := v.place.of(c.passage)
		if !known {
			at = len(v.passages)
			if at == len(v.slabs)*slabRows {
				v.slabs = append(v.slabs, make([]byte, slabRows*v.dimensions))
			}
			v.passages = append(v.passages, c.passage)
			v.documents = append(v.documents, c.document)
			v.steps = append(v.steps, 0)
			v.sums = append(v.sums, 0)
			v.place.set(c.passage, at)
		}
		copy(v.row(at), c.code)
		v.steps[at], v.sums[at] = c.step, c.sum
	}
	return nil
}

func (v *Vectors) row(at int) []byte {
	from := at % slabRows * v.dimensions
	return v.slabs[at/slabRows][from : from+v.dimensions : from+v.dimensions]
}

// RemoveDocuments removes all vectors of documents, in one pass over all there are.
func (v *Vectors) RemoveDocuments(documents ...int64) {
	gone := set(documents)
	v.mu.Lock()
	defer v.mu.Unlock()
	for at := len(v.passages) - 1; at >= 0; at-- {
		if gone[v.documents[at]] {
			v.remove(at)
		}
	}
	v.trim()
}

// RemovePassages removes the vectors of passages.
func (v *Vectors) RemovePassages(passages ...int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, id := range passages {
		if at, ok := v.place.of(id); ok {
			v.remove(at)
		}
	}
	v.trim()
}

// remove takes out one row: the last one takes its place.
func (v *Vectors) remove(at int) {
	last := len(v.passages) - 1
	v.place.drop(v.passages[at])
	if at != last {
		copy(v.row(at), v.row(last))
		v.passages[at], v.documents[at] = v.passages[last], v.documents[last]
		v.steps[at], v.sums[at] = v.steps[last], v.sums[last]
		v.place.set(v.passages[at], at)
	}
	v.passages, v.documents = v.passages[:last], v.documents[:last]
	v.steps, v.sums = v.steps[:last], v.sums[:last]
}

// trim gives back the memory that holds no row any more.
func (v *Vectors) trim() {
	for len(v.slabs) > 0 && (len(v.slabs)-1)*slabRows >= len(v.passages) {
		v.slabs = v.slabs[:len(v.slabs)-1]
	}
}

// Similarities gives the inner products of query and the vectors of passages;
// those that have none are left out.
func (v *Vectors) Similarities(ctx context.Context, query []float32, passages []int64) (map[int64]float64, error) {
	found := make(map[int64]float64, len(passages))
	if len(passages) == 0 {
		return found, nil
	}
	err := v.exact(ctx, passages, func(passage int64, vector []float32) {
		if len(vector) == len(query) {
			found[passage] = dot(query, vector)
		}
	})
	return found, err
}

// Search returns the k passages whose vectors have the largest inner product
// with query, among the documents that the filter lets pass. known are products
// that are known already, by passage; it is only read.
func (v *Vectors) Search(ctx context.Context, query []float32, k int, filter Filter, known map[int64]float64) ([]Ranked, error) {
	if k <= 0 {
		return nil, nil
	}
	near, err := v.near(query, k+spare, filter)
	if err != nil || len(near) == 0 {
		return nil, err
	}
	list := make([]Ranked, 0, len(near))
	var ids []int64
	for _, r := range near {
		if score, ok := known[r.Passage]; ok {
			list = append(list, Ranked{r.Passage, score})
		} else {
			ids = append(ids, r.Passage)
		}
	}
	found, err := v.Similarities(ctx, query, ids)
	if err != nil {
		return nil, err
	}
	for passage, score := range found {
		list = append(list, Ranked{passage, score})
	}
	ByRank(list)
	return list[:min(k, len(list))], nil
}

// near returns the k passages that are best by their codes.
func (v *Vectors) near(query []float32, k int, filter Filter) ([]Ranked, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if len(v.passages) == 0 {
		return nil, nil
	}
	if len(query) != v.dimensions {
		return nil, fmt.Errorf("query vector has %d dimensions, the index has %d", len(query), v.dimensions)
	}
	code := newQueryCode(query)
	workers := min(runtime.GOMAXPROCS(0), len(v.slabs))
	found := make([]best, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			found[w].k = k
			pass := filter.pass()
			for slab := w; slab < len(v.slabs); slab += workers {
				v.scan(slab, &code, pass, &found[w])
			}
		})
	}
	wait.Wait()
	var all []Ranked
	for _, f := range found {
		all = append(all, f.list...)
	}
	ByRank(all)
	return all[:min(k, len(all))], nil
}

func (v *Vectors) scan(slab int, query *queryCode, pass func(int64) bool, found *best) {
	first := slab * slabRows
	least := found.least()
	document, passes := int64(0), pass == nil // the last one asked for: neighbours are mostly of the same
	for at := first; at < min(first+slabRows, len(v.passages)); at++ {
		if pass != nil {
			if d := v.documents[at]; d != document {
				document, passes = d, pass(d)
			}
			if !passes {
				continue
			}
		}
		if score := query.product(v.row(at), v.steps[at], v.sums[at]); score >= least {
			found.offer(Ranked{v.passages[at], score})
			least = found.least()
		}
	}
}

// pass returns the filter as a function, nil if it lets all pass.
func (f Filter) pass() func(document int64) bool {
	if f.Only == nil && len(f.Except) == 0 {
		return nil
	}
	only, except := set(f.Only), set(f.Except)
	return func(document int64) bool {
		return (f.Only == nil || only[document]) && !except[document]
	}
}

func set(values []int64) map[int64]bool {
	m := make(map[int64]bool, len(values))
	for _, v := range values {
		m[v] = true
	}
	return m
}

// best keeps the k best of what it is offered, in a heap with the worst on top.
type best struct {
	k    int
	list []Ranked
}

func (b *best) offer(r Ranked) {
	if len(b.list) < b.k {
		heap.Push(b, r)
		return
	}
	if worse(b.list[0], r) {
		b.list[0] = r
		heap.Fix(b, 0)
	}
}

// least is the score that an offer must reach to be kept.
func (b *best) least() float64 {
	if len(b.list) < b.k {
		return math.Inf(-1)
	}
	return b.list[0].Score
}

func worse(a, b Ranked) bool {
	if a.Score != b.Score {
		return a.Score < b.Score
	}
	return a.Passage > b.Passage
}

// The methods of heap.Interface.

func (b *best) Len() int           { return len(b.list) }
func (b *best) Less(i, j int) bool { return worse(b.list[i], b.list[j]) }
func (b *best) Swap(i, j int)      { b.list[i], b.list[j] = b.list[j], b.list[i] }
func (b *best) Push(x any)         { b.list = append(b.list, x.(Ranked)) }
func (b *best) Pop() any {
	last := b.list[len(b.list)-1]
	b.list = b.list[:len(b.list)-1]
	return last
}
