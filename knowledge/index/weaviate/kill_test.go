package weaviate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/index/storetest"
	"carrel/knowledge/index/weaviate/weaviatetest"
)

func TestThreeNodes(t *testing.T) {
	t.Parallel() // a server of its own
	cluster := weaviatetest.Start(t, weaviatetest.Options{Nodes: 3})
	t.Run("Suite", func(t *testing.T) { storetest.Run(t, backend(cluster)) })
	t.Run("NodeDies", func(t *testing.T) { testNodeDies(t, cluster) })
}

// texts are the passages of a document: so many and so long that a server is in
// the middle of one when it is killed, not between two.
func texts(n int) []string {
	list := make([]string, passagesEach)
	for i := range list {
		list[i] = strings.Repeat("The whale sings to ships that sail over the sea. ", 20) + "The secret word is " + word(n, i) + "."
	}
	return list
}

const passagesEach = 12

// word is one that only one passage has.
func word(document, passage int) string { return fmt.Sprintf("zyx%dq%dx", document, passage) }

// testNodeDies kills the node that is being talked to in the middle of writing
// and searching, and then one of those that it would pass everything on to.
// Searching goes on, nothing acknowledged is lost, and the nodes learn what they
// have missed when they are back.
func testNodeDies(t *testing.T, cluster *weaviatetest.Cluster) {
	name := fresh()
	config := serverConfig(t, cluster, name)
	s := open(t, config)
	if !s.replicated {
		t.Fatal("objects are on one node only")
	}
	w := &writing{t: t, store: s, acknowledged: make(chan int, 1000)}
	var wait sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	defer func() { stop(); wait.Wait() }()
	for writer := range 2 {
		wait.Go(func() { w.write(ctx, writer*1000) })
	}
	wait.Go(func() { w.search(ctx) })

	w.await(10)
	cluster.Nodes[0].Kill()
	w.await(20)
	stop()
	wait.Wait()
	acknowledged := w.all()
	t.Logf("%d documents were acknowledged; %d searches, the longest took %v", len(acknowledged), w.searches, w.longest.Round(time.Millisecond))

	for _, node := range cluster.Nodes[1:] {
		w.there(open(t, serverConfig(t, cluster, name, node)), acknowledged)
	}
	state, err := s.State(t.Context())
	if err != nil || state.Trouble != "2 of 3 nodes answer" {
		t.Errorf("the state of a cluster without one node is %+v, %v", state, err)
	}

	gone := acknowledged[0]
	if err := s.Delete(t.Context(), documentName(gone), ""); err != nil {
		t.Fatal(err)
	}
	cluster.Nodes[0].Start()

	ctx, stop = context.WithCancel(t.Context())
	for writer := range 2 {
		wait.Go(func() { w.write(ctx, (2+writer)*1000) })
	}
	w.await(10)
	cluster.Nodes[1].Kill()
	w.await(10)
	stop()
	wait.Wait()
	cluster.Nodes[1].Start()

	// What they have missed, a deletion too, they learn from the others.
	acknowledged = w.all()[1:]
	for _, node := range cluster.Nodes[:2] {
		w.there(open(t, serverConfig(t, cluster, name, node)), acknowledged)
	}
	alone := open(t, serverConfig(t, cluster, name, cluster.Nodes[0]))
	began := time.Now()
	for {
		hits, err := alone.Search(t.Context(), index.SharedQuery{Terms: index.QueryTerms(word(gone, 0)), K: 5})
		if err == nil && len(hits) == 0 {
			break
		}
		if err != nil || time.Since(began) > healing {
			t.Errorf("what was deleted while a node was away is found there: %v, %v", hits, err)
			break
		}
		time.Sleep(200 * time.Millisecond) // nobody says when
	}
	t.Logf("the deletion was known after %v", time.Since(began).Round(time.Millisecond))
}

// healing is how long a node that was away may take to learn what it has missed.
const healing = 4 * time.Minute

func documentName(n int) string { return fmt.Sprintf("%016x", n) }

// writing is a store that is written to and searched at the same time.
type writing struct {
	t            *testing.T
	store        *Store
	acknowledged chan int

	mu       sync.Mutex
	done     []int
	searches int
	longest  time.Duration
}

