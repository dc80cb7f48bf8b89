package openai

import (
	"errors"
	"testing"

	"carrel/app/ask"
)

// FuzzChatRequest: whatever comes is refused in words, or is a request that the
// engine can be asked.
func FuzzChatRequest(f *testing.F) {
	for _, s := range []string{
		`{"model":"m","messages":[{"role":"user","content":"x"}],"stop":"a","n":2,"seed":-1}`,
		`{"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"x"}]}],"temperature":1e400}`,
		`{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"y"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required"}`,
		`{"model":"m","messages":null,"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}}}`,
		`{"stop":null,"logit_bias":{},"stream_options":{},"tools":[null],"messages":[null]}`, `[]`, `null`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var req chatRequest
		err := decode(data, &req)
		var p *problem
		if err != nil {
			if !errors.As(err, &p) || p.status != 400 || p.Message == "" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		if q, _, err := req.generation(); err != nil {
			if !errors.As(err, &p) || p.status != 400 || p.Message == "" {
				t.Fatalf("%T %v", err, err)
			}
		} else if len(q.Messages) == 0 || q.MaxTokens < 0 || len(q.Stop) > maxStops {
			t.Fatalf("%+v", q)
		}
		if q, err := req.question(); err == nil && q.Question == "" {
			t.Fatalf("%+v", q)
		}
	})
}

func TestTextThatMayBeTakenBackIsHeldBack(t *testing.T) {
	var c checkedText
	var out string
	for _, step := range []ask.Step{
		{Kind: ask.StepText, Text: "Größe one. Tw"},
		{Kind: ask.StepSentence, Sentence: &ask.Sentence{Start: 0, End: 10}},
		{Kind: ask.StepText, Text: "o is wrong."},
		{Kind: ask.StepCut, Keep: 10},
	} {
		out += c.add(step)
	}
	if out += c.rest("Größe one."); out != "Größe one." {
		t.Errorf("%q", out)
	}
}
