package ask

import (
	"context"
	"sync"
	"time"
)

// saveEvery is how often the text of a running answer is stored at most.
const saveEvery = 300 * time.Millisecond

// saveTimeout bounds one write, so that a locked or failing disk cannot hold up
// the end of an answer for good.
const saveTimeout = 10 * time.Second

// recorder stores a turn while it runs, beside the stream and never in its way:
// a write that is slow or fails changes nothing on the screen. It is used from
// one goroutine.
type recorder struct {
	history  *History
	ctx      context.Context // not cancelled with the question: a stopped answer is stored too
	begun    bool
	wake     chan struct{}
	sentence chan struct{} // cuts the wait short
	ended    chan struct{} // closed when the answer is complete
	idle     chan struct{} // closed when the writing goroutine has ended

	mu     sync.Mutex
	latest Turn
	whole  bool // more than the text changed
}

// record stores turn as running and starts the writing. A nil history keeps
// nothing.
func record(ctx context.Context, h *History, turn Turn) *recorder {
	r := &recorder{history: h, ctx: context.WithoutCancel(ctx), wake: make(chan struct{}, 1), sentence: make(chan struct{}, 1),
		ended: make(chan struct{}), idle: make(chan struct{})}
	if h == nil {
		close(r.idle)
		return r
	}
	if err := r.bounded(func(ctx context.Context) error { return h.begin(ctx, turn) }); err != nil {
		close(r.idle)
		return r
	}
	r.begun = true
	go r.run()
	return r
}

// note hands over how far the turn has come; whole says that more than its text
// is new. It does not block.
func (r *recorder) note(turn Turn, whole bool) {
	if !r.begun {
		return
	}
	r.mu.Lock()
	r.latest = turn
	r.whole = r.whole || whole
	r.mu.Unlock()
	signal(r.wake)
	if whole {
		signal(r.sentence)
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (r *recorder) run() {
	defer close(r.idle)
	for range r.wake {
		r.mu.Lock()
		turn, whole := r.latest, r.whole
		r.whole = false
		r.mu.Unlock()
		// A write that fails is made up for by the next, and judged by the last.
		_ = r.bounded(func(ctx context.Context) error {
			if whole {
				return r.history.update(ctx, turn)
			}
			return r.history.progress(ctx, turn.ID, turn.Answer.Text)
		})
		if whole {
			continue // sentences are stored as they come
		}
		select {
		case <-r.ended:
		case <-r.sentence:
		case <-time.After(saveEvery):
		}
	}
}

// finish stores the turn as it ended and says whether that worked. A turn that
// could not be stored at its beginning is tried again as a whole.
func (r *recorder) finish(turn Turn) error {
	if r.history == nil {
		return nil
	}
	if !r.begun {
		return r.bounded(func(ctx context.Context) error { return r.history.begin(ctx, turn) })
	}
	close(r.ended)
	close(r.wake)
	<-r.idle
	return r.bounded(func(ctx context.Context) error { return r.history.update(ctx, turn) })
}

func (r *recorder) bounded(write func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(r.ctx, saveTimeout)
	defer cancel()
	return write(ctx)
}
