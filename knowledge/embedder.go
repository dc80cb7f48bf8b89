package knowledge

import (
	"context"

	"carrel/knowledge/language"
)

// Embedder turns texts into vectors of length 1, in order.
type Embedder interface {
	Embed(ctx context.Context, purpose Purpose, texts []string) ([][]float32, error)
	// Name identifies the model: vectors of different names are never compared.
	Name() string
	// Source is what Config.OpenEmbedder can open it by again: a model's name or
	// path. It is no part of its identity.
	Source() string
	// Speaks reports whether the model was made for texts in that language.
	// Where it was not, a search goes by words for the most part.
	Speaks(lang language.Tag) bool
}

// Purpose is what a text is embedded for: many models want to be told, each in
// its own words before the text.
type Purpose uint8

// The purposes.
const (
	ForPassage Purpose = iota // to be found
	ForQuery                  // to find with
)
