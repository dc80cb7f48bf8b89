package engine

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Several answers are written at once, in rounds: each computes one token of every
// answer that is being written with a model, and one piece of the prompt of one that
// is still being read. Answers come in and leave between rounds. That is
// iteration-level scheduling (Yu et al., "Orca: A Distributed Serving System for
// Transformer-Based Generative Models", OSDI 2022) with prompts in pieces
// (Agrawal et al., "Sarathi-Serve", OSDI 2024), over sequences that keep what they
// have read, as the slots of llama.cpp's server do.
//
// Tokens of several answers are computed together: the weights are read once for
// all of them. A request that can be repeated is computed alone, as if there were
// no others: sums that are formed together differ in their last bits. Prompts are
// always computed alone, and are the same to the bit. A small model is computed for
// several answers side by side instead: see lanes.go and stretch.go.
//
// Answers of several models that are in memory take turns: a round each. A model that
// is not is loaded between rounds where it fits beside those that are written with
// (fitsBeside); else its answers wait until all others are done.

// Answers in the background (a summary, a second opinion) let those that the person
// waits for go first: while one of those is under way each has its turn in one of
// backgroundRounds rounds, and they leave a seat free for one, where there is more than
// one. They keep what they have computed. Answers for other programs: see guestShare.

// backgroundRounds is in one of how many rounds an answer in the background is written
// beside the person's: it must end some day, and those are to notice little of it.
const backgroundRounds = 16

// briefTokens is how long an answer is that is soon over.
const briefTokens = 16

func (a *answer) brief() bool { return a.query.MaxTokens > 0 && a.query.MaxTokens <= briefTokens }

// queue holds the answers that wait for a seat, in the order in which they came.
type queue struct {
	mu      sync.Mutex
	waiting []*answer
	served  bool // answerAll runs
	pressed bool // one that the person waits for came since head was looked at
}

// join appends an answer, and tells whether answerAll must be started.
func (q *queue) join(a *answer) (start bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, a)
	q.pressed = q.pressed || a.urgent()
	start, q.served = !q.served, true
	return start
}

// leave takes an answer out; false if it is not there any more.
func (q *queue) leave(a *answer) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, a)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	return i >= 0
}

// head is the answer that is next: of those that the person waits for the one that
// came first, else of all others, whatever their models. nil: none waits.
func (q *queue) head() *answer {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pressed = false
	if len(q.waiting) == 0 {
		return nil
	}
	return q.waiting[max(0, slices.IndexFunc(q.waiting, (*answer).urgent))]
}

// hurry tells whether one that the person waits for came since head was looked at.
func (q *queue) hurry() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pressed
}

// over tells whether none waits; then answerAll must end.
func (q *queue) over() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) > 0 {
		return false
	}
	q.served = false
	return true
}

// answerAll writes answers until none is asked for.
func (s *server) answerAll() {
	for {
		_ = s.turn.take(context.Background(), classAnswer, 0) // never refused: the context does not end
		expects := s.expects()
		if !expects {
			s.answerRounds()
		}
		s.turn.pass()
		if expects {
			time.Sleep(10 * time.Millisecond)
		} else if s.answers.over() {
			return
		}
	}
}

// expects says that a question of the person's is to come at any moment whose model
// would have to go for the answer that is next.
func (s *server) expects() bool {
	a := s.answers.head()
	return a != nil && !a.urgent() && s.shelf.any((*volume).promised) && s.shelf.loadedFor(a.query.Model) == nil &&
		!s.shelf.fitsBeside(a.query.Model, a.needs(), (*volume).promised)
}

// rounds are the answers that are written now.
type rounds struct {
	*server
	under []*answer // under way; of those that read, the first has waited longest

	// Which model the round computes with, and which adapters: see choose.
	volume *volume
	set    string
	number int             // of the round
	last   map[*volume]int // the last round of each model
	// hurried says that an answer of the person's is under way, polite that those for
	// other programs owe it time.
	hurried, polite bool
	owed            time.Duration

	writing   []*answer // the rest is scratch of a round
	sequences []Sequence
	tokens    []int32
}

// answerRounds writes answers until none is left that may begin. The caller has the
// turn.
func (s *server) answerRounds() {
	r := &rounds{server: s, last: map[*volume]int{}}
	for {
		for r.admit() {
		}
		if len(r.under) == 0 {
			return
		}
		s.turn.lend()
		if r.leaveEnded(); len(r.under) == 0 {
			continue // another one may have come
		}
		r.choose()
		r.write()
		s.turn.lend()
		r.read()
	}
}

// admit begins the next answer that waits, if it may begin now, and tells whether
// there may be more. While others wait for the turn (a model that must be loaded alone,
// say), those under way are finished, and none begins but the person's.
func (r *rounds) admit() bool {
	a := r.answers.head()
	if a == nil {
		return false
	}
	v := r.shelf.loadedFor(a.query.Model)
	if len(r.under) == 0 && r.number > 0 && (v == nil || r.turn.wanted(classAnswer)) {
		return false // in a turn of its own
	}
	if len(r.under) > 0 {
		switch {
		case !a.urgent() && r.turn.wanted(classAnswer), v == nil && !r.mayLoadFor(a):
			return false
		case v != nil && !v.hasSeatFor(a):
			v.want(maxSeats)
			return false
		}
	}
	if !r.answers.leave(a) {
		return true // given up just now
	}
	var err error
	if v == nil {
		v, err = r.shelf.get(a.query.Model)
	}
	if err == nil && a.ctx.Err() == nil {
		if v.answers == 0 {
			// A long one in the background, or one for another program, must not keep
			// the only seat from an answer that the person waits for.
			if a.query.Background && !a.brief() || a.query.Guest {
				v.want(2)
			}
			v.makeSeats(a.ctx, r.processors(a.query.Model))
		}
		if err = a.begin(v); err == nil {
			a.served = r.number
			r.under = append(r.under, a)
			return true
		}
	}
	a.end(err)
	return true
}

