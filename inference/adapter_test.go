package inference_test

import (
	"path/filepath"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/adaptertest"
	"carrel/inference/models/gguftest"
)

// adapter writes one and returns it at its full strength.
func adapter(t *testing.T, seed uint64, change func(*gguftest.File)) inference.Adapter {
	t.Helper()
	path := filepath.Join(t.TempDir(), "adapter.gguf")
	adaptertest.Write(t, path, seed, change)
	return inference.Adapter{Path: path, Scale: 1}
}

// withAdapters asks for a few tokens of a prompt that is long enough for its
// beginning to be used again.
func withAdapters(t *testing.T, list ...inference.Adapter) inference.GenerateRequest {
	model := chat(t)
	model.Threads = 1 // more would wait for each other on a busy machine
	return inference.GenerateRequest{
		Model: model, Prompt: strings.Repeat(passage+" ", 5) + "In which year was it founded?", Adapters: list,
		Sampling: inference.Sampling{Temperature: ptr(0.0)}, MaxTokens: 2, IgnoreEOS: true,
	}
}

// Adapters change what is computed, each otherwise and by its scale; without them
// all is as it was to the last bit, with the model still loaded.
func TestAdaptersAreSwitched(t *testing.T) {
	c := start(t)
	a, b := adapter(t, 1, nil), adapter(t, 2, nil)
	half, off := inference.Adapter{Path: a.Path, Scale: 0.5}, inference.Adapter{Path: b.Path}
	made := map[string]written{}
	for _, step := range []struct {
		name   string // the same name gives the same answer
		list   []inference.Adapter
		reused bool // what was computed is used again only with the same adapters
	}{
		{"plain", nil, false},
		{"plain", []inference.Adapter{off}, true},
		{"a", []inference.Adapter{a}, false},
		{"half of a", []inference.Adapter{half}, false},
		{"both", []inference.Adapter{a, b}, false},
		{"both", []inference.Adapter{b, a}, true},
		{"plain", nil, false},
	} {
		w := write(t, c, withAdapters(t, step.list...))
		if reused := w.ReusedTokens > 0; reused != step.reused {
			t.Errorf("%s: %d tokens used again", step.name, w.ReusedTokens)
		}
		for name, other := range made {
			switch {
			case name == step.name && !w.same(other):
				t.Errorf("%s gives %q now, and gave %q", name, w.Text, other.Text)
			case name != step.name && w.probabilities[0] == other.probabilities[0]:
				t.Errorf("%s computes the same as %s", step.name, name)
			}
		}
		made[step.name] = w
	}
}

// What is no adapter, or one of another model, is refused in words; the engine
// goes on.
func TestWrongAdaptersAreRefused(t *testing.T) {
	c := start(t)
	refused := map[string]struct {
		change func(*gguftest.File)
		words  string
	}{
		"of another architecture": {func(f *gguftest.File) { f.SetText("general.architecture", "qwen3") }, "was made for the architecture qwen3"},
		"of a wider model": {func(f *gguftest.File) {
			f.AddTensor("blk.0.attn_q.weight.lora_a", make([]float32, 1024*4), 1024, 4)
			f.AddTensor("blk.0.attn_q.weight.lora_b", make([]float32, 1024*4), 4, 1024)
		}, "1024 × 1024, and the model's are 576 × 576"},
		"of a deeper model": {func(f *gguftest.File) {
			f.AddTensor("blk.64.attn_q.weight.lora_a", make([]float32, 576*4), 576, 4)
			f.AddTensor("blk.64.attn_q.weight.lora_b", make([]float32, 576*4), 4, 576)
		}, "blk.64.attn_q.weight, which that model does not have"},
		"with half a pair":         {func(f *gguftest.File) { f.Drop("blk.4.ffn_down.weight.lora_b") }, "one of the matrices for blk.4.ffn_down.weight is missing"},
		"of another type":          {func(f *gguftest.File) { f.SetText("adapter.type", "control_vector") }, "LoRA adapters only"},
		"that is a model":          {func(f *gguftest.File) { f.SetText("general.type", "model") }, "it is a model, not an adapter"},
		"that acts from a word on": {func(f *gguftest.File) { f.SetTexts("adapter.alora.invocation_tokens", "12") }, "activated LoRA"},
	}
	for name, r := range refused {
		_, err := c.Generate(t.Context(), withAdapters(t, adapter(t, 1, r.change)), nil)
		if e := code(t, err, inference.CodeAdapter); !strings.Contains(e.Message, r.words) {
			t.Errorf("%s: %s", name, e.Message)
		}
	}
	_, err := c.Generate(t.Context(), withAdapters(t, inference.Adapter{Path: filepath.Join(t.TempDir(), "none.gguf"), Scale: 1}), nil)
	code(t, err, inference.CodeModelMissing)
	a := adapter(t, 1, nil)
	for _, list := range [][]inference.Adapter{{a, a}, {{Path: a.Path, Scale: 11}}, {{Path: "adapter.gguf", Scale: 1}}} {
		_, err := c.Generate(t.Context(), withAdapters(t, list...), nil)
		code(t, err, inference.CodeBadRequest)
	}
	q := withAdapters(t)
	q.Model.Path = a.Path
	_, err = c.Generate(t.Context(), q, nil)
	if e := code(t, err, inference.CodeModelKind); !strings.Contains(e.Message, "is an adapter") {
		t.Error(e.Message)
	}
	write(t, c, withAdapters(t, a))
}
