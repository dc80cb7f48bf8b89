package openai

import (
	"strings"

	"carrel/inference"
)

// tokenProb is a token of an answer as chat completions show it.
type tokenProb struct {
	Token   string    `json:"token"`
	LogProb float64   `json:"logprob"`
	Bytes   []int     `json:"bytes"` // numbers, where Go would write base64
	Top     []topProb `json:"top_logprobs"`
}

type topProb struct {
	Token   string  `json:"token"`
	LogProb float64 `json:"logprob"`
	Bytes   []int   `json:"bytes"`
}

// chatLogProbs are the tokens of a choice or of a part of one.
type chatLogProbs struct {
	Content []tokenProb `json:"content"`
	Refusal []tokenProb `json:"refusal"`
}

func chatProbs(tokens []inference.TokenChoice) *chatLogProbs {
	out := &chatLogProbs{Content: []tokenProb{}}
	for _, t := range tokens {
		p := tokenProb{Token: shown(t.Bytes), LogProb: t.LogProb, Bytes: numbers(t.Bytes), Top: []topProb{}}
		for _, o := range t.Top {
			p.Top = append(p.Top, topProb{Token: shown(o.Bytes), LogProb: o.LogProb, Bytes: numbers(o.Bytes)})
		}
		out.Content = append(out.Content, p)
	}
	return out
}

// textLogProbs are the tokens of a completion.
type textLogProbs struct {
	Tokens     []string             `json:"tokens"`
	LogProbs   []float64            `json:"token_logprobs"`
	Top        []map[string]float64 `json:"top_logprobs"`
	TextOffset []int                `json:"text_offset"` // code points into the completion
}

// textProbs continues at an offset, and returns the one after it.
func textProbs(tokens []inference.TokenChoice, offset int) (*textLogProbs, int) {
	out := &textLogProbs{Tokens: []string{}, LogProbs: []float64{}, Top: []map[string]float64{}, TextOffset: []int{}}
	for _, t := range tokens {
		text := shown(t.Bytes)
		top := map[string]float64{}
		for _, o := range t.Top {
			top[shown(o.Bytes)] = o.LogProb
		}
		out.Tokens = append(out.Tokens, text)
		out.LogProbs = append(out.LogProbs, t.LogProb)
		out.Top = append(out.Top, top)
		out.TextOffset = append(out.TextOffset, offset)
		offset += len([]rune(text))
	}
	return out, offset
}

func shown(b []byte) string { return strings.ToValidUTF8(string(b), "\uFFFD") }

func numbers(b []byte) []int {
	out := make([]int, len(b))
	for i, v := range b {
		out[i] = int(v)
	}
	return out
}

// pending are tokens that have been drawn and whose text has not come yet: a
// part of a character, or of what may become a stop sequence.
type pending []inference.TokenChoice

// take gives the tokens for the text that has come now.
func (p *pending) take() []inference.TokenChoice {
	tokens := *p
	*p = nil
	return tokens
}

// rest gives the tokens at an answer's end that have no text of their own: all,
// unless they are the stop sequence, which is left out as its text is.
func (p *pending) rest(r inference.GenerateResult) []inference.TokenChoice {
	if r.StopReason == inference.StopString {
		return nil
	}
	return p.take()
}
