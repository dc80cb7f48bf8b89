package ask

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// marks finds the places of citations on their pages, beside the stream.
type marks struct {
	library Library
	ctx     context.Context
	cancel  context.CancelFunc
	group   sync.WaitGroup

	mu    sync.Mutex
	boxes map[int][]reader.Box // by Citation.N
	err   error                // why the first that has none could not be found
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
		if err == nil && len(lists) != 1 {
			err = fmt.Errorf("%d places of one passage", len(lists))
		}
		if err != nil {
			m.err = cmp.Or(m.err, err)
			return
		}
		m.boxes[c.N] = lists[0]
	})
}

// wait returns the boxes that could be had within boxesTimeout, and why some
// could not; nil if all could. Nothing may be looked for after it.
func (m *marks) wait() (map[int][]reader.Box, error) {
	timer := time.AfterFunc(boxesTimeout, m.cancel)
	defer timer.Stop()
	m.group.Wait()
	m.cancel()
	return m.boxes, m.err
}

// whyNoMark says why passages could not be marked.
func whyNoMark(err error) string {
	why := "the document's file could not be opened again."
	var problem *reader.Problem
	switch {
	case index.IsFull(err), errors.As(err, &problem) && problem.Code == reader.CodeDiskFull:
		why = "the disk is full. Free some space, then ask again."
	case errors.Is(err, knowledge.ErrChanged):
		why = "a file has changed since it was read."
	case errors.Is(err, knowledge.ErrGone):
		why = "a file is no longer where it was."
	case errors.Is(err, context.Canceled):
		why = "looking for their places took too long. Open one, and Carrel looks again."
	}
	return "Some passages cannot be marked on their pages: " + why
}
