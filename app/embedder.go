package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
	"carrel/knowledge/language"
)

// embedder makes embeddings with one model.
type embedder struct {
	client *inference.Client
	spec   inference.ModelSpec
	name   string
	source string
	traits models.EmbeddingTraits
}

// newEmbedder makes an embedder of a model that was found. A bundled one is known
// by its id, whose hash set-up has checked, any other file by its name and its
// content's hash, wherever it lies. With other words before its texts a model
// makes other vectors, so those are part of its name.
func newEmbedder(client *inference.Client, m foundModel) (*embedder, error) {
	e := &embedder{client: client, spec: m.spec, source: m.spec.Path, traits: models.TraitsOf(m.file)}
	if bundled, ok := bundledModel(m.spec.Path); ok {
		e.name, e.source = bundled.ID+"@"+bundled.SHA256[:16], bundled.ID
	} else {
		hash, err := models.Hash(m.spec.Path)
		if err != nil {
			return nil, err
		}
		e.name = m.file.Name + "@" + hash[:16]
	}
	if e.traits.Passage != "" || e.traits.Query != "" {
		words := sha256.Sum256([]byte(e.traits.Query + "\x00" + e.traits.Passage))
		e.name += "+" + hex.EncodeToString(words[:4])
	}
	return e, nil
}

// Name is the identity of the model, which is stored with the vectors.
func (e *embedder) Name() string { return e.name }

// Source is the model's id where it is a bundled one, else its file's path.
func (e *embedder) Source() string { return e.source }

// Embed gives one vector of length 1 per text.
func (e *embedder) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	before := e.traits.Passage
	if purpose == knowledge.ForQuery {
		before = e.traits.Query
	}
	if before != "" {
		texts = slices.Clone(texts)
		for i := range texts {
			texts[i] = before + texts[i]
		}
	}
	return e.client.Embed(ctx, e.spec, texts)
}

// Speaks reports whether the model was made for texts in that language.
func (e *embedder) Speaks(lang language.Tag) bool {
	return !e.traits.English || lang == language.English
}

// openEmbedder finds a model, by a bundled one's id or a path, and makes an
// embedder of it. The engine loads it when it is first used.
func (e *engine) openEmbedder(name string) (*embedder, error) {
	found, err := findModel(name, inference.KindEmbedding, e.app.config.Threads)
	if err != nil {
		return nil, err
	}
	return newEmbedder(e.Client, found)
}

// reopenEmbedder opens an embedder that the library has vectors of. Libraries
// made before there was a source can only have a bundled one.
func (e *engine) reopenEmbedder(name, source string) (knowledge.Embedder, error) {
	if source == "" {
		source, _, _ = strings.Cut(name, "@")
	}
	opened, err := e.openEmbedder(source)
	if err != nil {
		return nil, err
	}
	return opened, nil
}
