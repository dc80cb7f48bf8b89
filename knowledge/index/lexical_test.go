package index

import (
	"context"
	"math/rand"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
)

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
