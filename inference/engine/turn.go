package engine

import (
	"context"
	"sync"
)

// class orders those who wait to compute; the lower goes first.
type class int

const (
	classResume class = iota // an answer that let a quick job in between
	classQuick               // a few texts' vectors: somebody waits for a search
	classAnswer              // an answer
	classBulk                // many texts' vectors, in the background
)

// turn lets one computation run at a time: two at once would fight for the
// cores. Its order is by class, then by size, then by time.
type turn struct {
	mu      sync.Mutex
	held    bool
	waiting []*ticket
	// breakOff tells who has the turn that somebody of the class breakFor, or of one
	// before it, wants it; nil: who has it is not to be broken off.
	breakOff context.CancelFunc
	breakFor class
}

type ticket struct {
	class class
	size  int // what remains to be done: shorter jobs of a class go first
	ready chan struct{}
}

// take waits for the turn. It must be given back with pass.
func (t *turn) take(ctx context.Context, class class, size int) error {
	t.mu.Lock()
	if !t.held {
		t.held = true
		t.mu.Unlock()
		return nil
	}
	mine := &ticket{class: class, size: size, ready: make(chan struct{})}
	t.waiting = append(t.waiting, mine)
	t.knockLocked(class)
	t.mu.Unlock()
	select {
	case <-mine.ready:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, w := range t.waiting {
		if w == mine {
			t.waiting = append(t.waiting[:i], t.waiting[i+1:]...)
			return ctx.Err()
		}
	}
	// It was handed over at the same moment: hand it on.
	t.passLocked()
	return ctx.Err()
}

// takeIdle waits for the turn for work that is done while nobody waits for anything.
// The context ends as soon as somebody does, or the turn is passed.
func (t *turn) takeIdle() context.Context {
	_ = t.take(context.Background(), classBulk, 0) // never refused: the context does not end
	ctx, _ := t.breakable(context.Background(), classAnswer)
	return ctx
}

// breakable gives who has the turn a context that ends as soon as somebody of a class,
// or of one before it, wants the turn, and at the latest with over or pass.
func (t *turn) breakable(ctx context.Context, by class) (_ context.Context, over func()) {
	ctx, breakOff := context.WithCancel(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.breakOff, t.breakFor = breakOff, by
	if next := t.next(); next >= 0 {
		t.knockLocked(t.waiting[next].class) // who came since
	}
	return ctx, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.calm()
	}
}

// knock breaks off what may be broken off for a class, without waiting for the turn.
func (t *turn) knock(by class) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.knockLocked(by)
}

func (t *turn) knockLocked(by class) {
	if t.breakOff != nil && by <= t.breakFor {
		t.breakOff()
	}
}

// calm ends what breakable gave.
func (t *turn) calm() {
	if t.breakOff != nil {
		t.breakOff()
		t.breakOff = nil
	}
}

// pass gives the turn to who is next.
func (t *turn) pass() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.calm()
	t.passLocked()
}

func (t *turn) passLocked() {
	next := t.next()
	if next < 0 {
		t.held = false
		return
	}
	close(t.waiting[next].ready)
	t.waiting = append(t.waiting[:next], t.waiting[next+1:]...)
}

func (t *turn) next() int {
	best := -1
	for i, w := range t.waiting {
		if best < 0 || w.class < t.waiting[best].class ||
			w.class == t.waiting[best].class && w.size < t.waiting[best].size {
			best = i
		}
	}
	return best
}

// lend lets the quick jobs that wait run, and returns with the turn again.
func (t *turn) lend() {
	t.mu.Lock()
	next := t.next()
	if next < 0 || t.waiting[next].class != classQuick {
		t.mu.Unlock()
		return
	}
	mine := &ticket{class: classResume, ready: make(chan struct{})}
	t.passLocked()
	t.waiting = append(t.waiting, mine)
	t.mu.Unlock()
	<-mine.ready
}

// wanted tells whether something of a class, or of one before it, waits.
func (t *turn) wanted(c class) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	next := t.next()
	return next >= 0 && t.waiting[next].class <= c
}
