package models

import "strings"

// EmbeddingTraits are what an embedding model expects and knows.
type EmbeddingTraits struct {
	// Query and Passage are the words that the model was trained to have before
	// a query and before a text to be found; "" for none.
	Query, Passage string
	// English: made for English only. Texts in other languages get vectors
	// that say little.
	English bool
}

// traits of the embedding models that people have as GGUF files, by a part of
// their name, as each one's own page documents them; the first that fits counts.
var traits = []struct {
	name string
	EmbeddingTraits
}{
	{"multilingual-e5", EmbeddingTraits{Query: "query: ", Passage: "passage: "}},
	{"paraphrase-multilingual", EmbeddingTraits{}},
	{"e5-", EmbeddingTraits{Query: "query: ", Passage: "passage: ", English: true}},
	{"nomic-embed-text-v2", EmbeddingTraits{Query: "search_query: ", Passage: "search_document: "}},
	{"nomic-embed", EmbeddingTraits{Query: "search_query: ", Passage: "search_document: ", English: true}},
	{"embeddinggemma", EmbeddingTraits{Query: "task: search result | query: ", Passage: "title: none | text: "}},
	{"qwen3-embedding", EmbeddingTraits{Query: "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"}},
	{"bge-m3", EmbeddingTraits{}},
	{"bge-", EmbeddingTraits{Query: "Represent this sentence for searching relevant passages: ", English: true}},
	{"mxbai-embed", EmbeddingTraits{Query: "Represent this sentence for searching relevant passages: ", English: true}},
	{"snowflake-arctic-embed-l-v2", EmbeddingTraits{Query: "query: "}},
	{"snowflake-arctic-embed-m-v2", EmbeddingTraits{Query: "query: "}},
	{"snowflake-arctic-embed", EmbeddingTraits{Query: "Represent this sentence for searching relevant passages: ", English: true}},
	{"minilm-l6", EmbeddingTraits{English: true}}, // the bundled one
	{"all-minilm", EmbeddingTraits{English: true}},
	{"all-mpnet", EmbeddingTraits{English: true}},
	{"gte-small", EmbeddingTraits{English: true}},
	{"gte-base", EmbeddingTraits{English: true}},
	{"gte-large", EmbeddingTraits{English: true}},
}

// TraitsOf gives the traits of an embedding model by its name. One that is not
// known is taken to know every language and to want no words before its texts.
func TraitsOf(name string) EmbeddingTraits {
	name = strings.NewReplacer(" ", "-", "_", "-").Replace(strings.ToLower(name))
	for _, t := range traits {
		if strings.Contains(name, t.name) {
			return t.EmbeddingTraits
		}
	}
	return EmbeddingTraits{}
}
