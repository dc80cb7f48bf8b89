package inference_test

import (
	"os"
	"path/filepath"
	"testing"

	"carrel/inference"
	"carrel/inference/models/modeltest"
)

// A model whose file is exchanged while it is loaded is loaded anew with the next call.
// One whose file cannot be looked at any more, as its drive is gone, goes on.
func TestModelFileExchanged(t *testing.T) {
	c := start(t)
	dir := t.TempDir()
	spec := inference.ModelSpec{Path: filepath.Join(dir, "model.gguf"), Kind: inference.KindChat, ContextTokens: 512}
	put := func(blocks int) {
		next := filepath.Join(dir, "next")
		modeltest.WriteShallow(t, next, modeltest.Shallow{Blocks: blocks})
		if err := os.Rename(next, spec.Path); err != nil {
			t.Fatal(err)
		}
	}
	loaded := func() uint64 {
		t.Helper()
		q := ask(t)
		q.Model, q.MaxTokens = spec, 1
		if _, err := c.Generate(t.Context(), q, nil); err != nil {
			t.Fatal(err)
		}
		info, err := c.Load(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		return info.Parameters
	}
	put(1)
	one := loaded()
	put(2)
	two := loaded()
	if two <= one {
		t.Errorf("%d parameters after a larger model took the file's place, %d before", two, one)
	}
	if err := os.Remove(spec.Path); err != nil {
		t.Fatal(err)
	}
	if gone := loaded(); gone != two {
		t.Errorf("%d parameters after the file was gone, %d before", gone, two)
	}
	if err := c.Unload(t.Context(), spec.Path); err != nil {
		t.Fatal(err)
	}
	_, err := c.Load(t.Context(), spec)
	code(t, err, inference.CodeModelMissing)
}

// A file that loses its end while it is loaded is told as that. Where it lies is where
// it is read, so that to go on computing would end the engine.
func TestModelFileCutWhileLoaded(t *testing.T) {
	c, model := start(t), shallow(t)
	before, err := c.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	q := ask(t)
	q.Model, q.MaxTokens = model, 1
	if _, err := c.Generate(t.Context(), q, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(model.Path, 1<<20); err != nil {
		t.Fatal(err)
	}
	_, err = c.Generate(t.Context(), q, nil)
	code(t, err, inference.CodeModelBroken)
	if after, err := c.Start(t.Context()); err != nil || after.PID != before.PID {
		t.Errorf("the engine that was process %d is %d, %v", before.PID, after.PID, err)
	}
}
