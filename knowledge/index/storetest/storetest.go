// Package storetest is the suite of tests that every knowledge.TeamStore passes:
// the embedded one, PostgreSQL with pgvector, and Weaviate.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/language"
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

func testEmpty(t *testing.T, s *suite) {
	s.holds()
	state, err := s.store.State(t.Context())
	s.must(err)
	if state.Product == "" || state.Schema < 1 || state.Embedder != (index.SharedEmbedder{}) || state.Trouble != "" {
		t.Errorf("an empty store's state is %+v", state)
	}
	s.expect("words", s.search(index.SharedQuery{Terms: words("whale")}))
	s.expect("meaning", s.search(index.SharedQuery{Vector: axis(1)}))
	s.expect("nothing", s.search(index.SharedQuery{}))
	list, err := s.store.Passages(t.Context(), "0000000000000001", 0, 10)
	if err != nil || len(list) > 0 {
		t.Errorf("passages of no document: %v, %v", list, err)
	}
	s.must(s.store.Delete(t.Context(), "0000000000000001", ""))
}

func testReadBack(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	vectors := func(i int) []float32 {
		switch i {
		case 1:
			return nil // not embedded yet
		case 2:
			return make([]float32, dimensions) // cannot be
		}
		return axis(i)
	}
	odd := document(7, `Späße & "Quotes" \ '; DROP TABLE passage; -- {"$a":1} 文書 🐋`, vectors,
		"Plain words.", "Tab\tand\nnewline; quotes ' \" and `back` \\ slashes.", "鯨は海に住む。", "👩‍👩‍👧 مرحبا بالعالم Ω≈ç√", "$1 %s %v {{x}} ${y} \u200b\u00ad", strings.Repeat("long ", 2000))
	odd.document.Language = language.Tag("")
	odd.document.Holders[0].Path = `C:\Users\Ann\Ünïcode 'n "x".pdf`
	odd.document.Holders[0].Collections = []string{"Law; & 'order'", "鯨"}
	odd.passages[1].Heading, odd.passages[1].Inside = `A › "B"`, "Table 1: Year | Ünits"
	odd.describe()
	plain := document(3, "Plain", nil, "One.", "Two.")
	s.put(odd, plain)
	s.holds(odd, plain)
}

func testPutAgain(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	bare := document(1, "Whales", nil, "The whale sings.", "Ships sail.")
	s.put(bare, bare)
	s.holds(bare)
	// Its vectors come later.
	whole := document(1, "Whales", axis, "The whale sings.", "Ships sail.")
	s.put(whole, whole)
	s.holds(whole)
	s.expect("words", s.search(index.SharedQuery{Terms: words("sings")}), "Whales/0")
	s.expect("meaning", s.search(index.SharedQuery{Vector: axis(1)})[:1], "Whales/1")
}

func testReplace(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	s.put(document(1, "Old", axis, "The whale sings.", "Ships sail.", "Harbour lights."), document(2, "Other", axis, "Nothing to see."))
	replaced := document(1, "New", func(i int) []float32 { return axis(i + 8) }, "A walrus sleeps.")
	s.put(replaced)
	s.holds(replaced, document(2, "Other", axis, "Nothing to see."))
	s.expect("old words", s.search(index.SharedQuery{Terms: words("whale ships harbour")}))
	s.expect("new words", s.search(index.SharedQuery{Terms: words("walrus")}), "New/0")
	for _, h := range s.search(index.SharedQuery{Vector: axis(1)}) {
		if h.Cosine > 0.5 {
			t.Errorf("an old vector is found: %+v", h)
		}
	}
}

func testCutShort(t *testing.T, s *suite) {
	broken := errors.New("the line is broken")
	whole := document(1, "Whales", nil, many(700, "The whale number %d sings in the sea.")...)
	cut := func(yield func(index.SharedPassage, error) bool) {
		for i, p := range whole.passages {
			if i == 600 {
				yield(index.SharedPassage{}, broken)
				return
			}
			if !yield(p, nil) {
				return
			}
		}
	}
	if err := s.store.Put(t.Context(), whole.document, cut); !errors.Is(err, broken) {
		t.Errorf("a Put that is cut short is %v", err)
	}
	s.expect("what was cut short", s.search(index.SharedQuery{Terms: words("whale")}))
	if list := s.documents(); len(list) != 0 {
		t.Errorf("what was cut short is listed: %+v", list)
	}
	// Passages that are not the announced ones.
	other := whole
	other.passages = slices.Clone(whole.passages)
	other.passages[3].Text = strings.Replace(other.passages[3].Text, "sings", "signs", 1)
	for name, e := range map[string]entry{"changed": other, "fewer": {whole.document, whole.passages[:699]}} {
		if err := s.store.Put(t.Context(), e.document, e.all); !errors.Is(err, index.ErrBadDigest) {
			t.Errorf("%s passages: %v", name, err)
		}
		if list := s.documents(); len(list) != 0 {
			t.Errorf("%s passages are listed: %+v", name, list)
		}
	}
	s.put(whole)
	s.holds(whole)
}

