package engine

import (
	"context"
	"math/rand/v2"
	"time"

	"carrel/inference"
)

// bench measures reading and writing on the code that answers use.
func (s *server) bench(ctx context.Context, q inference.BenchRequest) (r inference.BenchResult, err error) {
	q.Model.Kind = inference.KindChat
	if err := checkSpec(q.Model); err != nil {
		return r, err
	}
	if q.PromptTokens < 0 || q.GenerateTokens < 0 || q.Repetitions < 0 || q.PromptTokens+q.GenerateTokens == 0 {
		return r, badRequest("a measurement needs a number of tokens to read or to write")
	}
	if q.Repetitions == 0 {
		q.Repetitions = 5
	}
	if need := max(q.PromptTokens, q.GenerateTokens); q.Model.ContextTokens == 0 {
		q.Model.ContextTokens = (need + 255) / 256 * 256
	}
	if err := s.turn.take(ctx, classAnswer, 0); err != nil {
		return r, err
	}
	defer s.turn.pass()
	v, err := s.shelf.get(q.Model)
	if err != nil {
		return r, err
	}
	b := &answer{server: s, volume: v, seat: v.seats[0], query: inference.GenerateRequest{Model: q.Model}, limit: v.Info().ContextTokens}
	if max(q.PromptTokens, q.GenerateTokens) > b.limit {
		return r, badRequest("a measurement of more tokens than the model's context holds")
	}
	if err := v.apply(adapterSet{}); err != nil {
		return r, err
	}
	v.many.follow(v.single)
	defer b.seat.empty()
	if n := q.PromptTokens; n > 0 {
		r.PromptSamples, err = b.repeat(ctx, q.Repetitions, n, n, b.prompt)
		if err != nil {
			return r, err
		}
		r.PromptTokensPerS, r.PromptThreads = mean(r.PromptSamples), b.threadsFor(v.many)
	}
	if n := q.GenerateTokens; n > 0 {
		r.GenerationSamples, err = b.repeat(ctx, q.Repetitions, n, 1, b.oneByOne)
		if err != nil {
			return r, err
		}
		r.GenerationTokensPerS, r.GenerationThreads = mean(r.GenerationSamples), b.threadsFor(v.single)
	}
	return r, nil
}

// repeat measures run with n tokens, after a run with warm tokens that does not
// count, and returns tokens per second.
func (a *answer) repeat(ctx context.Context, times, n, warm int, run func(context.Context, []int32) error) ([]float64, error) {
	tokens := make([]int32, n)
	for i := range tokens {
		tokens[i] = rand.Int32N(int32(a.Size()))
	}
	a.seat.empty()
	if err := run(ctx, tokens[:warm]); err != nil {
		return nil, err
	}
	var rates []float64
	for range times {
		a.seat.empty()
		start := time.Now()
		if err := run(ctx, tokens); err != nil {
			return nil, err
		}
		rates = append(rates, float64(n)/time.Since(start).Seconds())
	}
	return rates, nil
}

// prompt reads a whole prompt.
func (a *answer) prompt(ctx context.Context, tokens []int32) error {
	a.tokens = tokens
	a.at = a.recall(a.seat, tokens, "")
	for a.at < len(tokens) {
		if err := a.read(ctx, promptChunk); err != nil {
			return err
		}
	}
	return nil
}

func (a *answer) oneByOne(ctx context.Context, tokens []int32) error {
	for i := range tokens {
		if err := a.decode(ctx, a.single, tokens[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}
