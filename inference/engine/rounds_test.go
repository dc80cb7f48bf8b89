package engine

import (
	"context"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

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
	chatVolume(t, s).crowded = true

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
