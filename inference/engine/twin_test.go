package engine

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/models"
)

// embeddingModel is the bundled one.
func embeddingModel(t *testing.T) inference.ModelSpec {
	t.Helper()
	path, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		t.Skip(err)
	}
	spec := inference.ModelSpec{Path: path, Kind: inference.KindEmbedding}
	if models.Twin(spec) == "" {
		t.Skip("there is no ONNX Runtime here")
	}
	return spec
}

func embedAll(t *testing.T, s *server, spec inference.ModelSpec, texts []string) (rows [][]float32) {
	t.Helper()
	err := s.embed(t.Context(), inference.EmbedRequest{Model: spec, Texts: texts}, func(some [][]float32) error {
		rows = append(rows, some...)
		return nil
	})
	if err != nil || len(rows) != len(texts) {
		t.Fatalf("%d vectors of %d texts: %v", len(rows), len(texts), err)
	}
	return rows
}

// The bundled embedding model is computed by ONNX Runtime, with vectors like llama.cpp's,
// which do not depend on the threads, the priority and what is computed beside them.
func TestTwin(t *testing.T) {
	s, _ := atWork(t)
	spec := embeddingModel(t)
	var texts []string
	for i := range 40 { // many are work in the background
		texts = append(texts, strings.Repeat("The tenant pays the rent of 840 euros on the first of the month. ", 1+i%20)+"Number "+string(rune('A'+i)))
	}
	many := embedAll(t, s, spec, texts)
	info, err := s.load(t.Context(), inference.LoadRequest{Model: spec})
	if err != nil || info.Place.Backend != inference.ONNXBackend || info.Dimensions != len(many[0]) {
		t.Fatalf("computed %s, %d dimensions: %v", info.Place, info.Dimensions, err)
	}
	plain := spec
	plain.Place.Backend = inference.NoBackend
	s.emptyShelf()
	byLlama := embedAll(t, s, plain, texts)
	if info, err := s.load(t.Context(), inference.LoadRequest{Model: plain}); err != nil || info.Place.Backend != inference.NoBackend {
		t.Errorf("on the processor alone it is computed %s: %v", info.Place, err)
	}
	s.emptyShelf()
	for i := range texts {
		if alike := dot(many[i], byLlama[i]); alike < leastAlike {
			t.Errorf("text %d: cosine %.3f", i, alike)
		}
		one := spec
		one.Threads = 1 + i%3
		if got := embedAll(t, s, one, texts[i:i+1]); !slices.Equal(got[0], many[i]) {
			t.Errorf("text %d has other bits alone", i)
		}
	}
}

// An engine whose folder has the version of an ONNX Runtime that is gone has none.
func TestONNXRuntimeWithoutItsLibrary(t *testing.T) {
	resources := t.TempDir()
	library := models.ONNXRuntime(resources)
	if err := os.Mkdir(filepath.Dir(library), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(library), "VERSION"), []byte("1.2.3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if o := newONNXRuntime(resources); o.version != "" {
		t.Errorf("without the library it is ONNX Runtime %s", o.version)
	}
	if err := os.WriteFile(library, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if o := newONNXRuntime(resources); o.version != "1.2.3" {
		t.Errorf("with the library it is ONNX Runtime %q", o.version)
	}
}

// A request that is cancelled ends between two texts.
func TestTwinCancelled(t *testing.T) {
	s, _ := atWork(t)
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := s.embed(ctx, inference.EmbedRequest{Model: embeddingModel(t), Texts: slices.Repeat([]string{strings.Repeat("rent and heating ", 60)}, 200)}, func(some [][]float32) error {
		n += len(some)
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || n >= 200 {
		t.Errorf("%d texts, %v", n, err)
	}
}

// Where ONNX Runtime fails while it computes, llama.cpp computes instead.
func TestTwinFails(t *testing.T) {
	s, _ := atWork(t)
	spec := embeddingModel(t)
	texts := slices.Repeat([]string{"rent", strings.Repeat("The heating is paid by the tenant. ", 30)}, 8) // more than one call of llama.cpp takes
	good := embedAll(t, s, spec, texts)
	m := s.shelf.loaded[inference.KindEmbedding][0].Model.(*twin)
	working := m.encoder
	broken, err := os.ReadFile(models.Twin(spec))
	if err != nil {
		t.Fatal(err)
	}
	library, err := s.backend.(native).onnx.library()
	if err != nil {
		t.Fatal(err)
	}
	if m.encoder, err = library.Load(broken, 100); err != nil { // its vectors have 384
		t.Fatal(err)
	}
	defer working.Close()
	for range 2 {
		for i, row := range embedAll(t, s, spec, texts) {
			if alike := dot(row, good[i]); alike < leastAlike || len(row) != len(good[i]) {
				t.Errorf("%s: cosine %.3f", texts[i], alike)
			}
		}
	}
	if m.PackTokens() != packTokens {
		t.Error("it is tried again and again")
	}
	if info, err := s.load(t.Context(), inference.LoadRequest{Model: spec}); err != nil || info.Place.Backend != inference.NoBackend {
		t.Errorf("after it failed it is computed %s: %v", info.Place, err)
	}
}

// A file that computes something else is not believed: llama.cpp alone computes, and who
// named ONNX Runtime is told why.
func TestTwinCompared(t *testing.T) {
	s, _ := atWork(t)
	spec := embeddingModel(t)
	content, err := os.ReadFile(models.Twin(spec))
	if err != nil {
		t.Fatal(err)
	}
	backend := s.backend.(native)
	other := filepath.Join(t.TempDir(), "other.onnx")
	clear(content[1_000_000:12_000_000]) // in the words' own vectors, which come first
	if err := os.WriteFile(other, content, 0o600); err != nil {
		t.Fatal(err)
	}
	plain, err := backend.Library.Load(inference.ModelSpec{Path: spec.Path, Kind: spec.Kind, Place: inference.Place{Backend: inference.NoBackend}})
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	for path, words := range map[string]string{other: "computes something else than llama.cpp", filepath.Join(t.TempDir(), "gone"): "no such file"} {
		if _, err := backend.onnx.load(&nativeModel{Model: plain}, path); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", path, err)
		}
	}
	chat := inference.ModelSpec{Path: spec.Path, Kind: inference.KindRerank, Place: inference.Place{Backend: inference.ONNXBackend}}
	var e *inference.Error
	if _, err := backend.Load(chat); !errors.As(err, &e) || e.Code != inference.CodeModelBroken || !strings.Contains(e.Message, "ONNX Runtime cannot compute") {
		t.Errorf("a model without a twin: %v", err)
	}
}
