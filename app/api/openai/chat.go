package openai

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"carrel/app"
	"carrel/inference"
	"carrel/inference/grammar"
)

// chatRequest is the body of POST /v1/chat/completions.
type chatRequest struct {
	sampling
	Model               string          `json:"model"`
	Messages            []message       `json:"messages"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	LogProbs            bool            `json:"logprobs"`
	TopLogProbs         *int            `json:"top_logprobs"`
	ResponseFormat      *responseFormat `json:"response_format"`
	Tools               []tool          `json:"tools"`
	ToolChoice          json.RawMessage `json:"tool_choice"`
	// Documents are Carrel's own: ids of documents to answer from.
	Documents []string `json:"documents"`
	// Overflow is Carrel's own: what becomes of a chat that is longer than the model's
	// context. "refuse", or "": it is refused; "fold": its oldest turns are summed up.
	Overflow string `json:"overflow"`

	// What would change the answer and is not there is refused.
	Functions    json.RawMessage `json:"functions"`
	FunctionCall json.RawMessage `json:"function_call"`
	Audio        json.RawMessage `json:"audio"`
	WebSearch    json.RawMessage `json:"web_search_options"`
	Modalities   []string        `json:"modalities"`
}

// chatReply is a whole answer, or with the object "chat.completion.chunk" a part.
type chatReply struct {
	ID          string       `json:"id"`
	Object      string       `json:"object"`
	Created     int64        `json:"created"`
	Model       string       `json:"model"`
	Fingerprint string       `json:"system_fingerprint"`
	Choices     []chatChoice `json:"choices"`
	Usage       *usage       `json:"usage,omitempty"`
	// Carrel says what was done to the chat before it was answered; in a stream, with
	// the first part.
	Carrel *doneToChat `json:"carrel,omitempty"`
}

type doneToChat struct {
	Folded *app.Folded `json:"folded"`
}

type chatChoice struct {
	Index    int           `json:"index"`
	Message  *chatMessage  `json:"message,omitempty"`
	Delta    *chatMessage  `json:"delta,omitempty"`
	LogProbs *chatLogProbs `json:"logprobs"`
	Finish   *string       `json:"finish_reason"`
}

type chatMessage struct {
	Role    string  `json:"role,omitempty"`
	Content *string `json:"content"`
	// Reasoning is what a model that thinks wrote before its answer, in the field that
	// DeepSeek's API, vLLM and llama.cpp's server have for it.
	Reasoning   *string      `json:"reasoning_content,omitempty"`
	ToolCalls   []toolCall   `json:"tool_calls,omitempty"`
	Refusal     *string      `json:"refusal"`
	Annotations []annotation `json:"annotations,omitempty"`
	// Carrel is what it knows about an answer from the library beyond OpenAI's form.
	Carrel *grounds `json:"carrel,omitempty"`
}

func newReply(object, model string) chatReply {
	return chatReply{ID: "chatcmpl-" + rand.Text(), Object: object, Created: time.Now().Unix(), Model: model,
		Fingerprint: "carrel-" + app.Version, Choices: []chatChoice{}}
}

func (h *handler) chat(w http.ResponseWriter, r *http.Request) error {
	var req chatRequest
	if err := read(w, r, &req); err != nil {
		return err
	}
	if req.Model == libraryModel || len(req.Documents) > 0 {
		return h.library(w, r, req)
	}
	q, tools, err := req.generation()
	if err != nil {
		return err
	}
	var done *doneToChat
	switch req.Overflow {
	case "", "refuse":
	case "fold":
		var folded *app.Folded
		if q, folded, err = h.core.Fold(r.Context(), req.Model, req.Adapters, q); err != nil {
			return err
		}
		if folded != nil {
			done = &doneToChat{folded}
		}
	default:
		return invalid("overflow", "overflow has to be refuse or fold.")
	}
	if req.Stream {
		return h.streamChat(w, r, req, q, tools, done)
	}
	out := newReply("chat.completion", req.Model)
	out.Carrel = done
	out.Usage = &usage{}
	for i := range req.choices() {
		var tokens pending
		result, err := h.core.Complete(r.Context(), req.Model, req.Adapters, forChoice(q, i), func(p inference.Piece) {
			if p.Token != nil {
				tokens = append(tokens, *p.Token)
			}
		})
		if err != nil {
			return err
		}
		out.Usage.add(result)
		out.Choices = append(out.Choices, finished(i, result, tools))
		if req.LogProbs {
			out.Choices[i].LogProbs = chatProbs(withText(tokens, result))
		}
	}
	return reply(w, out)
}

// generation turns the request into one of the engine.
func (req *chatRequest) generation() (inference.GenerateRequest, *toolbox, error) {
	if req.MaxCompletionTokens != nil {
		req.MaxTokens = req.MaxCompletionTokens
	}
	q, err := req.request()
	if err != nil {
		return q, nil, err
	}
	for param, raw := range map[string]json.RawMessage{"functions": req.Functions, "function_call": req.FunctionCall, "audio": req.Audio, "web_search_options": req.WebSearch} {
		if given(raw) {
			return q, nil, unsupported(param, "Carrel does not support %s.", param)
		}
	}
	for _, m := range req.Modalities {
		if m != "text" {
			return q, nil, unsupported("modalities", "Carrel writes text only.")
		}
	}
	if req.Model == "" {
		return q, nil, invalid("model", "No model is named. GET /v1/models lists them.")
	}
	q.LogProbs = req.LogProbs
	if n := req.TopLogProbs; n != nil {
		switch {
		case !req.LogProbs:
			return q, nil, invalid("top_logprobs", "top_logprobs needs logprobs.")
		case *n < 0 || *n > inference.MaxTopLogProbs:
			return q, nil, invalid("top_logprobs", "top_logprobs has to be from 0 to %d.", inference.MaxTopLogProbs)
		}
		q.TopLogProbs = *n
	}
	tools, err := newToolbox(req.Tools, req.ToolChoice)
	if err != nil {
		return q, nil, err
	}
	form, err := req.ResponseFormat.grammar()
	if err != nil {
		return q, nil, err
	}
	if req.Grammar != "" && (form != "" || tools != nil) {
		return q, nil, unsupported("grammar", "grammar together with response_format or tools is not supported.")
	}
	if form != "" {
		q.Grammar = form
	}
	if tools != nil {
		if q.Grammar != "" {
			return q, nil, unsupported("response_format", "response_format and tools together are not supported.")
		}
		if q.Grammar, err = tools.grammar(); err != nil {
			return q, nil, err
		}
	}
	// What is to be of a form is rarely a chat.
	q.ExpectFollowUp = req.choices() == 1 && req.ResponseFormat == nil && req.Grammar == ""
	q.Messages, err = conversation(req.Messages, tools)
	return q, tools, err
}

// finished is a whole choice.
func finished(i int, r inference.GenerateResult, tools *toolbox) chatChoice {
	reason := finish(r)
	m := &chatMessage{Role: "assistant", Content: &r.Text}
	if r.Thought != "" {
		m.Reasoning = &r.Thought
	}
	if calls := tools.calls(r); calls != nil {
		m.Content, m.ToolCalls, reason = nil, calls, "tool_calls"
	}
	return chatChoice{Index: i, Message: m, Finish: &reason}
}

// withText leaves out the tokens of a stop sequence.
func withText(tokens []inference.TokenChoice, r inference.GenerateResult) []inference.TokenChoice {
	if r.StopReason != inference.StopString {
		return tokens
	}
	length := 0
	for i, t := range tokens {
		if length >= len(r.Text) {
			return tokens[:i]
		}
		length += len(t.Bytes)
	}
	return tokens
}

func (h *handler) streamChat(w http.ResponseWriter, r *http.Request, req chatRequest, q inference.GenerateRequest, tools *toolbox, done *doneToChat) error {
	out := newReply("chat.completion.chunk", req.Model)
	out.Carrel = done
	s := &stream{w: w}
	send := func(c chatChoice) {
		out.Choices = []chatChoice{c}
		s.send(out)
		out.Carrel = nil
	}
	var total usage
	for i := range req.choices() {
		c := &chunks{index: i, tools: tools, probs: req.LogProbs, send: send}
		result, err := h.core.Complete(r.Context(), req.Model, req.Adapters, forChoice(q, i), c.add)
		if err != nil {
			return s.fail(err)
		}
		total.add(result)
		c.end(result)
	}
	if req.wantsUsage() {
		out.Choices, out.Usage = []chatChoice{}, &total
		s.send(out)
	}
	s.end()
	return nil
}

// chunks turns a choice that is being written into parts.
type chunks struct {
	index int
	tools *toolbox
	probs bool
	send  func(chatChoice)

	begun  bool
	held   strings.Builder // what may become a call
	tokens pending
}

func (c *chunks) add(p inference.Piece) {
	if p.Token != nil {
		c.tokens = append(c.tokens, *p.Token)
		return
	}
	if p.Thought != "" {
		c.delta(&chatMessage{Reasoning: &p.Thought}, nil, nil)
		return
	}
	text := p.Text
	if c.tools != nil {
		c.held.WriteString(text)
		if grammar.MayBeCall(c.held.String()) {
			return
		}
		text = c.held.String()
		c.held.Reset()
		c.tools = nil // it answers in words
	}
	c.delta(&chatMessage{Content: &text}, c.tokens.take(), nil)
}

func (c *chunks) end(r inference.GenerateResult) {
	reason := finish(r)
	m := &chatMessage{}
	if calls := c.tools.calls(r); calls != nil {
		reason = "tool_calls"
		for i := range calls {
			calls[i].Index = &i
		}
		m.ToolCalls = calls
	} else if text := c.held.String(); text != "" {
		m.Content = &text
	}
	if m.ToolCalls != nil || m.Content != nil {
		c.delta(m, c.tokens.take(), nil)
		m = &chatMessage{}
	}
	c.delta(m, c.tokens.rest(r), &reason)
}

func (c *chunks) delta(m *chatMessage, tokens []inference.TokenChoice, reason *string) {
	if !c.begun {
		c.begun = true
		empty := ""
		c.send(chatChoice{Index: c.index, Delta: &chatMessage{Role: "assistant", Content: &empty}})
	}
	choice := chatChoice{Index: c.index, Delta: m, Finish: reason}
	if c.probs && len(tokens) > 0 {
		choice.LogProbs = chatProbs(tokens)
	}
	c.send(choice)
}
