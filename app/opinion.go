package app

import (
	"context"
	"errors"
	"sync"

	"carrel/app/ask"
)

// opinions are the second opinions that are being asked for, by the answer's id.
type opinions struct {
	mu    sync.Mutex
	asked map[string]*opinion
}

type opinion struct{ stop context.CancelFunc }

// begin notes that one is asked for. Another one on the same answer ends: whoever asks
// anew has lost sight of it.
func (o *opinions) begin(ctx context.Context, answer string) (context.Context, func()) {
	ctx, stop := context.WithCancel(ctx)
	mine := &opinion{stop}
	o.mu.Lock()
	defer o.mu.Unlock()
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

// Opine asks the model for a second opinion on a kept answer; see ask.Asker.Opine. It
// ends early, and the answer stays as it is, with ctx and by StopOpinion. The error is
// CodeNotFound where there is no such answer, CodeUnsupported where it is not whole.
func (a *App) Opine(ctx context.Context, answer string) (ask.Answer, error) {
	ctx, end := a.opinions.begin(ctx, answer)
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

// StopOpinion ends the second opinion on an answer that is being asked for. Where there
// is none that is nothing to complain about: the person was just slower.
func (a *App) StopOpinion(answer string) {
	a.opinions.mu.Lock()
	defer a.opinions.mu.Unlock()
	if asked := a.opinions.asked[answer]; asked != nil {
		asked.stop()
	}
}
