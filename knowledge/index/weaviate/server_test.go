package weaviate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/index/storetest"
	"carrel/knowledge/index/weaviate/weaviatetest"
)

// libraries gives names that no test has used yet.
var libraries atomic.Int32

func fresh() string { return fmt.Sprintf("Test%d", libraries.Add(1)) }

// serverConfig is that of a library in a cluster; nodes are those to talk to,
// none: all.
func serverConfig(t testing.TB, c *weaviatetest.Cluster, name string, nodes ...*weaviatetest.Node) Config {
	t.Helper()
	config := config(t, c.URL(nodes...)+"/"+name)
	config.Patience = time.Minute
	return config
}

func open(t testing.TB, config Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// backend is the suite's, in a cluster.
func backend(c *weaviatetest.Cluster) storetest.Backend {
	return storetest.Backend{
		Fresh: func(t *testing.T) func(ctx context.Context) (knowledge.TeamStore, error) {
			config := serverConfig(t, c, fresh())
			return func(ctx context.Context) (knowledge.TeamStore, error) { return Open(ctx, config) }
		},
		MakeNewer: func(t *testing.T, open func(ctx context.Context) (knowledge.TeamStore, error)) {
			store, err := open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			s := store.(*Store)
			found, err := s.look(t.Context(), s.document)
			if err != nil {
				t.Fatal(err)
			}
			var whole map[string]any
			if err := s.client.call(t.Context(), http.MethodGet, "/v1/schema/"+s.document, nil, nil, &whole); err != nil {
				t.Fatal(err)
			}
			whole["description"] = strings.Replace(found.Description, fmt.Sprint(mark, schemaVersion), fmt.Sprint(mark, schemaVersion+1), 1)
			if err := s.client.call(t.Context(), http.MethodPut, "/v1/schema/"+s.document, nil, whole, nil); err != nil {
				t.Fatal(err)
			}
		},
	}
}

func TestOneNode(t *testing.T) {
	t.Parallel() // a server of its own
	storetest.Run(t, backend(weaviatetest.Start(t, weaviatetest.Options{})))
}

func TestKey(t *testing.T) {
	t.Parallel() // a server of its own
	cluster := weaviatetest.Start(t, weaviatetest.Options{Keyed: true})
	config := serverConfig(t, cluster, fresh())
	for _, key := range []string{"", "another-key"} {
		config.Password = key
		if code, message := openCode(t, config); code != CodeKey || strings.Contains(message, "another-key") {
			t.Errorf("the key %q: %s: %s", key, code, message)
		}
	}
	config.Password = weaviatetest.Key
	s := open(t, config)
	state, err := s.State(t.Context())
	if err != nil || !strings.HasPrefix(state.Product, "Weaviate 1.") {
		t.Errorf("the state is %+v, %v", state, err)
	}
}

// TestForeign: collections of others are not touched.
func TestForeign(t *testing.T) {
	t.Parallel() // a server of its own
	cluster := weaviatetest.Start(t, weaviatetest.Options{})
	name := fresh()
	s := open(t, serverConfig(t, cluster, fresh()))
	theirs := map[string]any{"class": name + "Passage", "vectorizer": "none", "properties": []any{map[string]any{"name": "text", "dataType": []string{"text"}}}}
	if err := s.client.call(t.Context(), http.MethodPost, "/v1/schema", nil, theirs, nil); err != nil {
		t.Fatal(err)
	}
	if code, message := openCode(t, serverConfig(t, cluster, name)); code != CodeSchema || !strings.Contains(message, name+"Passage") {
		t.Errorf("somebody else's collection: %s: %s", code, message)
	}
	// And one of ours that somebody has changed.
	name = fresh()
	theirs["class"], theirs["description"] = name+"Passage", "Carrel schema 1: passages of documents"
	if err := s.client.call(t.Context(), http.MethodPost, "/v1/schema", nil, theirs, nil); err != nil {
		t.Fatal(err)
	}
	if code, _ := openCode(t, serverConfig(t, cluster, name)); code != CodeSchema {
		t.Errorf("a collection without our properties: %s", code)
	}
}

// TestFull: a server whose disk is full takes nothing in, and says so at once;
// what is there is found. When there is room again it goes on.
func TestFull(t *testing.T) {
	const disk = 192 << 20
	cluster := weaviatetest.Start(t, weaviatetest.Options{Disk: disk})
	s := open(t, serverConfig(t, cluster, fresh()))
	d, passages := document(1, "The whale sings.")
	if err := s.Put(t.Context(), d, passages); err != nil {
		t.Fatal(err)
	}
	cluster.Nodes[0].FillDisk(disk)
	next := 2
	put := func() error {
		next++
		d, passages := document(next, "The walrus sleeps.")
		return s.Put(t.Context(), d, passages)
	}
	// It looks at its disk twice a second.
	var err error
	for began := time.Now(); err == nil && time.Since(began) < time.Minute; {
		err = put()
	}
	// Weaviate says why in some answers, and in others only that it is so.
	var e *Error
	if !errors.As(err, &e) || e.Code != CodeFull && e.Code != CodeReadOnly {
		t.Fatalf("a full disk is %v", err)
	}
	hits, err := s.Search(t.Context(), index.SharedQuery{Terms: index.QueryTerms("whale"), K: 5})
	if err != nil || len(hits) != 1 {
		t.Errorf("a search on a full disk finds %v, %v", hits, err)
	}
	state, err := s.State(t.Context())
	if err != nil || !strings.Contains(state.Trouble, "takes nothing in") {
		t.Errorf("its state is %+v, %v", state, err)
	}
	cluster.Nodes[0].EmptyDisk()
	for began := time.Now(); ; {
		if err = put(); err == nil || time.Since(began) > time.Minute {
			break
		}
	}
	if err != nil {
		t.Errorf("when there is room again: %v", err)
	}
}

// TestCutOff: text that a Put was cut off with is gone with the document,
// whether that was listed or not, and the text of another document stays.
func TestCutOff(t *testing.T) {
	t.Parallel() // a server of its own
	s := open(t, serverConfig(t, weaviatetest.Start(t, weaviatetest.Options{}), fresh()))
	other, otherPassages := document(2, "The walrus sleeps.")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Put(t.Context(), other, otherPassages))
	count := func(d index.SharedDocument) int {
		n, err := s.count(t.Context(), s.passage, equal("document", d.ID))
		must(err)
		return n
	}
	texts := make([]string, 2*batchPassages+100)
	for i := range texts {
		texts[i] = fmt.Sprintf("The whale number %d sings.", i)
	}
	broken := errors.New("the line is broken")
	cutOff := func(texts ...string) index.SharedDocument {
		d, passages := document(1, texts...)
		err := s.Put(t.Context(), d, func(yield func(index.SharedPassage, error) bool) {
			for p, err := range passages {
				if p.Number == 2*batchPassages {
					yield(index.SharedPassage{}, broken)
					return
				}
				if !yield(p, err) {
					return
				}
			}
		})
		if !errors.Is(err, broken) {
			t.Fatalf("a Put that is cut off is %v", err)
		}
		return d
	}
	cutOff(texts...)
	d := cutOff(texts...) // what is tried again does not pile up
	if n := count(d); n != 2*batchPassages {
		t.Fatalf("%d passages are there after a Put that was cut off", n)
	}
	must(s.Delete(t.Context(), d.ID, "ann@desk"))
	if n := count(d); n != 0 {
		t.Errorf("%d passages are left of a document that was never listed", n)
	}

	// Another edition of one that is listed.
	first, passages := document(1, "The whale sings.")
	must(s.Put(t.Context(), first, passages))
	cutOff(texts...)
	if n := count(d); n != 1+2*batchPassages {
		t.Fatalf("%d passages are there of two editions", n)
	}
	must(s.Delete(t.Context(), d.ID, "ann@desk"))
	if n := count(d); n != 0 {
		t.Errorf("%d passages are left of two editions", n)
	}
	if n := count(other); n != 1 {
		t.Errorf("%d passages are left of another document", n)
	}
}

// document makes one of texts.
func document(n int, texts ...string) (index.SharedDocument, index.SharedPassages) {
	d := index.SharedDocument{ID: fmt.Sprintf("%016x", n), Hash: fmt.Sprintf("%064x", n), Title: fmt.Sprintf("Document %d", n), Format: "pdf", Unit: "page",
		Language: "en", Pages: 1, AddedAt: time.UnixMilli(1_700_000_000_000), Holders: []index.Holder{{Name: "ann@desk", Path: fmt.Sprintf("/papers/%d.pdf", n)}}}
	passages := func(yield func(index.SharedPassage, error) bool) {
		for i, text := range texts {
			if !yield(index.SharedPassage{Number: i, Page: 1, End: len(text), Where: "page 1", Text: text}, nil) {
				return
			}
		}
	}
	if err := index.Describe(&d, passages); err != nil {
		panic(err) // texts have no errors
	}
	return d, passages
}
