package app

import (
	"context"
	"sync"
	"time"
)

// frame is how long events are held together: one picture of a 60 Hz screen. A
// window drawn by WebKit freezes for 0.7 s under 20,000 single events and
// takes 2,000 a second without effort.
const frame = 16 * time.Millisecond

// backlog is how many events a subscriber may be behind before it is told to
// fetch everything again: about four seconds of the busiest stream.
const backlog = 1024

// hub hands every event to every subscriber, and never waits for one.
type hub struct {
	mu      sync.Mutex
	subs    map[*Subscription]struct{}
	pending []Event // of this frame, merged
	timer   *time.Timer
	last    time.Time // when the last frame went out
	closed  bool
}

func newHub() *hub { return &hub{subs: map[*Subscription]struct{}{}} }

// Subscription receives events from Subscribe on, in order.
type Subscription struct {
	hub   *hub
	mu    sync.Mutex
	queue []Event
	ready chan struct{} // has room for one: something is queued, or closed
	done  bool
}

// Subscribe starts to receive events. Close ends it.
func (h *hub) Subscribe() *Subscription {
	s := &Subscription{hub: h, ready: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		s.close()
		return s
	}
	h.subs[s] = struct{}{}
	return s
}

// Next waits for the next event. It gives false when the subscription or the
// program has ended, or ctx is done. A subscriber that was too slow gets one
// EventResync in place of what it missed.
func (s *Subscription) Next(ctx context.Context) (Event, bool) {
	for {
		s.mu.Lock()
		if len(s.queue) > 0 {
			e := s.queue[0]
			s.queue = s.queue[1:]
			s.mu.Unlock()
			return e, true
		}
		done := s.done
		s.mu.Unlock()
		if done {
			return Event{}, false
		}
		select {
		case <-s.ready:
		case <-ctx.Done():
			return Event{}, false
		}
	}
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	delete(s.hub.subs, s)
	s.hub.mu.Unlock()
	s.close()
}

func (s *Subscription) close() {
	s.mu.Lock()
	s.done = true
	s.mu.Unlock()
	s.wake()
}

func (s *Subscription) push(events []Event) {
	s.mu.Lock()
	if len(s.queue)+len(events) > backlog {
		s.queue = append(s.queue[:0:0], Event{Type: EventResync})
	} else {
		s.queue = append(s.queue, events...)
	}
	s.mu.Unlock()
	s.wake()
}

func (s *Subscription) wake() {
	select {
	case s.ready <- struct{}{}:
	default:
	}
}

// publish hands e to every subscriber within a frame.
func (h *hub) publish(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.pending = merge(h.pending, e)
	if h.timer != nil {
		return
	}
	wait := frame - time.Since(h.last)
	if wait <= 0 {
		h.flushLocked()
		return
	}
	h.timer = time.AfterFunc(wait, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.flushLocked()
	})
}

func (h *hub) flushLocked() {
	h.timer = nil
	h.last = time.Now()
	if len(h.pending) == 0 {
		return
	}
	for s := range h.subs {
		s.push(h.pending)
	}
	h.pending = nil
}

// close sends what is pending and ends every subscription.
func (h *hub) close() {
	h.mu.Lock()
	if h.timer != nil {
		h.timer.Stop()
	}
	h.flushLocked()
	h.closed = true
	subs := h.subs
	h.subs = nil
	h.mu.Unlock()
	for s := range subs {
		s.close()
	}
}

// merge adds e to the events of one frame: text of the same answer, or thought, is joined,
// and of a document's, the library's and the program's states only the newest
// is kept.
func merge(events []Event, e Event) []Event {
	switch e.Type {
	case EventAnswerText, EventAnswerThought:
		for i := len(events) - 1; i >= 0; i-- {
			a := events[i].Answer
			if a == nil || a.Job != e.Answer.Job {
				continue
			}
			if events[i].Type != e.Type {
				break // a sentence was judged in between, or the thought has ended: order matters
			}
			joined := *a // subscribers of an earlier frame may still hold a
			joined.Text += e.Answer.Text
			joined.Thought += e.Answer.Thought
			events[i].Answer = &joined
			return events
		}
	case EventDocumentChanged:
		for i := len(events) - 1; i >= 0; i-- {
			if events[i].Type == EventDocumentRemoved && events[i].Removed == e.Document.ID {
				break // it came back: order matters
			}
			if events[i].Type == EventDocumentChanged && events[i].Document.ID == e.Document.ID {
				events[i] = e
				return events
			}
		}
	case EventActivity, EventStatus, EventFolders, EventCollections:
		for i := range events {
			if events[i].Type == e.Type {
				events[i] = e
				return events
			}
		}
	}
	return append(events, e)
}
