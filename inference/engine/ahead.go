package engine

import (
	"context"
	"errors"
	"slices"
	"time"
)

// aheadMost is how many tokens of an answer are read ahead at most: beyond that it
// is a long time of computing for a question that may not come.
const aheadMost = 512

// aheadAfter is how long after an answer reading ahead begins: a program that asks again
// at once would only be held up by what is broken off.
const aheadAfter = 500 * time.Millisecond

// unread is what stands after a seat's whole blocks when an answer ends: the last
// piece of its prompt and the answer itself. A follow-up's prompt goes on from there,
// and would have to read it: an answer's tokens are computed one by one, which gives
// other bits than those of a prompt.
type unread struct {
	seat   *seat
	after  int // tokens that stood before it
	tokens []int32
}

// unread gives up what is there after the whole blocks, which must be read anew.
func (a *answer) unread() unread {
	s := a.seat
	to := min(len(s.Kept()), len(a.tokens)+aheadMost)
	return unread{seat: s, after: s.reusable, tokens: slices.Clone(s.Kept()[s.reusable:to])}
}

// wantsAhead says that an answer's follow-up is likely to begin with all that was
// written, and has to read it. Of a thought nothing is left in it.
func (a *answer) wantsAhead() bool {
	return a.repeatable() && a.query.ExpectFollowUp && a.result.ThoughtTokens == 0 && a.CanGoBack()
}

// readAhead reads an answer as a part of a prompt, in whole blocks, while nobody
// else computes or wants to: then its follow-up finds it there. It breaks off when
// an answer or a search comes, and goes on afterwards where the seat is still as it
// was; never where the machine is to be quiet.
func (s *server) readAhead(v *volume, u unread) {
	time.Sleep(aheadAfter)
	for !s.keeper.restful() {
		ctx := s.turn.takeIdle()
		var more bool
		var err error
		s.background.do(func() { more, err = s.readBlock(ctx, v, &u) })
		s.turn.pass()
		if err != nil && !errors.Is(err, context.Canceled) || err == nil && !more {
			return
		}
	}
}

// readBlock reads the next block and tells whether there may be more. The caller has
// the turn.
func (s *server) readBlock(ctx context.Context, v *volume, u *unread) (more bool, err error) {
	if len(u.tokens) < prefixBlock || v.Model == nil || !slices.Contains(v.seats, u.seat) {
		return false, nil
	}
	seat := u.seat
	if seat.taken || seat.reusable != u.after || len(seat.Kept()) != u.after || seat.adapters != v.using {
		return false, nil
	}
	block := u.tokens[:prefixBlock]
	run := func(ctx context.Context, threads int) error {
		v.SetThreads(threads, true)
		return seat.Decode(ctx, block)
	}
	if n := v.spec.Threads; n > 0 {
		err = run(ctx, n)
	} else {
		err = v.many.run(ctx, len(block), run)
	}
	if err != nil {
		return false, err
	}
	u.after += len(block)
	u.tokens = u.tokens[len(block):]
	seat.reusable = u.after
	return len(u.tokens) >= prefixBlock, nil
}
