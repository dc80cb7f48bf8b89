package engine

import (
	"slices"
	"sync"
	"time"

	"carrel/inference"
)

// Answers in lanes of their own are written in stretches: a thread that has computed a
// token goes on with the answer that has waited longest, and no thread waits for another
// one after each token. Of two threads on a shared machine one is always behind.

// stretchTime is how long a stretch goes on where nothing but its answers is to be done.
// At its end the threads wait for the last one, half a token on average. Tests change it.
var stretchTime = 50 * time.Millisecond

// writeSideBySide computes the token that each of the answers drew last: as many at the
// same time as there are lanes and threads for, among which all threads are shared out,
// where the number of threads is free or the one that is wanted; the others each alone.
// Where nothing else is to be done, it goes on for stretchTime.
func (r *rounds) writeSideBySide(answers []*answer) {
	for len(answers) > 0 {
		first := answers[0]
		processors := r.processors(first.query.Model)
		most := min(r.volume.lanes, processors, len(answers))
		threads := processors / most
		var group, rest []*answer
		for _, a := range answers {
			if r.processors(a.query.Model) == processors && a.laneable(threads) {
				group = append(group, a)
			} else {
				rest = append(rest, a)
			}
		}
		if len(group) > 1 {
			r.stretch(group, most, threads)
		} else {
			rest = answers[1:]
			r.step(first)
		}
		answers = rest
	}
}

// laneable says that an answer's next token may be computed with so many threads, and
// without a draft.
func (a *answer) laneable(threads int) bool {
	if a.query.Drafts != "" && a.query.Drafts != inference.DraftsNever {
		return false
	}
	if !a.repeatable() {
		return true
	}
	fixed := a.fixedThreads(a.single)
	return fixed == 0 || fixed == threads
}

// stretch writes the answers of a group, at most so many at the same time.
func (r *rounds) stretch(group []*answer, most, threads int) {
	s := &stretch{rounds: r, threads: threads, ready: slices.Clone(group), lanes: map[int]bool{}, ended: map[*answer]error{}}
	s.changed.L = &s.mu
	began := time.Now()
	if r.undisturbed(group) {
		s.until = began.Add(stretchTime)
	}
	r.volume.SetThreadsApart(threads)
	var others sync.WaitGroup
	for range min(most, len(group)) - 1 {
		others.Go(s.write)
	}
	s.write()
	others.Wait()
	v := r.volume
	r.charge(time.Since(began), seconds(v.single.cost[v.single.at]), group...)
	for _, a := range group {
		if err, ended := s.ended[a]; ended {
			r.end(a, err)
		}
	}
}

// undisturbed says that a group is all the answers under way, and that none of them has to
// leave time to another.
func (r *rounds) undisturbed(group []*answer) bool {
	return len(group) == len(r.under) &&
		(!r.hurried || !slices.ContainsFunc(group, func(a *answer) bool { return !a.urgent() }))
}

// stretch is the state of one.
type stretch struct {
	rounds  *rounds
	threads int       // that compute a token
	until   time.Time // no token begins after it; zero: each answer has one token

	mu      sync.Mutex
	changed sync.Cond         // of what follows
	ready   []*answer         // those that wait for a thread, the one that has waited longest first
	lanes   map[int]bool      // in which a token is being computed
	over    bool              // no further token begins
	ended   map[*answer]error // and why
}

// write computes tokens, one after the other, until the stretch is over.
func (s *stretch) write() {
	for a := s.next(); a != nil; a = s.next() {
		err := a.seat.Decode(a.ctx, []int32{a.next})
		ended := err != nil
		if !ended {
			ended, err = a.draw()
		}
		s.wrote(a, ended, err)
	}
}

// next waits for the answer whose token is to be computed; nil: the stretch is over.
func (s *stretch) next() *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.over && len(s.ready)+len(s.lanes) > 0 {
		i := slices.IndexFunc(s.ready, func(a *answer) bool { return !s.lanes[a.seat.Lane()] })
		if i >= 0 {
			a := s.ready[i]
			s.ready = slices.Delete(s.ready, i, i+1)
			s.lanes[a.seat.Lane()] = true
			return a
		}
		s.changed.Wait()
	}
	return nil
}

// wrote notes what became of an answer's token. The stretch is over where an answer has
// ended, as the others then have its thread, or needs another number of threads, and
// where the person waits for something else: an answer that may begin, a search.
func (s *stretch) wrote(a *answer, ended bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changed.Broadcast()
	delete(s.lanes, a.seat.Lane())
	if ended {
		s.ended[a] = err
	}
	if s.until.IsZero() {
		return
	}
	r := s.rounds
	s.over = s.over || ended || !a.laneable(s.threads) || time.Now().After(s.until) || r.answers.hurry() || r.turn.wanted(classQuick)
	s.ready = append(s.ready, a)
}
