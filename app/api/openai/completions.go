package openai

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"time"

	"carrel/app"
	"carrel/inference"
)

// maxPrompts is how many prompts one request may have.
const maxPrompts = 16

// completionRequest is the body of POST /v1/completions: text that a model goes
// on from, without a template.
type completionRequest struct {
	sampling
	Model    string          `json:"model"`
	Prompt   texts           `json:"prompt"`
	LogProbs *int            `json:"logprobs"`
	Echo     bool            `json:"echo"`
	Suffix   json.RawMessage `json:"suffix"`
	BestOf   *int            `json:"best_of"`
}

type completionReply struct {
	ID          string             `json:"id"`
	Object      string             `json:"object"`
	Created     int64              `json:"created"`
	Model       string             `json:"model"`
	Fingerprint string             `json:"system_fingerprint"`
	Choices     []completionChoice `json:"choices"`
	Usage       *usage             `json:"usage,omitempty"`
}

type completionChoice struct {
	Index    int           `json:"index"`
	Text     string        `json:"text"`
	LogProbs *textLogProbs `json:"logprobs"`
	Finish   *string       `json:"finish_reason"`
}

func (req *completionRequest) generation() (inference.GenerateRequest, error) {
	q, err := req.request()
	switch {
	case err != nil:
		return q, err
	case req.Model == "":
		return q, invalid("model", "No model is named. GET /v1/models lists them.")
	case req.Model == libraryModel:
		return q, unsupported("model", "%s answers at /v1/chat/completions.", libraryModel)
	case len(req.Prompt) == 0 || len(req.Prompt) > maxPrompts:
		return q, invalid("prompt", "There have to be from 1 to %d prompts.", maxPrompts)
	case req.Echo:
		return q, unsupported("echo", "Carrel does not support echo.")
	case given(req.Suffix) && string(req.Suffix) != `""`:
		return q, unsupported("suffix", "Carrel does not support suffix.")
	case req.BestOf != nil && *req.BestOf > 1:
		return q, unsupported("best_of", "Carrel does not support best_of.")
	}
	for _, p := range req.Prompt {
		if p == "" {
			return q, invalid("prompt", "A prompt cannot be empty.")
		}
	}
	if n := req.LogProbs; n != nil {
		if *n < 0 || *n > inference.MaxTopLogProbs {
			return q, invalid("logprobs", "logprobs has to be from 0 to %d.", inference.MaxTopLogProbs)
		}
		q.LogProbs, q.TopLogProbs = true, *n
	}
	if q.MaxTokens == 0 {
		q.MaxTokens = 16 // as OpenAI's: a text without a template seldom ends by itself
	}
	return q, nil
}

func (h *handler) completions(w http.ResponseWriter, r *http.Request) error {
	var req completionRequest
	if err := read(w, r, &req); err != nil {
		return err
	}
	q, err := req.generation()
	if err != nil {
		return err
	}
	out := completionReply{ID: "cmpl-" + rand.Text(), Object: "text_completion", Created: time.Now().Unix(), Model: req.Model,
		Fingerprint: "carrel-" + app.Version, Choices: []completionChoice{}}
	s := &stream{w: w}
	var total usage
	for i, prompt := range req.Prompt {
		q.Prompt = prompt
		var ofPrompt usage
		for n := range req.choices() {
			index := i*req.choices() + n
			var tokens pending
			offset := 0
			probs := func(some []inference.TokenChoice) (p *textLogProbs) {
				if q.LogProbs {
					p, offset = textProbs(some, offset)
				}
				return p
			}
			result, err := h.core.Complete(r.Context(), req.Model, req.Adapters, forChoice(q, n), func(p inference.Piece) {
				switch {
				case p.Token != nil:
					tokens = append(tokens, *p.Token)
				case req.Stream:
					out.Choices = []completionChoice{{Index: index, Text: p.Text, LogProbs: probs(tokens.take())}}
					s.send(out)
				}
			})
			if err != nil {
				return s.fail(err)
			}
			ofPrompt.add(result)
			reason := finish(result)
			if req.Stream {
				out.Choices = []completionChoice{{Index: index, LogProbs: probs(tokens.rest(result)), Finish: &reason}}
				s.send(out)
				continue
			}
			out.Choices = append(out.Choices, completionChoice{Index: index, Text: result.Text, LogProbs: probs(withText(tokens, result)), Finish: &reason})
		}
		total.PromptTokens += ofPrompt.PromptTokens
		total.CompletionTokens += ofPrompt.CompletionTokens
		total.TotalTokens += ofPrompt.TotalTokens
	}
	if !req.Stream {
		out.Usage = &total
		return reply(w, out)
	}
	if req.wantsUsage() {
		out.Choices, out.Usage = []completionChoice{}, &total
		s.send(out)
	}
	s.end()
	return nil
}
