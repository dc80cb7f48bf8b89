package openai

import (
	"strings"
	"testing"

	"carrel/inference"
)

// A thought comes in a field of its own, whole and in the parts of a stream.
func TestThoughtIsNotTheContent(t *testing.T) {
	r := inference.GenerateResult{Text: "Four.", Thought: "Two and two.", StopReason: inference.StopEnd, AnswerTokens: 9, ThoughtTokens: 6}
	whole := finished(0, r, nil)
	if *whole.Message.Content != "Four." || whole.Message.Reasoning == nil || *whole.Message.Reasoning != "Two and two." {
		t.Errorf("%+v", whole.Message)
	}
	var content, reasoning strings.Builder
	c := &chunks{send: func(part chatChoice) {
		if part.Delta.Content != nil {
			content.WriteString(*part.Delta.Content)
		}
		if part.Delta.Reasoning != nil {
			reasoning.WriteString(*part.Delta.Reasoning)
		}
	}}
	for _, p := range []inference.Piece{{Thought: "Two and"}, {Thought: " two."}, {Text: "Fo"}, {Text: "ur."}} {
		c.add(p)
	}
	c.end(r)
	if content.String() != "Four." || reasoning.String() != "Two and two." {
		t.Errorf("content %q, reasoning %q", content.String(), reasoning.String())
	}
	var u usage
	if u.add(r); u.CompletionTokens != 9 || u.Details == nil || u.Details.ReasoningTokens != 6 {
		t.Errorf("%+v", u)
	}
	u = usage{}
	if u.add(inference.GenerateResult{AnswerTokens: 2}); u.Details != nil {
		t.Error("a model that does not think has tokens of thought")
	}
}

// OpenAI's bound is one of thought and answer together, and leaves room for both.
func TestTheBoundHoldsForThoughtToo(t *testing.T) {
	for most, thought := range map[int]int{1: 1, 200: 100} {
		q, err := (&sampling{MaxTokens: &most}).request()
		if err != nil || q.MaxTokens != most || q.MaxAll != most || q.MaxThought != thought {
			t.Errorf("of %d: %+v, %v", most, q, err)
		}
	}
	if q, err := (&sampling{}).request(); err != nil || q.MaxTokens != 0 || q.MaxAll != 0 || q.MaxThought != 0 {
		t.Errorf("without: %+v, %v", q, err)
	}
}
