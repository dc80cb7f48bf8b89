package engine

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

var library = sync.OnceValues(openNative) // llama.cpp is loaded once in a process

// atWork returns the engine's server with the bundled model, without its pipes.
func atWork(t *testing.T) (*server, inference.ModelSpec) {
	t.Helper()
	backend, err := library()
	if err != nil {
		t.Skip("the engine is not set up:", err)
	}
	path, err := models.Resolve(models.DefaultChat)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{backend: backend, out: io.Discard, shelf: &shelf{backend: backend, loaded: map[inference.Kind][]*volume{}}}
	t.Cleanup(func() { s.emptyShelf() })
	return s, inference.ModelSpec{Path: path, Kind: inference.KindChat, ContextTokens: 512, Threads: 1}
}

// holdTurn takes the turn when nobody computes any more.
func (s *server) holdTurn() {
	_ = s.turn.take(context.Background(), classBulk, math.MaxInt) // never refused: the context does not end
}

// emptyShelf puts all models away.
func (s *server) emptyShelf() {
	s.holdTurn()
	defer s.turn.pass()
	for _, kind := range []inference.Kind{inference.KindChat, inference.KindEmbedding, inference.KindRerank} {
		s.shelf.drop(kind, func(*volume) bool { return true })
	}
}

// chatVolume is the one model that is loaded. Nothing may be under way.
func chatVolume(t *testing.T, s *server) *volume {
	t.Helper()
	if err := s.turn.take(t.Context(), classAnswer, 0); err != nil {
		t.Fatal(err)
	}
	defer s.turn.pass()
	if n := len(s.shelf.loaded[inference.KindChat]); n != 1 {
		t.Fatalf("%d models are loaded", n)
	}
	return s.shelf.loaded[inference.KindChat][0]
}

// allFree asserts that no sequence is taken, and that llama.cpp's memory holds
// what is kept for the next prompts and nothing more.
func allFree(t *testing.T, s *server) {
	t.Helper()
	for _, wrong := range s.leftOver() {
		t.Error(wrong)
	}
}

const story = "The observatory on the hill was founded in 1887 by Ada Winterbourne, and its telescope has a mirror of 72 centimetres. "

// A request with a seed gives the same answer to the last bit whatever is
// written beside it, and no sequence is left over.
func TestASeededAnswerIsTheSameBesideOthers(t *testing.T) {
	s, model := atWork(t)
	seed, hot, all, off := uint32(7), 0.9, 1.0, 0
	seeded := inference.GenerateRequest{
		Model: model, Prompt: strings.Repeat(story, 9) + "It is", MaxTokens: 12, IgnoreEOS: true, LogProbs: true,
		Sampling: inference.Sampling{Seed: &seed, Temperature: &hot, TopP: &all, TopK: &off},
	}
	write := func() (string, []uint64) {
		var bits []uint64
		r, err := s.generate(t.Context(), seeded, sink{text: func(string) {}, token: func(c inference.TokenChoice) { bits = append(bits, math.Float64bits(c.LogProb)) }})
		if err != nil || r.PromptTokens < splitAttention || len(bits) != 12 {
			t.Fatalf("%+v, %v", r, err)
		}
		return r.Text, bits
	}
	text, bits := write()
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	chatVolume(t, s).want(maxSeats)

	ctx, cancel := context.WithCancel(t.Context())
	var others sync.WaitGroup
	for i := range 3 {
		begun := make(chan struct{})
		once := sync.OnceFunc(func() { close(begun) })
		others.Go(func() {
			q := inference.GenerateRequest{Model: model, Prompt: strings.Repeat("one two three ", 3+i), IgnoreEOS: true}
			_, err := s.generate(ctx, q, sink{text: func(string) { once() }})
			once()
			if err != nil {
				t.Errorf("one beside it: %v", err)
			}
		})
		<-begun
	}
	if again, bitsAgain := write(); again != text || !slices.Equal(bits, bitsAgain) {
		t.Errorf("beside others:\n%q\nalone:\n%q", again, text)
	}
	cancel()
	others.Wait()
	if n := len(chatVolume(t, s).seats); n != maxSeats {
		t.Errorf("%d answers at once, want %d", n, maxSeats)
	}
	allFree(t, s)
}

