package openai_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"carrel/knowledge"
)

func TestChat(t *testing.T) {
	s := serve(t)
	body := func(more object) object {
		b := object{"model": chatModel, "messages": user("Tell a long story about the sea."), "max_tokens": 8, "seed": 7, "temperature": 1}
		for k, v := range more {
			b[k] = v
		}
		return b
	}
	var first, again, other answered
	s.post("/chat/completions", body(object{"logprobs": true, "top_logprobs": 2}), &first)
	s.post("/chat/completions", body(nil), &again)
	s.post("/chat/completions", body(object{"seed": 8}), &other)
	if first.text() == "" || again.text() != first.text() || other.text() == first.text() {
		t.Errorf("seed 7 gave %q and %q, seed 8 gave %q", first.text(), again.text(), other.text())
	}
	c := first.Choices[0]
	if n := len(c.LogProbs.Content); n != first.Usage.Completion || n != 8 || c.Finish != "length" || first.Usage.Total != first.Usage.Prompt+n {
		t.Errorf("%d tokens, %+v, %s", n, *first.Usage, c.Finish)
	}
	var written []byte
	for _, token := range c.LogProbs.Content {
		for _, b := range token.Bytes {
			written = append(written, byte(b))
		}
	}
	if string(written) != first.text() {
		t.Errorf("the tokens make %q of %q", written, first.text())
	}

	// In a stream the same text comes, and the count at the end.
	parts, text := s.streamed(body(object{"stream_options": object{"include_usage": true}}))
	last := parts[len(parts)-1]
	if text != first.text() || len(last.Choices) != 0 || last.Usage == nil || *last.Usage != *first.Usage || parts[len(parts)-2].Choices[0].Finish != "length" {
		t.Errorf("streamed %q with %+v", text, last)
	}

	// A stop sequence ends the answer and is no part of it.
	half := []rune(first.text())
	stop := string(half[len(half)/2 : len(half)/2+2])
	var stopped answered
	s.post("/chat/completions", body(object{"stop": stop, "logprobs": true}), &stopped)
	before, _, _ := bytes.Cut([]byte(first.text()), []byte(stop))
	if stopped.text() != string(before) || stopped.Choices[0].Finish != "stop" {
		t.Errorf("stopped at %q: %q of %q", stop, stopped.text(), first.text())
	}

	// A grammar of the program's own is kept to, also without a template.
	var held answered
	var bare struct{ Choices []struct{ Text string } }
	s.post("/chat/completions", body(object{"grammar": `root ::= "grey" | "green"`}), &held)
	if text := held.text(); text != "grey" && text != "green" || held.Choices[0].Finish != "stop" {
		t.Errorf("%q, %s", text, held.Choices[0].Finish)
	}
	s.post("/completions", object{"model": chatModel, "prompt": "The sea is", "grammar": `root ::= " " [0-9]{3}`}, &bare)
	if text := bare.Choices[0].Text; len(text) != 4 || strings.Trim(text[1:], "0123456789") != "" {
		t.Errorf("%q", text)
	}

	// Several choices are those of seeds that follow each other.
	var several answered
	s.post("/chat/completions", body(object{"n": 2}), &several)
	if several.Choices[0].Message.Content != first.text() || several.Choices[1].Message.Content != other.text() || several.Usage.Completion != 16 || several.Usage.Prompt != first.Usage.Prompt {
		t.Errorf("%+v", several)
	}
}

func TestFunctions(t *testing.T) {
	s := serve(t)
	weather := []object{{"type": "function", "function": object{"name": "weather", "description": "The weather of a city",
		"parameters": object{"type": "object", "properties": object{"city": object{"type": "string", "maxLength": 20}}, "required": []string{"city"}, "additionalProperties": false}}}}
	body := object{"model": chatModel, "messages": user("What is the weather in Paris?"), "tools": weather, "tool_choice": "required", "temperature": 0, "max_tokens": 80}
	var got answered
	s.post("/chat/completions", body, &got)
	check := func(name, arguments, finish string) {
		t.Helper()
		var parsed struct{ City *string }
		if err := json.Unmarshal([]byte(arguments), &parsed); err != nil || parsed.City == nil || name != "weather" || finish != "tool_calls" {
			t.Errorf("%s(%s), %s: %v", name, arguments, finish, err)
		}
	}
	calls := got.Choices[0].Message.ToolCalls
	if len(calls) != 1 {
		t.Fatalf("%+v", got)
	}
	check(calls[0].Function.Name, calls[0].Function.Arguments, got.Choices[0].Finish)
	parts, text := s.streamed(body)
	last := parts[len(parts)-1].Choices[0]
	if called := parts[len(parts)-2].Choices[0].Delta.ToolCalls; text != "" || len(called) != 1 {
		t.Errorf("streamed %q, %+v", text, called)
	} else {
		check(called[0].Function.Name, called[0].Function.Arguments, last.Finish)
	}
	// The result is told, and answered in words.
	delete(body, "stream")
	body["tool_choice"], body["max_tokens"] = "none", 10
	body["messages"] = append(user("What is the weather in Paris?"),
		object{"role": "assistant", "content": nil, "tool_calls": []object{{"id": "c1", "type": "function", "function": object{"name": "weather", "arguments": `{"city":"Paris"}`}}}},
		object{"role": "tool", "tool_call_id": "c1", "content": "sunny"})
	var said answered
	s.post("/chat/completions", body, &said)
	if said.text() == "" || len(said.Choices[0].Message.ToolCalls) > 0 {
		t.Errorf("%+v", said)
	}
}

