package index

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// plainIndex is BM25 as a textbook has it, over terms in maps.
type plainIndex struct {
	passages map[int64]plainPassage
}

type plainPassage struct {
	document      int64
	context, body map[string]int
	length        int
}

func (x *plainIndex) search(terms []Term, k int, f Filter) []Ranked {
	total := 0
	for _, p := range x.passages {
		total += p.length
	}
	average := float64(total) / float64(len(x.passages))
	idf := make([]float64, len(terms))
	for i, t := range terms {
		n := x.count(t.Text)
		idf[i] = math.Max(math.Log((float64(len(x.passages)-n)+0.5)/(float64(n)+0.5)), 1e-6)
	}
	var list []Ranked
	for id, p := range x.passages {
		if f.Only != nil && !slices.Contains(f.Only, p.document) || slices.Contains(f.Except, p.document) {
			continue
		}
		score, ok := 0.0, true
		for i, t := range terms {
			frequency := 0.5*float64(p.context[t.Text]) + float64(p.body[t.Text])
			score += idf[i] * frequency * 2.2 / (frequency + 1.2*(0.25+0.75*float64(p.length)/average))
			ok = ok && (frequency > 0 || !t.Required)
		}
		if score > 0 && ok {
			list = append(list, Ranked{id, score})
		}
	}
	ByRank(list)
	return list[:min(k, len(list))]
}

func (x *plainIndex) count(term string) (n int) {
	for _, p := range x.passages {
		if p.context[term]+p.body[term] > 0 {
			n++
		}
	}
	return n
}

// lexicalWorld is a store and what should be in it.
type lexicalWorld struct {
	t         *testing.T
	random    *rand.Rand
	store     *Store
	path      string
	plain     plainIndex
	documents map[int64]Document // that can be found
	number    int
}

func (w *lexicalWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *lexicalWorld) words(n int) string {
	var list []string
	for range n {
		// Some words are in most passages, some in hardly any.
		list = append(list, fmt.Sprintf("w%dx", int(math.Pow(w.random.Float64(), 3)*80)))
	}
	return strings.Join(list, " ")
}

// pages makes up pages of a document, with the passages that its row would get.
func (w *lexicalWorld) pages(from, n int) (pages []PageEntry) {
	for i := range n {
		heading := ""
		if w.random.Intn(3) == 0 {
			heading = w.words(2)
		}
		text := w.words(1 + w.random.Intn(40))
		half := len(text) / 2
		pages = append(pages, PageEntry{
			Page:     reader.Page{Number: from + i, Text: text},
			Passages: []passage.Passage{{Start: 0, End: half, Heading: heading}, {Start: half, End: len(text), Heading: heading}},
		})
	}
	return pages
}

func (w *lexicalWorld) insert() Document {
	w.number++
	d := &Document{ID: fmt.Sprintf("%016x", w.number), Path: fmt.Sprintf("/%d", w.number), Title: w.words(2), State: "queued", AddedAt: time.UnixMilli(int64(w.number))}
	_, err := w.store.Insert(context.Background(), []*Document{d})
	w.must(err)
	return *d
}

// know takes the published document into the plain index.
func (w *lexicalWorld) know(d Document) {
	list, err := w.store.passages(context.Background(), `SELECT p.id, p.document, p.page, p.start, p.end, p.heading, p.inside, page.text
		FROM passage p JOIN page ON page.document = p.document AND page.number = p.page WHERE p.document = ?`, d.Seq)
	w.must(err)
	for _, p := range list {
		entry := plainPassage{document: d.Seq, context: map[string]int{}, body: map[string]int{}}
		for _, t := range Analyse(d.Language, passage.Context(d.Title, p.Heading, p.Inside)) {
			entry.context[t.Text]++
			entry.length++
		}
		for _, t := range Analyse(d.Language, p.Text) {
			entry.body[t.Text]++
			entry.length++
		}
		w.plain.passages[p.ID] = entry
	}
	w.documents[d.Seq] = d
}

func (w *lexicalWorld) forget(seq int64) {
	for id, p := range w.plain.passages {
		if p.document == seq {
			delete(w.plain.passages, id)
		}
	}
	delete(w.documents, seq)
}

