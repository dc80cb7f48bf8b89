// Package storetest is the suite of tests that every knowledge.TeamStore passes:
// the embedded one, PostgreSQL with pgvector, and Weaviate.
package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

// Backend is one kind of store.
type Backend struct {
	// Fresh gives what opens one new, empty store; called again it opens the same
	// one again. What it opens is closed by the test.
	Fresh func(t *testing.T) func(ctx context.Context) (knowledge.TeamStore, error)
	// MakeNewer makes the store that open opens look as if a newer Carrel had set
	// it up; nil: it is somebody else's to say so, as for the embedded store.
	MakeNewer func(t *testing.T, open func(ctx context.Context) (knowledge.TeamStore, error))
}

// Run runs the suite.
func Run(t *testing.T, b Backend) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s *suite)
	}{
		{"Empty", testEmpty},
		{"ReadBack", testReadBack},
		{"PutAgain", testPutAgain},
		{"Replace", testReplace},
		{"CutShort", testCutShort},
		{"Holders", testHolders},
		{"Paging", testPaging},
		{"Words", testWords},
		{"Meaning", testMeaning},
		{"Hybrid", testHybrid},
		{"Filters", testFilters},
		{"Embedder", testEmbedder},
		{"AtOnce", testAtOnce},
		{"RemovedMeanwhile", testRemovedMeanwhile},
		{"OpenedAgain", testOpenedAgain},
		{"Newer", testNewer},
		{"Cancelled", testCancelled},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &suite{t: t, backend: b, open: b.Fresh(t)}
			s.store = s.opened()
			test.run(t, s)
		})
	}
}

// suite is one test's store.
type suite struct {
	t       *testing.T
	backend Backend
	open    func(ctx context.Context) (knowledge.TeamStore, error)
	store   knowledge.TeamStore
}

// opened opens the store until the test ends.
func (s *suite) opened() knowledge.TeamStore {
	s.t.Helper()
	store, err := s.open(s.t.Context())
	if err != nil {
		s.t.Fatalf("open the store: %v", err)
	}
	s.t.Cleanup(func() {
		if err := store.Close(); err != nil {
			s.t.Errorf("close the store: %v", err)
		}
	})
	return store
}

// must fails the test where there is an error.
func (s *suite) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// dimensions of the vectors in the suite.
const dimensions = 16

var embedder = index.SharedEmbedder{Name: "suite-embedder", Dimensions: dimensions}

// entry is a document with its passages.
type entry struct {
	document index.SharedDocument
	passages []index.SharedPassage
}

func (e entry) all(yield func(index.SharedPassage, error) bool) {
	for _, p := range e.passages {
		if !yield(p, nil) {
			return
		}
	}
}

// document makes a document of texts, one passage each, three on a page. vector
// gives the vectors; nil: none.
func document(n int, title string, vector func(i int) []float32, texts ...string) entry {
	e := entry{document: index.SharedDocument{
		ID: fmt.Sprintf("%016x", n), Hash: fmt.Sprintf("%064x", n), Title: title, Author: "A. Writer", Format: "pdf", Unit: "page", Language: language.English,
		Date:  reader.OwnDate{Day: reader.Day(fmt.Sprintf("2001-01-%02d", n%28+1)), Is: reader.DateCreated},
		Bytes: int64(1000 + n), Pages: (len(texts) + 2) / 3, AddedAt: time.UnixMilli(1_700_000_000_000 + int64(n)*1000),
		Holders: []index.Holder{{Name: "ann@desk", Path: fmt.Sprintf("/home/ann/papers/%d.pdf", n), Collections: []string{}}},
	}}
	start := 0
	for i, text := range texts {
		if i%3 == 0 {
			start = 0
		}
		length := utf8.RuneCountInString(text)
		p := index.SharedPassage{Number: i, Page: i/3 + 1, Start: start, End: start + length, Where: fmt.Sprintf("page %d", i/3+1), Text: text}
		if vector != nil {
			p.Vector = vector(i)
		}
		e.passages = append(e.passages, p)
		start += length + 2
	}
	e.describe()
	return e
}

func (e *entry) describe() {
	if err := index.Describe(&e.document, e.all); err != nil {
		panic(err) // a list has no errors
	}
}

func (s *suite) put(entries ...entry) {
	s.t.Helper()
	for _, e := range entries {
		if err := s.store.Put(s.t.Context(), e.document, e.all); err != nil {
			s.t.Fatalf("put %s: %v", e.document.Title, err)
		}
	}
}

// axis is the vector of length 1 along one axis, and random one in any direction.
func axis(n int) []float32 {
	v := make([]float32, dimensions)
	v[n%dimensions] = 1
	return v
}

func random(r *rand.Rand) []float32 {
	v := make([]float32, dimensions)
	var length float64
	for i := range v {
		v[i] = float32(r.NormFloat64())
		length += float64(v[i]) * float64(v[i])
	}
	return scaled(v, 1/length)
}

