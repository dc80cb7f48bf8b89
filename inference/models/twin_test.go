package models

import (
	"os"
	"path/filepath"
	"testing"

	"carrel/inference"
)

// Only the bundled embedding model has a twin, and only where ONNX Runtime is too.
func TestTwin(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CARREL_RESOURCES", dir)
	write := func(parts ...string) string {
		path := filepath.Join(append([]string{dir}, parts...)...)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("engine", "VERSION")
	spec := inference.ModelSpec{Path: write("models", "small-v2.Q8_0.gguf"), Kind: inference.KindEmbedding}
	twin := write("onnxruntime", "small-v2.int8.onnx")
	if got := Twin(spec); got != "" {
		t.Errorf("without the library: %s", got)
	}
	write("onnxruntime", onnxLibrary)
	if got := Twin(spec); got != twin {
		t.Errorf("%q instead of %s", got, twin)
	}
	for name, other := range map[string]inference.ModelSpec{
		"a person's own file":   {Path: write("mine", "small-v2.Q8_0.gguf"), Kind: inference.KindEmbedding},
		"another bundled model": {Path: write("models", "other.Q8_0.gguf"), Kind: inference.KindEmbedding},
		"a model that writes":   {Path: spec.Path, Kind: inference.KindChat},
	} {
		if got := Twin(other); got != "" {
			t.Errorf("%s has the twin %s", name, got)
		}
	}
}
