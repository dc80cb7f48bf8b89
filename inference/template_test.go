package inference_test

import (
	"path/filepath"
	"testing"

	"carrel/inference"
	"carrel/inference/models/modeltest"
)

// A chat template that cannot be rendered gives way to the form that llama.cpp
// recognises it by, and ends no engine.
func TestTemplateThatPanics(t *testing.T) {
	c := start(t)
	spec := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "model.gguf"), ContextTokens: 512}
	modeltest.WriteShallow(t, spec.Path, modeltest.Shallow{Template: func(own string) string { return own + "{{ 'a' * -1 }}" }})
	q := ask(t)
	n, err := c.CountTokens(t.Context(), chat(t), q.Messages)
	if err != nil {
		t.Fatal(err)
	}
	q.Model, q.MaxTokens = spec, 1
	if r, err := c.Generate(t.Context(), q, nil); err != nil || r.PromptTokens != n {
		t.Errorf("%d tokens in the prompt, %d with the template as it was; %v", r.PromptTokens, n, err)
	}
}
