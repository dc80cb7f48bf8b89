package engine

import (
	"context"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// inLane is a sequence that is in a lane, and no more.
type inLane struct {
	Sequence
	lane int
}

func (s inLane) Lane() int { return s.lane }

// A thread goes on with the answer that has waited longest of those whose lane is free.
func TestStretchTakesTurns(t *testing.T) {
	s := &stretch{rounds: &rounds{server: &server{}}, until: time.Now().Add(time.Hour), lanes: map[int]bool{}, ended: map[*answer]error{}}
	s.changed.L = &s.mu
	for _, lane := range []int{0, 0, 1, 2} {
		s.ready = append(s.ready, &answer{seat: &seat{Sequence: inLane{lane: lane}}})
	}
	a, b, c, d := s.ready[0], s.ready[1], s.ready[2], s.ready[3]
	next := func(want *answer) {
		t.Helper()
		if got := s.next(); got != want {
			t.Fatalf("an answer in lane %d, not in %d", got.seat.Lane(), want.seat.Lane())
		}
	}
	next(a)
	next(c) // b is in the lane of a
	s.wrote(a, false, nil)
	next(b)
	s.wrote(c, false, nil)
	next(d)
	s.wrote(b, false, nil)
	next(a)
	s.wrote(a, true, nil)
	if s.next() != nil || len(s.ended) != 1 {
		t.Error("it goes on after an answer has ended")
	}
	s.wrote(d, false, nil)
}

// sideBySide is a server whose chat model has lanes for all seats, and stretches that go
// on until something else is to be done.
func sideBySide(t *testing.T) (*server, inference.ModelSpec, *apart) {
	t.Helper()
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	if s.backend.MaxThreads() < 2 {
		t.Skip("one processor has nothing side by side")
	}
	before := stretchTime
	stretchTime = time.Hour
	t.Cleanup(func() { stretchTime = before })
	model.Threads = 0
	v, err := s.shelf.get(model)
	if err != nil {
		t.Fatal(err)
	}
	noted := &apart{Model: v.Model}
	v.Model = noted
	s.holdTurn()
	defer s.turn.pass()
	gaining(v, laneGain) // whatever this machine says
	v.want(maxSeats)
	v.makeSeats(t.Context(), s.backend.MaxThreads())
	if v.lanes != maxSeats {
		t.Fatalf("%d lanes", v.lanes)
	}
	return s, model, noted
}

// join has an answer wait for its seat.
func join(s *server, q inference.GenerateRequest, text func(string)) *answer {
	a := s.answerFor(context.Background(), q, sink{text: text})
	s.answers.join(a)
	return a
}

func silent(string) {}

// Answers in a stretch go on with no round after each token; when one has ended the
// others share its thread out.
func TestStretchGoesOn(t *testing.T) {
	s, model, noted := sideBySide(t)
	var all []*answer
	for _, tokens := range []int{12, 24, 36} {
		all = append(all, join(s, inference.GenerateRequest{Model: model, Prompt: "Once upon a time", MaxTokens: tokens, IgnoreEOS: true}, silent))
	}
	s.holdTurn()
	s.answerRounds()
	s.turn.pass()
	for i, a := range all {
		if <-a.done; a.err != nil || a.result.AnswerTokens != 12*(i+1) {
			t.Fatalf("answer %d: %+v, %v", i, a.result, a.err)
		}
	}
	// One for each end but the last, where one answer is alone, and a token each while
	// prompts are read.
	if n := len(noted.threads); n == 0 || n > 6 {
		t.Errorf("%d stretches", n)
	}
	allFree(t, s)
}

// A question that comes ends the stretch of the answers that are being written: so does
// somebody's search.
func TestStretchEndsForTheNext(t *testing.T) {
	s, model, _ := sideBySide(t)
	long := inference.GenerateRequest{Model: model, Prompt: "Once upon a time", MaxTokens: 400, IgnoreEOS: true}
	searched := make(chan int, 1) // tokens of the first answer by then
	var first, last *answer
	drawn := 0
	first = join(s, long, func(string) {
		switch drawn++; drawn {
		case 40:
			go func() {
				_ = s.turn.take(context.Background(), classQuick, 0)
				searched <- first.result.AnswerTokens
				s.turn.pass()
			}()
		case 150:
			last = join(s, inference.GenerateRequest{Model: model, Prompt: "The harbour", MaxTokens: 4, IgnoreEOS: true}, silent)
		}
	})
	second := join(s, long, silent)
	s.holdTurn()
	s.answerRounds()
	s.turn.pass()
	<-first.done
	<-second.done
	<-last.done
	if n := <-searched; n > 100 {
		t.Errorf("the search waited for %d tokens", n)
	}
	if begun := last.received.Sub(first.first) + seconds(last.result.FirstTokenMS/1000); last.err != nil || last.result.AnswerTokens != 4 || begun > seconds(first.result.GenerateMS/1000*0.7) {
		t.Errorf("the question that came later began after %v of %.0f ms: %+v, %v", begun, first.result.GenerateMS, last.result, last.err)
	}
	allFree(t, s)
}

// Beside an answer that lets others go first each has one token in a round.
func TestNoStretchBesideOthers(t *testing.T) {
	s, model, noted := sideBySide(t)
	q := inference.GenerateRequest{Model: model, Prompt: "Once upon a time", MaxTokens: 30, IgnoreEOS: true}
	mine := join(s, q, silent)
	also := join(s, q, silent)
	q.Guest, q.MaxTokens = true, 20
	theirs := join(s, q, silent)
	s.holdTurn()
	s.answerRounds()
	s.turn.pass()
	<-mine.done
	<-also.done
	<-theirs.done
	if n := len(noted.threads); n < 20 {
		t.Errorf("%d stretches for 30 tokens of two answers of the person's and 20 for another program", n)
	}
	allFree(t, s)
}
