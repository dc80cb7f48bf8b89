package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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
	gaining(v, laneGain) // whatever this machine says
	v.want(maxSeats)
	v.makeSeats(t.Context(), processors)
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
		gaining(v, c.gain)
		v.offloaded = c.offloaded
		if n := v.lanesFor(t.Context(), c.seats, c.processors); n != c.want {
			t.Errorf("%+v: %d lanes", c, n)
		}
	}
	gaining(v, 0)
	v.offloaded = false
	if v.lanesFor(t.Context(), 4, 2); v.laneGain[2] <= 0 || v.laneGain[4] != 0 || len(v.seats[0].Kept()) != 0 {
		t.Errorf("measured %.2f, and %d tokens left", v.laneGain, len(v.seats[0].Kept()))
	}
	t.Logf("two side by side write %.2f times what one does", v.laneGain[2])
}

// gaining has a model gain so much from lanes, however many; 0: it is to be measured.
func gaining(v *volume, gain float64) {
	for n := range v.laneGain {
		v.laneGain[n] = gain
	}
}

// decoding is a sequence that computes as decode says, which is told how often it did.
type decoding struct {
	Sequence
	times  int
	decode func(ctx context.Context, times int) error
}

func (d *decoding) Decode(ctx context.Context, _ []int32) error {
	d.times++
	return d.decode(ctx, d.times)
}

// To measure what lanes gain keeps nobody waiting: it ends when the answer is given up,
// and early with a slow model. What fails is no gain, and is measured the next time.
func TestMeasuringLanesEnds(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	v, err := s.shelf.get(model)
	if err != nil {
		t.Fatal(err)
	}
	v.want(2)
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	own := v.seats[0].Sequence
	for _, c := range []struct {
		name      string
		ctx       context.Context
		decode    func(ctx context.Context, times int) error
		most      int // tokens
		gain      float64
		seatsThen int
	}{
		{"given up at the fifth token", ctx, func(ctx context.Context, times int) error {
			if times == 5 {
				giveUp()
			}
			return ctx.Err()
		}, 5, 0, 1},
		{"the fourth token fails", t.Context(), func(_ context.Context, times int) error {
			if times == 4 {
				return errors.New("the context is full")
			}
			return nil
		}, 4, 0, 1},
		{"a slow model", t.Context(), func(ctx context.Context, _ int) error {
			select {
			case <-ctx.Done():
			case <-time.After(laneSlow + 10*time.Millisecond):
			}
			return ctx.Err()
		}, 2, 1, 2},
	} {
		d := &decoding{Sequence: own, decode: c.decode}
		v.seats[0].Sequence = d
		v.makeSeats(c.ctx, 2)
		if d.times > c.most || v.laneGain[2] != c.gain || len(v.seats) != c.seatsThen || v.lanes > 1 {
			t.Errorf("%s: %d tokens, a gain of %.2f, %d seats in %d lanes", c.name, d.times, v.laneGain[2], len(v.seats), v.lanes)
		}
	}
}

// fourThreads is a backend that says it has four threads.
type fourThreads struct{ Backend }

func (fourThreads) MaxThreads() int { return 4 }

// apart is a model that notes with how many threads it is to compute in several lanes. It
// takes one: more than there are cores would wait for each other.
type apart struct {
	Model
	threads []int
}

func (a *apart) SetThreads(int, bool) { a.Model.SetThreads(1, false) }

func (a *apart) SetThreadsApart(n int) {
	a.threads = append(a.threads, n)
	a.Model.SetThreadsApart(1)
}

// Two answers share all threads out between them, however many lanes there are. One with
// a seed that needs as many is written beside the other, and stays the same to the bit.
func TestTwoAnswersShareAllThreads(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	s.backend = fourThreads{s.backend}
	s.shelf.backend = s.backend
	model.Threads = 0
	seed, hot := uint32(7), 0.9
	seeded := inference.GenerateRequest{
		Model: model, Prompt: strings.Repeat(story, 9) + "It is", MaxTokens: 8, IgnoreEOS: true, LogProbs: true,
		Sampling: inference.Sampling{Seed: &seed, Temperature: &hot},
	}
	free := seeded
	free.Prompt, free.MaxTokens, free.Sampling = "Once upon a time", 60, inference.Sampling{} // still written when the other one is read
	v, err := s.shelf.get(model)
	if err != nil {
		t.Fatal(err)
	}
	noted := &apart{Model: v.Model}
	v.Model = noted
	alone, bits := writeBits(t, s, seeded)
	s.holdTurn()
	gaining(v, laneGain)
	v.want(maxSeats)
	v.makeSeats(t.Context(), 4)
	if v.lanes != maxSeats {
		t.Fatalf("%d lanes", v.lanes)
	}
	var beside []float64
	a := s.answerFor(t.Context(), seeded, sink{text: func(string) {}, token: func(c inference.TokenChoice) { beside = append(beside, c.LogProb) }})
	b := s.answerFor(t.Context(), free, sink{text: func(string) {}, token: func(inference.TokenChoice) {}})
	s.answers.join(a)
	s.answers.join(b)
	func() {
		defer s.turn.pass()
		s.answerRounds()
	}()
	<-a.done
	<-b.done
	if a.err != nil || b.err != nil || a.result.PromptTokens < splitAttention {
		t.Fatalf("%+v, %v, %v", a.result, a.err, b.err)
	}
	if a.result.Text != alone.Text || !slices.Equal(beside, bits) {
		t.Errorf("beside another: %q, alone %q", a.result.Text, alone.Text)
	}
	if len(noted.threads) == 0 || slices.ContainsFunc(noted.threads, func(n int) bool { return n != 2 }) {
		t.Errorf("of four threads two answers had each %v", noted.threads)
	}
	allFree(t, s)
}