// many gives texts with numbers in them.
func many(n int, format string) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf(format, i)
	}
	return texts
}

func testHolders(t *testing.T, s *suite) {
	ann := document(1, "Whales", nil, "The whale sings.")
	bob := ann
	bob.document.Holders = []index.Holder{{Name: "bob@laptop", Path: "/Users/bob/whales.pdf", Collections: []string{"Sea"}}}
	s.put(ann, bob)
	both := ann
	both.document.Holders = append(slices.Clone(ann.document.Holders), bob.document.Holders...)
	s.holds(both)
	// A holder's file has moved.
	ann.document.Holders = []index.Holder{{Name: "ann@desk", Path: "/srv/whales.pdf", Collections: []string{"Land"}}}
	s.put(ann)
	both.document.Holders[0] = ann.document.Holders[0]
	s.holds(both)
	s.expect("by the new collection", s.search(index.SharedQuery{Terms: words("whale"), Filter: index.SharedFilter{Collections: []string{"Land"}}}), "Whales/0")

	s.must(s.store.Delete(t.Context(), ann.document.ID, "carol@nowhere"))
	s.must(s.store.Delete(t.Context(), ann.document.ID, "ann@desk"))
	s.holds(bob)
	s.expect("by who has left", s.search(index.SharedQuery{Terms: words("whale"), Filter: index.SharedFilter{Collections: []string{"Land"}}}))
	s.must(s.store.Delete(t.Context(), ann.document.ID, "bob@laptop"))
	s.holds()
	s.expect("what nobody has", s.search(index.SharedQuery{Terms: words("whale")}))
	s.put(both)
	s.must(s.store.Delete(t.Context(), ann.document.ID, ""))
	s.holds()
}

func testPaging(t *testing.T, s *suite) {
	var ids []string
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range r.Perm(25) {
		s.put(document(n*977, fmt.Sprintf("Document %d", n), nil, "Some text."))
	}
	for n := range 25 {
		ids = append(ids, fmt.Sprintf("%016x", n*977))
	}
	slices.Sort(ids)
	var got []string
	for after := ""; ; {
		list, err := s.store.Documents(t.Context(), after, 10)
		s.must(err)
		if len(list) == 0 {
			break
		}
		for _, d := range list {
			got = append(got, d.ID)
		}
		after = got[len(got)-1]
	}
	if !slices.Equal(got, ids) {
		t.Errorf("listed are %v, want %v", got, ids)
	}
	for _, d := range []string{ids[0], ids[24]} {
		if one, err := s.store.Document(t.Context(), d); err != nil || one.ID != d || len(one.Holders) != 1 {
			t.Errorf("the document %s is %+v, %v", d, one, err)
		}
	}
	for _, d := range []string{"", ids[3] + "0", strings.ToUpper(ids[24]), "nothing"} {
		if one, err := s.store.Document(t.Context(), d); !errors.Is(err, index.ErrNotFound) {
			t.Errorf("the document %q, which is none, is %+v, %v", d, one, err)
		}
	}
	long := document(50000, "Long", nil, many(1203, "Passage number %d.")...)
	s.put(long)
	var texts []string
	for p, err := range index.Paged(t.Context(), func(ctx context.Context, from int) ([]index.SharedPassage, error) {
		return s.store.Passages(ctx, long.document.ID, from, 500)
	}) {
		s.must(err)
		texts = append(texts, p.Text)
	}
	if !slices.Equal(texts, many(1203, "Passage number %d.")) {
		t.Errorf("%d passages came back, or not in their order", len(texts))
	}
}

