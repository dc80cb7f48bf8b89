package llama

import (
	"github.com/hybridgroup/yzma/pkg/llama"

	"carrel/inference"
)

// penaltyWindow is how many of the answer's last tokens a repeat penalty looks
// at; llama.cpp's default.
const penaltyWindow = 64

// StartSampling begins an answer: the next tokens are drawn with s and seed.
// The stages come in llama.cpp's usual order. A repeat penalty sees the answer
// only, not the prompt: words of the documents are to be repeated. A grammar
// comes before all others, so that they choose among what it allows.
func (q *Sequence) StartSampling(s inference.Sampling, grammar string, seed uint32) error {
	m := q.model
	q.EndSampling()
	s = s.WithDefaults()
	chain := llama.SamplerChainInit(llama.SamplerChainDefaultParams())
	if grammar != "" {
		takeLastError()
		rules := llama.SamplerInitGrammar(m.vocab, grammar, "root")
		if rules == 0 {
			llama.SamplerFree(chain)
			return &inference.Error{Code: inference.CodeBadRequest, Message: "The engine cannot do that: the grammar of the answer is not one. " + takeLastError()}
		}
		llama.SamplerChainAdd(chain, rules)
	}
	if repeat, frequency, presence := *s.Repeat, *s.Frequency, *s.Presence; repeat != 1 || frequency != 0 || presence != 0 {
		llama.SamplerChainAdd(chain, llama.SamplerInitPenalties(llama.VocabNTokens(m.vocab), penaltyWindow, float32(repeat), float32(frequency), float32(presence)))
	}
	if temperature := *s.Temperature; temperature > 0 {
		if k := *s.TopK; k > 0 {
			llama.SamplerChainAdd(chain, llama.SamplerInitTopK(int32(k)))
		}
		if p := *s.TopP; p < 1 {
			llama.SamplerChainAdd(chain, llama.SamplerInitTopP(float32(p), 1))
		}
		if p := *s.MinP; p > 0 {
			llama.SamplerChainAdd(chain, llama.SamplerInitMinP(float32(p), 1))
		}
		llama.SamplerChainAdd(chain, llama.SamplerInitTemp(float32(temperature)))
		if seed == llama.DefaultSeed {
			seed-- // llama.cpp would draw one of its own, and nobody could repeat the answer
		}
		llama.SamplerChainAdd(chain, llama.SamplerInitDist(seed))
	} else {
		llama.SamplerChainAdd(chain, llama.SamplerInitGreedy())
	}
	q.sampler = chain
	return nil
}

// Sample draws the next token from the distribution after the computation before,
// which must have been one of this sequence.
func (q *Sequence) Sample() int32 {
	return int32(llama.SamplerSample(q.sampler, q.lane.ctx, q.row))
}

// EndSampling frees what StartSampling made.
func (q *Sequence) EndSampling() {
	if q.sampler != 0 {
		llama.SamplerFree(q.sampler)
		q.sampler = 0
	}
}
