package index

import (
	"context"
	"fmt"
	"math"
	"math/rand"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"

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
func TestLexicalProperty(t *testing.T) {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	w := &lexicalWorld{t: t, random: rand.New(rand.NewSource(seed)), path: filepath.Join(t.TempDir(), "library.db"),
		plain: plainIndex{map[int64]plainPassage{}}, documents: map[int64]Document{}}
	store, err := Open(context.Background(), w.path)
	w.must(err)
	w.store = store
	defer func() { w.store.Close() }()
	for range 150 {
		w.step()
		w.compare()
		w.together()
	}
	if wrong, err := w.store.Check(context.Background()); err != nil || len(wrong) > 0 {
		t.Errorf("check: %q, %v", wrong, err)
	}
	w.must(w.store.Settle(context.Background()))
	var segments, dead int
	w.must(w.store.DB().QueryRow(`SELECT (SELECT count(*) FROM lexical_segment), (SELECT count(*) FROM lexical_dead)`).Scan(&segments, &dead))
	if segments > 2*mergeFactor || dead != 0 {
		t.Errorf("%d segments of %d passages, and %d dead ones are left", segments, len(w.plain.passages), dead)
	}
	for len(w.documents) > 0 {
		seq := w.anyDocument()
		w.must(w.store.Delete(context.Background(), seq))
		w.forget(seq)
	}
	w.must(w.store.Settle(context.Background()))
	var rows int
	w.must(w.store.DB().QueryRow(`SELECT (SELECT count(*) FROM lexical_segment) + (SELECT count(*) FROM lexical_block) + (SELECT count(*) FROM lexical_dead)`).Scan(&rows))
	if rows != 0 {
		t.Errorf("%d rows are left of an empty library", rows)
	}
}

// TestMergePlan: sizes become few, neighbours stay neighbours, staged segments
// are not crossed.
func TestMergePlan(t *testing.T) {
	var parts []part
	next := int64(1)
	add := func(n int) {
		seg := &segment{first: next, last: next + int64(n) - 1, lengths: make([]uint16, n)}
		next += int64(n) + 1000
		parts = append(parts, part{segment: seg, alive: n})
	}
	settle := func(staged []int64) {
		for {
			some := nextMerge(parts, staged, false)
			if len(some) == 0 {
				return
			}
			i := slices.IndexFunc(parts, func(p part) bool { return p.segment == some[0].segment })
			merged := &segment{first: some[0].first, last: some[len(some)-1].last, lengths: make([]uint16, alive(some))}
			if len(merged.lengths) > fullSegment {
				t.Fatalf("a segment of %d passages", len(merged.lengths))
			}
			for _, first := range staged {
				if merged.first < first && first < merged.last {
					t.Fatalf("passages %d to %d were merged across the staged segment at %d", merged.first, merged.last, first)
				}
			}
			parts = slices.Replace(parts, i, i+len(some), part{segment: merged, alive: len(merged.lengths)})
		}
	}
	random := rand.New(rand.NewSource(3))
	total := 0
	for range 4000 {
		n := 1 + random.Intn(40)
		if random.Intn(20) == 0 {
			n = 1500
		}
		if random.Intn(500) == 0 {
			n = 100_000
		}
		total += n
		add(n)
		settle(nil)
		if limit := 2*total/(fullSegment/2) + 4*mergeFactor; len(parts) > limit {
			t.Fatalf("%d segments of %d passages", len(parts), total)
		}
	}
	var sizes []int
	for _, p := range parts {
		sizes = append(sizes, p.alive)
	}
	t.Logf("%d passages are in segments of %v", total, sizes)

	parts = nil
	var staged []int64
	for i := range 40 {
		if i%10 == 5 {
			staged = append(staged, next)
			next += 100
		}
		add(20)
	}
	settle(staged)
	if len(parts) < 5 || len(parts) > 20 {
		t.Errorf("%d segments are left around the staged ones", len(parts))
	}
}

// TestMigrateLexical: a library of before the postings is found by words again.
func TestMigrateLexical(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "library.db")
	db, err := driver.Open(path, configure)
	if err != nil {
		t.Fatal(err)
	}
	list, err := migrationList()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list[:2] {
		if err := apply(ctx, db, m); err != nil {
			t.Fatal(err)
		}
	}
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	for i := 1; i <= 3; i++ {
		exec(`INSERT INTO document (id, path, title, state, pages, passages, added_at) VALUES (?1, ?1, 'report ' || ?1, 'searchable', 1, 2, ?1)`, i)
		exec(`INSERT INTO page (document, number, text) VALUES (?1, 1, 'Winter was cold. Summer was warm' || ?1)`, i)
	}
	for id, document := range []int{1, 2, 1, 3, 2, 3} { // as pieces of long documents lie
		from, to := 0, 16
		if id > 1 && id != 3 {
			from, to = 17, 33
		}
		exec(`INSERT INTO passage (document, page, start, end) VALUES (?1, 1, ?2, ?3)`, document, from, to)
		exec(`INSERT INTO lexical (rowid, context, body) VALUES (?, 'report', 'old terms')`, id+1)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, analysis := range []int{0, analysisVersion, -1} { // the last: made by another analysis
		s, err := Open(ctx, path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		if documents, passages, err := s.Unanalysed(ctx); err != nil || documents+passages != 0 {
			t.Errorf("%d documents wait, %v", documents, err)
		}
		got, err := s.Lexical(ctx, QueryTerms("warm2 report"), 10, Filter{})
		if err != nil || len(got) != 6 || got[0].Passage != 5 {
			t.Errorf("with analysis %d found %v, %v", analysis, got, err)
		}
		if got, err := s.Lexical(ctx, QueryTerms("old"), 10, Filter{}); err != nil || len(got) != 0 {
			t.Errorf("old terms are found: %v, %v", got, err)
		}
		if wrong, err := s.Check(ctx); err != nil || len(wrong) > 0 {
			t.Errorf("check: %q, %v", wrong, err)
		}
		if strings.Contains(dumpSchema(t, s.DB()), "fts5") {
			t.Error("the old tables are still there")
		}
		if _, err := s.DB().Exec(`UPDATE lexical_state SET analysis = ?`, analysis); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzBlock: whatever a block holds, reading ends, and places are in range.
func FuzzBlock(f *testing.F) {
	b := newSegmentBuilder()
	b.add(1, 1, "title", "some words some more")
	b.add(2, 1, "title", "words words words again")
	for _, seed := range [][]byte{{}, {0, 1, 'a', 1, 1, 0}, {0, 1, 'a', 1, 3, 3, 200, 1}, {0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}} {
		f.Add(seed)
	}
	var w blockWriter
	for _, term := range []string{"again", "some", "title"} {
		p := b.terms[term]
		p.postingWriter.add(p.open)
		w.add(term, postings{p.n, p.data})
	}
	f.Add(w.blocks[0])
	f.Fuzz(func(t *testing.T, data []byte) {
		const passages = 100
		r := blockReader{data: data}
		var again blockWriter
		var terms []string
		for r.next() {
			terms = append(terms, string(r.term))
			var list postingWriter
			last := -1
			if err := r.postings.each(passages, func(p posting) {
				if int(p.at) <= last || p.at >= passages {
					t.Fatalf("place %d after %d", p.at, last)
				}
				last = int(p.at)
				list.add(p)
			}); err != nil {
				return
			}
			again.add(string(r.term), postings{list.n, list.data})
		}
		if r.err != nil {
			return
		}
		// What could be read can be written and read again.
		i := 0
		for _, block := range again.blocks {
			for r := (blockReader{data: block}); r.next(); i++ {
				if string(r.term) != terms[i] {
					t.Fatalf("term %d was %q and became %q", i, terms[i], r.term)
				}
			}
		}
		if i != len(terms) {
			t.Fatalf("%d terms became %d", len(terms), i)
		}
	})
}

// FuzzSegment: whatever a segment's row holds, what memory makes of it is in order.
func FuzzSegment(f *testing.F) {
	f.Add(2, encodeEntries([]entry{{1, 1, 7}, {2, 1, 100_000}}), encodeDirectory([]string{"a", "b"}))
	f.Add(1, []byte{1, 2, 0}, []byte{})
	f.Add(1, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 2, 0, 1, 2, 0}, []byte{9, 1})
	f.Fuzz(func(t *testing.T, passages int, entries, directory []byte) {
		s, err := decodeSegment(1, passages, entries, directory)
		if err != nil {
			return
		}
		last := int64(0)
		for at := range s.lengths {
			id := s.passage(at)
			if place, ok := s.place(id); !ok || place != at || id <= last {
				t.Fatalf("passage %d after %d is at %d, %t, want %d", id, last, place, ok, at)
			}
			last = id
		}
	})
}

// BenchmarkScore scores a full segment by one term that every eighth passage has.
func BenchmarkScore(b *testing.B) {
	random := rand.New(rand.NewSource(4))
	p := part{segment: &segment{id: 1, runs: []run{{0, 1, 1}}, lengths: make([]uint16, fullSegment)}, alive: fullSegment}
	for i := range p.lengths {
		p.lengths[i] = uint16(20 + random.Intn(200))
	}
	p.longest = 220
	var w postingWriter
	for at := range p.lengths {
		if random.Intn(8) == 0 {
			w.add(posting{at: uint32(at), body: uint32(1 + random.Intn(2))})
		}
	}
	s := scoring{idf: []float64{2}, required: []bool{false}, norms: norms(&snapshot{parts: []part{p}, passages: fullSegment, terms: fullSegment * 120})}
	for b.Loop() {
		found := best{k: 100}
		if err := s.part(p, []postings{{w.n, w.data}}, &found); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(w.n), "ns/posting")
}