// mayLoadFor says whether an answer's model, which is not in memory, may be loaded
// beside those of the answers under way. They stand still meanwhile, the person's for
// none but another one of the person's.
func (r *rounds) mayLoadFor(a *answer) bool {
	if !a.urgent() && slices.ContainsFunc(r.under, (*answer).urgent) {
		return false
	}
	if a.urgent() {
		return r.shelf.fitsBeside(a.query.Model, a.needs(), (*volume).held)
	}
	return r.shelf.fitsBeside(a.query.Model, a.needs(), func(*volume) bool { return true })
}

// leaveEnded ends the answers that were given up.
func (r *rounds) leaveEnded() {
	for _, a := range slices.Clone(r.under) {
		if a.ctx.Err() != nil {
			r.end(a, nil)
		}
	}
}

func (r *rounds) end(a *answer, err error) {
	r.under = slices.DeleteFunc(r.under, func(o *answer) bool { return o == a })
	a.end(err)
}

// write computes the token that each answer drew last, and draws the next one.
func (r *rounds) write() {
	r.writing = r.writing[:0]
	for _, a := range slices.Clone(r.under) {
		switch {
		case a.reading(), !r.now(a):
		case r.volume.lanes > 1:
			r.writing = append(r.writing, a)
		case a.repeatable():
			r.step(a)
		default:
			r.writing = append(r.writing, a)
		}
	}
	if r.volume.lanes > 1 {
		r.writeSideBySide(r.writing)
	} else if len(r.writing) == 1 {
		r.step(r.writing[0])
	} else if len(r.writing) > 1 {
		r.stepTogether()
	}
}

// after draws an answer's next token, where the last one could be computed.
func (r *rounds) after(a *answer, err error) {
	ended := err != nil
	if !ended {
		ended, err = a.draw()
	}
	if ended {
		r.end(a, err)
		return
	}
	a.check()
}

// stepTogether computes a token of each of several answers. It is not broken off
// when one of them is given up.
func (r *rounds) stepTogether() {
	// llama.cpp computes those together that follow each other in the cache.
	slices.SortFunc(r.writing, func(a, b *answer) int { return a.seat.place - b.seat.place })
	r.sequences, r.tokens = r.sequences[:0], r.tokens[:0]
	for _, a := range r.writing {
		r.sequences = append(r.sequences, a.seat.Sequence)
		r.tokens = append(r.tokens, a.next)
	}
	v := r.volume
	run := func(ctx context.Context, threads int) error {
		v.SetThreads(threads, false)
		return v.DecodeEach(ctx, r.sequences, r.tokens)
	}
	began := time.Now()
	var err error
	if n := r.writing[0].query.Model.Threads; n > 0 {
		err = run(context.Background(), n)
	} else {
		p := v.each[len(r.writing)]
		p.follow(v.single)
		err = p.run(context.Background(), 1, run)
	}
	r.charge(time.Since(began), seconds(v.single.cost[v.single.at]), r.writing...)
	for _, a := range r.writing {
		r.after(a, err)
	}
}

// oldestRounds is in one of how many rounds the prompt is read that has waited longest.
const oldestRounds = 4

// toRead is the answer whose prompt is read next, nil where all are: one of those that
// the person waits for before others. It is the one with the least left, as that one
// has its first words soonest and the others theirs not much later; but now and then
// the one that has waited longest, so that a long prompt ends beside short ones that
// keep coming.
func (r *rounds) toRead() *answer {
	var next *answer
	for _, a := range r.under {
		switch {
		case !a.reading() || !r.now(a):
		case next == nil, a.urgent() && !next.urgent():
			next = a
		case a.urgent() == next.urgent() && r.number%oldestRounds != 0 && len(a.tokens)-a.at < len(next.tokens)-next.at:
			next = a
		}
	}
	return next
}

// read computes a piece of the next prompt: a small one where others write, who
// wait for it. What the person waits for (an answer, a search) breaks it off where it
// is of another one, but not twice in a row.
func (r *rounds) read() {
	a := r.toRead()
	if a == nil {
		return
	}
	i := slices.Index(r.under, a)
	r.under = append(slices.Delete(r.under, i, i+1), a)
	most := promptChunk
	if a.halted || slices.ContainsFunc(r.under, func(o *answer) bool { return !o.reading() && !o.yields }) {
		most = prefixBlock
	}
	ctx := a.ctx
	if breakable := !a.urgent() && !a.halted; breakable {
		var over func()
		if ctx, over = r.turn.breakable(ctx, classQuick); r.answers.hurry() {
			over()
			return
		}
		defer over()
	}
	began := time.Now()
	err := a.read(ctx, most)
	r.charge(time.Since(began), 0, a)
	if a.halted = err != nil && ctx.Err() != nil && a.ctx.Err() == nil; a.halted {
		return
	}
	if err != nil {
		r.end(a, err)
		return
	}
	if a.reading() {
		return
	}
	if ended, err := a.start(); ended {
		r.end(a, err)
	}
}
