// Package rerankertest makes a cross-encoder for tests: no small one can be had
// from a package registry, so the bundled embedding model gets a classifier's
// head. What the head says of a pair is not worth knowing, but it is computed by
// llama.cpp from a real file as that of any cross-encoder is.
package rerankertest

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"carrel/inference/models"
	"carrel/inference/models/gguftest"
)

// poolingRank is llama.cpp's LLAMA_POOLING_TYPE_RANK.
const poolingRank = 4

// Model makes the file of a cross-encoder and returns its path: all-MiniLM-L6-v2
// with the head of a BertForSequenceClassification or XLM-RoBERTa,
//
//	score = output.weight · tanh(weight · x + bias) + output.bias
//
// where x is the vector of the first token. The head's weights are drawn from a
// fixed seed. It skips the test where the bundled model is not set up. change,
// which may be nil, may alter the file before it is written.
func Model(t testing.TB, change func(*gguftest.File)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reranker.gguf")
	err := Write(path, change)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("needs the bundled embedding model, which `make setup` fetches: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Write is Model for any path. Its error is fs.ErrNotExist where the bundled model
// is not set up.
func Write(path string, change func(*gguftest.File)) error {
	source, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		return fmt.Errorf("%w: %v", fs.ErrNotExist, err)
	}
	f, err := gguftest.Read(source)
	if err != nil {
		return err
	}
	AddHead(f)
	if change != nil {
		change(f)
	}
	return f.Write(path)
}

// AddHead makes a cross-encoder of a BERT model.
func AddHead(f *gguftest.File) {
	const n = 384
	random := rand.New(rand.NewPCG(4, 1989))
	draw := func(count int, scale float64) []float32 {
		values := make([]float32, count)
		for i := range values {
			values[i] = float32(random.NormFloat64() * scale)
		}
		return values
	}
	f.SetText("general.name", "A cross-encoder for tests")
	f.SetNumber("bert.pooling_type", poolingRank)
	// [CLS] query [SEP] text [SEP], as BERT was trained.
	f.SetBool("tokenizer.ggml.add_bos_token", true)
	f.SetBool("tokenizer.ggml.add_eos_token", true)
	f.SetBool("tokenizer.ggml.add_sep_token", false)
	f.AddTensor("cls.weight", draw(n*n, 1/math.Sqrt(n)), n, n)
	f.AddTensor("cls.bias", draw(n, 0.1), n)
	f.AddTensor("cls.output.weight", draw(n, 0.5), n, 1)
	f.AddTensor("cls.output.bias", []float32{0.25}, 1)
}
