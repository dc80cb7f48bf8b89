package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"carrel/knowledge/index"
)

func testEmbedder(t *testing.T, s *suite) {
	embedded := document(1, "Whales", axis, "The whale sings.")
	if err := s.store.Put(t.Context(), embedded.document, embedded.all); err == nil {
		t.Error("vectors of no known model are taken")
	}
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	state, err := s.store.State(t.Context())
	s.must(err)
	if state.Embedder != embedder {
		t.Errorf("the state names the embedder %+v", state.Embedder)
	}
	s.put(embedded)
	again := s.opened()
	for _, other := range []index.SharedEmbedder{{Name: "another", Dimensions: dimensions}, {Name: embedder.Name, Dimensions: dimensions + 1}} {
		var otherEmbedder *index.OtherEmbedder
		if err := again.UseEmbedder(t.Context(), other); !errors.As(err, &otherEmbedder) || otherEmbedder.Theirs != embedder || otherEmbedder.Ours != other {
			t.Errorf("another embedder %+v is %v", other, err)
		}
	}
	longer := document(2, "Longer", func(int) []float32 { return make([]float32, dimensions+1) }, "Text.")
	if err := s.store.Put(t.Context(), longer.document, longer.all); err == nil {
		t.Error("a vector of other dimensions is taken")
	}
	var otherEmbedder *index.OtherEmbedder
	if _, err := s.store.Search(t.Context(), index.SharedQuery{Vector: make([]float32, dimensions+1), K: 5}); !errors.As(err, &otherEmbedder) {
		t.Errorf("a query of other dimensions is %v", err)
	}
	s.holds(embedded)
}

func testAtOnce(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	const people, each = 4, 6
	var wait sync.WaitGroup
	var left []entry
	var mu sync.Mutex
	for p := range people {
		wait.Go(func() {
			for i := range each {
				e := document(p*100+i, fmt.Sprintf("P%d-%d", p, i), axis, many(20, "The whale number %d sings.")...)
				// All put one document that is the same, too.
				for _, e := range []entry{e, document(9999, "Same", axis, many(20, "The whale number %d sings.")...)} {
					if err := s.store.Put(t.Context(), e.document, e.all); err != nil {
						t.Errorf("put: %v", err)
					}
				}
				if _, err := s.store.Search(t.Context(), index.SharedQuery{Terms: words("whale 3"), Vector: axis(3), Share: 0.5, K: 10}); err != nil {
					t.Errorf("search: %v", err)
				}
				if i%2 == 0 {
					if err := s.store.Delete(t.Context(), e.document.ID, ""); err != nil {
						t.Errorf("delete: %v", err)
					}
					continue
				}
				mu.Lock()
				left = append(left, e)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	left = append(left, document(9999, "Same", axis, many(20, "The whale number %d sings.")...))
	s.holds(left...)
	// One that is new to the store, by all of them at the same moment.
	for i := range each {
		e := document(1000+i, fmt.Sprintf("New%d", i), axis, many(20, "The whale number %d sings.")...)
		for range 2 * people {
			wait.Go(func() {
				if err := s.store.Put(t.Context(), e.document, e.all); err != nil {
					t.Errorf("put: %v", err)
				}
			})
		}
		wait.Wait()
		left = append(left, e)
	}
	s.holds(left...)
}

// testRemovedMeanwhile has one person remove a document, and another put it in at
// the same time, as it was or as another edition of it.
func testRemovedMeanwhile(t *testing.T, s *suite) {
	const passages = 250 // more than are written at once
	bob := document(1, "Whales", nil, many(passages, "The whale number %d sings.")...)
	bob.document.Holders = []index.Holder{{Name: "bob@laptop", Path: "/Users/bob/whales.pdf", Collections: []string{}}}
	same, other := document(1, "Whales", nil, many(passages, "The whale number %d sings.")...), document(1, "Whales", nil, many(passages, "The whale number %d sleeps.")...)
	for _, holder := range []string{"bob@laptop", ""} {
		for _, c := range []struct {
			ann entry
			at  int // the passage at which he removes it
		}{{same, 0}, {other, passages / 2}, {other, passages - 1}} {
			ann, at := c.ann, c.at
			s.put(bob)
			var wait sync.WaitGroup
			remove := sync.OnceFunc(func() {
				wait.Go(func() {
					if err := s.store.Delete(t.Context(), bob.document.ID, holder); err != nil {
						t.Errorf("delete: %v", err)
					}
				})
			})
			err := s.store.Put(t.Context(), ann.document, func(yield func(index.SharedPassage, error) bool) {
				for i, p := range ann.passages {
					if i == at {
						remove()
					}
					if !yield(p, nil) {
						return
					}
				}
			})
			if err != nil {
				t.Errorf("put: %v", err)
			}
			remove() // where the passages were there already, and nobody asked for them
			wait.Wait()
			if holder == "" && len(s.documents()) == 0 {
				continue // removed after it was put
			}
			if holder == "" { // whole, be it ann's alone or bob's too
				got, err := s.store.Passages(t.Context(), ann.document.ID, 0, passages+10)
				if s.must(err); len(got) != passages {
					t.Errorf("%d passages are left of a document that is listed", len(got))
				}
			} else {
				s.holds(ann)
			}
			s.must(s.store.Delete(t.Context(), bob.document.ID, ""))
			s.holds()
		}
	}
}

func testOpenedAgain(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	a := document(1, "A", axis, "The whale sings.", "Ships sail.")
	s.put(a)
	// A second member, while the first has it open.
	first := s.store
	s.store = s.opened()
	s.holds(a)
	b := document(2, "B", axis, "A walrus sleeps.")
	s.put(b)
	if _, own := first.(*index.Embedded); !own { // which has its vectors in memory, and one owner
		s.store = first
		s.expect("what the other put", s.search(index.SharedQuery{Terms: words("walrus"), Vector: axis(0)})[:1], "B/0")
	}
	s.store = s.opened()
	s.holds(a, b)
	s.expect("meaning", s.search(index.SharedQuery{Vector: axis(1)})[:1], "A/1")
}

func testNewer(t *testing.T, s *suite) {
	if s.backend.MakeNewer == nil {
		t.Skip("the library's database refuses a newer one itself (TestOpenRefuses in knowledge/index)")
	}
	s.put(document(1, "A", nil, "The whale sings."))
	s.backend.MakeNewer(t, s.open)
	store, err := s.open(t.Context())
	if err == nil {
		store.Close()
	}
	if !errors.Is(err, index.ErrNewerStore) {
		t.Errorf("a newer store is %v", err)
	}
}

func testCancelled(t *testing.T, s *suite) {
	ctx, cancel := context.WithCancel(t.Context())
	e := document(1, "A", nil, many(50, "The whale number %d sings.")...)
	err := s.store.Put(ctx, e.document, func(yield func(index.SharedPassage, error) bool) {
		for i, p := range e.passages {
			if i == 20 {
				cancel()
			}
			if !yield(p, nil) {
				return
			}
		}
	})
	if err == nil {
		t.Error("a Put that was cancelled is done")
	}
	if _, err := s.store.Search(ctx, index.SharedQuery{Terms: words("whale"), K: 5}); err == nil {
		t.Error("a search that was cancelled is done")
	}
	if list := s.documents(); len(list) > 0 {
		t.Errorf("what was cancelled is listed: %+v", list)
	}
	s.put(e)
	s.holds(e)
}
