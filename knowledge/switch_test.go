package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models/modeltest"
	"carrel/knowledge"
	"carrel/knowledge/language"
)

// pairEmbedder embeds a text as the frequencies of its pairs of letters, in as
// many dimensions as wanted.
type pairEmbedder struct {
	name       string
	dimensions int
	scale      float32 // of the vectors; 0 means 1
	// gate, where there is one, lets one batch of passages through for each value.
	gate    chan struct{}
	queries atomic.Int64 // how many it has embedded
}

func (p *pairEmbedder) Name() string             { return p.name }
func (p *pairEmbedder) Source() string           { return "source of " + p.name }
func (p *pairEmbedder) Speaks(language.Tag) bool { return true }

func (p *pairEmbedder) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	if purpose == knowledge.ForQuery && len(texts) == 1 {
		p.queries.Add(1)
	}
	// The yardstick has more texts than a batch; a single word is a look at it too.
	if p.gate != nil && purpose == knowledge.ForPassage && len(texts) <= 16 && texts[0] != "word" {
		select {
		case <-p.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	rows := make([][]float32, len(texts))
	for i, text := range texts {
		row := make([]float32, p.dimensions)
		before := rune(0)
		for _, r := range strings.ToLower(text) {
			row[int(before*31+r)%p.dimensions]++
			before = r
		}
		var sum float64
		for _, x := range row {
			sum += float64(x) * float64(x)
		}
		scale := p.scale
		if scale == 0 {
			scale = 1
		}
		for j := range row {
			row[j] *= scale / float32(math.Sqrt(sum))
		}
		rows[i] = row
	}
	return rows, nil
}

// opener opens the embedders given, by name.
func opener(list ...knowledge.Embedder) func(name, source string) (knowledge.Embedder, error) {
	return func(name, source string) (knowledge.Embedder, error) {
		for _, e := range list {
			if e.Name() == name && e.Source() == source {
				return e, nil
			}
		}
		return nil, errors.New("there is no such model")
	}
}

// library of n documents of two passages or more each, embedded by e.
func embeddedLibrary(t *testing.T, dir string, n int, e knowledge.Embedder, others ...knowledge.Embedder) *library {
	t.Helper()
	l := openLibrary(t, dir, func(c *knowledge.Config) {
		c.Embedder, c.OpenEmbedder = e, opener(append(others, e)...)
	})
	folder := t.TempDir()
	var paths []string
	for i := range n {
		paths = append(paths, write(t, folder, fmt.Sprintf("%02d.txt", i), story(fmt.Sprintf("consignment%d", i), 20)))
	}
	embedded(t, l, l.add(t, paths...))
	return l
}

func embedded(t *testing.T, l *library, docs []knowledge.Document) []knowledge.Document {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	docs, err := l.Wait(ctx, ids(docs), knowledge.StateEmbedded)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// found fails where the documents are not found by meaning.
func found(t *testing.T, l *library, text string, document string) {
	t.Helper()
	r, err := l.Search(context.Background(), knowledge.Query{Text: text, Mode: knowledge.ModeVector, K: 50})
	if err != nil || !slices.ContainsFunc(r.Hits, func(h knowledge.Hit) bool { return h.Document.ID == document }) {
		t.Fatalf("%q is not found by meaning: %d hits, %v", text, len(r.Hits), err)
	}
}

func switched(t *testing.T, l *library) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := l.WaitForSwitch(ctx); err != nil {
		t.Fatal(err)
	}
}

// until waits for changes until done says so.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestSwitch goes over to an embedder of other dimensions, step by step: the old
// one serves to the last passage, then the new one alone, and nothing is left of
// the old one's vectors.
func TestSwitch(t *testing.T) {
	from, to := &pairEmbedder{name: "from", dimensions: 32}, &pairEmbedder{name: "to", dimensions: 48, gate: make(chan struct{})}
	l := embeddedLibrary(t, t.TempDir(), 40, from)
	docs, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	total := l.Activity().Embedded
	if err := l.UseEmbedder(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	batches := (total + 15) / 16
	for batch := range batches {
		before := from.queries.Load()
		found(t, l, "consignment7 in the ledger", docs[batch%len(docs)].ID)
		if from.queries.Load() != before+1 || to.queries.Load() != 0 {
			t.Fatalf("batch %d: the old embedder has embedded %d questions, the new one %d", batch, from.queries.Load()-before, to.queries.Load())
		}
		s := l.Activity().Switch
		if s == nil || s.Embedder != "to" || s.Total != total || s.Done != min(16*batch, total) {
			t.Fatalf("batch %d: %+v of %d", batch, s, total)
		}
		to.gate <- struct{}{}
		until(t, "the batch", func() bool {
			s := l.Activity().Switch
			return s == nil || s.Done == min(16*(batch+1), total)
		})
	}
	switched(t, l)
	before := from.queries.Load()
	found(t, l, "consignment7 in the ledger", docs[0].ID)
	if from.queries.Load() != before || to.queries.Load() != 1 {
		t.Error("after the exchange the old embedder is still asked")
	}
	if a := l.Activity(); a.Switch != nil || a.Embedded != total || a.ToEmbed != 0 {
		t.Errorf("%+v", a)
	}
	until(t, "the old vectors to go", func() bool { return vectors(t, l, "from") == 0 })
	if n := vectors(t, l, "to"); n != total {
		t.Errorf("%d vectors of the new embedder, want %d", n, total)
	}
	if serving, coming := l.Embedders(); serving != knowledge.Embedder(to) || coming != nil {
		t.Errorf("serving %v, coming %v", serving, coming)
	}
}

// vectors counts the stored vectors of an embedder.
func vectors(t *testing.T, l *library, name string) (n int) {
	t.Helper()
	if err := l.store.DB().QueryRow(`SELECT count(*) FROM vector JOIN embedder ON embedder.id = embedder WHERE name = ?`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSwitchGivesRoomBack: the file is shorter when the larger vectors are gone.
func TestSwitchGivesRoomBack(t *testing.T) {
	from, to := &pairEmbedder{name: "from", dimensions: 32768}, &pairEmbedder{name: "to", dimensions: 8}
	dir := t.TempDir()
	l := embeddedLibrary(t, dir, 40, from)
	size := func() int64 {
		if _, err := l.store.DB().Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, "library.db"))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before, old := size(), vectors(t, l, "from")
	if err := l.UseEmbedder(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	switched(t, l)
	// 1,024 free pages stay.
	want := before - int64(old)*4*32768 + 1024*4096 + 1<<20
	until(t, "the file to become shorter", func() bool { return size() <= want })
	t.Logf("%d bytes before, %d after, %d vectors", before, size(), old)
}

// TestSwitchKept returns to the old embedder in the middle, and then chooses the
// new one again.
func TestSwitchKept(t *testing.T) {
	from, to := &pairEmbedder{name: "from", dimensions: 32}, &pairEmbedder{name: "to", dimensions: 48, gate: make(chan struct{})}
	l := embeddedLibrary(t, t.TempDir(), 20, from)
	docs, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.UseEmbedder(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	to.gate <- struct{}{}
	until(t, "a batch", func() bool { return l.Activity().Switch.Done == 16 })
	if err := l.KeepEmbedder(context.Background()); err != nil {
		t.Fatal(err)
	}
	if l.Activity().Switch != nil {
		t.Error("the change goes on")
	}
	close(to.gate) // a batch that is under way comes too late
	until(t, "the new vectors to go", func() bool { return vectors(t, l, "to") == 0 })
	found(t, l, "consignment7 in the ledger", docs[0].ID)
	if to.queries.Load() != 0 {
		t.Error("the new embedder was asked")
	}
	if err := l.UseEmbedder(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	switched(t, l)
	found(t, l, "consignment7 in the ledger", docs[0].ID)
	if to.queries.Load() != 1 {
		t.Error("the new embedder was not asked")
	}
	// Back again, with the one that has left.
	if err := l.UseEmbedder(context.Background(), from); err != nil {
		t.Fatal(err)
	}
	switched(t, l)
	found(t, l, "consignment7 in the ledger", docs[0].ID)
}

// TestSwitchOverRestart closes the library in the middle. It goes on where it
// was, with the old embedder serving; and where the person has returned to that
// meanwhile, it is given up.
func TestSwitchOverRestart(t *testing.T) {
	dir := t.TempDir()
	from := &pairEmbedder{name: "from", dimensions: 32}
	to := &pairEmbedder{name: "to", dimensions: 48, gate: make(chan struct{})}
	l := embeddedLibrary(t, dir, 20, from)
	docs, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.UseEmbedder(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	to.gate <- struct{}{}
	until(t, "a batch", func() bool { return l.Activity().Switch.Done == 16 })
	l.close(t)

	to = &pairEmbedder{name: "to", dimensions: 48, gate: make(chan struct{})}
	open := func(wanted knowledge.Embedder, others ...knowledge.Embedder) *library {
		return openLibrary(t, dir, func(c *knowledge.Config) { c.Embedder, c.OpenEmbedder = wanted, opener(others...) })
	}
	l = open(to, from)
	if s := l.Activity().Switch; s == nil || s.Done != 16 {
		t.Fatalf("after a restart: %+v", s)
	}
	found(t, l, "consignment7 in the ledger", docs[0].ID)
	l.close(t)

	// The new model's file is away: the old one serves, and what there is stays.
	l = open(nil, from)
	if s := l.Activity().Switch; s == nil || s.Done != 16 || s.Problem == "" {
		t.Fatalf("without the new model: %+v", s)
	}
	found(t, l, "consignment7 in the ledger", docs[0].ID)
	l.close(t)

	l = open(from)
	if s := l.Activity().Switch; s != nil {
		t.Fatalf("after the return to the old one: %+v", s)
	}
	found(t, l, "consignment7 in the ledger", docs[0].ID)
	l.close(t)

	// The old model's file is away: words serve until the new vectors are there.
	to = &pairEmbedder{name: "to", dimensions: 48}
	l = open(to)
	embedded(t, l, docs)
	found(t, l, "consignment7 in the ledger", docs[0].ID)
}

// TestAddWhileSwitching: a new document is found by meaning before the change is
// done, and after it.
func TestAddWhileSwitching(t *testing.T) {
	from, to := &pairEmbedder{name: "from", dimensions: 32}, &pairEmbedder{name: "to", dimensions: 48, gate: make(chan struct{})}
	l := embeddedLibrary(t, t.TempDir(), 60, from)
	if err := l.UseEmbedder(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	docs := l.add(t, write(t, dir, "new.txt", story("newcomer", 10)), write(t, dir, "away.txt", story("passerby", 10)))
	to.gate <- struct{}{} // what it is at
	docs = embedded(t, l, docs)
	if l.Activity().Switch == nil {
		t.Fatal("the change is over")
	}
	found(t, l, "the newcomer of the ledger", docs[0].ID)
	if err := l.Remove(context.Background(), docs[1].ID); err != nil {
		t.Fatal(err)
	}
	close(to.gate)
	switched(t, l)
	found(t, l, "the newcomer of the ledger", docs[0].ID)
	if a := l.Activity(); a.ToEmbed != 0 {
		t.Errorf("%+v", a)
	}
}

// TestSwitchUnfit: embedders of no use are refused before anything changes.
func TestSwitchUnfit(t *testing.T) {
	from := &pairEmbedder{name: "from", dimensions: 32}
	l := embeddedLibrary(t, t.TempDir(), 5, from)
	zero := float32(math.SmallestNonzeroFloat32)
	for words, e := range map[string]knowledge.Embedder{
		"not numbers":             &pairEmbedder{name: "to", dimensions: 8, scale: float32(math.NaN())},
		"all zeros":               &pairEmbedder{name: "to", dimensions: 8, scale: zero},
		"the same vector":         &pairEmbedder{name: "to", dimensions: 1},
		"not of length 1":         &pairEmbedder{name: "to", dimensions: 8, scale: 3},
		"the file is not a model": failing{name: "to", err: errors.New("the file is not a model")},
	} {
		err := l.UseEmbedder(context.Background(), e)
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", words, err)
		}
		if l.Activity().Switch != nil {
			t.Fatalf("%s: a change has begun", words)
		}
	}
	// One that was written into the settings is found out when its turn comes.
	dir := l.dir
	l.close(t)
	l = openLibrary(t, dir, func(c *knowledge.Config) {
		c.Embedder, c.OpenEmbedder = &pairEmbedder{name: "bad", dimensions: 1}, opener(from)
	})
	until(t, "the problem to be said", func() bool { s := l.Activity().Switch; return s != nil && s.Problem != "" })
	if s := l.Activity().Switch; s.Done != 0 || !strings.Contains(s.Problem, "the same vector") {
		t.Errorf("%+v", s)
	}
	docs, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	found(t, l, "consignment1 in the ledger", docs[0].ID)
}

type failing struct {
	letterEmbedder
	name string
	err  error
}

func (f failing) Name() string { return f.name }
func (f failing) Embed(context.Context, knowledge.Purpose, []string) ([][]float32, error) {
	return nil, f.err
}

// TestSwitchOfNothing: a library without vectors takes another embedder at once.
func TestSwitchOfNothing(t *testing.T) {
	from, to := &pairEmbedder{name: "from", dimensions: 32}, &pairEmbedder{name: "to", dimensions: 48}
	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Embedder = from })
	if err := l.UseEmbedder(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	if serving, coming := l.Embedders(); serving != knowledge.Embedder(to) || coming != nil {
		t.Errorf("serving %v, coming %v", serving, coming)
	}
	docs := embedded(t, l, l.add(t, write(t, t.TempDir(), "a.txt", story("consignment", 5))))
	found(t, l, "consignment in the ledger", docs[0].ID)
}

// TestSwitchWithTheEngine goes over from the bundled model to another real one,
// and looks at the yardstick with both.
func TestSwitchWithTheEngine(t *testing.T) {
	large := realEmbedder(t)
	path := filepath.Join(t.TempDir(), "small.gguf")
	modeltest.Write(t, path, modeltest.Options{})
	small := &engineEmbedder{client: large.client, spec: inference.ModelSpec{Path: path, Kind: inference.KindEmbedding}, known: openVectorCache(t, path)}
	for _, e := range []*engineEmbedder{large, small} {
		c, err := knowledge.Measure(context.Background(), e)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: unrelated %.4f, related %.4f", filepath.Base(e.spec.Path), c.Unrelated, c.Related)
		if e == large && (math.Abs(c.Unrelated-knowledge.Reference.Unrelated) > 0.01 || math.Abs(c.Related-knowledge.Reference.Related) > 0.01) {
			t.Errorf("the bundled model's cosines are %+v, the reference says %+v", c, knowledge.Reference)
		}
		if c.Related-c.Unrelated < 0.05 {
			t.Errorf("%s does not tell passages apart: %+v", e.spec.Path, c)
		}
	}
	nan := float32(math.NaN())
	modeltest.Write(t, path+".bad", modeltest.Options{Scale: &nan})
	bad := &engineEmbedder{client: large.client, spec: inference.ModelSpec{Path: path + ".bad", Kind: inference.KindEmbedding}, known: openVectorCache(t, path+".bad")}

	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Embedder = large })
	dir := t.TempDir()
	embedded(t, l, l.add(t,
		write(t, dir, "roof.txt", "The landlord must mend a broken roof within a month, and pays for it."),
		write(t, dir, "plants.txt", "Green leaves turn light, water and air into sugar.")))
	var unfit *knowledge.UnfitEmbedder
	if err := l.UseEmbedder(context.Background(), bad); !errors.As(err, &unfit) {
		t.Errorf("a model without numbers: %v", err)
	}
	first := func() string {
		r, err := l.Search(context.Background(), knowledge.Query{Text: "Who mends a broken roof?", Mode: knowledge.ModeVector})
		if err != nil || len(r.Hits) == 0 {
			t.Fatal(r, err)
		}
		return r.Hits[0].Document.Title
	}
	if got := first(); got != "roof" {
		t.Errorf("before: %s", got)
	}
	if err := l.UseEmbedder(context.Background(), small); err != nil {
		t.Fatal(err)
	}
	switched(t, l)
	if got := first(); got != "roof" {
		t.Errorf("after: %s", got)
	}
	var bytes int
	if err := l.store.DB().QueryRow(`SELECT max(length(data)) FROM vector v JOIN passage p ON p.id = v.passage JOIN embedder e ON e.id = v.embedder WHERE e.name = ?`, small.Name()).Scan(&bytes); err != nil || bytes != 4*64 {
		t.Errorf("a vector has %d bytes, %v", bytes, err)
	}

}
