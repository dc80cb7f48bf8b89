package measure

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
)

// IndexOptions say what Index measures.
type IndexOptions struct {
	Reader   knowledge.Reader
	Embedder knowledge.Embedder // nil: reading only
	// WarmUp does what is done once after an installation, such as compiling the
	// PDF parser; nil: there is nothing to do.
	WarmUp func(context.Context) error
	// EmbedPassages is how many passages are embedded for the figure; 0 means
	// 1,000, some 40 seconds on two cores.
	EmbedPassages int
	Log           func(string)
}

// IndexResult is what Index measured.
type IndexResult struct {
	// WarmUpSeconds is what WarmUp took: next to nothing where it has been done
	// before. It is in no other figure.
	WarmUpSeconds float64 `json:"warm_up_s"`

	Files  int   `json:"files"`
	Failed int   `json:"failed"`
	Bytes  int64 `json:"bytes"` // of the files that were read
	Pages  int   `json:"pages"`
	// Passages of all the pages.
	Passages          int     `json:"passages"`
	SearchableSeconds float64 `json:"searchable_s"` // from Add until the last document could be searched
	PagesPerSecond    float64 `json:"pages_per_s"`
	Embedded          int     `json:"embedded"` // passages that were embedded for the figure
	// EmbeddedPerSecond is passages embedded a second by the library, all its
	// work included; BareEmbeddedPerSecond those of the embedder alone, with
	// the same passages in the same batches, run right after.
	EmbeddedPerSecond     float64         `json:"embedded_per_s"`
	BareEmbeddedPerSecond float64         `json:"bare_embedded_per_s"`
	Memory                []ProcessMemory `json:"memory"`
}

// Index adds the documents in dir, a folder or a file, to a new library in a
// temporary folder, and measures.
func Index(ctx context.Context, options IndexOptions, dir string) (IndexResult, error) {
	result, err := indexFolder(ctx, options, dir)
	if err != nil {
		return result, fmt.Errorf("measure indexing of %s: %w", dir, err)
	}
	return result, nil
}

func indexFolder(ctx context.Context, options IndexOptions, dir string) (IndexResult, error) {
	var result IndexResult
	if options.EmbedPassages <= 0 {
		options.EmbedPassages = 1000
	}
	if options.Log == nil {
		options.Log = func(string) {}
	}
	home, err := os.MkdirTemp("", "carrel-bench-")
	if err != nil {
		return result, err
	}
	defer os.RemoveAll(home)
	store, err := index.Open(ctx, filepath.Join(home, "library.db"))
	if err != nil {
		return result, err
	}
	defer store.Close()
	memory := watchMemory()
	defer memory.stop()

	if options.WarmUp != nil {
		began := time.Now()
		if err := options.WarmUp(ctx); err != nil {
			return result, err
		}
		result.WarmUpSeconds = time.Since(began).Seconds()
	}
	config := knowledge.Config{Store: store, Reader: options.Reader, Log: options.Log}
	library, err := knowledge.Open(ctx, config)
	if err != nil {
		return result, err
	}
	defer library.Close()
	began := time.Now()
	docs, err := library.Add(ctx, []string{dir})
	if err != nil {
		return result, err
	}
	ids := make([]string, len(docs))
	for i, d := range docs {
		ids[i] = d.ID
	}
	if docs, err = library.Wait(ctx, ids, knowledge.StateSearchable); err != nil {
		return result, err
	}
	result.SearchableSeconds = time.Since(began).Seconds()
	for _, d := range docs {
		result.Files++
		if d.State == knowledge.StateFailed {
			result.Failed++
			options.Log(fmt.Sprintf("%s: %s", d.Path, d.Error))
			continue
		}
		result.Bytes += d.Bytes
		result.Pages += d.Pages
		result.Passages += d.Passages
	}
	result.PagesPerSecond = float64(result.Pages) / result.SearchableSeconds
	if err := library.Close(); err != nil {
		return result, err
	}

	if options.Embedder != nil && result.Passages > 0 {
		if err := embedding(ctx, options, config, &result); err != nil {
			return result, err
		}
	}
	result.Memory = memory.stop()
	return result, nil
}

// embedding measures the library's embedding loop, then the embedder alone.
func embedding(ctx context.Context, options IndexOptions, config knowledge.Config, result *IndexResult) error {
	// The first call loads the model; that is not what is measured.
	if _, err := options.Embedder.Embed(ctx, knowledge.ForPassage, []string{"warm up"}); err != nil {
		return err
	}
	recorder := &recorder{Embedder: options.Embedder, want: min(options.EmbedPassages, result.Passages), done: make(chan struct{})}
	config.Embedder = recorder
	began := time.Now()
	library, err := knowledge.Open(ctx, config)
	if err != nil {
		return err
	}
	select {
	case <-recorder.done:
	case <-ctx.Done():
		library.Close()
		return ctx.Err()
	}
	// The batch that made it enough is stored before the library closes, or
	// was: what is being embedded then is cut off and not counted.
	took := time.Since(began)
	if err := library.Close(); err != nil {
		return err
	}
	batches := recorder.batches
	for _, b := range batches {
		result.Embedded += len(b)
	}
	result.EmbeddedPerSecond = float64(result.Embedded) / took.Seconds()

	began = time.Now()
	for _, b := range batches {
		if _, err := options.Embedder.Embed(ctx, knowledge.ForPassage, b); err != nil {
			return err
		}
	}
	result.BareEmbeddedPerSecond = float64(result.Embedded) / time.Since(began).Seconds()
	return nil
}

// recorder notes what the library has embedded, and holds it up when that is
// enough.
type recorder struct {
	knowledge.Embedder
	want int
	done chan struct{}

	mu      sync.Mutex
	seen    int
	batches [][]string
}

var errEnough = errors.New("enough has been embedded for the measurement")

func (r *recorder) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	r.mu.Lock()
	if r.seen >= r.want {
		r.mu.Unlock()
		return nil, errEnough
	}
	r.mu.Unlock()
	rows, err := r.Embedder.Embed(ctx, purpose, texts)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.batches = append(r.batches, texts)
	r.seen += len(texts)
	if r.seen >= r.want {
		close(r.done)
	}
	return rows, nil
}
