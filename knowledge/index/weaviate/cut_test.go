package weaviate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"carrel/knowledge/index"
)

// dying is a server that takes objects in, and dies over some of the requests.
type dying struct {
	t *testing.T

	mu      sync.Mutex
	written [][]object   // what came, request by request
	deleted []string     // the ids of objects that were removed one by one
	swept   []string     // the filters that objects were removed by
	cut     map[int]bool // the requests that it answers by hanging up
	away    bool         // one of its nodes is: all of them can't take anything
	levels  []string     // how many were to take it, request by request
	well    int          // how many of its three nodes say that they answer
}

func (d *dying) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		d.t.Error(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case r.URL.Path == batchObjects && r.Method == http.MethodPost:
		var sent struct{ Objects []object }
		if err := json.Unmarshal(body, &sent); err != nil {
			d.t.Error(err)
		}
		d.written = append(d.written, sent.Objects)
		d.levels = append(d.levels, r.URL.Query().Get("consistency_level"))
		if d.cut[len(d.written)] {
			panic(http.ErrAbortHandler) // the connection breaks off
		}
		if d.away && d.levels[len(d.levels)-1] == "ALL" {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		results := make([]string, len(sent.Objects))
		for i := range results {
			results[i] = `{"result":{"status":"SUCCESS"}}`
		}
		fmt.Fprintf(w, "[%s]", strings.Join(results, ","))
	case r.URL.Path == batchObjects:
		d.swept = append(d.swept, string(body))
		fmt.Fprint(w, `{"results":{}}`)
	case r.Method == http.MethodDelete:
		d.deleted = append(d.deleted, r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
		w.WriteHeader(http.StatusNoContent)
	case r.URL.Path == "/v1/nodes":
		var list []string
		for n := range d.well {
			list = append(list, fmt.Sprintf(`{"name":"node%d","status":"HEALTHY"}`, n))
		}
		fmt.Fprintf(w, `{"nodes":[%s]}`, strings.Join(list, ","))
	case r.URL.Path == "/v1/cluster/statistics":
		fmt.Fprint(w, `{"statistics":[{"raft":{"latestConfiguration":[{"id":"node0"},{"id":"node1"},{"id":"node2"}]}}]}`)
	default:
		fmt.Fprint(w, `{}`)
	}
}

// TestWriteCutOff: an object that a server may have died over comes once more, and not as
// it was: Weaviate would leave it alone, and its indexes without it.
func TestWriteCutOff(t *testing.T) {
	d := &dying{t: t, cut: map[int]bool{2: true}}
	s := storeAt(t, d.ServeHTTP)
	o := object{Class: "NameHolder", ID: "1", Properties: map[string]any{"document": "7"}}
	for range 2 { // the second one over a connection that there is, which Go would renew in silence
		if err := s.write(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.written) != 4 {
		t.Fatalf("there were %d requests: %v", len(d.written), d.written)
	}
	for i, objects := range d.written {
		// The third is the second tried again, which ended well and may have done nothing.
		if len(objects) != 1 || objects[0].ID != "1" || (len(objects[0].Vector) == 1) != (i == 3) {
			t.Errorf("request %d wrote %+v", i, objects)
		}
	}
}

// TestWriteFailed: an object that could not be written is not written as it was when it is
// tried again later.
func TestWriteFailed(t *testing.T) {
	d := &dying{t: t, cut: map[int]bool{1: true}}
	s := storeAt(t, d.ServeHTTP)
	s.client.patience = 0
	o := object{Class: "NameHolder", ID: "1", Properties: map[string]any{"document": "7"}}
	if err := s.write(t.Context(), o); !errors.Is(err, index.ErrStoreAway) {
		t.Fatalf("a server that hangs up is %v", err)
	}
	for range 2 {
		if err := s.write(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.written) != 3 || len(d.written[1][0].Vector) != 1 || len(d.written[2][0].Vector) != 0 {
		t.Errorf("what was written is %+v", d.written)
	}
}

// TestWriteCutOffAlways: it is not tried for ever.
func TestWriteCutOffAlways(t *testing.T) {
	d := &dying{t: t, cut: map[int]bool{}}
	for n := 1; n < 2*mostCuts; n += 2 {
		d.cut[n] = true // each second time it is well
	}
	s := storeAt(t, d.ServeHTTP)
	err := s.write(t.Context(), object{ID: "1"})
	if err == nil || !strings.Contains(err.Error(), "breaks off again and again") {
		t.Errorf("a server that always breaks off is %v", err)
	}
}

// TestReplicaIsBack: all replicas are written to again as soon as one that was away is back,
// and not while one answers that can't write.
func TestReplicaIsBack(t *testing.T) {
	d := &dying{t: t, away: true, well: 3}
	s := storeAt(t, d.ServeHTTP)
	s.replicated = true
	levels := func() string {
		t.Helper()
		d.mu.Lock()
		d.levels = nil
		d.mu.Unlock()
		if err := s.write(t.Context(), object{Class: "NameHolder", ID: "1"}); err != nil {
			t.Fatal(err)
		}
		return strings.Join(d.levels, " ")
	}
	for _, step := range []struct {
		what string
		set  func()
		want string
	}{
		{"one can't write", func() {}, "ALL QUORUM QUORUM"},
		{"it answers all the same", func() {}, "QUORUM"},
		{"one is away", func() { d.well = 2 }, "QUORUM"},
		{"it is back", func() { d.well, d.away = 3, false }, "ALL"},
		{"all are there", func() {}, "ALL"},
		{"one is away again", func() { d.well, d.away = 2, true }, "ALL QUORUM QUORUM"},
	} {
		step.set()
		if got := levels(); got != step.want {
			t.Errorf("%s: it is to be taken by %s, want %s", step.what, got, step.want)
		}
	}
}

// TestPassagesCutOff: passages come as another edition, whole, and what a server may have
// of the first one is removed: by its number too, as its indexes may not know it.
func TestPassagesCutOff(t *testing.T) {
	texts := make([]string, batchPassages+3)
	for i := range texts {
		texts[i] = fmt.Sprintf("The whale number %d sings.", i)
	}
	document, passages := document(1, texts...)
	for name, test := range map[string]struct {
		cut        map[int]bool
		away       bool
		replicated bool
		levels     []string
		sizes      []int // of the requests
		from, to   int   // the passages that are removed by their number
	}{
		"Never": {sizes: []int{batchPassages, 3}},
		"OverTheSecond": {cut: map[int]bool{2: true}, sizes: []int{batchPassages, 3, 3, batchPassages, 3},
			from: batchPassages, to: batchPassages + 3},
		"Replicas": {replicated: true, sizes: []int{batchPassages, 3}, levels: []string{"ALL", "ALL"}},
		"AReplicaIsAway": {replicated: true, away: true, sizes: []int{batchPassages, batchPassages, batchPassages, 3},
			levels: []string{"ALL", "QUORUM", "QUORUM", "QUORUM"}, to: batchPassages},
		"AReplicaDies": {replicated: true, cut: map[int]bool{2: true}, sizes: []int{batchPassages, 3, 3, batchPassages, 3},
			levels: []string{"ALL", "ALL", "QUORUM", "QUORUM", "QUORUM"}, from: batchPassages, to: batchPassages + 3},
	} {
		t.Run(name, func(t *testing.T) {
			d := &dying{t: t, cut: test.cut, away: test.away}
			s := storeAt(t, d.ServeHTTP)
			s.replicated = test.replicated
			edition, err := s.putAnew(t.Context(), document, passages)
			if err != nil {
				t.Fatal(err)
			}
			var sizes []int
			var whole []object
			editions := map[string]bool{}
			for _, objects := range d.written {
				sizes = append(sizes, len(objects))
				for _, o := range objects {
					of := o.Properties["edition"].(string)
					editions[of] = true
					if of == edition {
						whole = append(whole, o)
					}
				}
			}
			if test.levels != nil && !slices.Equal(d.levels, test.levels) {
				t.Errorf("it was to be taken by %v, want %v", d.levels, test.levels)
			}
			if !slices.Equal(sizes, test.sizes) {
				t.Errorf("the requests had %v passages, want %v", sizes, test.sizes)
			}
			if len(whole) != len(texts) {
				t.Errorf("the edition has %d of %d passages", len(whole), len(texts))
			}
			delete(editions, edition)
			if cut := test.to > 0; len(editions) != len(d.swept) || (len(d.swept) == 1) != cut {
				t.Errorf("of the editions %v were removed: %v", editions, d.swept)
			}
			var halves []string
			for first := range editions {
				if !strings.Contains(d.swept[0], first) {
					t.Errorf("in the place of %s was removed: %v", first, d.swept)
				}
				for n := test.from; n < test.to; n++ {
					halves = append(halves, s.passageID(document.ID, first, n))
				}
			}
			if !slices.Equal(d.deleted, halves) {
				t.Errorf("%d passages are removed by their number, want %d", len(d.deleted), len(halves))
			}
		})
	}
}
