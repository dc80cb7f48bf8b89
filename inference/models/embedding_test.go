package models_test

import (
	"os"
	"path/filepath"
	"testing"

	"carrel/inference/models"
	"carrel/inference/models/modeltest"
)

// TestTraits has models told by what their files say, in headers as the
// converters of llama.cpp write them: real files, with the names that the
// families' own conversions carry.
func TestTraits(t *testing.T) {
	const (
		sentence = "Represent this sentence for searching relevant passages: "
		web      = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
	)
	type traits = models.EmbeddingTraits
	e5 := traits{Query: "query: ", Passage: "passage: "}
	for name, want := range map[string]traits{
		"all-MiniLM-L6-v2":               {English: true},
		"Multilingual E5 Small":          e5,
		"multilingual-e5-large":          e5,
		"Multilingual E5 Large Instruct": {Query: web + " "},
		"E5 Mistral 7b Instruct":         {Query: web + " "},
		"e5-base-v2":                     {Query: "query: ", Passage: "passage: ", English: true},
		"bge-m3":                         {},
		"Bge Small En v1.5":              {Query: sentence, English: true},
		"bge-large-zh-v1.5":              {Query: "为这个句子生成表示以用于检索相关文章："},
		"nomic-embed-text-v1.5":          {Query: "search_query: ", Passage: "search_document: ", English: true},
		"Nomic Embed Text v2 Moe":        {Query: "search_query: ", Passage: "search_document: "},
		"Qwen3 Embedding 0.6B":           {Query: web},
		"gte-large":                      {English: true},
		"Gte Multilingual Base":          {},
		"gte-Qwen2-1.5B-instruct":        {Query: web + " "},
		"mxbai-embed-large-v1":           {Query: sentence, English: true},
		"Mxbai Embed Xsmall v1":          {English: true},
		"snowflake-arctic-embed-m-v1.5":  {Query: sentence, English: true},
		"Snowflake Arctic Embed L v2.0":  {Query: "query: "},
		"jina-embeddings-v2-base-en":     {English: true},
		"jina-embeddings-v2-base-de":     {},
		"Jina Embeddings v3":             {Query: "Represent the query for retrieving evidence documents: ", Passage: "Represent the document for retrieval: "},
		"Embeddinggemma 300M":            {Query: "task: search result | query: ", Passage: "title: none | text: "},
		"something new":                  {},
	} {
		path := filepath.Join(t.TempDir(), "model.gguf")
		modeltest.Write(t, path, modeltest.Options{Name: name, Dimensions: 4})
		file, err := models.Inspect(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := models.TraitsOf(file); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		// A header without a telling name, as careless conversions have it.
		modeltest.Write(t, path, modeltest.Options{Name: "model", Dimensions: 4})
		renamed := filepath.Join(filepath.Dir(path), name+".Q8_0.gguf")
		if err := os.Rename(path, renamed); err != nil {
			t.Fatal(err)
		}
		if file, err = models.Inspect(renamed); err != nil {
			t.Fatal(err)
		}
		if got := models.TraitsOf(file); got != want {
			t.Errorf("%s by its file's name: %+v, want %+v", name, got, want)
		}
	}
	for architecture, want := range map[string]string{"gemma-embedding": "task: search result | query: ", "nomic-bert-moe": "search_query: ", "bert": ""} {
		if got := models.TraitsOf(models.File{Name: "model", Path: "/m/model.gguf", Architecture: architecture}); got.Query != want {
			t.Errorf("architecture %s: %+v", architecture, got)
		}
	}
}
