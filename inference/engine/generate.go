package engine

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"carrel/inference"
	"carrel/inference/llama"
)

// promptChunk is how many tokens of a prompt are computed at a time. Between
// chunks, quick jobs get their turn and the number of threads may change.
const promptChunk = llama.BatchTokens

// splitAttention is from how many tokens in the context on the number of
// threads changes an answer's bits: llama.cpp then cuts a single token's
// attention into one part per thread and adds them up in float16 (ggml-cpu,
// use_split_kv_path: from 512 places on, and places come in steps of 256).
// Logits differ by 0.16 on average then, and every sixth token at temperature
// 0.9. Prompts are the same to the bit with any number of threads.
const splitAttention = 256

// repeatableThreads is the number of threads of tokens that must come out the
// same again: half of the processors. All of them would stand still where
// another program takes one; one alone would waste a quiet machine.
func repeatableThreads(most int) int { return max(1, most/2) }

// sink takes an answer as it is written.
type sink struct {
	text  func(string)
	token func(inference.TokenChoice) // before the text that it becomes part of; only where it was asked for
}

// generate writes an answer. When ctx ends it returns what is there, with
// StopCancel.
func (s *server) generate(ctx context.Context, q inference.GenerateRequest, emit sink) (inference.GenerateResult, error) {
	received := time.Now()
	q.Model.Kind = inference.KindChat
	if err := checkGenerate(q); err != nil {
		return inference.GenerateResult{}, err
	}
	result := inference.GenerateResult{StopReason: inference.StopCancel}
	if q.Sampling.Seed != nil {
		result.Seed = *q.Sampling.Seed
	} else {
		result.Seed = rand.Uint32()
	}
	if s.turn.take(ctx, classAnswer, 0) != nil {
		return result, nil
	}
	defer s.turn.pass()
	v, err := s.shelf.get(q.Model)
	if err != nil {
		return result, err
	}
	tokens, err := promptTokens(v, q)
	if err != nil {
		return result, err
	}
	result.PromptTokens = len(tokens)
	a := &answer{server: s, volume: v, query: q, limit: v.Info().ContextTokens, received: received}
	return a.write(ctx, tokens, result, emit)
}

// promptTokens returns the tokens of the request's prompt, and refuses one
// that leaves no room for an answer.
func promptTokens(v *volume, q inference.GenerateRequest) ([]int32, error) {
	text := q.Prompt
	if len(q.Messages) > 0 {
		var err error
		if text, err = v.RenderChat(q.Messages); err != nil {
			return nil, err
		}
	}
	tokens := v.Tokenize(text, true)
	if len(tokens) == 0 {
		return nil, badRequest("an empty prompt")
	}
	if limit := v.Info().ContextTokens; len(tokens) >= limit {
		return nil, &inference.Error{Code: inference.CodePromptTooLong, Message: fmt.Sprintf(
			"This is too long for the model: %d tokens, and its context holds %d with the answer.", len(tokens), limit)}
	}
	return tokens, nil
}

func checkGenerate(q inference.GenerateRequest) error {
	if err := checkSpec(q.Model); err != nil {
		return err
	}
	s := q.Sampling
	switch {
	case (len(q.Messages) > 0) == (q.Prompt != ""):
		return badRequest("either messages or a prompt is needed, and not both")
	case q.IgnoreEOS && q.Grammar != "":
		return badRequest("a grammar that goes on after its end")
	case q.MaxTokens < 0:
		return badRequest("a negative number of tokens")
	case s.Temperature != nil && (*s.Temperature < 0 || *s.Temperature > 100),
		s.TopP != nil && (*s.TopP <= 0 || *s.TopP > 1),
		s.TopK != nil && *s.TopK < 0,
		s.MinP != nil && (*s.MinP < 0 || *s.MinP > 1),
		s.Repeat != nil && (*s.Repeat <= 0 || *s.Repeat > 100),
		outside(s.Frequency, 2), outside(s.Presence, 2):
		return badRequest("a sampling setting outside its range (temperature from 0 to 100, top_p in (0, 1], top_k from 0, min_p in [0, 1], repeat_penalty above 0, frequency_penalty and presence_penalty from -2 to 2)")
	case q.TopLogProbs < 0 || q.TopLogProbs > inference.MaxTopLogProbs || q.TopLogProbs > 0 && !q.LogProbs:
		return badRequest(fmt.Sprintf("the probabilities of more than the %d best tokens, or of those alone", inference.MaxTopLogProbs))
	}
	for _, stop := range q.Stop {
		if stop == "" {
			return badRequest("an empty stop string")
		}
	}
	return nil
}

