package measure

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/philippgille/chromem-go"

	"carrel/knowledge"
	"carrel/knowledge/index"
)

// SearchOptions say what Search measures. Zero values mean the defaults.
type SearchOptions struct {
	Passages   []int  // sizes of the libraries; default 10,000 and 100,000
	Dimensions int    // of the vectors; default 384, those of MiniLM
	Queries    int    // per kind of search; default 100
	Dir        string // where the libraries are made, and removed again; default the system's temporary folder
	// Keep is a folder in which the libraries stay, and from which they are taken
	// where they are there: one of a million passages takes a quarter of an hour
	// to make. "" keeps none.
	Keep string
	Log  func(string)
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
	Passages  int `json:"passages"`
	Documents int `json:"documents"`
	// BuildPerSecond is how many passages were stored a second, with their
	// text and lexical index, merging included: when the library was made, which
	// with SearchOptions.Keep may have been in an earlier run.
	BuildPerSecond float64 `json:"build_passages_per_s"`
	// DiskBytes is the size of the database, with text, index and vectors.
	DiskBytes int64 `json:"disk_bytes"`
	// LoadMS is how long it took from opening the database until the first
	// search by words and meaning was answered.
	LoadMS float64 `json:"load_ms"`
	// MemoryBytes is the most memory that the process had resident from opening
	// to the last search; 0 where the system does not tell.
	MemoryBytes int64   `json:"memory_bytes"`
	Lexical     Latency `json:"lexical"`
	Vector      Latency `json:"vector"`
	Fused       Latency `json:"fused"`
	// Filtered is Fused among a tenth of the documents.
	Filtered Latency `json:"filtered"`
	// Chromem is chromem-go 0.7.0 over the same vectors, for comparison; zero
	// for more than chromemMost passages, of which it answers in seconds.
	Chromem Latency `json:"chromem"`
}

// chromemMost is the largest library that is searched by chromem-go too.
const chromemMost = 100_000

// Search measures searches in libraries of made-up text and random vectors. It
// is the same text at every run.
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
	path, made, drop, err := madeUpLibrary(ctx, options, n)
	if err != nil {
		return figure, err
	}
	defer drop()
	figure.BuildPerSecond = made.BuildPerSecond
	embedder := hashEmbedder{options.Dimensions}
	if info, err := os.Stat(path); err == nil {
		figure.DiskBytes = info.Size()
	}

	options.Log("searching")
	forgetPeak()
	began := time.Now()
	store, err := index.Open(ctx, path)
	if err != nil {
		return figure, err
	}
	defer store.Close()
	library, err := knowledge.Open(ctx, knowledge.Config{Store: store, Embedder: embedder, Log: options.Log})
	if err != nil {
		return figure, err
	}
	defer library.Close()
	queries := newVocabulary(2).queries(options.Queries)
	// A search by meaning waits for the vectors.
	for _, mode := range []knowledge.Mode{knowledge.ModeVector, knowledge.ModeHybrid} {
		if _, err := library.Search(ctx, knowledge.Query{Text: queries[0], Mode: mode}); err != nil {
			return figure, err
		}
	}
	figure.LoadMS = float64(time.Since(began).Microseconds()) / 1000

	documents, err := library.Documents(ctx)
	if err != nil {
		return figure, err
	}
	figure.Documents = len(documents)
	var some []string
	for i := 0; i < len(documents); i += 10 {
		some = append(some, documents[i].ID)
	}
	for _, kind := range []struct {
		mode  knowledge.Mode
		among []string
		place *Latency
	}{
		{knowledge.ModeLexical, nil, &figure.Lexical},
		{knowledge.ModeVector, nil, &figure.Vector},
		{knowledge.ModeHybrid, nil, &figure.Fused},
		{knowledge.ModeHybrid, some, &figure.Filtered},
	} {
		var times []time.Duration
		empty := 0
		for _, q := range queries {
			began := time.Now()
			results, err := library.Search(ctx, knowledge.Query{Text: q, Mode: kind.mode, Documents: kind.among})
			if err != nil {
				return figure, err
			}
			if results.Mode != kind.mode {
				return figure, fmt.Errorf("a search by %s went by %s", kind.mode, results.Mode)
			}
			if len(results.Hits) == 0 {
				empty++
			}
			times = append(times, time.Since(began))
		}
		// In a small library some questions have no word of its text.
		if 2*empty > len(queries) {
			return figure, fmt.Errorf("%d of %d searches by %s found nothing", empty, len(queries), kind.mode)
		}
		*kind.place = latency(times)
	}
	figure.MemoryBytes = peakBytes(os.Getpid())
	if n <= chromemMost {
		figure.Chromem, err = searchChromem(ctx, store, embedder, n, queries)
	}
	return figure, err
}

// build makes a library and returns how many passages were stored a second,
// embedding left out.
func build(ctx context.Context, path string, n int, words *vocabulary, embedder hashEmbedder) (perSecond float64, err error) {
	store, err := index.Open(ctx, path)
	if err != nil {
		return 0, err
	}
	defer store.Close()
	took, err := fill(ctx, store, n, words)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := store.Settle(ctx); err != nil {
		return 0, err
	}
	perSecond = float64(n) / (took + time.Since(began)).Seconds()
	if err := embedAll(ctx, store, embedder); err != nil {
		return 0, err
	}
	return perSecond, store.Settle(ctx)
}

// embedAll stores a vector for every passage.
func embedAll(ctx context.Context, store *index.Store, embedder hashEmbedder) error {
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
		for i, p := range list {
			batch[i] = index.Embedding{Passage: p.ID, Document: p.Document, Vector: embedder.vector(p.Text)}
		}
		if _, err := store.PutEmbeddings(ctx, key, batch); err != nil {
			return err
		}
	}
}

// searchChromem measures chromem-go over the vectors of the store.
func searchChromem(ctx context.Context, store *index.Store, embedder hashEmbedder, n int, queries []string) (Latency, error) {
	collection, err := chromem.NewDB().CreateCollection("passages", nil, nil)
	if err != nil {
		return Latency{}, err
	}
	key, err := store.UseEmbedder(ctx, embedder.Name())
	if err != nil {
		return Latency{}, err
	}
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	var documents []chromem.Document
	if err := store.Exact(key)(ctx, ids, func(passage int64, vector []float32) {
		documents = append(documents, chromem.Document{ID: fmt.Sprint(passage), Embedding: append([]float32(nil), vector...)})
	}); err != nil {
		return Latency{}, err
	}
	if len(documents) != n {
		return Latency{}, fmt.Errorf("%d of %d passages have a vector", len(documents), n)
	}
	if err := collection.AddDocuments(ctx, documents, 1); err != nil {
		return Latency{}, err
	}
	var times []time.Duration
	for _, q := range queries[:min(len(queries), 30)] { // the slow one
		vector := embedder.vector(q)
		began := time.Now()
		if _, err := collection.QueryEmbedding(ctx, vector, 10, nil, nil); err != nil {
			return Latency{}, err
		}
		times = append(times, time.Since(began))
	}
	return latency(times), nil
}
