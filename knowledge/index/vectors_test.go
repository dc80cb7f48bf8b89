package index

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"
)

// vectorSet is vectors as a store would give them again.
type vectorSet map[int64][]float32

func (s vectorSet) exact(_ context.Context, passages []int64, each func(int64, []float32)) error {
	for _, id := range passages {
		if v, ok := s[id]; ok {
			each(id, v)
		}
	}
	return nil
}

// search is what Vectors.Search should find, by all vectors.
func (s vectorSet) search(query []float32, k int, pass func(passage int64) bool) []Ranked {
	var want []Ranked
	for id, x := range s {
		if !pass(id) {
			continue
		}
		want = append(want, Ranked{id, dot(query, x)})
	}
	ByRank(want)
	return want[:min(k, len(want))]
}

func randomVector(random *rand.Rand, dimensions int) []float32 {
	x := make([]float32, dimensions)
	var sum float64
	for j := range x {
		x[j] = float32(random.NormFloat64())
		sum += float64(x[j]) * float64(x[j])
	}
	for j := range x {
		x[j] /= float32(math.Sqrt(sum))
	}
	return x
}

// TestVectors compares the scan with a sort of all products.
func TestVectors(t *testing.T) {
	ctx := context.Background()
	random := rand.New(rand.NewSource(2))
	const n, dimensions = 3 * slabRows / 2, 16
	all := vectorSet{}
	v := NewVectors(all.exact)
	document := func(id int64) int64 { return id % 7 }
	for id := int64(1); id <= n; id++ {
		x := randomVector(random, dimensions)
		if id%50 == 0 {
			copy(x, all[id-1]) // equals, for the order of ties
		}
		all[id] = x
		if err := v.Put(id, document(id), x); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Put(1, 1, make([]float32, 3)); err == nil {
		t.Error("a vector of other dimensions was taken")
	}
	v.RemoveDocuments(3, 6)
	for id := range all {
		if document(id) == 3 || document(id) == 6 {
			delete(all, id)
		}
	}
	if v.Len() != len(all) {
		t.Fatalf("%d vectors, want %d", v.Len(), len(all))
	}
	for _, f := range []Filter{{}, {Only: []int64{1, 3}}, {Except: []int64{0, 1, 2, 4}}, {Only: []int64{}}} {
		query := all[11]
		want := all.search(query, 20, func(id int64) bool {
			return (f.Only == nil || slices.Contains(f.Only, document(id))) && !slices.Contains(f.Except, document(id))
		})
		got, err := v.Search(ctx, query, 20, f, nil)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("with %+v\n got %v, %v\nwant %v", f, got, err, want)
		}
	}
	// What is known is taken as it is, and not read again.
	got, err := v.Search(ctx, all[11], 3, Filter{}, map[int64]float64{11: 7})
	if want := all.search(all[11], 3, func(int64) bool { return true }); err != nil || len(got) != 3 || got[0] != (Ranked{11, 7}) || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("with one known: %v, %v, want %v", got, err, want)
	}
	similar, err := v.Similarities(ctx, all[1], []int64{1, 2, 3, 999_999})
	if err != nil || len(similar) != 2 || math.Abs(similar[1]-1) > 1e-6 || similar[2] != dot(all[1], all[2]) {
		t.Errorf("similarities are %v, %v", similar, err)
	}
	if _, err := v.Search(ctx, make([]float32, 3), 5, Filter{}, nil); err == nil {
		t.Error("a query of other dimensions was taken")
	}
	for _, d := range []int64{0, 1, 2, 4, 5, 6} {
		v.RemoveDocuments(d)
	}
	if got, err := v.Search(ctx, make([]float32, dimensions), 5, Filter{}, nil); v.Len() != 0 || err != nil || len(got) != 0 {
		t.Errorf("the empty index gives %v, %v", got, err)
	}
}

