package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"carrel/inference"
	"carrel/inference/models"
)

// overlap counts how many computations run at the same time.
type overlap struct{ now, most atomic.Int32 }

// overlapping is a sequence that is counted.
type overlapping struct {
	Sequence
	*overlap
}

func (o overlapping) Decode(ctx context.Context, tokens []int32) error {
	n := o.now.Add(1)
	defer o.now.Add(-1)
	for m := o.most.Load(); n > m && !o.most.CompareAndSwap(m, n); m = o.most.Load() {
	}
	return o.Sequence.Decode(ctx, tokens)
}

// Answers that are computed at the same time, in lanes, come out as each alone, to the
// bit; one that is given up leaves its lane, and the others go on.
func TestAnswersSideBySideAreTheSameToTheBit(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	processors := s.backend.MaxThreads()
	if processors < 2 {
		t.Skip("one processor has nothing side by side")
	}
	model.Threads = 0
	seed, hot, zero := uint32(7), 0.9, 0.0
	var asks []inference.GenerateRequest
	for i, sampling := range []inference.Sampling{{Seed: &seed, Temperature: &hot}, {Temperature: &zero}, {Temperature: &zero}, {Seed: &seed, Temperature: &hot}} {
		asks = append(asks, inference.GenerateRequest{
			Model: model, Prompt: strings.Repeat(story, 1+4*(i%3)) + "It is", MaxTokens: 20 + i, IgnoreEOS: true, Sampling: sampling,
		})
	}
	type written struct {
		text string
		bits []float64
	}
	var alone []written
	for _, q := range asks {
		r, bits := writeBits(t, s, q)
		alone = append(alone, written{r.Text, bits})
	}
	v := chatVolume(t, s)
	if v.lanes > 1 {
		t.Fatal("one answer at a time takes several lanes")
	}
	s.holdTurn()
	v.laneGain = laneGain // whatever this machine says
	v.want(maxSeats)
	v.makeSeats(processors)
	var seen overlap
	for _, seat := range v.seats {
		seat.Sequence = overlapping{seat.Sequence, &seen}
	}
	s.turn.pass()
	if v.lanes != maxSeats {
		t.Fatalf("%d lanes on %d processors", v.lanes, processors)
	}

	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	var all sync.WaitGroup
	for i, q := range asks[:3] {
		all.Go(func() {
			if r, bits := writeBits(t, s, q); r.Text != alone[i].text || !slices.Equal(bits, alone[i].bits) {
				t.Errorf("answer %d side by side: %q, alone %q", i, r.Text, alone[i].text)
			}
		})
	}
	for i := range 2 { // the second one waits for a seat
		all.Go(func() {
			q := inference.GenerateRequest{Model: model, Prompt: fmt.Sprint("Once upon a time ", i), IgnoreEOS: true, LogProbs: true}
			drawn := 0
			r, err := s.generate(ctx, q, sink{text: func(string) {}, token: func(inference.TokenChoice) {
				if drawn++; drawn == 12 {
					giveUp()
				}
			}})
			if err != nil || r.StopReason != inference.StopCancel || r.AnswerTokens > 12 {
				t.Errorf("given up: %+v, %v", r, err)
			}
		})
	}
	all.Wait()
	if n := seen.most.Load(); n < 2 {
		t.Errorf("%d computations at the same time", n)
	}
	if r, bits := writeBits(t, s, asks[3]); r.Text != alone[3].text || !slices.Equal(bits, alone[3].bits) {
		t.Errorf("alone again, in a lane: %q, before %q", r.Text, alone[3].text)
	}
	allFree(t, s)
}

// Lanes are taken where several answers side by side are faster than one, and where
// there are threads for them.
func TestLanesWhereTheyGain(t *testing.T) {
	s, model := atWork(t)
	v, err := s.shelf.get(model)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		gain              float64
		seats, processors int
		offloaded         bool
		want              int
	}{
		{1.7, 4, 2, false, 4}, {1.7, 2, 8, false, 2}, {1.7, 4, 8, false, 4}, {1.7, 4, 1, false, 1},
		{1.1, 4, 2, false, 1}, {1.7, 4, 2, true, 1},
	} {
		v.laneGain, v.offloaded = c.gain, c.offloaded
		if n := v.lanesFor(c.seats, c.processors); n != c.want {
			t.Errorf("%+v: %d lanes", c, n)
		}
	}
	v.laneGain, v.offloaded = 0, false
	if v.lanesFor(4, 2); v.laneGain <= 0 || len(v.seats[0].Kept()) != 0 {
		t.Errorf("measured %.2f, and %d tokens left", v.laneGain, len(v.seats[0].Kept()))
	}
	t.Logf("two side by side write %.2f times what one does", v.laneGain)
}
