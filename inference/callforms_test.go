package inference_test

import (
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/grammar"
)

// Under the grammar of a call or a text a model may write its family's own form of
// a call, and several calls.
func TestFamiliesWriteTheirCalls(t *testing.T) {
	c := start(t)
	rules, err := grammar.Call([]grammar.Function{{Name: "get_time"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []string{`<tool_call>{"name": "get_time", "arguments": {}}</tool_call>`, `<function=get_time>{}</function>`, `<|python_tag|>{"a":1}`} {
		r, err := c.Generate(t.Context(), inference.GenerateRequest{
			Model: chat(t), Prompt: call + "\n" + call + "\n", Grammar: rules, MaxTokens: 45,
			Sampling: inference.Sampling{Temperature: ptr(0.0)},
		}, nil)
		if err != nil || !strings.HasPrefix(r.Text, call+"\n"+call[:2]) {
			t.Errorf("%s is written as %q, %v", call, r.Text, err)
		}
	}
}