// TestVectorRecall: what is found by codes and compared again by vectors is what
// the vectors alone find. The vectors are in bundles, as those of texts are; at
// random ones all neighbours are equally far.
func TestVectorRecall(t *testing.T) {
	ctx := context.Background()
	random := rand.New(rand.NewSource(5))
	const n, dimensions, bundles = 6000, 384, 60
	all := vectorSet{}
	v := NewVectors(all.exact)
	var centres [][]float32
	for range bundles {
		centres = append(centres, randomVector(random, dimensions))
	}
	near := func(centre []float32) []float32 {
		x := randomVector(random, dimensions)
		var sum float64
		for j := range x {
			x[j] = 0.5*x[j] + centre[j]
			sum += float64(x[j]) * float64(x[j])
		}
		for j := range x {
			x[j] /= float32(math.Sqrt(sum))
		}
		return x
	}
	for id := int64(1); id <= n; id++ {
		all[id] = near(centres[random.Intn(bundles)])
		if err := v.Put(id, 1, all[id]); err != nil {
			t.Fatal(err)
		}
	}
	found, worst := 0, 0.0
	const queries, k = 100, 10
	for range queries {
		query := near(centres[random.Intn(bundles)])
		want := all.search(query, k, func(int64) bool { return true })
		got, err := v.Search(ctx, query, k, Filter{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range want {
			if slices.Contains(got, r) {
				found++
			}
		}
		rough, err := v.near(query, k, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rough {
			worst = math.Max(worst, math.Abs(r.Score-dot(query, all[r.Passage])))
		}
	}
	if recall := float64(found) / (queries * k); recall < 0.99 {
		t.Errorf("recall@%d is %.3f", k, recall)
	}
	if worst > 0.005 {
		t.Errorf("a product of codes is off by %.4f", worst)
	}
}

// TestDotBytes compares the processor's help with plain Go.
func TestDotBytes(t *testing.T) {
	random := rand.New(rand.NewSource(6))
	for n := range 1100 {
		a, b := make([]byte, n), make([]byte, n)
		random.Read(a)
		random.Read(b)
		if n > 1000 {
			for i := range a {
				a[i], b[i] = 255, 255
			}
		}
		if got, want := dotBytes(a, b), dotBytesPlain(a, b); got != want {
			t.Fatalf("of %d bytes the product is %d, want %d", n, got, want)
		}
	}
}

// TestOddVectors: nothing that is no number gets into a code.
func TestOddVectors(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, vector := range [][]float32{{0, 0, 0}, {nan, 1, -1}, {inf, 1, 2}, {1e-45, 0, -1e-45}, {nan, nan, nan}, {3e38, -3e38, 1}} {
		code := make([]byte, len(vector))
		step, sum := codeOf(code, vector)
		q := newQueryCode([]float32{1, 2, 3})
		if p := q.product(code, step, sum); math.IsNaN(p) || math.IsInf(p, 0) {
			t.Errorf("the code of %v gives %v", vector, p)
		}
	}
}

// FuzzChunk: whatever a chunk holds, reading ends, and what could be read is
// written as it was.
func FuzzChunk(f *testing.F) {
	var data []byte
	for i := range 3 {
		c := coded{passage: int64(512 + i), document: 7, code: make([]byte, 4)}
		c.step, c.sum = codeOf(c.code, []float32{1, 2, 3, float32(i)})
		data = appendCoded(data, c)
	}
	f.Add(data)
	f.Add([]byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var list []coded
		if err := eachCoded(2, data, func(c coded) error {
			list = append(list, c)
			return nil
		}); err != nil || len(list) == 0 {
			return
		}
		var again []byte
		last := int64(-1)
		for _, c := range list {
			if c.passage>>chunkBits != 2 || c.passage <= last {
				t.Fatalf("passage %d after %d", c.passage, last)
			}
			last = c.passage
			again = appendCoded(again, c)
		}
		n := 0
		if err := eachCoded(2, again, func(c coded) error {
			if c.document != list[n].document || !slices.Equal(c.code, list[n].code) {
				t.Fatalf("%+v became %+v", list[n], c)
			}
			n++
			return nil
		}); err != nil || n != len(list) {
			t.Fatalf("%d of %d, %v", n, len(list), err)
		}
	})
}
