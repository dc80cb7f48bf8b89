package knowledge

import (
	"context"
	"sync"

	"carrel/knowledge/index"
)

// stager writes pieces of a document beside the reading of its next pages.
type stager struct {
	pieces chan piece
	done   chan struct{}
	err    error // the first; what comes after it is dropped. Read after done
	close  sync.Once
}

type piece struct {
	row   index.Document
	pages []index.PageEntry
}

func (l *Library) newStager(ctx context.Context) *stager {
	s := &stager{pieces: make(chan piece), done: make(chan struct{})}
	go func() {
		defer close(s.done)
		for p := range s.pieces {
			if s.err = l.guarded(func() error { return l.store.Stage(ctx, p.row, p.pages) }); s.err != nil {
				return
			}
		}
	}()
	return s
}

// stage hands a piece over when the one before has been written; its error may be
// that of an earlier one.
func (s *stager) stage(row index.Document, pages []index.PageEntry) error {
	select {
	case s.pieces <- piece{row, pages}:
		return nil
	case <-s.done:
		return s.err
	}
}

// end waits until everything is written, or nothing more will be. It may be called
// again.
func (s *stager) end() error {
	s.close.Do(func() { close(s.pieces) })
	<-s.done
	return s.err
}