func testWords(t *testing.T, s *suite) {
	s.put(
		document(1, "Sea", nil, "Whales are singing in the deep sea.", "The harbour of Boston has whales too, and many more words about other things than these.", "Nothing here."),
		document(2, "Ledger", nil, "Capital expenditure was 1,577 million in 2018.", "Revenue grew."),
	)
	german := document(3, "Wale", nil, "Die Häuser der Wale stehen am Meer.")
	german.document.Language = language.Tag("de")
	german.describe()
	headed := document(4, "Manual", nil, "Press the button twice.", "Wait for it.")
	headed.passages[1].Heading = "Resetting the thermostat"
	headed.describe()
	s.put(german, headed)

	s.expect("stems, the shorter passage first", s.search(index.SharedQuery{Terms: words("singing whale")}), "Sea/0", "Sea/1")
	s.expect("a number", s.search(index.SharedQuery{Terms: words("1577")}), "Ledger/0")
	s.expect("what nobody wrote", s.search(index.SharedQuery{Terms: words("xylophone")}))
	s.expect("German", s.search(index.SharedQuery{Terms: index.QueryTerms("Haus", "de")}), "Wale/0")
	s.expect("a heading", s.search(index.SharedQuery{Terms: words("thermostat")}), "Manual/1")
	s.expect("at most K", s.search(index.SharedQuery{Terms: words("whales"), K: 1}), "Sea/0")
	required := words("whales harbour")
	for i := range required {
		required[i].Required = true
	}
	s.expect("all required", s.search(index.SharedQuery{Terms: required}), "Sea/1")
	required = append(required, index.Term{Text: "xylophon", Required: true})
	s.expect("a required word that nobody wrote", s.search(index.SharedQuery{Terms: required}))

	hit := s.search(index.SharedQuery{Terms: words("thermostat")})[0]
	if hit.Words <= 0 || hit.Cosine != 0 || hit.Passage.Text != "Wait for it." || hit.Passage.Heading != "Resetting the thermostat" || hit.Passage.Where != "page 1" || hit.Passage.Start != headed.passages[1].Start {
		t.Errorf("the hit is %+v", hit)
	}
	s.same(hit.Document, headed.document)
}

func testMeaning(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	r := rand.New(rand.NewPCG(3, 4))
	vectors := map[string][]float32{}
	for n := range 8 {
		title := fmt.Sprintf("D%d", n)
		s.put(document(n, title, func(i int) []float32 {
			v := random(r)
			vectors[fmt.Sprintf("%s/%d", title, i)] = v
			return v
		}, many(100, "Text %d.")...))
	}
	right := 0
	const queries = 20
	for range queries {
		q := random(r)
		var want []string
		for name := range vectors {
			want = append(want, name)
		}
		slices.SortFunc(want, func(a, b string) int {
			return cmpFloat(dot(q, vectors[b]), dot(q, vectors[a]))
		})
		hits := s.search(index.SharedQuery{Vector: q})
		for _, h := range hits {
			if d := h.Cosine - dot(q, vectors[found([]index.SharedHit{h})[0]]); d > 1e-3 || d < -1e-3 {
				t.Errorf("cosine is off by %v", d)
			}
		}
		for _, name := range found(hits) {
			if slices.Contains(want[:10], name) {
				right++
			}
		}
	}
	if right < queries*10*95/100 {
		t.Errorf("of the %d nearest %d were found", queries*10, right)
	}
	one := s.search(index.SharedQuery{Vector: random(r), Filter: index.SharedFilter{Documents: []string{fmt.Sprintf("%016x", 3)}}})
	if len(one) != 10 || slices.ContainsFunc(one, func(h index.SharedHit) bool { return h.Document.Title != "D3" }) {
		t.Errorf("in one document: %v", found(one))
	}
}

