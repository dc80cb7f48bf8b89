package inference_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/models"
)

// A processor without AVX2 is served by a library of its own: with those for newer ones
// gone, the same models give the same vectors but for rounding, and write.
func TestOldProcessors(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the libraries for old processors are those of x64 on Linux")
	}
	usual := start(t)
	real, err := models.ResourceDir()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(real, "engine", "*"))
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"The lease of the mill ends on 3 March 2031.", "A telescope needs a large mirror."}
	spec, writes := minilm(t), inference.GenerateRequest{Model: chat(t), Prompt: "Once upon a time", MaxTokens: 4, IgnoreEOS: true}
	want, err := usual.Embed(t.Context(), spec, texts)
	if err != nil {
		t.Fatal(err)
	}
	for _, variant := range []string{"x64", "sse42"} {
		resources := t.TempDir()
		if err := os.MkdirAll(filepath.Join(resources, "engine"), 0o700); err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			name := filepath.Base(file)
			if strings.HasPrefix(name, "libggml-cpu-") && name != "libggml-cpu-"+variant+".so" {
				continue
			}
			// Libraries look for each other beside their real place: links would find all.
			data, err := os.ReadFile(file)
			if err == nil {
				err = os.WriteFile(filepath.Join(resources, "engine", name), data, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("CARREL_RESOURCES", resources)
		old := inference.New(inference.Config{Command: command(t, "engine")})
		defer old.Close()
		info, err := old.Start(t.Context())
		if err != nil || strings.Join(info.Backends, " ") != "CPU ("+variant+")" {
			t.Fatalf("%+v, %v", info, err)
		}
		got, err := old.Embed(t.Context(), spec, texts)
		if err != nil {
			t.Fatal(err)
		}
		for i := range texts {
			if near := dot(got[i], want[i]); near < 0.99 {
				t.Errorf("%s: %q has a vector that is %.3f like the usual one", variant, texts[i], near)
			}
		}
		if r, err := old.Generate(t.Context(), writes, nil); err != nil || r.AnswerTokens != 4 || r.Text == "" {
			t.Errorf("%s: %+v, %v", variant, r, err)
		}
	}
}
