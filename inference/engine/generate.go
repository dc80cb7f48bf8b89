package engine

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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
	text    func(string)
	thought func(string)                // what a model thinks before it answers; may be nil
	token   func(inference.TokenChoice) // before the text that it becomes part of; only where it was asked for
}

// generate writes an answer. When ctx ends it returns what is there, with
// StopCancel.
func (s *server) generate(ctx context.Context, q inference.GenerateRequest, emit sink) (inference.GenerateResult, error) {
	q.Model.Kind = inference.KindChat
	if err := checkGenerate(q); err != nil {
		return inference.GenerateResult{}, err
	}
	a := s.answerFor(ctx, q, emit)
	if err := a.prepare(); err != nil {
		return inference.GenerateResult{}, err
	}
	if s.answers.join(a) {
		go s.answerAll()
	} else if a.urgent() {
		s.turn.knock(classQuick)
	}
	select {
	case <-a.done:
	case <-ctx.Done():
		if s.answers.leave(a) {
			return a.result, nil
		}
		<-a.done
	}
	return a.result, a.err
}

// answerFor is the answer to a request that nothing is wrong with.
func (s *server) answerFor(ctx context.Context, q inference.GenerateRequest, emit sink) *answer {
	a := &answer{
		server: s, ctx: ctx, query: q, emit: emit, received: time.Now(), keptIn: s.disk.Load(),
		out: &writer{stops: q.Stop, emit: emit.text}, thought: &writer{emit: emit.thought}, done: make(chan struct{}),
		result: inference.GenerateResult{StopReason: inference.StopCancel, Seed: rand.Uint32()},
	}
	if q.Sampling.Seed != nil {
		a.result.Seed = *q.Sampling.Seed
	}
	return a
}

// promptTokens returns the tokens of the request's prompt, and what is written
// after it; it refuses one that leaves no room for an answer.
func promptTokens(v *volume, q inference.GenerateRequest) ([]int32, thinker, error) {
	text, limit := q.Prompt, v.Info().ContextTokens
	if len(q.Messages) > limit {
		// Each has a token at least, and templates take a time that grows with the square.
		return nil, thinker{}, &inference.Error{Code: inference.CodePromptTooLong, Message: fmt.Sprintf(
			"This is too long for the model: %d messages, and its context holds %d tokens with the answer.", len(q.Messages), limit)}
	}
	if len(q.Messages) > 0 {
		var err error
		if text, err = v.RenderChat(q.Messages); err != nil {
			return nil, thinker{}, err
		}
	}
	begun, more := thoughtIn(text, q)
	tokens := v.Tokenize(text+more, true)
	if len(tokens) == 0 {
		return nil, thinker{}, badRequest("an empty prompt")
	}
	if len(tokens) >= limit {
		return nil, thinker{}, &inference.Error{Code: inference.CodePromptTooLong, Message: fmt.Sprintf(
			"This is too long for the model: %d tokens, and its context holds %d with the answer.", len(tokens), limit)}
	}
	return tokens, begun, nil
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
	case q.MaxTokens < 0 || q.MaxThought < 0 || q.MaxAll < 0:
		return badRequest("a negative number of tokens")
	case s.Temperature != nil && (*s.Temperature < 0 || *s.Temperature > 100),
		s.TopP != nil && (*s.TopP <= 0 || *s.TopP > 1),
		s.TopK != nil && *s.TopK < 0,
		s.MinP != nil && (*s.MinP < 0 || *s.MinP > 1),
		s.Repeat != nil && (*s.Repeat <= 0 || *s.Repeat > 100),
		outside(s.Frequency, 2), outside(s.Presence, 2):
		return badRequest("a sampling setting outside its range (temperature from 0 to 100, top_p in (0, 1], top_k from 0, min_p in [0, 1], repeat_penalty above 0, frequency_penalty and presence_penalty from -2 to 2)")
	case !slices.Contains([]string{"", inference.DraftsNever, inference.DraftsMeasured, inference.DraftsAlways}, q.Drafts):
		return badRequest(fmt.Sprintf("drafts %q", q.Drafts))
	case q.TopLogProbs < 0 || q.TopLogProbs > inference.MaxTopLogProbs || q.TopLogProbs > 0 && !q.LogProbs:
		return badRequest(fmt.Sprintf("the probabilities of more than the %d best tokens, or of those alone", inference.MaxTopLogProbs))
	}
	for _, stop := range q.Stop {
		if stop == "" {
			return badRequest("an empty stop string")
		}
	}
	return checkAdapters(q.Adapters)
}

func outside(v *float64, most float64) bool { return v != nil && (*v < -most || *v > most) }

