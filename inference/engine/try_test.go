package engine_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"carrel/inference"
	"carrel/inference/engine"
	"carrel/inference/models"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "engine" {
		os.Exit(engine.Main(os.Args[2:]))
	}
	os.Exit(m.Run())
}

func TestTry(t *testing.T) {
	exe, _ := os.Executable()
	c := inference.New(inference.Config{Command: []string{exe, "engine"}, Log: func(s string) { t.Log(s) }})
	defer c.Close()
	ctx := context.Background()
	info, err := c.Start(ctx)
	t.Logf("%+v %v", info, err)
	chat, _ := models.Resolve("smollm2-135m")
	emb, _ := models.Resolve("minilm-l6")
	mi, err := c.Load(ctx, inference.ModelSpec{Path: chat, Kind: inference.KindChat})
	t.Logf("%+v %v", mi, err)
	r, err := c.Generate(ctx, inference.GenerateRequest{Model: inference.ModelSpec{Path: chat}, Messages: []inference.Message{{Role: "user", Content: "What is the capital of France?"}}, MaxTokens: 60}, func(s string) { fmt.Printf("%q ", s) })
	t.Logf("%+v %v", r, err)
	mi, err = c.Load(ctx, inference.ModelSpec{Path: emb, Kind: inference.KindEmbedding})
	t.Logf("%+v %v", mi, err)
	v, err := c.Embed(ctx, inference.ModelSpec{Path: emb}, []string{"A cat sleeps on the sofa.", "A kitten is resting on the couch.", "The stock market fell sharply."})
	if err != nil {
		t.Fatal(err)
	}
	for i := range v {
		for j := range v {
			s := float32(0)
			for k := range v[i] {
				s += v[i][k] * v[j][k]
			}
			fmt.Printf("%.3f ", s)
		}
		fmt.Println()
	}
}