func TestCompletions(t *testing.T) {
	s := serve(t)
	var got struct {
		Choices []struct {
			Index    int
			Text     string
			LogProbs struct {
				Tokens []string
				Offset []int `json:"text_offset"`
			}
		}
		Usage struct {
			Completion int `json:"completion_tokens"`
		}
	}
	s.post("/completions", object{"model": chatModel, "prompt": []string{"Once upon a time", "The capital of France"}, "max_tokens": 6, "temperature": 0, "logprobs": 1}, &got)
	if len(got.Choices) != 2 || got.Choices[1].Index != 1 || got.Usage.Completion != 12 {
		t.Fatalf("%+v", got)
	}
	for _, c := range got.Choices {
		for i, token := range c.LogProbs.Tokens {
			if at := c.LogProbs.Offset[i]; string([]rune(c.Text)[at:at+len([]rune(token))]) != token {
				t.Errorf("%q is not at %d of %q", token, at, c.Text)
			}
		}
	}
}

func TestEmbeddings(t *testing.T) {
	s := serve(t)
	texts := []string{"The fox has a red tail.", "Bees live in the south wall."}
	var got struct {
		Data []struct {
			Index     int
			Embedding []float32
		}
		Usage struct {
			Prompt int `json:"prompt_tokens"`
		}
	}
	s.post("/embeddings", object{"model": embeddingModel, "input": texts}, &got)
	library, _ := s.core.Library.Embedders()
	want, err := library.Embed(t.Context(), knowledge.ForPassage, texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range got.Data {
		var dot float64
		for k, v := range d.Embedding {
			dot += float64(v) * float64(want[i][k])
		}
		if d.Index != i || math.Abs(dot-1) > 1e-6 {
			t.Errorf("text %d: its cosine with the library's is %v", i, dot)
		}
	}
	if got.Usage.Prompt != 9+9 { // six words, a full stop, [CLS] and [SEP]
		t.Errorf("%d tokens", got.Usage.Prompt)
	}
	// Both texts again: what is computed beside a text may change its last bits.
	var packed struct{ Data []struct{ Embedding string } }
	s.post("/embeddings", object{"model": embeddingModel, "input": texts, "encoding_format": "base64"}, &packed)
	raw, err := base64.StdEncoding.DecodeString(packed.Data[0].Embedding)
	if err != nil || len(raw) != 4*len(want[0]) {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	if v := math.Float32frombits(binary.LittleEndian.Uint32(raw)); v != got.Data[0].Embedding[0] {
		t.Errorf("base64 has %v for %v", v, got.Data[0].Embedding[0])
	}
}

// Sixteen at once are all answered, each as if it were alone, and counted right.
func TestManyAtOnce(t *testing.T) {
	s := serve(t)
	body := object{"model": chatModel, "messages": user("Say something about the sea."), "max_tokens": 8, "temperature": 0}
	var alone answered
	s.post("/chat/completions", body, &alone)
	answers := make([]answered, 16)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { s.post("/chat/completions", body, &answers[i]) })
	}
	all.Wait()
	total := 0
	for i, a := range answers {
		if a.Choices == nil || a.text() != alone.text() {
			t.Errorf("answer %d is %+v, alone it was %q", i, a, alone.text())
			continue
		}
		total += a.Usage.Total
	}
	if total != 16*alone.Usage.Total {
		t.Errorf("%d tokens, want 16 times %d", total, alone.Usage.Total)
	}
}

// Clients that go away at any moment leave nothing behind: a few requests are
// answered at a time, so forgotten ones would hold up the next.
func TestClientsThatGoAway(t *testing.T) {
	s := serve(t)
	body := object{"model": chatModel, "messages": user("Tell a very long story."), "stream": true, "temperature": 0}
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	var all sync.WaitGroup
	for i := range 50 {
		parts := random.Int64N(4) // how many bytes of the reply it waits for, in parts of a stream
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%5 == 0 {
				go cancel() // before or while it is sent
			}
			r, err := s.request(ctx, "POST", "/chat/completions", bytes.NewReader(data))
			if err != nil {
				t.Error(err)
				return
			}
			response, err := s.client.Do(r)
			if err != nil {
				return // it was gone before there was an answer
			}
			defer response.Body.Close()
			_, _ = io.CopyN(io.Discard, response.Body, 200*parts)
		})
	}
	all.Wait()
	var got answered
	s.post("/chat/completions", object{"model": chatModel, "messages": user("Hello"), "max_tokens": 4}, &got)
	if got.text() == "" {
		t.Errorf("%+v", got)
	}
}
