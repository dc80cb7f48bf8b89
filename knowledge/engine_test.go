package knowledge_test

import (
	"context"
	"os"
	"sync"
	"testing"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
	"carrel/knowledge/language"
)

// engineEmbedder embeds with the real engine and the bundled model. It
// remembers what it has embedded: the rankings embed each question once.
type engineEmbedder struct {
	client *inference.Client
	spec   inference.ModelSpec

	mu    sync.Mutex
	known *vectorCache
}

// realEmbedder starts the engine, or skips where its libraries are not set up.
func realEmbedder(t testing.TB) *engineEmbedder {
	t.Helper()
	path, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		t.Skipf("needs the bundled embedding model, which `make setup` fetches: %v", err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	client := inference.New(inference.Config{Command: []string{exe, "engine"}, Log: func(s string) { t.Log(s) }})
	t.Cleanup(func() { client.Close() })
	e := &engineEmbedder{client: client, spec: inference.ModelSpec{Path: path, Kind: inference.KindEmbedding}, known: openVectorCache(t, path)}
	if _, err := client.Load(context.Background(), e.spec); err != nil {
		t.Skipf("needs the engine, which `make setup` fetches: %v", err)
	}
	return e
}

// Speaks: the bundled model was made for English.
func (e *engineEmbedder) Source() string { return e.spec.Path }

func (e *engineEmbedder) Speaks(lang language.Tag) bool { return lang == language.English }

func (e *engineEmbedder) Name() string { return e.spec.Path }

func (e *engineEmbedder) Embed(ctx context.Context, _ knowledge.Purpose, texts []string) ([][]float32, error) {
	e.mu.Lock()
	var missing []string
	for _, text := range texts {
		if e.known.get(text) == nil {
			missing = append(missing, text)
		}
	}
	e.mu.Unlock()
	if len(missing) > 0 {
		rows, err := e.client.Embed(ctx, e.spec, missing)
		if err != nil {
			return nil, err
		}
		e.mu.Lock()
		for i, text := range missing {
			e.known.put(text, rows[i])
		}
		e.mu.Unlock()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([][]float32, len(texts))
	for i, text := range texts {
		out[i] = e.known.get(text)
	}
	return out, nil
}
