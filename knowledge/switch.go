package knowledge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"carrel/knowledge/index"
)

// Switch is a change of the embedder on its way: vectors of the new one are
// being made while those of the old one serve.
type Switch struct {
	Embedder    string  `json:"embedder"`          // Embedder.Name of the new one
	Done        int     `json:"done"`              // passages that have its vector
	Total       int     `json:"total"`             // passages
	SecondsLeft float64 `json:"seconds_left"`      // estimate; 0 where not known or paused
	Problem     string  `json:"problem,omitempty"` // why it does not go on, in words
}

// UseEmbedder has the library go over to another embedder. It is looked at
// first: an *UnfitEmbedder, or the embedder's own error, comes before anything
// changes. Then its vectors are made in the background, over restarts too, and
// the present ones serve until all are there. With the present embedder it is
// KeepEmbedder. It returns when the change is on disk.
func (l *Library) UseEmbedder(ctx context.Context, e Embedder) error {
	if s := l.serving(); s.embedder != nil && s.embedder.Name() == e.Name() {
		return l.KeepEmbedder(ctx)
	}
	if n := l.switching(); n != nil && n.embedder != nil && n.embedder.Name() == e.Name() {
		return nil
	}
	cosines, err := measure(ctx, e)
	if err != nil {
		return err
	}
	l.choosing.Lock()
	defer l.choosing.Unlock()
	key, at, err := l.store.BeginSwitch(ctx, index.StoredEmbedder{Name: e.Name(), Source: e.Source(), Cosines: &cosines})
	if err != nil {
		return fmt.Errorf("change the embedding model: %w", err)
	}
	if at {
		l.serve(l.newServed(e, key, &cosines))
	} else {
		l.mu.Lock()
		l.comes = &coming{embedder: e, key: key, cosines: &cosines}
		l.mu.Unlock()
	}
	l.switched()
	return nil
}

// KeepEmbedder ends a change of the embedder and returns to the one that serves.
func (l *Library) KeepEmbedder(ctx context.Context) error {
	l.choosing.Lock()
	defer l.choosing.Unlock()
	if l.switching() == nil {
		return nil
	}
	if err := l.store.CancelSwitch(ctx); err != nil {
		return fmt.Errorf("keep the embedding model: %w", err)
	}
	l.mu.Lock()
	l.comes = nil
	l.mu.Unlock()
	l.switched()
	return nil
}

// Embedders gives the embedder that serves searches and the one the library goes
// over to; nil for none.
func (l *Library) Embedders() (serving, coming Embedder) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.comes != nil {
		coming = l.comes.embedder
	}
	return l.serves.embedder, coming
}

func (l *Library) switching() *coming {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.comes
}

// serve exchanges the embedder that serves.
func (l *Library) serve(s *served) {
	l.mu.Lock()
	l.former = append(l.former, l.serves)
	l.serves, l.comes = s, nil
	l.paused, l.pauseErr = "", nil
	l.mu.Unlock()
}

// switched tells everyone that the embedders are not as they were.
func (l *Library) switched() {
	l.signal()
	wake(l.wakeEmbed)
}

// look embeds the yardstick with an embedder that was not looked at yet: one
// that was chosen while the library was closed, or before there was a yardstick.
func (l *Library) look(s *served, n *coming) error {
	if s.embedder != nil && s.cosines.Load() == nil {
		c, err := measure(l.work, s.embedder)
		if err == nil {
			err = l.store.DescribeEmbedder(l.work, s.key, s.embedder.Source(), &c)
		}
		switch {
		case err == nil:
			s.cosines.Store(&c)
		case n == nil || n.embedder == nil:
			return err
		default: // that it does not work may be why there is a change
			l.config.Log(fmt.Sprintf("look at the present embedding model: %v", err))
		}
	}
	if n == nil || n.embedder == nil || n.cosines != nil {
		return nil
	}
	c, err := measure(l.work, n.embedder)
	if err == nil {
		err = l.store.DescribeEmbedder(l.work, n.key, n.embedder.Source(), &c)
	}
	if err != nil {
		l.hinder(n, err)
		return nil
	}
	n.cosines = &c
	return nil
}

// hinder notes why a change of the embedder does not go on.
func (l *Library) hinder(n *coming, err error) {
	if l.work.Err() != nil {
		return
	}
	l.config.Log(fmt.Sprintf("change of the embedding model: %v", err))
	words := err.Error()
	var unfit *UnfitEmbedder
	if errors.As(err, &unfit) {
		words = strings.ToUpper(words[:1]) + words[1:] + "."
	}
	l.mu.Lock()
	n.problem = words
	l.mu.Unlock()
	l.signal()
}