// answer is one answer being written: first its prompt is read, then a token
// after the other is drawn and computed.
type answer struct {
	*server
	ctx      context.Context // its end is the answer's
	query    inference.GenerateRequest
	emit     sink
	received time.Time
	// keptIn is what there was on disk when it was received: what is forgotten while
	// it waits for its seat is not written any more. nil: nothing is kept on disk.
	keptIn *disk

	need int64 // see needs; 0: not looked up yet, -1: none

	// readFor is the model whose tokens and think are there already; nil: of none.
	readFor *volume

	// From begin on.
	*volume
	adapters adapterSet
	served   int  // the last round in which it had its turn
	yields   bool // it lets others go first in this round, whatever their models
	halted   bool // the last piece of its prompt was broken off
	seat     *seat
	limit    int // tokens that the context holds
	began    time.Time
	tokens   []int32 // the prompt
	at       int     // how many of them are computed
	goesOn   bool    // from what was written, see goOn
	system   int     // of the whole blocks at its beginning that are to be kept on disk; 0: none
	next     int32   // the token that was drawn, and is not computed yet
	first    time.Time
	out      *writer

	think     thinker
	thought   *writer
	undecided int                     // tokens that were drawn before it was known whether a thought begins
	broken    bool                    // the thought was ended here
	forced    []int32                 // tokens that come next, whatever the model would write
	pending   []int32                 // what may come after next, where that stood before
	choices   []inference.TokenChoice // of what is not known to be answer yet

	result inference.GenerateResult
	err    error
	done   chan struct{} // closed when result and err are there
}

// needs is needOf its model. The file is read for that once, however often it is asked
// while the answer waits.
func (a *answer) needs() int64 {
	if a.need == 0 {
		if a.need = needOf(a.query.Model); a.need == 0 {
			a.need = -1
		}
	}
	return max(0, a.need)
}

// prepare divides the prompt into tokens beside the answers that are being written,
// where the model is loaded: some megabytes of text take many seconds, for which those
// would stand still. What is wrong with it is told at once.
func (a *answer) prepare() (err error) {
	v := a.shelf.loadedFor(a.query.Model)
	if v == nil {
		return nil // begin does it
	}
	v.use.RLock()
	defer v.use.RUnlock()
	if v.Model == nil {
		return nil // put away meanwhile
	}
	return a.tokenise(v)
}

// tokenise divides the prompt into tokens, for one model.
func (a *answer) tokenise(v *volume) (err error) {
	if a.tokens, a.think, err = promptTokens(v, a.query); err != nil {
		return err
	}
	if a.readFor = v; a.query.KeepSystem && a.keptIn != nil {
		a.system = v.systemTokens(a.query.Messages, a.tokens)
	}
	return nil
}

// begin gives an answer its seat, of those that are free the one with the most of
// its prompt.
func (a *answer) begin(v *volume) error {
	a.volume, a.limit, a.began = v, v.Info().ContextTokens, time.Now()
	a.shelf.hold(v, a.urgent())
	var err error
	if a.readFor != v {
		if err = a.tokenise(v); err != nil {
			return err
		}
	}
	a.result.PromptTokens = len(a.tokens)
	if a.adapters, err = v.adaptersFor(a.query.Adapters); err != nil {
		return err
	}
	a.seat = v.freeSeat(a)
	a.seat.taken = true
	a.many.follow(a.single)
	done := a.fromDisk()
	if !a.goOn() {
		a.at = v.recall(a.seat, a.tokens, a.adapters.key)
	}
	done()
	a.result.ReusedTokens = a.at
	return nil
}

// reading says that the prompt is not computed as a whole.
func (a *answer) reading() bool { return a.at < len(a.tokens) }

// read computes the next piece of the prompt, of about most tokens. If ctx ends
// before, it is to be computed again.
func (a *answer) read(ctx context.Context, most int) error {
	n := pieceOf(len(a.tokens)-a.at, most)
	if a.at < a.system {
		n = min(n, a.system-a.at) // whole blocks, as all pieces but the last: the same bits
	}
	if err := a.decode(ctx, a.many, a.tokens[a.at:a.at+n]); err != nil {
		return err
	}
	a.at += n
	if n >= prefixBlock && !a.goesOn {
		a.seat.reusable = a.at / prefixBlock * prefixBlock
	}
	if a.at == a.system && !a.goesOn {
		a.keepSystem()
	}
	return nil
}

// start begins the writing, after the prompt is read.
func (a *answer) start() (ended bool, err error) {
	a.result.PromptMS = milliseconds(time.Since(a.began))
	if err := a.seat.StartSampling(a.query.Sampling, a.query.Grammar, a.result.Seed); err != nil {
		return true, err
	}
	return a.draw()
}

