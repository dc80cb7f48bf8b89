package models

import "testing"

func TestTraitsOf(t *testing.T) {
	for name, want := range map[string]EmbeddingTraits{
		DefaultEmbedding:              {English: true},
		"Multilingual E5 Small":       {Query: "query: ", Passage: "passage: "},
		"nomic-embed-text-v1.5@12345": {Query: "search_query: ", Passage: "search_document: ", English: true},
		"bge-m3":                      {},
		"something new":               {},
	} {
		if got := TraitsOf(name); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
