package knowledge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"carrel/knowledge/index"
)

// loop sends what is in the outbox, and waits for more.
func (t *teamLink) loop() {
	defer close(t.ended)
	retry := teamFirstRetry
	for t.work.Err() == nil {
		done, err := t.sendAll(t.work)
		t.note(err)
		switch {
		case t.work.Err() != nil:
			return
		case err != nil:
			t.library.config.Log("tell the team's store: " + index.Technical(err))
			select {
			case <-time.After(retry):
			case <-t.now:
			case <-t.work.Done():
			}
			retry = min(2*retry, teamLastRetry)
			continue
		case done:
			select {
			case <-t.wake:
				sleep(t.work, teamLook) // what changes together goes together
			case <-t.work.Done():
			}
		}
		retry = teamFirstRetry
	}
}

// sendAll tells the store of what is in the outbox; done when it is empty.
func (t *teamLink) sendAll(ctx context.Context) (done bool, err error) {
	l := t.library
	const some = 20
	var refused refusals
	var last index.Outgoing
	tardy := false // one has been given up
	for {
		list, _, err := l.store.Outbox(ctx, last, some)
		if err != nil {
			return false, err
		}
		if len(list) == 0 {
			return refused.count == 0, refused.err()
		}
		if !l.idle(ctx) {
			return false, ctx.Err()
		}
		store, err := t.connected(ctx)
		if err != nil {
			return false, err
		}
		for _, o := range list {
			last = o
			limited, cancel := context.WithTimeout(ctx, teamSend)
			err := t.send(limited, store, o)
			late := limited.Err() != nil && err != nil
			cancel()
			if late && ctx.Err() == nil {
				// It may be this document, or all: only another try tells.
				if err = fmt.Errorf("%s: %w", o.Document, err); tardy {
					return false, err
				}
				tardy = true
				refused.add(err)
				continue
			}
			t.refused(store, err)
			if errors.Is(err, index.ErrStoreAway) || errors.Is(err, index.ErrStoreKey) || ctx.Err() != nil {
				return false, err // the next document would fare no better
			}
			if err != nil {
				// One that the store does not take must not keep the others waiting.
				refused.add(err)
				continue
			}
			if err := l.store.Sent(ctx, o); err != nil {
				return false, err
			}
			t.answered(ctx, nil)
			l.signal()
		}
		if refused.count == 0 {
			t.note(nil) // what was the matter before is over, though more waits
		}
	}
}

// refusals are why documents were not taken: the first few, and how many in all.
type refusals struct {
	errs  []error
	count int
}

func (r *refusals) add(err error) {
	const most = 3
	if r.count++; r.count <= most {
		r.errs = append(r.errs, err)
	}
}

func (r *refusals) err() error {
	if more := r.count - len(r.errs); more > 0 {
		return errors.Join(append(r.errs, fmt.Errorf("and so for %d more", more))...)
	}
	return errors.Join(r.errs...)
}

// useEmbedder makes the library's embedder the store's; bare says that the store
// has another one, and gets none of our vectors.
func (t *teamLink) useEmbedder(ctx context.Context, store TeamStore) (bare bool, err error) {
	ours, err := t.library.Embedded().Embedder(ctx)
	if err != nil {
		return false, err
	}
	theirs := ours
	var other *index.OtherEmbedder
	if err = store.UseEmbedder(ctx, ours); errors.As(err, &other) {
		theirs, err = other.Theirs, nil
	}
	if err != nil {
		return false, err
	}
	t.mu.Lock()
	t.theirs, t.other = theirs, other
	t.mu.Unlock()
	return other != nil, nil
}

// send tells the store of one document.
func (t *teamLink) send(ctx context.Context, store TeamStore, o index.Outgoing) error {
	l := t.library
	row, err := l.store.Document(ctx, o.Document)
	switch {
	case errors.Is(err, ErrNotFound):
		return store.Delete(ctx, o.Document, t.library.config.Self)
	case err != nil:
		return err
	case row.State == string(StateFailed):
		return store.Delete(ctx, o.Document, t.library.config.Self)
	case !row.HiddenAt.IsZero() || row.State != string(StateSearchable) && row.State != string(StateEmbedded):
		return nil // it will be written down again when it is known what becomes of it
	}
	own := l.Embedded()
	d, err := own.Document(ctx, row.ID)
	if err != nil {
		return err
	}
	var c storeCopy
	if d.Vectors > 0 {
		if c.bare, err = t.useEmbedder(ctx, store); err != nil {
			return err
		}
	}
	passages := c.passages(ctx, own, d.ID)
	if err := index.Describe(&d, passages); err != nil {
		return err
	}
	// index.ErrBadDigest says that it has changed meanwhile. It stays in the outbox
	// like whatever the store did not take, for not every change is written there.
	return store.Put(ctx, d, passages)
}

// tryNow has what could not be sent tried again without waiting for its time.
// Until that has failed too, there is no trouble.
func (t *teamLink) tryNow() {
	t.mu.Lock()
	troubled := t.trouble != nil
	t.trouble = nil
	t.mu.Unlock()
	if !troubled {
		return // it is on its way
	}
	select {
	case t.now <- struct{}{}:
	default:
	}
}

// WaitForTeam waits until the team's store has been told of everything, or
// cannot be: what it could not be told before is tried again.
func (l *Library) WaitForTeam(ctx context.Context) error {
	if l.team != nil {
		l.team.tryNow()
	}
	for l.team != nil {
		l.mu.Lock()
		changed := l.changed
		l.mu.Unlock()
		waiting, why := l.TeamWaiting(ctx)
		if waiting == 0 {
			return nil
		}
		if why != "" {
			return errors.New(why)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