func testHybrid(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	s.put(
		document(1, "Both", func(int) []float32 { return axis(2) }, "The whale sings at night."),
		document(2, "Words", func(int) []float32 { return axis(9) }, "The whale sings at night."),
		document(3, "Meaning", func(int) []float32 { return axis(2) }, "A large animal of the sea makes music."),
		document(4, "Neither", func(int) []float32 { return axis(11) }, "Tax forms are due in May."),
		document(5, "Unembedded", nil, "A whale sings, it seems, of a night in a long long sentence with other things in it."),
	)
	q := index.SharedQuery{Terms: words("whale sings night"), Vector: axis(2)}
	hits := s.search(q)
	if len(hits) < 4 || found(hits)[0] != "Both/0" {
		t.Fatalf("found %v", found(hits))
	}
	for _, name := range []string{"Words/0", "Meaning/0", "Unembedded/0"} {
		if !slices.Contains(found(hits), name) {
			t.Errorf("%s is not among %v", name, found(hits))
		}
	}
	if i := slices.Index(found(hits), "Neither/0"); i >= 0 && i < len(hits)-1 {
		t.Errorf("what fits in no way is before others: %v", found(hits))
	}
	if hits[0].Words <= 0 || hits[0].Cosine < 0.99 {
		t.Errorf("the best hit says %v for its words and %v for its meaning", hits[0].Words, hits[0].Cosine)
	}
	q.Share = 0.98
	if names := found(s.search(q)); slices.Index(names, "Words/0") > slices.Index(names, "Meaning/0") && slices.Contains(names, "Meaning/0") {
		t.Errorf("with the words' weight at 0.98: %v", names)
	}
	q.Share = 0.02
	if names := found(s.search(q)); slices.Index(names, "Meaning/0") > slices.Index(names, "Words/0") && slices.Contains(names, "Words/0") {
		t.Errorf("with the words' weight at 0.02: %v", names)
	}
}

func testFilters(t *testing.T, s *suite) {
	s.must(s.store.UseEmbedder(t.Context(), embedder))
	a := document(1, "A", axis, "The whale sings.")
	b := document(2, "B", axis, "The whale sings.")
	b.document.Format, b.document.Language = "docx", "de"
	b.document.Holders = []index.Holder{{Name: "bob@laptop", Path: "/home/bob/law/b.docx", Collections: []string{"Law", "Old law"}}}
	b.describe()
	c := document(3, "C", axis, "The whale sings.")
	c.document.Holders = []index.Holder{{Name: "ann@desk", Path: "/home/ann/lawless/c.pdf", Collections: []string{"Lawless"}}, {Name: "bob@laptop", Path: "/home/bob/law/deep/c.pdf", Collections: nil}}
	c.document.AddedAt = time.UnixMilli(1_800_000_000_000)
	s.put(a, b, c)
	whale := index.QueryTerms("whale", "en", "de")
	for _, test := range []struct {
		name   string
		filter index.SharedFilter
		want   string
	}{
		{"none", index.SharedFilter{}, "ABC"},
		{"documents", index.SharedFilter{Documents: []string{a.document.ID, c.document.ID, "ffffffffffffffff"}}, "AC"},
		{"no such document", index.SharedFilter{Documents: []string{"ffffffffffffffff"}}, ""},
		{"collection", index.SharedFilter{Collections: []string{"Law"}}, "B"},
		{"one of two collections", index.SharedFilter{Collections: []string{"Lawless", "Old law"}}, "BC"},
		{"no such collection", index.SharedFilter{Collections: []string{"law"}}, ""},
		{"formats", index.SharedFilter{Formats: []string{"docx", "epub"}}, "B"},
		{"languages", index.SharedFilter{Languages: []language.Tag{"de"}}, "B"},
		{"folder", index.SharedFilter{Folder: "/home/bob/law"}, "BC"},
		{"folder of another name", index.SharedFilter{Folder: "/home/ann/law"}, ""},
		{"since", index.SharedFilter{Since: time.UnixMilli(1_800_000_000_000)}, "C"},
		{"until", index.SharedFilter{Until: time.UnixMilli(1_800_000_000_000)}, "AB"},
		{"all of them", index.SharedFilter{Documents: []string{b.document.ID, c.document.ID}, Collections: []string{"Law"}, Formats: []string{"docx"}, Languages: []language.Tag{"de"}, Folder: "/home/bob", Until: time.UnixMilli(1_800_000_000_000)}, "B"},
	} {
		for mode, q := range map[string]index.SharedQuery{
			"words": {Terms: whale}, "meaning": {Vector: axis(0)}, "both": {Terms: whale, Vector: axis(0)},
		} {
			q.Filter = test.filter
			got := ""
			for _, h := range s.search(q) {
				got += h.Document.Title
			}
			letters := strings.Split(got, "")
			slices.Sort(letters)
			if got = strings.Join(letters, ""); got != test.want {
				t.Errorf("%s by %s: found %q, want %q", test.name, mode, got, test.want)
			}
		}
	}
}

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

func scaled(v []float32, squared float64) []float32 {
	by := sqrt32(squared)
	for i := range v {
		v[i] *= by
	}
	return v
}
