package ask

import (
	"context"
	"testing"

	"carrel/inference"
)

// asking notes what a model is asked.
type asking struct {
	scripted
	requests []inference.GenerateRequest
}

func (m *asking) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	m.requests = append(m.requests, r)
	return m.scripted.Generate(ctx, r, onText)
}

// What is computed of a prompt is kept for more questions on the same documents,
// and nothing where the chat itself is not kept.
func TestAskKeepsPromptsOnlyWithTheChat(t *testing.T) {
	a, _ := newAsker(t)
	model := &asking{scripted: scripted{pieces: []string{"Anna Berg ", "founded it."}}}
	a.config.Engine = model
	request := Request{Question: "Who founded the Harbour Museum?", Documents: []string{desk.ids["museum.txt"]}}
	kept := func() bool {
		t.Helper()
		model.requests = nil
		if _, err := a.Ask(t.Context(), request, func(Step) {}); err != nil || len(model.requests) == 0 {
			t.Fatalf("%d requests, %v", len(model.requests), err)
		}
		return model.requests[0].KeepPrompt
	}
	if !kept() {
		t.Error("not kept for more questions on the document")
	}
	a.config.History = nil
	if kept() {
		t.Error("kept on disk for a chat that is not")
	}
}
