package knowledge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrHeld says that what is waited for does not come: the work is paused.
var ErrHeld = errors.New("reading is paused; what was added waits until it is resumed")

// Wait waits until the documents have reached a state, StateSearchable or
// StateEmbedded, or cannot reach it (now: a file whose pictures have still to be
// recognised may have gone), and returns them as they are then.
// Documents removed meanwhile are left out. When the embedder does not work,
// waiting for StateEmbedded ends with an error that says why; while the work is
// paused (Hold) any waiting ends with ErrHeld.
func (l *Library) Wait(ctx context.Context, ids []string, until State) ([]Document, error) {
	return l.waitUntil(ctx, ids, func(d Document, embeds bool) (waits, unembedded bool) {
		halted := d.Recognised < d.Scans && l.unscannable(d.ID)
		return d.State == StateQueued || d.State == StateReading, d.State == StateSearchable && until == StateEmbedded && embeds && !halted
	})
}

// WaitForRecognition waits until no page of the documents waits for its words to
// be recognised, or they cannot be now (the file or tesseract is not there), and
// returns them as they are then. Documents removed meanwhile are left out; while
// the work is paused it ends with ErrHeld.
func (l *Library) WaitForRecognition(ctx context.Context, ids []string) ([]Document, error) {
	return l.waitUntil(ctx, ids, func(d Document, _ bool) (waits, unembedded bool) {
		switch d.State {
		case StateQueued, StateReading:
			return true, false
		case StateSearchable, StateEmbedded:
			return (d.Recognised < d.Scans || d.RecognisingAgain > 0) && !l.unscannable(d.ID) && l.ready() == nil, false
		}
		return false, false
	})
}

// waitUntil waits until a document neither waits to be read or recognised nor,
// by the embedder that embeds if there is one, to be embedded.
func (l *Library) waitUntil(ctx context.Context, ids []string, lacks func(d Document, embeds bool) (waits, unembedded bool)) ([]Document, error) {
	for {
		l.mu.Lock()
		changed, pauseErr, held := l.changed, l.pauseErr, l.hold
		embeds := l.serves.embedder != nil
		l.mu.Unlock()
		docs := make([]Document, 0, len(ids))
		waiting, unembedded := 0, 0
		for _, id := range ids {
			d, err := l.ownDocument(ctx, id)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return docs, fmt.Errorf("wait for documents: %w", err)
			}
			docs = append(docs, d)
			waits, lacksVectors := lacks(d, embeds)
			if waits {
				waiting++
			}
			if lacksVectors {
				unembedded++
			}
		}
		// A document is searchable a moment before its reading is over.
		l.mu.Lock()
		reading := slices.ContainsFunc(docs, func(d Document) bool { return d.ID == l.current.id })
		l.mu.Unlock()
		switch {
		case reading && waiting == 0 && !held:
		case waiting+unembedded == 0:
			l.applying.Lock() // what the store tells of is then in memory too, and found
			defer l.applying.Unlock()
			return docs, nil
		case held:
			return docs, ErrHeld
		case waiting == 0 && pauseErr != nil:
			return docs, fmt.Errorf("%w: %w", errNotEmbedded, pauseErr)
		}
		select {
		case <-changed:
			// Changes come in swarms; looking at each would cost more than the work.
			sleep(ctx, 10*time.Millisecond)
		case <-ctx.Done():
			return docs, fmt.Errorf("wait for documents: %w", ctx.Err())
		case <-l.work.Done():
			return docs, errors.New("wait for documents: the library is closing")
		}
	}
}
