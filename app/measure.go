package app

import (
	"context"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge/measure"
	"carrel/knowledge/reader"
)

// MeasureIndexing measures how fast the documents in dir are read and embedded
// on this machine, with the reader, the engine and the embedding model that the
// person's settings name, in a library of its own. embed is how many passages
// are embedded for the figure; 0 means 1,000.
func MeasureIndexing(ctx context.Context, folders Folders, dir string, embed int, log func(string)) (measure.IndexResult, error) {
	carrel, err := FindCarrel()
	if err != nil {
		return measure.IndexResult{}, err
	}
	config, err := folders.ReadConfig()
	if err != nil {
		return measure.IndexResult{}, err
	}
	name := config.EmbeddingModel
	if name == "" {
		name = models.DefaultEmbedding
	}
	found, err := findModel(name, inference.KindEmbedding, config.Threads)
	if err != nil {
		return measure.IndexResult{}, err
	}
	client := inference.New(inference.Config{Command: EngineCommand(carrel, folders)})
	defer client.Close()
	embedder, err := newEmbedder(client, found)
	if err != nil {
		return measure.IndexResult{}, err
	}
	documents := reader.New(readerConfig(carrel, folders, log))
	defer documents.Close()
	return measure.Index(ctx, measure.IndexOptions{
		Reader:        documents,
		Embedder:      embedder,
		WarmUp:        documents.WarmUp,
		EmbedPassages: embed, Log: log,
	}, dir)
}
