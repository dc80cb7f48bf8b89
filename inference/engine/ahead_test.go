package engine

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"carrel/inference"
)

// After an answer that is likely to be followed up, its text is read while nobody
// computes; the follow-up has less to read, and comes out as without that to the bit.
func TestAnAnswerIsReadAhead(t *testing.T) {
	s, model := atWork(t)
	zero := 0.0
	first := inference.GenerateRequest{
		Model: model, Prompt: strings.Repeat(story, 3) + "It is", MaxTokens: 150, IgnoreEOS: true,
		Sampling: inference.Sampling{Temperature: &zero},
	}
	followUp := func(r inference.GenerateResult) inference.GenerateRequest {
		q := first
		q.Prompt += r.Text + " Who founded it, and when? It was founded by"
		q.MaxTokens = 3
		return q
	}
	plain, _ := writeBits(t, s, first)
	cold, coldBits := writeBits(t, s, followUp(plain))
	s.emptyShelf()

	first.ExpectFollowUp = true
	r, _ := writeBits(t, s, first)
	if r.Text != plain.Text {
		t.Fatalf("%q; without reading ahead it was %q", r.Text, plain.Text)
	}
	written := r.PromptTokens + r.AnswerTokens - 1 // the last one was not computed
	seat := chatVolume(t, s).seats[0]
	for range 1000 {
		s.holdTurn()
		there := seat.reusable
		s.turn.pass()
		if there == written/prefixBlock*prefixBlock {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	kept := slices.Clone(seat.Kept())
	prompt := chatVolume(t, s).Tokenize(followUp(r).Prompt, true)
	if len(kept) != written/prefixBlock*prefixBlock {
		t.Fatalf("%d tokens were read, of %d", len(kept), written)
	}
	want := commonBlocks(kept, prompt)
	if want < r.PromptTokens {
		t.Fatalf("the follow-up has %d tokens in common: it shows nothing", want)
	}
	warm, warmBits := writeBits(t, s, followUp(r))
	if warm.ReusedTokens != want || cold.ReusedTokens >= want {
		t.Errorf("%d tokens were there, want %d; without reading ahead %d", warm.ReusedTokens, want, cold.ReusedTokens)
	}
	if warm.Text != cold.Text || !slices.Equal(warmBits, coldBits) {
		t.Errorf("%q, cold %q", warm.Text, cold.Text)
	}
	allFree(t, s)
}

// Nothing is read ahead where the seat has gone to another answer, nor
// on a machine that is to be quiet.
func TestReadingAheadMakesWay(t *testing.T) {
	s, model := atWork(t)
	zero := 0.0
	q := inference.GenerateRequest{Model: model, Prompt: strings.Repeat(story, 3), MaxTokens: 2, Sampling: inference.Sampling{Temperature: &zero}}
	mustWrite(t, s, q)
	v := chatVolume(t, s)
	seat := v.seats[0]
	before := seat.reusable
	tokens := v.Tokenize(strings.Repeat(story, 9), true)

	other := q
	other.Prompt = "Something else"
	mustWrite(t, s, other)
	s.readAhead(v, unread{seat: seat, after: before, tokens: tokens})
	if seat.reusable == before+len(tokens)/prefixBlock*prefixBlock || len(seat.Kept()) > before {
		t.Errorf("%d tokens were read into a seat that another answer had", len(seat.Kept()))
	}
	mustWrite(t, s, q)
	s.holdTurn() // as if an answer were being written
	waits := make(chan struct{})
	go func() { s.readAhead(v, unread{seat: seat, after: seat.reusable, tokens: tokens}); close(waits) }()
	waiting(t, &s.turn, 1)
	seat.taken = true
	s.turn.pass()
	<-waits
	if seat.taken = false; len(seat.Kept()) != before {
		t.Errorf("%d tokens were read into a seat that is taken", len(seat.Kept()))
	}
	s.keeper.most = new(atomic.Int32)
	s.keeper.most.Store(1)
	s.readAhead(v, unread{seat: seat, after: before, tokens: tokens})
	if len(seat.Kept()) != before {
		t.Errorf("%d tokens were read on a machine that is to be quiet", len(seat.Kept()))
	}
	s.keeper.most.Store(0)
	s.readAhead(v, unread{seat: seat, after: before, tokens: tokens})
	if want := before + len(tokens)/prefixBlock*prefixBlock; seat.reusable != want || len(seat.Kept()) != want {
		t.Errorf("%d tokens are there, want %d", seat.reusable, want)
	}
}