// An answer in the background lets one that somebody waits for go first: that begins
// at once, and is written almost alone. Then the other goes on, to the same end.
func TestTheChatGoesBeforeTheBackground(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	zero := 0.0
	ask := func(prompt string, tokens int) inference.GenerateRequest {
		return inference.GenerateRequest{Model: model, Prompt: prompt, MaxTokens: tokens, IgnoreEOS: true, LogProbs: true, Sampling: inference.Sampling{Temperature: &zero}}
	}
	behind, chat := ask(story, briefTokens+1), ask("Once upon a time", 2*backgroundRounds)
	alone, err := s.generate(t.Context(), behind, sink{text: func(string) {}, token: func(inference.TokenChoice) {}})
	if err != nil {
		t.Fatal(err)
	}

	// Tokens are noted where they are drawn, by the one goroutine that does it.
	var order strings.Builder
	answered := make(chan error, 1)
	begin := func() { // and wait until it is asked for
		go func() {
			r, err := s.generate(t.Context(), chat, sink{text: func(string) {}, token: func(inference.TokenChoice) { order.WriteByte('c') }})
			if err == nil && r.AnswerTokens != chat.MaxTokens {
				err = fmt.Errorf("%d tokens", r.AnswerTokens)
			}
			answered <- err
		}()
		for s.answers.head() == nil {
			time.Sleep(time.Millisecond)
		}
	}
	behind.Background = true
	got, err := s.generate(t.Context(), behind, sink{text: func(string) {}, token: func(inference.TokenChoice) {
		order.WriteByte('b')
		if order.Len() == 3 {
			begin()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	if got.Text != alone.Text || got.AnswerTokens != behind.MaxTokens {
		t.Errorf("interrupted: %q, alone: %q", got.Text, alone.Text)
	}
	during := order.String()[3 : 1+strings.LastIndexByte(order.String(), 'c')]
	if n := strings.Count(during, "b"); n < 1 || n > 1+chat.MaxTokens/backgroundRounds+1 {
		t.Errorf("%d tokens of the background until the chat's last one of %d: %s", n, chat.MaxTokens, order.String())
	}
	allFree(t, s)
}

// Of those that wait, the ones in the background and for other programs are last, in
// their order, and they leave a seat free.
func TestTheBackgroundWaitsLonger(t *testing.T) {
	behind, guest, chat := &answer{query: inference.GenerateRequest{Background: true}}, &answer{query: inference.GenerateRequest{Guest: true}}, &answer{}
	var q queue
	q.join(behind)
	q.join(guest)
	if q.head() != behind {
		t.Error("that which came first is not next")
	}
	q.join(chat)
	if q.head() != chat {
		t.Error("the person's question does not go first")
	}
	for _, c := range []struct {
		taken            []bool
		forBehind, forCh bool
	}{
		{[]bool{false}, true, true}, {[]bool{true}, false, false},
		{[]bool{true, false}, false, true}, {[]bool{false, false}, true, true},
	} {
		v := &volume{}
		for _, taken := range c.taken {
			v.seats = append(v.seats, &seat{taken: taken})
		}
		if v.hasSeatFor(behind) != c.forBehind || v.hasSeatFor(guest) != c.forBehind || v.hasSeatFor(chat) != c.forCh {
			t.Errorf("seats taken %v: %v for the background, %v for a chat", c.taken, v.hasSeatFor(behind), v.hasSeatFor(chat))
		}
	}
}

// Once an answer is given up, no further token is drawn.
func TestCancelStopsWithinAToken(t *testing.T) {
	s, model := atWork(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	drawn, after := 0, 0
	q := inference.GenerateRequest{Model: model, Prompt: story, IgnoreEOS: true, LogProbs: true}
	r, err := s.generate(ctx, q, sink{text: func(string) {}, token: func(inference.TokenChoice) {
		if ctx.Err() != nil {
			after++
		}
		if drawn++; drawn == 5 {
			cancel()
		}
	}})
	if err != nil || r.StopReason != inference.StopCancel || r.AnswerTokens != 5 || after != 0 {
		t.Errorf("%d tokens after the fifth, when it was given up: %+v, %v", after, r, err)
	}
	allFree(t, s)
}

// An answer that is given up before its first round leaves none under way: the rounds
// end, or go on with the one that came meanwhile.
func TestAnAnswerGivenUpBeforeItsFirstRound(t *testing.T) {
	s, model := atWork(t)
	for _, another := range []bool{false, true} {
		s.holdTurn()
		ctx, giveUp := context.WithCancel(t.Context())
		first := s.answerFor(ctx, short(model), sink{text: func(string) {}})
		later := s.answerFor(t.Context(), short(model), sink{text: func(string) {}})
		s.answers.join(first)
		searched := make(chan error, 1)
		go func() { // has the turn lent once the first one has its seat
			err := s.turn.take(context.Background(), classQuick, 1)
			giveUp()
			if another {
				s.answers.join(later)
			}
			s.turn.pass()
			searched <- err
		}()
		waiting(t, &s.turn, 1)
		func() {
			defer s.turn.pass()
			s.answerRounds()
		}()
		if err := <-searched; err != nil {
			t.Fatal(err)
		}
		if <-first.done; first.err != nil || first.result.StopReason != inference.StopCancel || first.result.AnswerTokens != 0 {
			t.Errorf("given up: %+v, %v", first.result, first.err)
		}
		if another {
			if <-later.done; later.err != nil || later.result.AnswerTokens != later.query.MaxTokens {
				t.Errorf("after it: %+v, %v", later.result, later.err)
			}
		}
		allFree(t, s)
	}
}
