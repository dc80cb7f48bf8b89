package knowledge

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"carrel/knowledge/index"
)

// Team says with whom the library is shared.
type Team struct {
	Name string // of the store, for people and for telling stores apart: no password in it
	// Send: the store is sent what is in the library. Else it is only searched.
	Send bool
	// Connect opens the store. It is called again after an error.
	Connect func(ctx context.Context) (TeamStore, error)
}

// TeamState says how it stands with the team's store.
type TeamState struct {
	Name    string             `json:"name"`              // "" where there is none
	Sends   bool               `json:"sends"`             // it is sent what is in the library; else it is only searched
	Waiting int                `json:"waiting"`           // documents that the store does not have yet as they are
	Trouble string             `json:"trouble,omitempty"` // why it does not go on, in words
	Key     bool               `json:"wants_key"`         // that it does not take the password or key is why
	Words   bool               `json:"words_only"`        // another embedding model made its embeddings: it is searched by words
	Store   *index.SharedState `json:"store,omitempty"`   // nil: it does not answer
}

// teamLink keeps the team's store in step and searches it.
type teamLink struct {
	library *Library
	team    Team
	wake    chan struct{}
	now     chan struct{} // capacity 1: what could not be sent is tried again at once

	connecting chan struct{} // capacity 1: the right to connect

	work   context.Context // of what is sent: ends with the library's, and with stop
	cancel context.CancelFunc
	ended  chan struct{} // closed when nothing is sent any more

	mu      sync.Mutex
	stopped bool
	store   TeamStore            // nil: not connected yet
	theirs  index.SharedEmbedder // the store's, which it keeps; zero: not known, or it has none yet
	other   *index.OtherEmbedder // nil where the last search or send could go by vectors
	trouble error                // of the last exchange

	awayUntil time.Time // searches take the store to be away until then
}

func newTeamLink(l *Library, team Team) *teamLink {
	t := &teamLink{library: l, team: team, wake: make(chan struct{}, 1), now: make(chan struct{}, 1), connecting: make(chan struct{}, 1), ended: make(chan struct{})}
	t.work, t.cancel = context.WithCancel(l.work)
	if !team.Send {
		close(t.ended) // nobody runs the loop
	}
	return t
}

// How long is waited for the team's store.
const (
	teamSearchPatience = 4 * time.Second
	teamAway           = 30 * time.Second // once a search has found no store
	teamConnect        = 30 * time.Second
	teamSend           = 10 * time.Minute // for one document
	teamWithdraw       = 2 * time.Minute  // likewise
	teamStatePatience  = 5 * time.Second
	teamFirstRetry     = 2 * time.Second
	teamLastRetry      = 5 * time.Minute
	teamLook           = 500 * time.Millisecond // between looks at the outbox after a change
)

// connected gives the store.
func (t *teamLink) connected(ctx context.Context) (TeamStore, error) {
	select {
	case t.connecting <- struct{}{}:
		defer func() { <-t.connecting }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	t.mu.Lock()
	store := t.store
	t.mu.Unlock()
	if store != nil {
		return store, nil
	}
	limited, cancel := context.WithTimeout(ctx, teamConnect)
	defer cancel()
	store, err := t.team.Connect(limited)
	if err != nil {
		t.note(err)
		return nil, err
	}
	t.mu.Lock()
	t.store = store
	t.mu.Unlock()
	return store, nil
}

// refused lets go of a store that does not take the key any more, by the error:
// whoever asks next connects anew, with the key that is kept by then. It is noted,
// so that the person is told.
func (t *teamLink) refused(store TeamStore, err error) {
	if !errors.Is(err, index.ErrStoreKey) {
		return
	}
	t.drop(store)
	t.note(err)
}

// drop closes a store, and has the next caller connect anew. Others may be at it
// still, and are not waited for. A nil store is the one there is.
func (t *teamLink) drop(store TeamStore) {
	t.mu.Lock()
	if store == nil {
		store = t.store
	}
	if store == nil || t.store != store {
		t.mu.Unlock()
		return // somebody else has done it
	}
	t.store, t.awayUntil = nil, time.Time{}
	t.mu.Unlock()
	go t.closeStore(store)
}

func (t *teamLink) closeStore(store TeamStore) {
	if err := store.Close(); err != nil {
		t.library.config.Log(fmt.Sprintf("close the team's store: %v", err))
	}
}

// connectedNow gives the store to somebody who waits for an answer: one that was
// away a moment ago is not waited for again.
func (t *teamLink) connectedNow(ctx context.Context) (TeamStore, error) {
	t.mu.Lock()
	away := time.Now().Before(t.awayUntil)
	t.mu.Unlock()
	if away {
		return nil, index.ErrStoreAway
	}
	return t.connected(ctx)
}

// answered notes how an exchange that somebody waited for has ended; ctx is the
// caller's, who may have had enough before the store did.
func (t *teamLink) answered(ctx context.Context, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err == nil:
		t.awayUntil = time.Time{}
	case ctx.Err() != nil || time.Now().Before(t.awayUntil):
	case errors.Is(err, index.ErrStoreAway), errors.Is(err, context.DeadlineExceeded):
		t.awayUntil = time.Now().Add(teamAway)
	}
}