// search searches, and checks what holds of every result.
func (s *suite) search(q index.SharedQuery) []index.SharedHit {
	s.t.Helper()
	if q.K == 0 {
		q.K = 10
	}
	if q.Share == 0 && q.Vector != nil && q.Terms != nil {
		q.Share = 0.5
	}
	hits, err := s.store.Search(s.t.Context(), q)
	if err != nil {
		s.t.Fatalf("search: %v", err)
	}
	if len(hits) > q.K {
		s.t.Errorf("%d hits instead of at most %d", len(hits), q.K)
	}
	seen := map[string]bool{}
	for i, h := range hits {
		name := fmt.Sprint(h.Document.ID, "/", h.Passage.Number)
		if seen[name] {
			s.t.Errorf("passage %s is found twice", name)
		}
		seen[name] = true
		if h.Score < 0 || h.Score > 1.0001 || h.Words < 0 || h.Words > 1.0001 || h.Cosine < -1.0001 || h.Cosine > 1.0001 {
			s.t.Errorf("hit %s has scores out of bounds: %+v", name, h)
		}
		if i > 0 && h.Score > hits[i-1].Score {
			s.t.Errorf("hit %d scores %v after %v", i, h.Score, hits[i-1].Score)
		}
	}
	return hits
}

// words gives the terms of a query.
func words(text string) []index.Term { return index.QueryTerms(text) }

// found gives the titles and numbers of hits, in their order.
func found(hits []index.SharedHit) []string {
	list := []string{}
	for _, h := range hits {
		list = append(list, fmt.Sprintf("%s/%d", h.Document.Title, h.Passage.Number))
	}
	return list
}

func (s *suite) expect(what string, hits []index.SharedHit, want ...string) {
	s.t.Helper()
	if got := found(hits); !slices.Equal(got, want) && len(got)+len(want) > 0 {
		s.t.Errorf("%s: found %v, want %v", what, got, want)
	}
}

// documents lists all documents.
func (s *suite) documents() []index.SharedDocument {
	s.t.Helper()
	list, err := s.store.Documents(s.t.Context(), "", 1000)
	s.must(err)
	return list
}

// same compares a document that was put with what is stored.
func (s *suite) same(got, want index.SharedDocument) {
	s.t.Helper()
	if got.Digest == "" { // the embedded store works it out only when asked
		got.Digest = want.Digest
	}
	if !got.AddedAt.Equal(want.AddedAt) {
		s.t.Errorf("%s was added at %v, not %v", want.Title, got.AddedAt, want.AddedAt)
	}
	got.AddedAt = want.AddedAt
	for _, d := range []*index.SharedDocument{&got, &want} {
		d.Holders = slices.Clone(d.Holders)
		for i := range d.Holders {
			if len(d.Holders[i].Collections) == 0 {
				d.Holders[i].Collections = nil
			}
		}
	}
	if !reflect.DeepEqual(got, want) {
		s.t.Errorf("stored is\n%+v\ninstead of\n%+v", got, want)
	}
}

// holds checks that the store has exactly the entries, with all their passages.
func (s *suite) holds(entries ...entry) {
	s.t.Helper()
	list := s.documents()
	if len(list) != len(entries) {
		s.t.Fatalf("there are %d documents instead of %d", len(list), len(entries))
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.document.ID, b.document.ID) })
	state := index.SharedState{}
	for i, e := range entries {
		s.same(list[i], e.document)
		got, err := s.store.Passages(s.t.Context(), e.document.ID, 0, len(e.passages)+10)
		s.must(err)
		if len(got) != len(e.passages) {
			s.t.Fatalf("%s has %d passages instead of %d", e.document.Title, len(got), len(e.passages))
		}
		for j, want := range e.passages {
			if !near(got[j].Vector, want.Vector) {
				s.t.Errorf("%s/%d has the vector %v instead of %v", e.document.Title, j, got[j].Vector, want.Vector)
			}
			got[j].Vector, want.Vector = nil, nil
			if !reflect.DeepEqual(got[j], want) {
				s.t.Errorf("%s/%d is\n%+v\ninstead of\n%+v", e.document.Title, j, got[j], want)
			}
		}
		state.Passages += e.document.Passages
		state.Vectors += e.document.Vectors
	}
	got, err := s.store.State(s.t.Context())
	s.must(err)
	if got.Documents != len(entries) || got.Passages != state.Passages || got.Vectors != state.Vectors {
		s.t.Errorf("the state counts %+v; put were %d documents, %d passages, %d vectors", got, len(entries), state.Passages, state.Vectors)
	}
}

// near reports whether two vectors are the same but for rounding.
func near(a, b []float32) bool {
	if len(a) != len(b) || (a == nil) != (b == nil) {
		return false
	}
	for i := range a {
		if d := a[i] - b[i]; d > 1e-3 || d < -1e-3 {
			return false
		}
	}
	return true
}

func scaled(v []float32, squared float64) []float32 {
	by := sqrt32(squared)
	for i := range v {
		v[i] *= by
	}
	return v
}
