package models

import (
	"path/filepath"
	"strings"
)

// EmbeddingTraits are what an embedding model expects and knows.
type EmbeddingTraits struct {
	// Query and Passage are the words that the model was trained to have before
	// a query and before a text to be found; "" for none.
	Query, Passage string
	// English: made for English only. Texts in other languages get vectors
	// that say little.
	English bool
}

// The words of several families.
const (
	searchSentence = "Represent this sentence for searching relevant passages: "
	webSearch      = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
)

var (
	plain        = EmbeddingTraits{}
	plainEnglish = EmbeddingTraits{English: true}
	e5           = EmbeddingTraits{Query: "query: ", Passage: "passage: "}
	e5English    = EmbeddingTraits{Query: "query: ", Passage: "passage: ", English: true}
	nomic        = EmbeddingTraits{Query: "search_query: ", Passage: "search_document: "}
	nomicEnglish = EmbeddingTraits{Query: "search_query: ", Passage: "search_document: ", English: true}
	sentences    = EmbeddingTraits{Query: searchSentence, English: true}
	instructed   = EmbeddingTraits{Query: webSearch + " "}
	arctic2      = EmbeddingTraits{Query: "query: "}
	gemma        = EmbeddingTraits{Query: "task: search result | query: ", Passage: "title: none | text: "}
	jina3        = EmbeddingTraits{Query: "Represent the query for retrieving evidence documents: ", Passage: "Represent the document for retrieval: "}
)

// traits of the embedding models that people have as GGUF files, by parts of
// their names that must all be there, as each one's own page documents them; the
// first that fits counts.
var traits = []struct {
	parts []string
	EmbeddingTraits
}{
	// Models that are told the task in a sentence of their own.
	{[]string{"e5-", "instruct"}, instructed},
	{[]string{"e5-mistral"}, instructed},
	{[]string{"gte-qwen"}, instructed},
	{[]string{"qwen3-embedding"}, EmbeddingTraits{Query: webSearch}}, // without a space, unlike the others

	{[]string{"multilingual-e5"}, e5},
	{[]string{"e5-small"}, e5English},
	{[]string{"e5-base"}, e5English},
	{[]string{"e5-large"}, e5English},

	{[]string{"nomic-embed-text-v2"}, nomic},
	{[]string{"nomic-embed"}, nomicEnglish},
	{[]string{"modernbert-embed"}, nomicEnglish},

	{[]string{"embeddinggemma"}, gemma},
	{[]string{"embedding-gemma"}, gemma},

	{[]string{"bge-m3"}, plain},
	{[]string{"bge", "zh"}, EmbeddingTraits{Query: "为这个句子生成表示以用于检索相关文章："}},
	{[]string{"bge-small"}, sentences},
	{[]string{"bge-base"}, sentences},
	{[]string{"bge-large"}, sentences},

	{[]string{"mxbai-embed-xsmall"}, plainEnglish},
	{[]string{"mxbai-embed"}, sentences},

	{[]string{"arctic-embed", "v2"}, arctic2},
	{[]string{"arctic-embed"}, sentences},

	{[]string{"gte-multilingual"}, plain},
	{[]string{"gte-modernbert"}, plainEnglish},
	{[]string{"gte-small"}, plainEnglish},
	{[]string{"gte-base"}, plainEnglish},
	{[]string{"gte-large"}, plainEnglish},

	{[]string{"jina-embeddings-v3"}, jina3},
	{[]string{"jina-embeddings-v4"}, EmbeddingTraits{Query: "Query: ", Passage: "Passage: "}},
	{[]string{"jina-embeddings-v5"}, EmbeddingTraits{Query: "Query: ", Passage: "Document: "}},
	{[]string{"jina-embeddings", "-en"}, plainEnglish},
	{[]string{"jina-embeddings"}, plain},

	{[]string{"paraphrase-multilingual"}, plain},
	{[]string{"all-minilm"}, plainEnglish},
	{[]string{"all-mpnet"}, plainEnglish},
	{[]string{"multi-qa"}, plainEnglish},
	{[]string{"granite-embedding", "english"}, plainEnglish},
}

// byArchitecture are those of architectures that one family alone has, for
// files whose names say nothing.
var byArchitecture = map[string]EmbeddingTraits{
	"gemma-embedding": gemma,
	"nomic-bert-moe":  nomic,
	"jina-bert-v3":    jina3,
}

// TraitsOf gives the traits of an embedding model by what its file says of
// itself: its names, of which conversions fill in one or the other, the file's
// own name, and its architecture. One that is not known is taken to know every
// language and to want no words before its texts.
func TraitsOf(f File) EmbeddingTraits {
	for _, name := range append(f.names, f.Name, filepath.Base(f.Path)) {
		name = strings.NewReplacer(" ", "-", "_", "-").Replace(strings.ToLower(name))
		for _, t := range traits {
			if containsAll(name, t.parts) {
				return t.EmbeddingTraits
			}
		}
	}
	return byArchitecture[f.Architecture]
}

func containsAll(name string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(name, part) {
			return false
		}
	}
	return true
}
