package measure

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/philippgille/chromem-go"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/language"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// SearchOptions say what Search measures. Zero values mean the defaults.
type SearchOptions struct {
	Passages   []int  // sizes of the libraries; default 10,000 and 100,000
	Dimensions int    // of the vectors; default 384, those of MiniLM
	Queries    int    // per kind of search; default 100
	Dir        string // where the libraries are made, and removed again; default the system's temporary folder
	Log        func(string)
}

// SearchResult is what Search measured.
type SearchResult struct {
	Dimensions int            `json:"dimensions"`
	Queries    int            `json:"queries"`
	Sizes      []SearchFigure `json:"sizes"`
}

// SearchFigure is what was measured with one size of library. The searches are
// whole ones, with hits cut from their pages, but without the time that
// embedding the query takes.
type SearchFigure struct {
	Passages int `json:"passages"`
	// BuildPerSecond is how many passages were stored a second, with their
	// text and lexical index.
	BuildPerSecond float64 `json:"build_passages_per_s"`
	// LoadMS is how long opening took until the vectors were in memory.
	LoadMS  float64 `json:"load_ms"`
	Lexical Latency `json:"lexical"`
	Vector  Latency `json:"vector"`
	Fused   Latency `json:"fused"`
	// Chromem is chromem-go 0.7.0 over the same vectors, for comparison.
	Chromem Latency `json:"chromem"`
}

// Search measures searches in libraries of made-up text: words of an invented
// vocabulary, as frequent as Zipf's law has them, and random vectors. It is the
// same text at every run.
func Search(ctx context.Context, options SearchOptions) (SearchResult, error) {
	if len(options.Passages) == 0 {
		options.Passages = []int{10_000, 100_000}
	}
	if options.Dimensions <= 0 {
		options.Dimensions = 384
	}
	if options.Queries <= 0 {
		options.Queries = 100
	}
	if options.Log == nil {
		options.Log = func(string) {}
	}
	result := SearchResult{Dimensions: options.Dimensions, Queries: options.Queries}
	for _, n := range options.Passages {
		figure, err := searchFigure(ctx, options, n)
		if err != nil {
			return result, fmt.Errorf("measure search over %d passages: %w", n, err)
		}
		result.Sizes = append(result.Sizes, figure)
	}
	return result, nil
}

func searchFigure(ctx context.Context, options SearchOptions, n int) (SearchFigure, error) {
	figure := SearchFigure{Passages: n}
	dir, err := os.MkdirTemp(options.Dir, "carrel-bench-")
	if err != nil {
		return figure, err
	}
	defer os.RemoveAll(dir)
	store, err := index.Open(ctx, filepath.Join(dir, "library.db"))
	if err != nil {
		return figure, err
	}
	defer store.Close()

	options.Log(fmt.Sprintf("making a library of %d passages", n))
	embedder := hashEmbedder{options.Dimensions}
	words := newVocabulary()
	began := time.Now()
	if err := fill(ctx, store, n, words); err != nil {
		return figure, err
	}
	figure.BuildPerSecond = float64(n) / time.Since(began).Seconds()
	others := chromem.NewDB()
	collection, err := others.CreateCollection("passages", nil, nil)
	if err != nil {
		return figure, err
	}
	if err := embedAll(ctx, store, embedder, collection); err != nil {
		return figure, err
	}

	began = time.Now()
	library, err := knowledge.Open(ctx, knowledge.Config{Store: store, Embedder: embedder, Log: options.Log})
	if err != nil {
		return figure, err
	}
	defer library.Close()
	// A search by meaning waits for the vectors.
	if _, err := library.Search(ctx, knowledge.Query{Text: "wait", Mode: knowledge.ModeVector}); err != nil {
		return figure, err
	}
	figure.LoadMS = float64(time.Since(began).Microseconds()) / 1000

	options.Log("searching")
	queries := words.queries(options.Queries)
	for mode, place := range map[knowledge.Mode]*Latency{
		knowledge.ModeLexical: &figure.Lexical, knowledge.ModeVector: &figure.Vector, knowledge.ModeHybrid: &figure.Fused,
	} {
		var times []time.Duration
		for _, q := range queries {
			began := time.Now()
			results, err := library.Search(ctx, knowledge.Query{Text: q, Mode: mode})
			if err != nil {
				return figure, err
			}
			if results.Mode != mode || len(results.Hits) == 0 {
				return figure, fmt.Errorf("a search by %s went by %s and gave %d hits", mode, results.Mode, len(results.Hits))
			}
			times = append(times, time.Since(began))
		}
		*place = latency(times)
	}
	var times []time.Duration
	for _, q := range queries[:min(len(queries), 30)] { // the slow one
		vector := embedder.vector(q)
		began := time.Now()
		if _, err := collection.QueryEmbedding(ctx, vector, 10, nil, nil); err != nil {
			return figure, err
		}
		times = append(times, time.Since(began))
	}
	figure.Chromem = latency(times)
	return figure, nil
}

