package ask

import (
	"context"
	"sync"
	"time"

	"carrel/knowledge/reader"
)

// marks finds the places of citations on their pages, beside the stream.
type marks struct {
	library Library
	ctx     context.Context
	cancel  context.CancelFunc
	group   sync.WaitGroup

	mu     sync.Mutex
	boxes  map[int][]reader.Box // by Citation.N
	failed bool
}

// newMarks returns marks that work until wait. A stopped answer keeps its
// citations, so the question's own context does not end them.
func newMarks(ctx context.Context, l Library) *marks {
	m := &marks{library: l, boxes: map[int][]reader.Box{}}
	m.ctx, m.cancel = context.WithCancel(context.WithoutCancel(ctx))
	return m
}

// find starts looking for a citation's place.
func (m *marks) find(c Citation) {
	if c.Document.Elsewhere {
		return // its file is on another computer: there are no pages to mark
	}
	m.group.Go(func() {
		lists, err := m.library.Boxes(m.ctx, c.Document.ID, c.Page, []reader.Span{{Start: c.Start, End: c.End}})
		m.mu.Lock()
		defer m.mu.Unlock()
		if err != nil || len(lists) != 1 {
			m.failed = true
			return
		}
		m.boxes[c.N] = lists[0]
	})
}

// wait returns the boxes that could be had within boxesTimeout, and whether
// some could not. Nothing may be looked for after it.
func (m *marks) wait() (boxes map[int][]reader.Box, failed bool) {
	timer := time.AfterFunc(boxesTimeout, m.cancel)
	defer timer.Stop()
	m.group.Wait()
	m.cancel()
	return m.boxes, m.failed
}
