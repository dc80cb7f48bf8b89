package measure

import (
	"context"
	"errors"
	"fmt"
	"time"

	"carrel/knowledge"
)

// EmbedResult is what Embed measured.
type EmbedResult struct {
	Model string `json:"model"`
	Texts int    `json:"texts"`
	// TextsPerSecond is that of the fastest run; Samples are those of each.
	TextsPerSecond float64         `json:"texts_per_s"`
	Samples        []float64       `json:"samples"`
	Memory         []ProcessMemory `json:"memory"`
	// Vectors has a row for each text, in their order, so that who measures
	// another engine beside this one can see that both did the same work.
	Vectors [][]float32 `json:"vectors"`
}

// Embed measures how fast texts are embedded, without a library, over a number
// of runs. Loading the model is not part of it.
func Embed(ctx context.Context, embedder knowledge.Embedder, texts []string, runs int) (EmbedResult, error) {
	result := EmbedResult{Model: embedder.Name(), Texts: len(texts)}
	if len(texts) == 0 || runs < 1 {
		return result, errors.New("measure embedding: no texts or no runs")
	}
	memory := watchMemory()
	defer memory.stop()
	if _, err := embedder.Embed(ctx, knowledge.ForPassage, texts[:1]); err != nil {
		return result, fmt.Errorf("measure embedding: %w", err)
	}
	for range runs {
		began := time.Now()
		vectors, err := embedder.Embed(ctx, knowledge.ForPassage, texts)
		if err != nil {
			return result, fmt.Errorf("measure embedding: %w", err)
		}
		result.Vectors = vectors
		result.Samples = append(result.Samples, float64(len(texts))/time.Since(began).Seconds())
		result.TextsPerSecond = max(result.TextsPerSecond, result.Samples[len(result.Samples)-1])
	}
	result.Memory = memory.stop()
	return result, nil
}