func outside(v *float64, most float64) bool { return v != nil && (*v < -most || *v > most) }

// answer is one answer being written.
type answer struct {
	*server
	*volume
	query    inference.GenerateRequest
	limit    int // tokens that the context holds
	received time.Time
	reused   int // tokens of the prompt that had been computed before
}

func (a *answer) write(ctx context.Context, tokens []int32, r inference.GenerateResult, emit sink) (inference.GenerateResult, error) {
	start := time.Now()
	a.many.follow(a.single)
	if err := a.prompt(ctx, tokens); err != nil {
		return r, unlessCancelled(ctx, err)
	}
	r.PromptMS, r.ReusedTokens = milliseconds(time.Since(start)), a.reused
	if err := a.StartSampling(a.query.Sampling, a.query.Grammar, r.Seed); err != nil {
		return r, err
	}
	defer a.EndSampling()

	out := &writer{stops: a.query.Stop, emit: emit.text}
	var first time.Time
	var err error
	r.StopReason, err = a.tokens(ctx, out, emit.token, &r.AnswerTokens, &first)
	if r.StopReason != inference.StopString {
		out.end()
	}
	r.Text = out.all.String()
	if !first.IsZero() {
		r.FirstTokenMS = milliseconds(first.Sub(a.received))
		r.GenerateMS = milliseconds(time.Since(first))
	}
	r.Threads = a.threadsFor(a.single)
	a.threads.Store(int32(r.Threads))
	return r, err
}

// tokens draws and computes tokens until there is a reason to stop.
func (a *answer) tokens(ctx context.Context, out *writer, onToken func(inference.TokenChoice), count *int, first *time.Time) (reason string, err error) {
	for {
		token := a.Sample()
		if first.IsZero() {
			*first = time.Now()
		}
		if a.IsEnd(token) && !a.query.IgnoreEOS {
			return inference.StopEnd, nil
		}
		*count++
		if a.query.LogProbs {
			choice, err := a.LogProbs(token, a.query.TopLogProbs)
			if err != nil {
				return inference.StopCancel, err
			}
			onToken(choice)
		}
		if out.add(a.Piece(token)) {
			return inference.StopString, nil
		}
		if *count == a.query.MaxTokens {
			return inference.StopLength, nil
		}
		if len(a.Kept()) >= a.limit {
			return inference.StopContext, nil
		}
		a.turn.lend()
		if err := a.decode(ctx, a.single, []int32{token}); err != nil {
			return inference.StopCancel, unlessCancelled(ctx, err)
		}
	}
}

// prompt brings the context to hold exactly tokens. Of what it holds already, or
// held before, the beginning that they share is used again.
func (a *answer) prompt(ctx context.Context, tokens []int32) error {
	at := a.recall(tokens)
	a.reused = at
	for at < len(tokens) {
		a.turn.lend()
		n := pieceOf(len(tokens)-at, promptChunk)
		if err := a.decode(ctx, a.many, tokens[at:at+n]); err != nil {
			return err
		}
		at += n
		if n >= prefixBlock {
			a.reusable = at / prefixBlock * prefixBlock
		}
	}
	return nil
}

// decode computes tokens with the number of threads that is fixed, or found.
func (a *answer) decode(ctx context.Context, p *pace, tokens []int32) error {
	run := func(ctx context.Context, threads int) error {
		a.SetThreads(threads, false)
		return a.Decode(ctx, tokens)
	}
	if n := a.fixedThreads(p); n > 0 {
		return run(ctx, n)
	}
	return p.run(ctx, len(tokens), run)
}

// fixedThreads returns how many threads the next tokens must be computed with,
// or 0. A request that can be repeated (it brings its seed, or is greedy) is to
// give the same answer again: where the number of threads could change it, it
// is always the same.
func (a *answer) fixedThreads(p *pace) int {
	if n := a.query.Model.Threads; n > 0 {
		return n
	}
	s := a.query.Sampling
	repeatable := s.Seed != nil || s.Temperature != nil && *s.Temperature == 0
	if p == a.single && repeatable && len(a.Kept()) >= splitAttention {
		return repeatableThreads(a.backend.MaxThreads())
	}
	return 0
}

func (a *answer) threadsFor(p *pace) int {
	if n := a.fixedThreads(p); n > 0 {
		return n
	}
	return p.threads()
}

// unlessCancelled returns nil where an error only says that ctx ended: that is
// a reason to stop, not a failure.
func unlessCancelled(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
