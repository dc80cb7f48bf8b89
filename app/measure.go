package app

import (
	"cmp"
	"context"

	"carrel/app/ask/trial"
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
	embedder, closing, err := measuredEmbedder(folders, 0)
	if err != nil {
		return measure.IndexResult{}, err
	}
	defer closing()
	carrel, err := FindCarrel()
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

// MeasureEmbedding measures how fast the embedding model that the person's
// settings name embeds texts on this machine. Without threads (0) those of the
// settings hold.
func MeasureEmbedding(ctx context.Context, folders Folders, texts []string, threads, runs int) (measure.EmbedResult, error) {
	embedder, closing, err := measuredEmbedder(folders, threads)
	if err != nil {
		return measure.EmbedResult{}, err
	}
	defer closing()
	return measure.Embed(ctx, embedder, texts, runs)
}

// measuredEmbedder opens the embedding model of the person's settings in an
// engine of its own, which the function that comes with it ends.
func measuredEmbedder(folders Folders, threads int) (*embedder, func(), error) {
	carrel, err := FindCarrel()
	if err != nil {
		return nil, nil, err
	}
	config, err := folders.ReadConfig()
	if err != nil {
		return nil, nil, err
	}
	name := config.EmbeddingModel
	if name == "" {
		name = models.DefaultEmbedding
	}
	if threads == 0 {
		threads = config.Threads
	}
	found, err := findModel(name, inference.KindEmbedding, threads)
	if err != nil {
		return nil, nil, err
	}
	client := inference.New(EngineConfig(carrel, folders, func(string, ...any) {}))
	made, err := newEmbedder(client, found)
	if err != nil {
		client.Close()
		return nil, nil, err
	}
	return made, func() { client.Close() }, nil
}

// MeasureAnswers measures what the answers are worth on this machine, with the
// embedding model of the settings, on questions whose answers are known;
// o says which and how many. model writes; "" means the one of the settings.
func MeasureAnswers(ctx context.Context, folders Folders, model string, o trial.Options) (trial.Result, error) {
	embedder, closing, err := measuredEmbedder(folders, 0)
	if err != nil {
		return trial.Result{}, err
	}
	defer closing()
	carrel, err := FindCarrel()
	if err != nil {
		return trial.Result{}, err
	}
	config, err := folders.ReadConfig()
	if err != nil {
		return trial.Result{}, err
	}
	if o.Model, err = findChat(cmp.Or(model, config.ChatModel, models.DefaultChat), config.Threads); err != nil {
		return trial.Result{}, err
	}
	documents := reader.New(readerConfig(carrel, folders, o.Log))
	defer documents.Close()
	o.Reader, o.Embedder, o.Engine = documents, embedder, embedder.client
	return trial.Run(ctx, o)
}
