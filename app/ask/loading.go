package ask

import (
	"context"
	"time"

	"carrel/inference"
)

// loading is a model being loaded beside the search.
type loading struct {
	path   string // of its file
	done   chan struct{}
	cancel context.CancelFunc
	info   inference.ModelInfo
	err    error
}

func (r *run) load(ctx context.Context, spec inference.ModelSpec, err error) *loading {
	l := &loading{path: spec.Path, done: make(chan struct{}), err: err}
	ctx, l.cancel = context.WithCancel(ctx)
	go func() {
		defer close(l.done)
		if l.err == nil {
			l.info, l.err = r.asker.config.Engine.Load(ctx, spec)
		}
	}()
	return l
}

// waitingAfter is how long a model may take before it is said what it waits for, and
// how often that is looked at.
const waitingAfter = 500 * time.Millisecond

// await waits for the model, and says why that takes long.
func (r *run) await(l *loading) (inference.ModelInfo, error) {
	said := ""
	say := func(what string) {
		if what != said {
			r.step(Step{Kind: StepWaiting, Waiting: what})
			said = what
		}
	}
	look := time.NewTicker(waitingAfter)
	defer look.Stop()
	for {
		select {
		case <-l.done:
			if said != "" {
				say(WaitingOver)
			}
			return l.info, l.err
		case <-look.C:
			if loads := r.asker.config.Loading; loads != nil && !loads(l.path) {
				say(WaitingTurn)
			} else {
				say(WaitingLoads)
			}
		}
	}
}

// end gives the loading up where nobody waited for it.
func (l *loading) end() {
	l.cancel()
	<-l.done
}
