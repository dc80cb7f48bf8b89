package ask

import (
	"context"

	"carrel/inference"
)

// loading is a model being loaded beside the search.
type loading struct {
	done   chan struct{}
	cancel context.CancelFunc
	info   inference.ModelInfo
	err    error
}

func (r *run) load(ctx context.Context, spec inference.ModelSpec, err error) *loading {
	l := &loading{done: make(chan struct{}), err: err}
	ctx, l.cancel = context.WithCancel(ctx)
	go func() {
		defer close(l.done)
		if l.err == nil {
			l.info, l.err = r.asker.config.Engine.Load(ctx, spec)
		}
	}()
	return l
}

func (l *loading) wait() (inference.ModelInfo, error) {
	<-l.done
	return l.info, l.err
}

// end gives the loading up where nobody waited for it.
func (l *loading) end() {
	l.cancel()
	<-l.done
}
