package reader

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// idleTimeout is how long an unused child is kept: it holds some 55 MB, and
// starting another one takes about 0.1 s.
const idleTimeout = time.Minute

var errClosed = errors.New("reader is closed")

// slot holds at most one child and lets one call at a time have it.
type slot struct {
	turn chan struct{} // capacity 1: the right to use process

	mu      sync.Mutex // guards what follows against close and the idle timer
	process *process
	idle    *time.Timer
	closed  bool
}

func (s *slot) acquire(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		<-s.turn
		return errClosed
	}
	if s.idle != nil {
		s.idle.Stop()
		s.idle = nil
	}
	return nil
}

// take gives the slot's child, a fresh one when there is none that can take
// another document. The caller has the turn.
func (s *slot) take(ctx context.Context, c Config) (*process, error) {
	s.mu.Lock()
	p := s.process
	s.process = nil
	s.mu.Unlock()
	if p != nil && (!p.alive() || p.documents >= c.MaxDocuments) {
		p.close()
		p = nil
	}
	if p == nil {
		var err error
		if p, err = start(ctx, c); err != nil && ctx.Err() == nil {
			p, err = start(ctx, c) // what ended the first one may have been the moment
		}
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, fmt.Errorf("%w: %w", ErrNoReader, err)
		}
	}
	s.mu.Lock()
	closed := s.closed
	if !closed {
		s.process = p
	}
	s.mu.Unlock()
	if closed {
		p.stop()
		return nil, errClosed
	}
	return p, nil
}

// release gives the turn back. A child that is not kept has ended already.
func (s *slot) release(keep bool) {
	s.mu.Lock()
	if !keep {
		s.process = nil
	}
	if p := s.process; p != nil && !s.closed {
		s.idle = time.AfterFunc(idleTimeout, func() {
			s.mu.Lock()
			mine := s.process == p && s.idle != nil
			if mine {
				s.process, s.idle = nil, nil
			}
			s.mu.Unlock()
			if mine {
				p.close()
			}
		})
	}
	s.mu.Unlock()
	<-s.turn
}

func (s *slot) close() {
	s.mu.Lock()
	s.closed = true
	p := s.process
	s.process = nil
	if s.idle != nil {
		s.idle.Stop()
		s.idle = nil
	}
	s.mu.Unlock()
	if p != nil {
		p.kill(CodeCrashed) // a call under way sees the child gone
	}
	s.turn <- struct{}{} // and has returned when this goes through
	if p != nil {
		p.stop()
	}
	<-s.turn
}

func (s *slot) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}
