package index

import (
	"container/heap"
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/viterin/vek/vek32"
)

// Vectors is the part of the index that is searched by meaning: the vectors of
// all passages in memory, compared one by one. An exact scan finds what there
// is to find, needs no tuning, and at the memory's speed is fast enough for
// some hundred thousand passages.
//
// It is safe for concurrent use: searches run beside each other, changes alone.
type Vectors struct {
	mu         sync.RWMutex
	dimensions int
	// Vectors lie one after another in slabs that never move, so that growing
	// copies nothing and never needs the memory twice.
	slabs     [][]float32
	passages  []int64
	documents []int64
	place     map[int64]int // of a passage
}

// slabRows is how many vectors a slab holds: 3 MiB of 384 dimensions.
const slabRows = 2048

// NewVectors returns an empty index.
func NewVectors() *Vectors { return &Vectors{place: map[int64]int{}} }

// Len is how many vectors there are.
func (v *Vectors) Len() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return len(v.passages)
}

// Put adds the vector of a passage, or replaces it. All vectors must have the
// dimensions of the first, and length 1 if scores are to be cosines.
func (v *Vectors) Put(passage, document int64, vector []float32) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.dimensions == 0 {
		v.dimensions = len(vector)
	}
	if len(vector) != v.dimensions || len(vector) == 0 {
		return fmt.Errorf("vector of passage %d has %d dimensions, the index has %d", passage, len(vector), v.dimensions)
	}
	at, known := v.place[passage]
	if !known {
		at = len(v.passages)
		if at == len(v.slabs)*slabRows {
			v.slabs = append(v.slabs, make([]float32, slabRows*v.dimensions))
		}
		v.passages = append(v.passages, passage)
		v.documents = append(v.documents, document)
		v.place[passage] = at
	}
	copy(v.row(at), vector)
	return nil
}

func (v *Vectors) row(at int) []float32 {
	from := at % slabRows * v.dimensions
	return v.slabs[at/slabRows][from : from+v.dimensions : from+v.dimensions]
}

// RemoveDocument removes all vectors of a document.
func (v *Vectors) RemoveDocument(document int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for at := len(v.passages) - 1; at >= 0; at-- {
		if v.documents[at] != document {
			continue
		}
		// The last one takes its place.
		last := len(v.passages) - 1
		delete(v.place, v.passages[at])
		if at != last {
			copy(v.row(at), v.row(last))
			v.passages[at], v.documents[at] = v.passages[last], v.documents[last]
			v.place[v.passages[at]] = at
		}
		v.passages, v.documents = v.passages[:last], v.documents[:last]
	}
	for len(v.slabs) > 0 && (len(v.slabs)-1)*slabRows >= len(v.passages) {
		v.slabs = v.slabs[:len(v.slabs)-1]
	}
}

// Similarity is the inner product of query and the vector of a passage; false
// if that has none.
func (v *Vectors) Similarity(query []float32, passage int64) (float64, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	at, known := v.place[passage]
	if !known || len(query) != v.dimensions {
		return 0, false
	}
	return float64(vek32.Dot(query, v.row(at))), true
}

// Search returns the k passages whose vectors have the largest inner product
// with query, among the documents that the filter lets pass.
func (v *Vectors) Search(query []float32, k int, filter Filter) ([]Ranked, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if len(v.passages) == 0 || k <= 0 {
		return nil, nil
	}
	if len(query) != v.dimensions {
		return nil, fmt.Errorf("query vector has %d dimensions, the index has %d", len(query), v.dimensions)
	}
	pass := filter.pass()
	workers := min(runtime.GOMAXPROCS(0), len(v.slabs))
	found := make([]best, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			found[w].k = k
			for slab := w; slab < len(v.slabs); slab += workers {
				v.scan(slab, query, pass, &found[w])
			}
		})
	}
	wait.Wait()
	var all []Ranked
	for _, f := range found {
		all = append(all, f.list...)
	}
	byRank(all)
	return all[:min(k, len(all))], nil
}

func (v *Vectors) scan(slab int, query []float32, pass func(int64) bool, found *best) {
	first := slab * slabRows
	for at := first; at < min(first+slabRows, len(v.passages)); at++ {
		if pass != nil && !pass(v.documents[at]) {
			continue
		}
		found.offer(Ranked{v.passages[at], float64(vek32.Dot(query, v.row(at)))})
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
