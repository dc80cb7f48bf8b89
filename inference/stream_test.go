package inference_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/grammar"
)

// What a model writes under a schema's grammar is JSON of that schema, however
// wild its sampling is.
func TestSchemasAreKeptTo(t *testing.T) {
	c := start(t)
	type object = map[string]any
	for _, tt := range []struct {
		name, schema string
		holds        func(v any) bool
	}{
		{"enum", `{"enum":["a \"quoted\" one","b\\c\n",17,null,{"x":[1.5,true]}]}`, func(v any) bool {
			return slices.ContainsFunc([]any{"a \"quoted\" one", "b\\c\n", 17.0, nil, object{"x": []any{1.5, true}}}, func(o any) bool { return reflect.DeepEqual(v, o) })
		}},
		{"bounded integer", `{"type":"integer","minimum":1,"maximum":120}`, func(v any) bool {
			n, ok := v.(float64)
			return ok && n == math.Trunc(n) && n >= 1 && n <= 120
		}},
		{"date", `{"type":"string","format":"date"}`, func(v any) bool { s, ok := v.(string); return ok && len(s) == 10 && s[4] == '-' }},
		{"short text", `{"type":"string","minLength":2,"maxLength":5}`, func(v any) bool {
			s, ok := v.(string)
			return ok && len([]rune(s)) >= 2 && len([]rune(s)) <= 5
		}},
		{"list", `{"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":3}`, func(v any) bool {
			list, ok := v.([]any)
			return ok && len(list) >= 2 && len(list) <= 3 && !slices.ContainsFunc(list, func(o any) bool { _, is := o.(bool); return !is })
		}},
		{"object", `{"type":"object","properties":{"b":{"type":["null","boolean"]},"a":{"type":"integer","minimum":0,"maximum":9},"c":{"const":"x"}},"required":["a"],"additionalProperties":false}`, func(v any) bool {
			o, ok := v.(object)
			_, hasA := o["a"].(float64)
			for k := range o {
				ok = ok && strings.Contains("abc", k)
			}
			return ok && hasA && (o["c"] == nil || o["c"] == "x")
		}},
		{"recursive", `{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"leaf":{"type":"boolean"},"next":{"anyOf":[{"$ref":"#/$defs/tree"},{"type":"null"}]}},"required":["leaf"]}}}`, func(v any) bool {
			o, ok := v.(object)
			_, leaf := o["leaf"].(bool)
			return ok && leaf
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rules, err := grammar.FromSchema([]byte(tt.schema))
			if err != nil {
				t.Fatal(err)
			}
			// Which ones come to their end is the processor's rounding too.
			ended := 0
			for seed := uint32(0); ended < 2 && seed < mostSeeds; seed++ {
				r, err := c.Generate(t.Context(), inference.GenerateRequest{
					Model: chat(t), Prompt: "Here is some JSON:\n", Grammar: rules, MaxTokens: 60,
					Sampling: inference.Sampling{Temperature: ptr(2.0), TopP: ptr(1.0), TopK: ptr(0), MinP: ptr(0.0), Seed: &seed},
				}, nil)
				if err != nil {
					t.Fatalf("%v\n%s", err, rules)
				}
				if r.StopReason != inference.StopEnd {
					continue // cut: only the beginning
				}
				ended++
				var v any
				if err := json.Unmarshal([]byte(r.Text), &v); err != nil || !tt.holds(v) {
					t.Errorf("seed %d: %q: %v", seed, r.Text, err)
				}
			}
			if ended == 0 {
				t.Error("no answer came to its end")
			}
		})
	}
	// One that goes round in a circle is refused by llama.cpp, and does not end it.
	rules, err := grammar.FromSchema([]byte(`{"anyOf":[{"$ref":"#"},{"type":"null"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Generate(t.Context(), inference.GenerateRequest{Model: chat(t), Prompt: "x", Grammar: rules, MaxTokens: 5}, nil)
	code(t, err, inference.CodeBadRequest)
}

// mostSeeds is how many answers are tried for two that come to their end.
const mostSeeds = 12

func TestProbabilities(t *testing.T) {
	c := start(t)
	var tokens []inference.TokenChoice
	var text string
	r, err := c.Stream(t.Context(), inference.GenerateRequest{
		Model: chat(t), Prompt: "The capital of France is", MaxTokens: 12, Sampling: inference.Sampling{Temperature: ptr(0.0)},
		LogProbs: true, TopLogProbs: 5,
	}, func(p inference.Piece) {
		if p.Token != nil {
			tokens = append(tokens, *p.Token)
		}
		text += p.Text
	})
	if err != nil {
		t.Fatal(err)
	}
	var written []byte
	for i, token := range tokens {
		written = append(written, token.Bytes...)
		sum := 0.0
		for k, o := range token.Top {
			sum += math.Exp(o.LogProb)
			if k > 0 && o.LogProb > token.Top[k-1].LogProb {
				t.Errorf("token %d: its alternatives are not in order: %v", i, token.Top)
			}
		}
		if len(token.Top) != 5 || sum > 1.000001 || sum < 0.05 {
			t.Errorf("token %d: %d alternatives with %v of the probability", i, len(token.Top), sum)
		}
		// Greedy: the most probable one is written.
		if token.LogProb != token.Top[0].LogProb || string(token.Bytes) != string(token.Top[0].Bytes) {
			t.Errorf("token %d: %q with %v was written, %q with %v is the most probable", i, token.Bytes, token.LogProb, token.Top[0].Bytes, token.Top[0].LogProb)
		}
	}
	if len(tokens) != r.AnswerTokens || string(written) != r.Text || text != r.Text {
		t.Errorf("%d tokens make %q, and the answer is %d tokens: %q", len(tokens), written, r.AnswerTokens, r.Text)
	}
	_, err = c.Generate(t.Context(), inference.GenerateRequest{Model: chat(t), Prompt: "a", MaxTokens: 1, LogProbs: true, TopLogProbs: inference.MaxTopLogProbs + 1}, nil)
	code(t, err, inference.CodeBadRequest)
}

func TestPenaltiesChangeTheAnswer(t *testing.T) {
	c := start(t)
	write := func(s inference.Sampling) string {
		s.Temperature = ptr(0.0)
		r, err := c.Generate(t.Context(), inference.GenerateRequest{Model: chat(t), Prompt: "la la la la la la", MaxTokens: 16, Sampling: s}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r.Text
	}
	plain := write(inference.Sampling{})
	if same := write(inference.Sampling{Frequency: ptr(0.0), Presence: ptr(0.0)}); same != plain {
		t.Errorf("penalties of 0 make %q of %q", same, plain)
	}
	if other := write(inference.Sampling{Frequency: ptr(2.0)}); other == plain {
		t.Errorf("a frequency penalty leaves %q", plain)
	}
	if other := write(inference.Sampling{Presence: ptr(2.0)}); other == plain {
		t.Errorf("a presence penalty leaves %q", plain)
	}
	_, err := c.Generate(t.Context(), inference.GenerateRequest{Model: chat(t), Prompt: "x", Sampling: inference.Sampling{Presence: ptr(2.5)}}, nil)
	code(t, err, inference.CodeBadRequest)
}

func TestLengths(t *testing.T) {
	c := start(t)
	long := strings.Repeat("word ", 600)
	lengths, limit, err := c.Lengths(t.Context(), minilm(t), []string{"", "hello world", long})
	if err != nil {
		t.Fatal(err)
	}
	// [CLS] and [SEP] are around each.
	if want := []int{2, 4, 602}; !slices.Equal(lengths, want) || limit != 512 {
		t.Errorf("%v of %d, want %v of 512", lengths, limit, want)
	}
}
