package knowledge_test

import (
	"context"
	"os"
	"testing"
	"time"

	"carrel/app/ask"
	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
)

// rerankerVar names what TestRankingReranked measures: a reranker's GGUF file, or
// "chat" for the bundled chat model.
const rerankerVar = "CARREL_RERANKER"

// fileReranker is a cross-encoder in the real engine.
type fileReranker struct {
	client *inference.Client
	spec   inference.ModelSpec
}

func (r fileReranker) Name() string { return r.spec.Path }

func (r fileReranker) Rerank(ctx context.Context, query string, texts []string) ([]float32, error) {
	return r.client.Rerank(ctx, r.spec, query, texts)
}

// TestRankingReranked measures a reranker on XQuAD English, over every sixth
// question, beside the hybrid search without it. No reranker comes with Carrel,
// so it is skipped where none is named, and nothing is committed.
func TestRankingReranked(t *testing.T) {
	name := os.Getenv(rerankerVar)
	if name == "" {
		t.Skipf("the reranked ranking is not measured: name a reranker's GGUF file, or chat, in %s", rerankerVar)
	}
	paragraphs, questions := readXQuAD(t, shared(t, "eval", "xquad", "xquad.en.json"))
	embedder := realEmbedder(t)
	look := knowledge.SecondLook{By: fileReranker{embedder.client, inference.ModelSpec{Path: name}}, Within: time.Hour}
	if name == "chat" {
		path, err := models.Resolve(models.DefaultChat)
		if err != nil {
			t.Fatal(err)
		}
		look.By = ask.NewListwise(embedder.client, func(context.Context, string) (inference.ModelSpec, error) {
			return inference.ModelSpec{Path: path, Kind: inference.KindChat}, nil
		})
	}
	again := false
	l := rankLibrary(t, paragraphs, func(c *knowledge.Config) {
		c.Embedder = embedder
		c.SecondLook = func(context.Context, string) (knowledge.SecondLook, error) {
			if again {
				return look, nil
			}
			return knowledge.SecondLook{}, nil
		}
	})
	docs, err := l.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Wait(context.Background(), ids(docs), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	asked := sixth(questions)
	t.Log(scoreLine("hybrid6", rank(t, l, asked, knowledge.ModeHybrid)))
	again = true
	began := time.Now()
	t.Log(scoreLine("reranked6", rank(t, l, asked, knowledge.ModeHybrid)))
	t.Logf("%d questions, %v each with %s", len(asked), time.Since(began)/time.Duration(len(asked)), look.By.Name())
}
