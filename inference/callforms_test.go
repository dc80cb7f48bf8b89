package inference_test

import (
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/grammar"
)

// Under the grammar of a call or a text a model may write its family's own form of
// a call, with arguments that the function has.
func TestFamiliesWriteTheirCalls(t *testing.T) {
	c := start(t)
	rules, err := grammar.Call([]grammar.Function{{Name: "get_time", Parameters: []byte(`{"type":"object","properties":{"zone":{"enum":["CET"]}},"required":["zone"]}`)}}, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []string{
		`<tool_call>[{"name": "get_time", "arguments": {"zone": "CET"}}]</tool_call>`,
		`<function=get_time>{"zone": "CET"}</function>`,
		`[TOOL_CALLS]get_time[ARGS]{"zone": "CET"}`,
	} {
		shown := strings.Replace(call, "CET", "BST", 1) + "\n" // which the model would repeat
		r, err := c.Generate(t.Context(), inference.GenerateRequest{
			Model: chat(t), Prompt: strings.Repeat(shown, 3), Grammar: rules, MaxTokens: 40,
			Sampling: inference.Sampling{Temperature: ptr(0.0)},
		}, nil)
		if err != nil || !strings.HasPrefix(r.Text, call) {
			t.Errorf("%s is written as %q, %v", call, r.Text, err)
		}
	}
}