func (w *lexicalWorld) anyDocument() int64 {
	var seqs []int64
	for seq := range w.documents {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	return seqs[w.random.Intn(len(seqs))]
}

func (w *lexicalWorld) reopen() {
	w.must(w.store.Close())
	store, err := Open(context.Background(), w.path)
	w.must(err)
	w.store = store
}

type lexicalQuery struct {
	terms  []Term
	filter Filter
}

func (w *lexicalWorld) query() lexicalQuery {
	q := lexicalQuery{terms: QueryTerms(w.words(1 + w.random.Intn(5)))}
	for i := range q.terms {
		q.terms[i].Required = w.random.Intn(5) == 0
	}
	if w.random.Intn(3) == 0 {
		q.filter.Only = []int64{}
		for range 4 {
			q.filter.Only = append(q.filter.Only, w.anyDocument())
		}
	}
	if w.random.Intn(3) == 0 {
		q.filter.Except = []int64{w.anyDocument(), 999999}
	}
	return q
}

func (w *lexicalWorld) search(q lexicalQuery) []Ranked {
	w.t.Helper()
	got, err := w.store.Lexical(context.Background(), q.terms, 10, q.filter)
	w.must(err)
	return got
}

// compare searches and compares with the plain index.
func (w *lexicalWorld) compare() {
	w.t.Helper()
	q := w.query()
	got, want := w.search(q), w.plain.search(q.terms, 10, q.filter)
	same := len(got) == len(want)
	for i := 0; same && i < len(got); i++ {
		// Rounding may differ, and with it the order of scores that are nearly the same.
		same = math.Abs(got[i].Score-want[i].Score) < 1e-9
		if got[i].Passage != want[i].Passage {
			same = same && i+1 < len(got) && math.Abs(want[i].Score-want[min(i+1, len(want)-1)].Score) < 1e-9 || same && i > 0 && math.Abs(want[i].Score-want[i-1].Score) < 1e-9 || same && i == 9
		}
	}
	if !same {
		w.t.Fatalf("%+v\n got %v\nwant %v", q, got, want)
	}
	weights, err := w.store.Weights(context.Background(), q.terms)
	w.must(err)
	for _, t := range q.terms {
		n := w.plain.count(t.Text)
		want := math.Log(1 + (float64(len(w.plain.passages)-n)+0.5)/(float64(n)+0.5))
		if math.Abs(weights.IDF[t.Text]-want) > 1e-9 {
			w.t.Fatalf("weight of %q is %g, want %g", t.Text, weights.IDF[t.Text], want)
		}
	}
}

// together asks several queries at once, which must give what each gives alone.
func (w *lexicalWorld) together() {
	w.t.Helper()
	queries := []lexicalQuery{w.query(), w.query(), {}}
	// One whose terms another has too, in another order and not required.
	var shared lexicalQuery
	for _, t := range slices.Backward(queries[0].terms) {
		t.Required = false
		shared.terms = append(shared.terms, t)
	}
	shared.terms = append(shared.terms, queries[1].terms...)
	queries = append(queries, shared)
	for _, k := range []int{10, 0} {
		asked := make([]WordQuery, len(queries))
		for i, q := range queries {
			asked[i] = WordQuery{q.terms, q.filter}
		}
		got, err := w.store.FindWords(context.Background(), k, asked...)
		w.must(err)
		for i, q := range queries {
			ranked, err := w.store.Lexical(context.Background(), q.terms, k, q.filter)
			w.must(err)
			weights, err := w.store.Weights(context.Background(), q.terms)
			w.must(err)
			if want := (WordRanking{ranked, weights}); !reflect.DeepEqual(got[i], want) {
				w.t.Fatalf("query %d of %+v at once\n got %+v\nwant %+v", i, queries, got[i], want)
			}
		}
	}
}

// step does something at random to the library.
func (w *lexicalWorld) step() {
	ctx := context.Background()
	switch c := w.random.Intn(20); {
	case c < 9 || len(w.documents) < 5:
		d := w.insert()
		n := 1 + w.random.Intn(6)
		d.Pages = n
		_, err := w.store.Publish(ctx, d, w.pages(1, n))
		w.must(err)
		w.know(d)
	case c < 12: // in pieces, another document in between
		d := w.insert()
		w.must(w.store.Stage(ctx, d, w.pages(1, 2)))
		w.compare()
		if w.random.Intn(2) == 0 {
			w.must(w.store.Settle(ctx))
		}
		other := w.insert()
		other.Pages = 1
		_, err := w.store.Publish(ctx, other, w.pages(1, 1))
		w.must(err)
		w.know(other)
		w.compare()
		d.Pages = 3
		_, err = w.store.Publish(ctx, d, w.pages(3, 1))
		w.must(err)
		w.know(d)
	case c < 13: // given up
		d := w.insert()
		w.must(w.store.Stage(ctx, d, w.pages(1, 2)))
		w.must(w.store.Fail(ctx, d.Seq, d.Path, "empty", "", nil))
	case c < 14: // replaced by another content
		old := w.documents[w.anyDocument()]
		d := w.insert()
		d.Path, d.Pages = old.Path, 1
		w.must(w.store.SetPath(ctx, d.Seq, d.Path))
		replaced, err := w.store.Publish(ctx, d, w.pages(1, 1))
		w.must(err)
		for _, r := range replaced {
			w.forget(r.Seq)
		}
		w.know(d)
	case c < 18:
		seq := w.anyDocument()
		w.must(w.store.Delete(ctx, seq))
		w.forget(seq)
	default:
		w.stays()
	}
}

// stays checks that merging and opening anew change nothing at all, not even
// the last digit of a score.
func (w *lexicalWorld) stays() {
	var queries []lexicalQuery
	var before [][]Ranked
	for range 10 {
		q := w.query()
		queries = append(queries, q)
		before = append(before, w.search(q))
	}
	if w.random.Intn(2) == 0 {
		w.must(w.store.Settle(context.Background()))
	} else {
		w.reopen()
	}
	for i, q := range queries {
		if got := w.search(q); !reflect.DeepEqual(got, before[i]) {
			w.t.Fatalf("after settling %+v finds\n%v, before\n%v", q, got, before[i])
		}
	}
}

// TestLexicalProperty does random things to a library and compares every search
// with a plain index.