// note keeps what the last exchange ended with.
func (t *teamLink) note(err error) {
	if err != nil && errors.Is(err, context.Canceled) {
		return
	}
	t.mu.Lock()
	if t.work.Err() != nil {
		t.mu.Unlock()
		return
	}
	changed := (err == nil) != (t.trouble == nil) || errors.Is(err, index.ErrStoreKey) != errors.Is(t.trouble, index.ErrStoreKey)
	t.trouble = err
	t.mu.Unlock()
	if changed {
		t.library.signal()
	}
}

// stop ends sending and searching. What is on its way is broken off; that has
// happened once ended is closed.
func (t *teamLink) stop() {
	t.cancel()
	t.mu.Lock()
	t.stopped, t.trouble = true, nil
	t.mu.Unlock()
}

// hasEnded waits until nothing is on its way any more, after stop.
func (t *teamLink) hasEnded(ctx context.Context) error {
	select {
	case <-t.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// isStopped reports whether the person has ended sharing.
func (t *teamLink) isStopped() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stopped
}

// close ends the connection.
func (t *teamLink) close() {
	t.mu.Lock()
	store := t.store
	t.store = nil
	t.mu.Unlock()
	if store != nil {
		t.closeStore(store)
	}
}

// compare says whether the store's embedder is another one than ours, by its
// name: the vectors of two models may well be equally long. A store that has
// none yet is asked again.
func (t *teamLink) compare(ctx context.Context, store TeamStore, ours index.SharedEmbedder) (*index.OtherEmbedder, error) {
	t.mu.Lock()
	theirs := t.theirs
	t.mu.Unlock()
	if theirs.Name == "" {
		state, err := store.State(ctx)
		if err != nil {
			return nil, err
		}
		theirs = state.Embedder
		t.mu.Lock()
		t.theirs = theirs
		t.mu.Unlock()
	}
	if theirs.Name == "" || theirs.Name == ours.Name {
		return nil, nil
	}
	return &index.OtherEmbedder{Theirs: theirs, Ours: ours}, nil
}

// search searches the team's store. Documents that the library has itself are left out.
func (t *teamLink) search(caller context.Context, s *search, vector []float32) (hits []index.SharedHit, err error) {
	ctx, cancel := context.WithTimeout(caller, teamSearchPatience)
	defer cancel()
	defer func() { t.answered(caller, err) }()
	store, err := t.connectedNow(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { t.refused(store, err) }()
	var other *index.OtherEmbedder
	if vector != nil {
		if other, err = t.compare(ctx, store, index.SharedEmbedder{Name: s.served.embedder.Name(), Dimensions: len(vector)}); err != nil {
			return nil, err
		}
		t.mu.Lock()
		t.other = other
		t.mu.Unlock()
	}
	if other != nil {
		vector = nil
	}
	q := index.SharedQuery{Terms: s.terms, Vector: vector, Share: s.teamShare(), K: s.depth, Filter: s.shared}
	switch s.mode {
	case ModeLexical:
		q.Vector = nil
	case ModeVector:
		q.Terms = nil
		if q.Vector == nil {
			return nil, nil
		}
	}
	hits, err = store.Search(ctx, q)
	if errors.As(err, &other) {
		t.mu.Lock()
		t.other = other
		t.mu.Unlock()
		q.Vector = nil
		hits, err = store.Search(ctx, q)
	}
	t.note(err)
	return hits, err
}

// state asks the store how it is.
func (t *teamLink) state(ctx context.Context) TeamState {
	state := TeamState{Name: t.team.Name, Sends: t.team.Send}
	_, waiting, err := t.library.store.Outbox(ctx, index.Outgoing{}, 1)
	state.Waiting = waiting
	ctx, cancel := context.WithTimeout(ctx, teamStatePatience)
	defer cancel()
	var store TeamStore
	if err == nil {
		store, err = t.connected(ctx)
	}
	if err == nil {
		var s index.SharedState
		if s, err = store.State(ctx); err == nil {
			t.answered(ctx, nil)
			state.Store = &s
			state.Trouble = s.Trouble
			if waiting == 0 && t.library.TeamWantsKey() {
				t.note(nil) // it was refused to somebody who only looked, and is taken again
			}
		}
		t.refused(store, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	state.Words = t.other != nil
	if err == nil {
		err = t.trouble
	}
	if err != nil {
		state.Trouble = teamTrouble(err)
		state.Key = errors.Is(err, index.ErrStoreKey)
	}
	return state
}

// teamTrouble says in a sentence what is wrong.
func teamTrouble(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "The team's store does not answer in time."
	case errors.Is(err, index.ErrStoreAway):
		return "The team's store cannot be reached now. Your own documents are searched; what waits for it is sent when it is back."
	}
	text := index.InWords(err)
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}

// Embedded gives the library's own database as a store to copy from and to.
func (l *Library) Embedded() *index.Embedded {
	s := l.serving()
	if s.embedder == nil {
		return index.NewEmbedded(l.store, s.vectors, 0, "", l.config.Self, l.changedDocument)
	}
	return index.NewEmbedded(l.store, s.vectors, s.key, s.embedder.Name(), l.config.Self, l.changedDocument)
}

// TeamState says how it stands with the team's store.
func (l *Library) TeamState(ctx context.Context) TeamState {
	if l.team == nil || l.team.isStopped() {
		return TeamState{}
	}
	return l.team.state(ctx)
}

// TeamName names the team's store that the library is searched together with
// now, "" for none, and says whether it is sent what is in the library too.
func (l *Library) TeamName() (name string, sends bool) {
	if l.team == nil || l.team.isStopped() {
		return "", false
	}
	return l.team.team.Name, l.team.team.Send
}

// ReconnectTeam has the team's store connected to anew by whoever needs it next:
// another key is kept for it.
func (l *Library) ReconnectTeam() {
	if l.team != nil && !l.team.isStopped() {
		l.team.drop(nil)
	}
}

// TeamWantsKey reports whether the team's store has refused the password or key
// that it was given last. It asks nobody.
func (l *Library) TeamWantsKey() bool {
	if l.team == nil || l.team.isStopped() {
		return false
	}
	l.team.mu.Lock()
	defer l.team.mu.Unlock()
	return errors.Is(l.team.trouble, index.ErrStoreKey)
}

// TeamWaiting says how many documents wait for the team's store, and why they
// do, in words, "" if they are on their way. It asks nobody.
func (l *Library) TeamWaiting(ctx context.Context) (waiting int, why string) {
	if l.team == nil || l.team.isStopped() {
		return 0, ""
	}
	_, waiting, _ = l.store.Outbox(ctx, index.Outgoing{}, 1)
	l.team.mu.Lock()
	defer l.team.mu.Unlock()
	if l.team.trouble != nil {
		why = teamTrouble(l.team.trouble)
	}
	return waiting, why
}
