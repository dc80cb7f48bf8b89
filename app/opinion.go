package app

import (
	"context"
	"errors"
	"slices"
	"sync"

	"carrel/app/ask"
)

// opinions are the second opinions that are being asked for, by the answer's id.
type opinions struct {
	mu    sync.Mutex
	asked map[string]*opinion
	// early are those that were stopped before they began, the latest last: in the
	// window both are requests of their own, and the second may overtake the first.
	early []opinionName
}

// maxEarly bounds opinions.early. Most of those come never: they had ended by themselves.
const maxEarly = 64

// opinionName tells one asking for a second opinion from another one on the same answer.
type opinionName struct{ answer, asking string }

type opinion struct {
	asking string
	stop   context.CancelFunc
}

// begin notes that one is asked for. Another one on the same answer ends: whoever asks
// anew has lost sight of it. One that was stopped already ends at once, and no other.
func (o *opinions) begin(ctx context.Context, answer, asking string) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	mine := &opinion{asking, stop}
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := slices.Index(o.early, opinionName{answer, asking}); i >= 0 {
		o.early = slices.Delete(o.early, i, i+1)
		stop()
		return ctx, stop
	}
	if before := o.asked[answer]; before != nil {
		before.stop()
	}
	if o.asked == nil {
		o.asked = map[string]*opinion{}
	}
	o.asked[answer] = mine
	return ctx, func() {
		stop()
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.asked[answer] == mine {
			delete(o.asked, answer)
		}
	}
}

// stop ends the one of that name, or where it has none whichever is asked for on the
// answer. One that has not begun will not.
func (o *opinions) stop(answer, asking string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch asked := o.asked[answer]; {
	case asked != nil && (asking == "" || asked.asking == asking):
		asked.stop()
	case asking != "":
		o.early = append(o.early, opinionName{answer, asking})
		if over := len(o.early) - maxEarly; over > 0 {
			o.early = slices.Delete(o.early, 0, over)
		}
	}
}

// Opine asks the model for a second opinion on a kept answer; see ask.Asker.Opine. It
// ends early, and the answer stays as it is, with ctx and by StopOpinion. asking names
// it for that, and may be "". The error is
// CodeNotFound where there is no such answer, CodeUnsupported where it is not whole.
func (a *App) Opine(ctx context.Context, answer, asking string) (ask.Answer, error) {
	ctx, end := a.opinions.begin(ctx, answer, asking)
	defer end()
	var opined ask.Answer
	err := a.asJob(ctx, func(ctx context.Context) (err error) {
		opined, err = a.asker.Opine(ctx, answer)
		return err
	})
	switch {
	case errors.Is(err, ask.ErrNoTurn):
		return opined, noAnswer(answer)
	case errors.Is(err, ask.ErrUnfinished):
		return opined, Errorf(CodeUnsupported, "This answer was stopped, or failed, before its end. Ask the question once more, then for a second opinion.")
	}
	return opined, sayDiskFull(err, "keeping the second opinion")
}

// StopOpinion ends the second opinion of that name on an answer, also where it is asked
// for only afterwards; "" ends the one that is being asked for. Where there is none that
// is nothing to complain about: the person was just slower.
func (a *App) StopOpinion(answer, asking string) { a.opinions.stop(answer, asking) }