// documentPages is how many pages, of a passage each, the made-up documents have.
const documentPages = 1000

// fill stores n passages of made-up text.
func fill(ctx context.Context, store *index.Store, n int, words *vocabulary) error {
	for done := 0; done < n; done += documentPages {
		d := &index.Document{
			ID: fmt.Sprintf("%016x", done), Hash: fmt.Sprintf("%064x", done+1), Path: fmt.Sprintf("/made-up/%d.txt", done),
			Title: fmt.Sprintf("Volume %d", done/documentPages), Format: "text", State: "queued", AddedAt: time.Unix(1_700_000_000, 0),
		}
		if _, err := store.Insert(ctx, []*index.Document{d}); err != nil {
			return err
		}
		var pages []index.PageEntry
		for number := 1; number <= min(documentPages, n-done); number++ {
			text := words.text(120)
			pages = append(pages, index.PageEntry{
				Page:     reader.Page{Number: number, Text: text},
				Passages: []passage.Passage{{Start: 0, End: len(text)}}, // ASCII: bytes are code points
			})
		}
		d.Pages = len(pages)
		if _, err := store.Publish(ctx, *d, pages); err != nil {
			return err
		}
	}
	return nil
}

// embedAll stores a vector for every passage, here and with chromem.
func embedAll(ctx context.Context, store *index.Store, embedder hashEmbedder, collection *chromem.Collection) error {
	key, err := store.UseEmbedder(ctx, embedder.Name())
	if err != nil {
		return err
	}
	for {
		list, err := store.ToEmbed(ctx, key, 2000)
		if err != nil || len(list) == 0 {
			return err
		}
		batch := make([]index.Embedding, len(list))
		documents := make([]chromem.Document, len(list))
		for i, p := range list {
			vector := embedder.vector(p.Text)
			batch[i] = index.Embedding{Passage: p.ID, Document: p.Document, Vector: vector}
			documents[i] = chromem.Document{ID: fmt.Sprint(p.ID), Embedding: vector}
		}
		if _, err := store.PutEmbeddings(ctx, key, batch); err != nil {
			return err
		}
		if err := collection.AddDocuments(ctx, documents, 1); err != nil {
			return err
		}
	}
}

// vocabulary makes text.
type vocabulary struct {
	words  []string
	random *rand.Rand
	zipf   *rand.Zipf
}

const (
	vocabularySize = 50_000
	// commonWords stand for the stop words of a language; questions are asked
	// without them.
	commonWords = 100
)

func newVocabulary() *vocabulary {
	random := rand.New(rand.NewSource(1))
	v := &vocabulary{random: random, zipf: rand.NewZipf(random, 1.1, 2.7, vocabularySize-1)}
	syllables := strings.Fields("ba ce di fo gu la me ni po ru sa te vi xo zu bra cle dri flo gru")
	for i := range vocabularySize {
		word := ""
		for n := i + 1; n > 0; n /= len(syllables) {
			word += syllables[n%len(syllables)]
		}
		v.words = append(v.words, word+"k") // no English ending to stem
	}
	return v
}

// text is n words in sentences.
func (v *vocabulary) text(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(v.words[v.zipf.Uint64()])
		if i%15 == 14 || i == n-1 {
			b.WriteByte('.')
		}
		if i < n-1 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// queries are questions of four to eight words that are not common.
func (v *vocabulary) queries(n int) []string {
	list := make([]string, n)
	for i := range list {
		var words []string
		for want := 4 + v.random.Intn(5); len(words) < want; {
			if at := v.zipf.Uint64(); at >= commonWords {
				words = append(words, v.words[at])
			}
		}
		list[i] = strings.Join(words, " ")
	}
	return list
}

// hashEmbedder gives every text a random direction of its own: a scan's speed
// does not depend on what vectors mean.
type hashEmbedder struct{ dimensions int }

func (e hashEmbedder) Speaks(language.Tag) bool { return true }

func (e hashEmbedder) Name() string { return "made-up" }

func (e hashEmbedder) Embed(ctx context.Context, _ knowledge.Purpose, texts []string) ([][]float32, error) {
	rows := make([][]float32, len(texts))
	for i, text := range texts {
		rows[i] = e.vector(text)
	}
	return rows, ctx.Err()
}

func (e hashEmbedder) vector(text string) []float32 {
	h := fnv.New64a()
	h.Write([]byte(text))
	random := rand.New(rand.NewSource(int64(h.Sum64())))
	row := make([]float32, e.dimensions)
	var sum float64
	for i := range row {
		row[i] = float32(random.NormFloat64())
		sum += float64(row[i]) * float64(row[i])
	}
	for i := range row {
		row[i] /= float32(math.Sqrt(sum))
	}
	return row
}