// draw draws the next token and tells whether the answer ends with it.
func (a *answer) draw() (ended bool, err error) {
	var token int32
	if len(a.forced) > 0 {
		token, a.forced = a.forced[0], a.forced[1:]
	} else {
		token = a.seat.Sample()
	}
	if a.first.IsZero() {
		a.first = time.Now()
	}
	stop := func(reason string) (bool, error) {
		a.result.StopReason = reason
		return true, nil
	}
	if a.IsEnd(token) && !a.query.IgnoreEOS {
		if a.think.state != inThought || a.broken || a.query.Grammar != "" {
			return stop(inference.StopEnd)
		}
		a.endThought() // an answer is to come
		token, a.forced = a.forced[0], a.forced[1:]
	}
	a.result.AnswerTokens++
	var choice *inference.TokenChoice
	if a.query.LogProbs {
		c, err := a.seat.LogProbs(token, a.query.TopLogProbs)
		if err != nil {
			return true, err
		}
		choice = &c
	}
	stopped := a.take(a.Piece(token), choice)
	if a.think.state == inThought && !a.broken && a.query.Grammar == "" && a.result.ThoughtTokens >= a.thoughtLimit() {
		a.endThought()
	}
	switch {
	case stopped:
		return stop(inference.StopString)
	case a.query.MaxTokens > 0 && !a.thinks() && a.result.AnswerTokens-a.result.ThoughtTokens >= a.query.MaxTokens:
		return stop(inference.StopLength)
	case a.query.MaxAll > 0 && a.result.AnswerTokens >= a.query.MaxAll:
		return stop(inference.StopLength)
	case len(a.seat.Kept()) >= a.limit:
		return stop(inference.StopContext)
	}
	a.next = token
	return false, nil
}

// end gives the seat back and says what became of the answer.
func (a *answer) end(err error) {
	a.err = unlessCancelled(a.ctx, err)
	if a.seat != nil {
		a.result.Threads = a.threadsFor(a.single)
		a.server.threads.Store(int32(a.result.Threads))
		ahead, rest := a.wantsAhead(), unread{}
		if ahead {
			rest = a.unread()
		}
		if a.seat.leave(a.mayGoOn()); !a.CanGoBack() {
			a.seat.reusable = 0 // all that is there, or nothing
		}
		if ahead {
			go a.readAhead(a.volume, rest) // its turn comes when nobody writes any more
		}
		if a.query.KeepPrompt && a.seat.reusable >= prefixWorth && a.adapters.onDisk() {
			d, tokens, adapters := a.keptIn, a.tokens, a.adapters.key
			a.writing.Go(func() { a.toDisk(d, a.volume, tokens, adapters) })
		}
	}
	if a.result.StopReason != inference.StopString {
		thought, text := a.think.end()
		a.thought.add(thought)
		for _, c := range a.choices {
			a.emit.token(c)
		}
		a.out.add(text)
		a.out.end()
	}
	a.thought.end()
	a.result.Text, a.result.Thought = a.out.all.String(), strings.TrimRight(a.thought.all.String(), whiteSpace)
	if !a.first.IsZero() {
		a.result.FirstTokenMS = milliseconds(a.first.Sub(a.received))
		a.result.GenerateMS = milliseconds(time.Since(a.first))
	}
	if a.volume != nil {
		a.shelf.release(a.volume)
	}
	close(a.done)
}

// decode computes tokens with the number of threads that is fixed, or found.
func (a *answer) decode(ctx context.Context, p *pace, tokens []int32) error {
	run := func(ctx context.Context, threads int) error {
		a.SetThreads(threads, false)
		if p == a.drafting {
			return a.seat.DecodeEvery(ctx, tokens)
		}
		return a.seat.Decode(ctx, tokens)
	}
	if n := a.fixedThreads(p); n > 0 {
		return run(ctx, n)
	}
	units := len(tokens)
	if p == a.drafting {
		units = 1 // a batch: that is what drafts are about
	}
	return p.run(ctx, units, run)
}

// fixedThreads returns how many threads the next tokens must be computed with,
// or 0. For a request that can be repeated, it is always the same where it could
// change the answer.
func (a *answer) fixedThreads(p *pace) int {
	if n := a.query.Model.Threads; n > 0 {
		return n
	}
	if p != a.many && a.repeatable() && len(a.seat.Kept()) >= splitAttention {
		return repeatableThreads(a.backend.MaxThreads())
	}
	return 0
}

// repeatable tells whether the same request is to give the same answer again: it
// brings its seed, or is greedy.
func (a *answer) repeatable() bool {
	s := a.query.Sampling
	return s.Seed != nil || s.Temperature != nil && *s.Temperature == 0
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