// write puts documents in, one after the other, until the context ends.
func (w *writing) write(ctx context.Context, from int) {
	for n := from; ; n++ {
		d, passages := document(n, texts(n)...)
		err := w.store.Put(ctx, d, passages)
		if ctx.Err() != nil {
			return // it may be there or not
		}
		if err != nil {
			w.t.Errorf("put: %v", err)
			return
		}
		w.mu.Lock()
		w.done = append(w.done, n)
		w.mu.Unlock()
		w.acknowledged <- n
	}
}

// search searches until the context ends: each time something must be found.
func (w *writing) search(ctx context.Context) {
	for {
		some := w.all()
		if len(some) == 0 {
			select {
			case <-ctx.Done():
				return
			case <-time.After(10 * time.Millisecond): // nothing is there yet
			}
			continue
		}
		began := time.Now()
		hits, err := w.store.Search(ctx, index.SharedQuery{Terms: index.QueryTerms("whale"), K: 3})
		if ctx.Err() != nil {
			return
		}
		if err != nil || len(hits) == 0 {
			w.t.Errorf("a search finds %v, %v", hits, err)
			return
		}
		w.mu.Lock()
		w.searches++
		w.longest = max(w.longest, time.Since(began))
		w.mu.Unlock()
	}
}

// await waits for n more documents to be acknowledged.
func (w *writing) await(n int) {
	w.t.Helper()
	for range n {
		select {
		case <-w.acknowledged:
		case <-time.After(2 * time.Minute):
			w.t.Fatal("nothing is acknowledged any more")
		}
	}
}

// all are the documents that have been acknowledged.
func (w *writing) all() []int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.done)
}

// there checks that a store has the documents, whole, lists them, and finds them by
// each of their passages.
func (w *writing) there(s *Store, documents []int) {
	w.t.Helper()
	for _, n := range documents {
		passages, err := s.Passages(w.t.Context(), documentName(n), 0, 2*passagesEach)
		if err != nil || len(passages) != passagesEach {
			w.t.Errorf("document %d has the passages %v, %v", n, passages, err)
			continue
		}
		for i := range passagesEach {
			// A node that was away finds what it has missed as soon as the others have told it.
			began := time.Now()
			for {
				hits, err := s.Search(w.t.Context(), index.SharedQuery{Terms: index.QueryTerms(word(n, i)), K: 5})
				if err == nil && len(hits) == 1 && hits[0].Document.ID == documentName(n) && hits[0].Passage.Number == i {
					break
				}
				if err != nil || time.Since(began) > healing {
					w.t.Fatalf("the word of passage %d of document %d is found in %v, %v", i, n, hits, err)
				}
				time.Sleep(200 * time.Millisecond) // nobody says when
			}
		}
	}
	began := time.Now()
	for {
		list, err := s.Documents(w.t.Context(), "", mostResults)
		missing := slices.Clone(documents)
		for _, d := range list {
			missing = slices.DeleteFunc(missing, func(n int) bool { return d.ID == documentName(n) && len(d.Holders) == 1 })
		}
		if err == nil && len(missing) == 0 {
			return
		}
		if err != nil || time.Since(began) > healing {
			w.t.Fatalf("the documents %v are not listed, or without who has them: %v", missing, err)
		}
		time.Sleep(200 * time.Millisecond) // nobody says when
	}
}

// TestServerDies kills the only node in the middle of writing. What was
// acknowledged is there when it is back, and what was under way is finished.
func TestServerDies(t *testing.T) {
	t.Parallel() // a server of its own
	cluster := weaviatetest.Start(t, weaviatetest.Options{})
	name := fresh()
	config := serverConfig(t, cluster, name)
	config.Patience = 5 * time.Minute
	s := open(t, config)
	w := &writing{t: t, store: s, acknowledged: make(chan int, 1000)}
	ctx, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	defer func() { stop(); wait.Wait() }()
	wait.Go(func() { w.write(ctx, 0) })
	for range 3 {
		w.await(5)
		cluster.Nodes[0].Kill()
		cluster.Nodes[0].Start()
	}
	w.await(5)
	stop()
	wait.Wait()
	w.there(s, w.all())
}
