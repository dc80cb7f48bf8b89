package openai

import (
	"encoding/json"

	"carrel/app/ask"
	"carrel/inference"
	"carrel/inference/grammar"
)

// Bounds of a request.
const (
	maxStops   = 16
	maxChoices = 8
)

// sampling are the fields that all ways of writing share. What is left out is
// Carrel's own default, which suits small models: temperature 0.2, top_p 0.95.
type sampling struct {
	MaxTokens        *int            `json:"max_tokens"`
	Temperature      *float64        `json:"temperature"`
	TopP             *float64        `json:"top_p"`
	TopK             *int            `json:"top_k"` // llama.cpp's, as the next two
	MinP             *float64        `json:"min_p"`
	RepeatPenalty    *float64        `json:"repeat_penalty"`
	FrequencyPenalty *float64        `json:"frequency_penalty"`
	PresencePenalty  *float64        `json:"presence_penalty"`
	Seed             *int64          `json:"seed"`
	Stop             texts           `json:"stop"`
	N                *int            `json:"n"`
	LogitBias        json.RawMessage `json:"logit_bias"`
	Grammar          string          `json:"grammar"` // llama.cpp's too: GBNF
	// Adapters are Carrel's own: LoRA adapters that change the model.
	Adapters      []ask.AdapterChoice `json:"adapters"`
	Stream        bool                `json:"stream"`
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

// request begins what is asked of the engine.
func (s *sampling) request() (inference.GenerateRequest, error) {
	var q inference.GenerateRequest
	var bias map[string]float64
	if given(s.LogitBias) && (json.Unmarshal(s.LogitBias, &bias) != nil || len(bias) > 0) {
		return q, unsupported("logit_bias", "Carrel does not support logit_bias.")
	}
	switch {
	case outside(s.Temperature, 0, 2):
		return q, invalid("temperature", "temperature has to be from 0 to 2.")
	case s.TopP != nil && (*s.TopP <= 0 || *s.TopP > 1):
		return q, invalid("top_p", "top_p has to be above 0 and at most 1.")
	case s.TopK != nil && *s.TopK < 0:
		return q, invalid("top_k", "top_k has to be 0 or more.")
	case outside(s.MinP, 0, 1):
		return q, invalid("min_p", "min_p has to be from 0 to 1.")
	case s.RepeatPenalty != nil && (*s.RepeatPenalty <= 0 || *s.RepeatPenalty > 100):
		return q, invalid("repeat_penalty", "repeat_penalty has to be above 0 and at most 100.")
	case outside(s.FrequencyPenalty, -2, 2):
		return q, invalid("frequency_penalty", "frequency_penalty has to be from -2 to 2.")
	case outside(s.PresencePenalty, -2, 2):
		return q, invalid("presence_penalty", "presence_penalty has to be from -2 to 2.")
	case s.MaxTokens != nil && *s.MaxTokens < 1:
		return q, invalid("max_tokens", "The number of tokens has to be 1 or more.")
	case s.N != nil && (*s.N < 1 || *s.N > maxChoices):
		return q, invalid("n", "n has to be from 1 to %d.", maxChoices)
	case len(s.Stop) > maxStops:
		return q, invalid("stop", "There can be %d stop sequences at most.", maxStops)
	case s.StreamOptions != nil && !s.Stream:
		return q, invalid("stream_options", "stream_options needs stream.")
	}
	if s.Grammar != "" {
		if err := grammar.Check(s.Grammar); err != nil {
			return q, invalid("grammar", "This cannot be done: %v.", err)
		}
		q.Grammar = s.Grammar
	}
	for _, stop := range s.Stop {
		if stop == "" {
			return q, invalid("stop", "A stop sequence cannot be empty.")
		}
	}
	q.Sampling = inference.Sampling{
		Temperature: s.Temperature, TopP: s.TopP, TopK: s.TopK, MinP: s.MinP, Repeat: s.RepeatPenalty,
		Frequency: s.FrequencyPenalty, Presence: s.PresencePenalty,
	}
	if s.Seed != nil {
		seed := uint32(*s.Seed)
		q.Sampling.Seed = &seed
	}
	if s.MaxTokens != nil {
		// OpenAI's bound is of all that is written. Half of it at most is thought, so
		// that an answer comes.
		q.MaxTokens, q.MaxAll, q.MaxThought = *s.MaxTokens, *s.MaxTokens, max(1, *s.MaxTokens/2)
	}
	q.Stop = s.Stop
	return q, nil
}

func outside(v *float64, least, most float64) bool { return v != nil && (*v < least || *v > most) }

func (s *sampling) choices() int {
	if s.N == nil {
		return 1
	}
	return *s.N
}

// forChoice is the request for one of several answers: each has a seed of its own.
func forChoice(q inference.GenerateRequest, i int) inference.GenerateRequest {
	if q.Sampling.Seed != nil {
		seed := *q.Sampling.Seed + uint32(i)
		q.Sampling.Seed = &seed
	}
	return q
}

func (s *sampling) wantsUsage() bool { return s.StreamOptions != nil && s.StreamOptions.IncludeUsage }

// usage counts tokens as the model's tokenizer does.
type usage struct {
	PromptTokens     int           `json:"prompt_tokens"`
	CompletionTokens int           `json:"completion_tokens"`
	TotalTokens      int           `json:"total_tokens"`
	Details          *usageDetails `json:"completion_tokens_details,omitempty"`
}

// usageDetails are of a model that thinks.
type usageDetails struct {
	ReasoningTokens int `json:"reasoning_tokens"`
}

func (u *usage) add(r inference.GenerateResult) {
	u.PromptTokens = r.PromptTokens // of all choices together: it is read once
	u.CompletionTokens += r.AnswerTokens
	u.TotalTokens = u.PromptTokens + u.CompletionTokens
	if r.ThoughtTokens > 0 {
		if u.Details == nil {
			u.Details = &usageDetails{}
		}
		u.Details.ReasoningTokens += r.ThoughtTokens
	}
}

// finish is OpenAI's word for why an answer ended.
func finish(r inference.GenerateResult) string {
	switch r.StopReason {
	case inference.StopLength, inference.StopContext:
		return "length"
	}
	return "stop"
}
