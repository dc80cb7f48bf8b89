package engine

import (
	"context"

	"carrel/inference"
	"carrel/inference/models"
)

// maxSeats is how many answers a model writes at once.
const maxSeats = inference.AnswersAtOnce

// seat is a sequence of a model's context, for one answer at a time. What was
// computed of a prompt stays after the answer, for the next one that begins alike.
type seat struct {
	Sequence
	place int // among the model's seats
	taken bool
	// reusable is how many of the kept tokens were computed in whole blocks of a
	// prompt. Those after them, in a free seat, are the end of a prompt and its answer:
	// see goOn.
	reusable int
	adapters string // the key of those that they were computed with
}

// common is how many tokens at the beginning of a prompt the seat has computed
// with the same adapters.
func (s *seat) common(tokens []int32, adapters string) int {
	if s.adapters != adapters {
		return 0
	}
	return commonBlocks(s.Kept()[:s.reusable], tokens)
}

// empty drops all that the seat holds.
func (s *seat) empty() {
	s.Keep(0)
	s.reusable = 0
}

// leave frees the seat. What the answer itself took of the context is given back, unless
// it may be gone on from.
func (s *seat) leave(goOn bool) {
	s.EndSampling()
	if !goOn {
		s.reusable = s.Keep(s.reusable)
	}
	s.taken = false
}

// freeSeat returns the free seat that has the most of an answer's prompt, of equal ones
// one in a lane with few answers, of those the one with the least to lose. There must be
// a free one.
func (v *volume) freeSeat(a *answer) *seat {
	var best *seat
	most := -1
	taken := make([]int, max(1, v.lanes))
	for _, s := range v.seats {
		if s.taken {
			taken[s.Lane()]++
		}
	}
	for _, s := range v.seats {
		if s.taken {
			continue
		}
		n := max(s.common(a.tokens, a.adapters.key), a.written(s))
		better := n > most
		if n == most {
			here, there := taken[s.Lane()], taken[best.Lane()]
			better = here < there || here == there && s.reusable < best.reusable
		}
		if better {
			best, most = s, n
		}
	}
	return best
}

// hasSeatFor tells whether another answer can begin beside those under way. One that
// the person does not wait for leaves a seat free, where there are several.
func (v *volume) hasSeatFor(a *answer) bool {
	free := 0
	for _, s := range v.seats {
		if !s.taken {
			free++
		}
	}
	return free > 1 || free == 1 && (a.urgent() || len(v.seats) == 1)
}

// want says that so many answers are to be written at once from the next time on when
// none is under way.
func (v *volume) want(seats int) { v.wanted = max(v.wanted, seats) }

// makeSeats makes more seats, where more are wanted: two once an answer in the
// background or for another program was asked for, all of them once an answer had to
// wait for others. As many as there is memory for, all of them together in at most a
// quarter of what is free. None may be taken, since all lose what they hold.
// processors is how many threads may compute. Where ctx ends before it is known how they
// are best computed, there are no more yet.
func (v *volume) makeSeats(ctx context.Context, processors int) {
	if v.wanted <= max(1, len(v.seats)) || v.seatSize <= 0 {
		return
	}
	room := models.MachineMemory().Free / 4
	n := min(v.wanted, int(room/v.seatSize))
	if n <= len(v.seats) {
		v.seatSize = 0 // not tried again
		return
	}
	lanes := v.lanesFor(ctx, n, processors)
	if lanes == 0 {
		return
	}
	lanes = max(1, min(lanes, 1+int((room-int64(n)*v.seatSize)/max(1, v.laneSize))))
	if v.Grow(n, lanes) != nil {
		v.seatSize = 0
		return
	}
	v.lanes = lanes
	v.seats, v.prefixes.kept, v.using = nil, nil, ""
	for i := range n {
		v.seats = append(v.seats, &seat{Sequence: v.Sequence(i), place: i})
	}
}