// oldFirst reports whether passages without a vector of the serving embedder get
// one before the change to the coming one goes on. New documents are to be found
// by meaning soon, and their vectors are worth making twice if the change still
// takes several times as long; else they wait for it. So do all where few have
// an old vector yet.
func oldFirst(withoutOld, withoutNew int) bool {
	return withoutOld > 0 && withoutOld*worthTwice <= withoutNew
}

// worthTwice is how many times as long the change must take.
const worthTwice = 4

// target is an embedder that passages are to get vectors of.
type target struct {
	embedder Embedder
	key      int64
	coming   *coming // nil: it is the serving one
}

// target chooses what to embed for now; the embedder is nil where there is
// nothing to do.
func (l *Library) target() (target, error) {
	s, n := l.serving(), l.switching()
	if err := l.look(s, n); err != nil {
		return target{}, err
	}
	old := target{embedder: s.embedder, key: s.key}
	if n == nil || n.embedder == nil || n.cosines == nil {
		return old, nil
	}
	totals, err := l.store.Totals(l.work)
	if err != nil {
		return target{}, err
	}
	l.mu.Lock()
	stuck, failing := n.problem != "", l.pauseErr != nil
	l.mu.Unlock()
	withoutOld := totals.Passages - totals.Embedded
	if s.embedder != nil && (!failing && oldFirst(withoutOld, totals.Passages-totals.Coming) || stuck && withoutOld > 0) {
		return old, nil
	}
	return target{n.embedder, n.key, n}, nil
}

// exchange lets the coming embedder take the place of the serving one, if all
// its vectors are there.
func (l *Library) exchange(n *coming) (done bool, err error) {
	l.applying.Lock()
	load := n.vectors == nil
	if load {
		n.vectors, n.gone = index.NewVectors(l.store.Exact(n.key)), nil
	}
	l.applying.Unlock()
	if load {
		if err := l.store.LoadVectors(l.work, n.key, n.vectors); err != nil {
			l.applying.Lock()
			n.vectors = nil
			l.applying.Unlock()
			return false, err
		}
	}
	l.choosing.Lock()
	defer l.choosing.Unlock()
	l.applying.Lock()
	defer l.applying.Unlock()
	if l.switching() != n {
		return true, nil // cancelled meanwhile
	}
	// Loading may have brought back what was removed while it went on.
	n.vectors.RemoveDocuments(n.gone...)
	n.gone = nil
	if done, err = l.store.Exchange(l.work); err != nil || !done {
		return false, err
	}
	s := &served{embedder: n.embedder, key: n.key, vectors: n.vectors}
	s.cosines.Store(n.cosines)
	l.serve(s)
	l.signal()
	return true, nil
}

// sweep removes some of the vectors that no search needs any more.
func (l *Library) sweep() (more bool, err error) {
	l.mu.Lock()
	former := l.former
	l.former = nil
	l.mu.Unlock()
	for _, s := range former {
		s.use.Lock() // searches that began with it end first
		s.use.Unlock()
	}
	return l.store.Sweep(l.work)
}

// progress describes the change on its way, nil for none. The caller holds l.mu.
func (l *Library) progress(totals index.Totals, paused bool) *Switch {
	n := l.comes
	if n == nil {
		return nil
	}
	s := &Switch{Done: totals.Coming, Total: totals.Passages, Problem: n.problem}
	if n.embedder != nil {
		s.Embedder = n.embedder.Name()
	}
	if s.Problem == "" && !paused {
		s.SecondsLeft = n.pace.left(0, s.Total-s.Done)
	}
	return s
}

// WaitForSwitch waits until the change of the embedder is done or was given up.
// It ends with an error where it does not go on.
func (l *Library) WaitForSwitch(ctx context.Context) error {
	for {
		l.mu.Lock()
		changed, n, held, paused := l.changed, l.comes, l.hold, l.pauseErr
		problem := ""
		if n != nil {
			problem = n.problem
		}
		l.mu.Unlock()
		switch {
		case n == nil:
			return nil
		case held:
			return ErrHeld
		case problem != "":
			return errors.New(problem)
		case paused != nil:
			return paused
		}
		select {
		case <-changed:
			sleep(ctx, 10*time.Millisecond)
		case <-ctx.Done():
			return ctx.Err()
		case <-l.work.Done():
			return errors.New("wait for the change of the embedding model: the library is closing")
		}
	}
}
