// Package adaptertest makes small LoRA adapters for the bundled chat model: no
// package registry has one. What they make of its answers is nonsense, but they
// are real files that llama.cpp reads and computes with.
package adaptertest

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"testing"

	"carrel/inference/models"
	"carrel/inference/models/gguftest"
)

// The width and form of the bundled chat model, SmolLM2-135M.
const (
	width  = 576
	hidden = 1536
)

// Rank of the adapters' matrices.
const Rank = 4

// Write writes an adapter whose weights are drawn from seed. change, which may be
// nil, may alter the file before it is written. The test is skipped where the
// bundled model is not set up.
func Write(t testing.TB, path string, seed uint64, change func(*gguftest.File)) {
	t.Helper()
	model, err := models.Resolve(models.DefaultChat)
	if err == nil {
		_, err = os.Stat(model)
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, models.ErrNoResources) {
		t.Skipf("needs the bundled chat model, which `make setup` fetches: %v", err)
	}
	if err == nil {
		err = Make(path, seed, change)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Make is Write without a test.
func Make(path string, seed uint64, change func(*gguftest.File)) error {
	f := &gguftest.File{}
	f.SetText("general.type", "adapter")
	f.SetText("general.architecture", "llama")
	f.SetText("general.name", "A small adapter for tests")
	f.SetText("general.base_model.0.name", "SmolLM2 135M Instruct")
	f.SetNumber("general.base_model.count", 1)
	f.SetText("adapter.type", "lora")
	f.SetFloat("adapter.lora.alpha", 2*Rank)
	random := rand.New(rand.NewPCG(seed, 2021))
	// Pair adds to a matrix of the model's: B·A, both small.
	pair := func(tensor string, in, out uint64) {
		draw := func(n uint64) []float32 {
			values := make([]float32, n)
			for i := range values {
				values[i] = float32(random.NormFloat64() * 0.2)
			}
			return values
		}
		f.AddTensor(tensor+".lora_a", draw(in*Rank), in, Rank)
		f.AddTensor(tensor+".lora_b", draw(out*Rank), Rank, out)
	}
	for _, layer := range []int{4, 15, 26} {
		pair(fmt.Sprintf("blk.%d.attn_output.weight", layer), width, width)
		pair(fmt.Sprintf("blk.%d.ffn_down.weight", layer), hidden, width)
	}
	if change != nil {
		change(f)
	}
	return f.Write(path)
}
