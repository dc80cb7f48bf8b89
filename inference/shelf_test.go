package inference_test

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"carrel/inference"
	"carrel/inference/models/modeltest"
)

// TestTwoEmbeddingModelsAtOnce has the engine embed with two models in turns, of
// different dimensions.
func TestTwoEmbeddingModelsAtOnce(t *testing.T) {
	c := start(t)
	large := minilm(t)
	small := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "small.gguf"), Kind: inference.KindEmbedding}
	modeltest.Write(t, small.Path, modeltest.Options{})
	texts := []string{"The landlord must repair the roof.", "A broken roof is to be mended by the owner of the house.", "Photosynthesis turns light into sugar."}
	var first [][]float32
	for round := range 3 {
		for _, spec := range []inference.ModelSpec{large, small} {
			rows, err := c.Embed(t.Context(), spec, texts)
			if err != nil {
				t.Fatal(err)
			}
			want := 384
			if spec.Path == small.Path {
				want = 64
			}
			if len(rows) != 3 || len(rows[0]) != want || math.Abs(dot(rows[0], rows[0])-1) > 1e-3 {
				t.Fatalf("round %d: %d vectors of %d dimensions", round, len(rows), len(rows[0]))
			}
			if near, far := dot(rows[0], rows[1]), dot(rows[0], rows[2]); near <= far {
				t.Errorf("%d dimensions: what means the same is at %.3f, something else at %.3f", want, near, far)
			}
			if spec.Path == large.Path && round == 0 {
				first = rows
			} else if spec.Path == large.Path && !slices.Equal(rows[0], first[0]) {
				t.Error("beside another model the vectors are others")
			}
		}
	}
	if err := c.Unload(t.Context(), small.Path); err != nil {
		t.Fatal(err)
	}
	if rows, err := c.Embed(t.Context(), large, texts[:1]); err != nil || len(rows[0]) != 384 {
		t.Errorf("after the other was unloaded: %v", err)
	}
}

// TestModelsWithoutVectors: the engine hands over what a model computes, also
// where that is of no use; who embeds with it must look.
func TestModelsWithoutVectors(t *testing.T) {
	c := start(t)
	nan, zero := float32(math.NaN()), float32(0)
	for name, scale := range map[string]*float32{"nan": &nan, "zero": &zero} {
		spec := inference.ModelSpec{Path: filepath.Join(t.TempDir(), name+".gguf"), Kind: inference.KindEmbedding}
		modeltest.Write(t, spec.Path, modeltest.Options{Scale: scale})
		rows, err := c.Embed(t.Context(), spec, []string{"anything"})
		if err != nil {
			t.Fatal(err)
		}
		if length := dot(rows[0], rows[0]); length > 0.5 {
			t.Errorf("%s: a vector of the length %f", name, length)
		}
	}
}

// TestPooling: the pooling that a file names is the one used. With the last or
// the first token's vector a text is its end's or its start's.
func TestPooling(t *testing.T) {
	c := start(t)
	texts := []string{"harbour office", "garden office", "harbour school"}
	rows := map[uint32][][]float32{}
	for pooling := uint32(1); pooling <= 3; pooling++ {
		spec := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "model.gguf"), Kind: inference.KindEmbedding}
		modeltest.Write(t, spec.Path, modeltest.Options{Pooling: pooling})
		var err error
		if rows[pooling], err = c.Embed(t.Context(), spec, texts); err != nil {
			t.Fatal(err)
		}
	}
	if same := dot(rows[1][0], rows[1][1]); same > 0.99 {
		t.Errorf("mean pooling: different texts have a cosine of %f", same)
	}
	// The first token is [CLS] and the last [SEP] whatever the text, and nothing
	// mixes them with the others in this model.
	for _, pooling := range []uint32{2, 3} {
		if same := dot(rows[pooling][0], rows[pooling][1]); same < 0.99 {
			t.Errorf("pooling %d: the marker's vector differs between texts, %f", pooling, same)
		}
		if other := dot(rows[pooling][0], rows[1][0]); other > 0.99 {
			t.Errorf("pooling %d is that of the mean", pooling)
		}
	}
}

// What is waited for is told: the engine's start, or the loading of that file.
func TestWhatIsLoadedIsTold(t *testing.T) {
	c := start(t)
	model := minilm(t)
	model.Kind = inference.KindEmbedding
	if !c.Loading(model.Path) {
		t.Error("an engine that has not started is to load nothing")
	}
	if _, err := c.Load(t.Context(), model); err != nil {
		t.Fatal(err)
	}
	if c.Loading(model.Path) {
		t.Error("what is loaded is still being loaded")
	}
}
