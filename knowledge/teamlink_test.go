package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/language"
)

// hub is a team's store without a server: another database, which can be out of
// reach, refuse documents, or give back something else than it was given.
type hub struct {
	*index.Embedded
	away  atomic.Bool
	shut  atomic.Bool            // it does not take the key
	key   atomic.Pointer[string] // what keyed has to be connected with
	puts  atomic.Int64
	limit atomic.Int64 // of puts; 0: none
	lies  atomic.Bool
	asked atomic.Pointer[index.SharedQuery] // the last search

	slow    atomic.Pointer[chan struct{}] // closed when a put is under way, which then lasts until it is broken off
	refuses atomic.Pointer[string]        // documents whose titles begin so
	deleted sync.Map                      // ids that Delete was called with
}

func newHub(t *testing.T) *hub {
	t.Helper()
	store, err := index.Open(t.Context(), filepath.Join(t.TempDir(), "hub.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	e, err := index.OpenEmbedded(t.Context(), store, "nobody")
	if err != nil {
		t.Fatal(err)
	}
	return &hub{Embedded: e}
}

func (h *hub) reach() error {
	if h.away.Load() {
		return fmt.Errorf("%w: the test has taken it away", index.ErrStoreAway)
	}
	if h.shut.Load() {
		return fmt.Errorf("ann is not let in: %w", index.ErrStoreKey)
	}
	return nil
}

func (h *hub) Search(ctx context.Context, q index.SharedQuery) ([]index.SharedHit, error) {
	if err := h.reach(); err != nil {
		return nil, err
	}
	h.asked.Store(&q)
	return h.Embedded.Search(ctx, q)
}

func (h *hub) Put(ctx context.Context, d index.SharedDocument, passages index.SharedPassages) error {
	if err := h.reach(); err != nil {
		return err
	}
	if limit := h.limit.Load(); h.puts.Add(1) > limit && limit > 0 {
		return fmt.Errorf("%w: no more puts", index.ErrStoreAway)
	}
	if slow := h.slow.Swap(nil); slow != nil {
		close(*slow)
		<-ctx.Done()
		time.Sleep(100 * time.Millisecond)
		h.Embedded.Put(context.WithoutCancel(ctx), d, passages) // it was on its way
		return ctx.Err()
	}
	if title := h.refuses.Load(); title != nil && strings.HasPrefix(d.Title, *title) {
		return errors.New("the test does not want it")
	}
	return h.Embedded.Put(ctx, d, passages)
}

func (h *hub) Delete(ctx context.Context, document, holder string) error {
	if err := h.reach(); err != nil {
		return err
	}
	h.deleted.Store(document, true)
	return h.Embedded.Delete(ctx, document, holder)
}

func (h *hub) Passages(ctx context.Context, document string, from, n int) ([]index.SharedPassage, error) {
	list, err := h.Embedded.Passages(ctx, document, from, n)
	if h.lies.Load() && len(list) > 0 {
		list[0].Text = strings.ToUpper(list[0].Text)
	}
	return list, err
}

func (h *hub) titles(t *testing.T) string {
	t.Helper()
	list, err := h.Documents(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, d := range list {
		titles = append(titles, d.Title)
	}
	return strings.Join(titles, ", ")
}

// member opens a library that is shared with the hub.
func member(t *testing.T, h *hub, dir, self string, embedder knowledge.Embedder) *library {
	t.Helper()
	return openLibrary(t, dir, func(c *knowledge.Config) {
		c.Self, c.Embedder, c.UndoFor = self, embedder, time.Millisecond
		c.Team = &knowledge.Team{Name: "test://hub", Send: true, Connect: func(context.Context) (knowledge.TeamStore, error) { return h, h.reach() }}
	})
}

// told waits until the hub knows of everything.
func (l *library) told(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := l.WaitForTeam(ctx); err != nil {
		t.Fatal(err)
	}
}

// oneVector embeds every text alike.
type oneVector struct {
	name       string
	dimensions int
}

func (o oneVector) Embed(_ context.Context, _ knowledge.Purpose, texts []string) ([][]float32, error) {
	list := make([][]float32, len(texts))
	for i := range list {
		list[i] = make([]float32, o.dimensions)
		list[i][len(texts[i])%o.dimensions] = 1
	}
	return list, nil
}
func (o oneVector) Name() string             { return o.name }
func (o oneVector) Source() string           { return "" }
func (o oneVector) Speaks(language.Tag) bool { return true }

func TestTeam(t *testing.T) {
	h := newHub(t)
	files := t.TempDir()
	whales := write(t, files, "whales.txt", story("whale", 30))
	ships := write(t, files, "ships.txt", story("schooner", 30))
	ann := member(t, h, t.TempDir(), "ann@desk", nil)
	bob := member(t, h, t.TempDir(), "bob@laptop", nil)
	docs := ann.add(t, whales, ships)
	ann.told(t)
	if got := h.titles(t); !strings.Contains(got, "whales") || !strings.Contains(got, "ships") {
		t.Fatalf("the team's store has %q", got)
	}

	hits := bob.search(t, knowledge.Query{Text: "whale ledger harbour"})
	if len(hits) == 0 || hits[0].Document.ID != docs[0].ID || !hits[0].Document.Elsewhere || hits[0].Document.Path != "ann@desk:"+whales || hits[0].Rank != 1 {
		t.Fatalf("Bob finds %+v", hits)
	}
	d, err := bob.Document(t.Context(), docs[0].ID)
	if err != nil || d.State != knowledge.StateUnavailable || !strings.Contains(d.Error, "ann@desk:"+whales) {
		t.Errorf("Bob is told of the document: %+v, %v", d, err)
	}
	pages, err := bob.Pages(t.Context(), docs[0].ID, 1, 1)
	if err != nil || len(pages) != 1 || !strings.Contains(pages[0].Text, hits[0].Text) {
		t.Errorf("Bob reads %+v, %v", pages, err)
	}
	cut, err := bob.Passages(t.Context(), docs[0].ID)
	if err != nil || len(cut) < 2 {
		t.Errorf("Bob's passages: %d, %v", len(cut), err)
	}
	for _, p := range cut {
		if got := string([]rune(pages[0].Text)[p.Start:p.End]); p.Page == 1 && got != p.Text {
			t.Errorf("the passage %q stands where %q does", p.Text, got)
		}
	}
	if hits := ann.search(t, knowledge.Query{Text: "whale"}); len(hits) == 0 || hits[0].Document.Elsewhere {
		t.Errorf("Ann finds her own as %+v", hits)
	}

	// Both have it: it is there until both have removed it.
	bob.add(t, whales)
	bob.told(t)
	if hits := bob.search(t, knowledge.Query{Text: "whale"}); len(hits) == 0 || hits[0].Document.Elsewhere {
		t.Errorf("Bob finds his own as %+v", hits)
	}
	if err := ann.Remove(t.Context(), docs[0].ID); err != nil {
		t.Fatal(err)
	}
	ann.told(t)
	if got := h.titles(t); !strings.Contains(got, "whales") {
		t.Errorf("Ann's removal took Bob's too: %q", got)
	}
	if err := bob.Remove(t.Context(), docs[0].ID); err != nil {
		t.Fatal(err)
	}
	bob.told(t)
	if got := h.titles(t); strings.Contains(got, "whales") {
		t.Errorf("what nobody has any more is there: %q", got)
	}

	// A collection is part of what is shared.
	c, err := ann.AddCollection(t.Context(), "Sailing")
	if err != nil {
		t.Fatal(err)
	}
	if err := ann.Collect(t.Context(), c.ID, []string{docs[1].ID}, nil); err != nil {
		t.Fatal(err)
	}
	ann.told(t)
	if _, err := bob.AddCollection(t.Context(), "Sailing"); err != nil {
		t.Fatal(err)
	}
	if hits := bob.search(t, knowledge.Query{Text: "schooner", Filters: knowledge.Filters{Collections: []string{"Sailing"}}}); len(hits) == 0 {
		t.Error("Bob does not find it in the collection of that name")
	}
	// Who leaves is asked nothing and sends nothing.
	if err := ann.StopSharing(t.Context()); err != nil {
		t.Fatal(err)
	}
	ann.add(t, write(t, files, "secret.txt", story("secret", 5)))
	if waiting, why := ann.TeamWaiting(t.Context()); waiting != 0 || why != "" {
		t.Errorf("after leaving %d documents wait: %s", waiting, why)
	}
	if got := h.titles(t); strings.Contains(got, "secret") {
		t.Errorf("after leaving something was sent: %q", got)
	}
}

func TestTeamAway(t *testing.T) {
	h := newHub(t)
	h.away.Store(true)
	files, dir := t.TempDir(), t.TempDir()
	ann := member(t, h, dir, "ann@desk", nil)
	docs := ann.add(t, write(t, files, "whales.txt", story("whale", 30)), write(t, files, "ships.txt", story("schooner", 30)))
	results, err := ann.Search(t.Context(), knowledge.Query{Text: "whale"})
	if err != nil || len(results.Hits) == 0 || !strings.Contains(results.Team, "cannot be reached") {
		t.Errorf("while the store is away: %+v, %v", results, err)
	}
	if results, err := ann.Search(t.Context(), knowledge.Query{Text: "whale"}); err != nil || len(results.Hits) == 0 || !strings.Contains(results.Team, "cannot be reached") {
		t.Errorf("while the store is still away: %+v, %v", results, err)
	}
	// Somebody else's document may be there, for all that can be known.
	if _, err := ann.Document(t.Context(), "0123456789abcdef"); !errors.Is(err, knowledge.ErrNotFound) || !errors.Is(err, knowledge.ErrStoreAway) {
		t.Errorf("a document that only the store may have: %v", err)
	}
	if err := ann.Remove(t.Context(), docs[1].ID); err != nil {
		t.Fatal(err)
	}
	if err := ann.WaitForTeam(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("waiting for a store that is away: %v", err)
	}
	if waiting, why := ann.TeamWaiting(t.Context()); waiting != 2 || why == "" {
		t.Errorf("%d documents wait: %q", waiting, why)
	}
	ann.close(t)

	h.away.Store(false)
	ann = member(t, h, dir, "ann@desk", nil)
	ann.told(t)
	if got := h.titles(t); got != "whales" {
		t.Errorf("when it is back the store has %q", got)
	}
	if state := ann.TeamState(t.Context()); state.Waiting != 0 || state.Trouble != "" || state.Store == nil || state.Store.Documents != 1 {
		t.Errorf("the state is %+v", state)
	}
}

// That the store takes no key is told apart from what a person can only wait for.
func TestTeamWantsKey(t *testing.T) {
	h := newHub(t)
	h.shut.Store(true)
	ann := member(t, h, t.TempDir(), "ann@desk", nil)
	ann.add(t, write(t, t.TempDir(), "whales.txt", story("whale", 30)))
	if err := ann.WaitForTeam(t.Context()); err == nil {
		t.Fatal("sent to a store that lets nobody in")
	}
	if state := ann.TeamState(t.Context()); !state.Key || state.Waiting != 1 || !strings.HasPrefix(state.Trouble, "Ann is not let in") {
		t.Errorf("while the key is refused: %+v", state)
	}
	h.shut.Store(false)
	if err := ann.WaitForTeam(t.Context()); err != nil {
		t.Fatal(err)
	}
	if state := ann.TeamState(t.Context()); state.Key || state.Waiting != 0 {
		t.Errorf("with the right key: %+v", state)
	}
}

// keyed is the hub as it is connected to with a key: every call is by that one.
type keyed struct {
	*hub
	key string
}

func (k *keyed) refused() error {
	if k.key != *k.hub.key.Load() {
		return fmt.Errorf("search: %w", &index.Worded{Kind: index.ErrStoreKey, Text: "the hub does not take this key", Cause: errors.New("driver's words")})
	}
	return nil
}

func (k *keyed) Search(ctx context.Context, q index.SharedQuery) ([]index.SharedHit, error) {
	if err := k.refused(); err != nil {
		return nil, err
	}
	return k.hub.Search(ctx, q)
}

func (k *keyed) State(ctx context.Context) (index.SharedState, error) {
	if err := k.refused(); err != nil {
		return index.SharedState{}, err
	}
	return k.hub.State(ctx)
}

func (k *keyed) Close() error { return nil }

// A key that is revoked is noticed at the next search, said in words, and another
// one counts as soon as it is kept: nobody has to start Carrel again.
func TestTeamKeyRevoked(t *testing.T) {
	h := newHub(t)
	old, renewed := "old", "new"
	h.key.Store(&old)
	var kept atomic.Pointer[string]
	kept.Store(&old)
	ann := openLibrary(t, t.TempDir(), func(c *knowledge.Config) {
		c.Self, c.UndoFor = "ann@desk", time.Millisecond
		c.Team = &knowledge.Team{Name: "test://hub", Send: true, Connect: func(context.Context) (knowledge.TeamStore, error) {
			store := &keyed{h, *kept.Load()}
			return store, store.refused()
		}}
	})
	ann.add(t, write(t, t.TempDir(), "whales.txt", story("whale", 30)))
	ann.told(t)
	search := func() knowledge.Results {
		t.Helper()
		results, err := ann.Search(t.Context(), knowledge.Query{Text: "whale", Mode: knowledge.ModeLexical})
		if err != nil {
			t.Fatal(err)
		}
		return results
	}
	if results := search(); results.Team != "" || ann.TeamWantsKey() {
		t.Fatalf("before: %q", results.Team)
	}

	h.key.Store(&renewed)
	if results := search(); results.Team != "The hub does not take this key." || !ann.TeamWantsKey() {
		t.Errorf("at the next search it is said: %q, wants a key: %t", results.Team, ann.TeamWantsKey())
	}
	if state := ann.TeamState(t.Context()); !state.Key || state.Trouble != "The hub does not take this key." {
		t.Errorf("while it is refused: %+v", state)
	}

	kept.Store(&renewed)
	ann.ReconnectTeam()
	if err := ann.WaitForTeam(t.Context()); err != nil {
		t.Fatal(err)
	}
	if results := search(); results.Team != "" {
		t.Errorf("with the new key: %q", results.Team)
	}
	if state := ann.TeamState(t.Context()); state.Key || state.Trouble != "" {
		t.Errorf("with the new key: %+v", state)
	}

	// What another key takes away counts for one that is connected too.
	kept.Store(&old)
	ann.ReconnectTeam()
	if results := search(); results.Team == "" || !ann.TeamWantsKey() {
		t.Error("the key that was kept last is not the one that is used")
	}
}

// What is on its way while somebody withdraws is not left behind.
func TestWithdrawDuringSend(t *testing.T) {
	h := newHub(t)
	under := make(chan struct{})
	h.slow.Store(&under)
	ann := member(t, h, t.TempDir(), "ann@desk", nil)
	ann.add(t, write(t, t.TempDir(), "whales.txt", story("whale", 30)))
	select {
	case <-under:
	case <-time.After(patience):
		t.Fatal("nothing is sent")
	}
	if err := ann.WithdrawFromTeam(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := h.titles(t); got != "" {
		t.Errorf("left behind: %q", got)
	}
	if waiting, why := ann.TeamWaiting(t.Context()); waiting != 0 || why != "" {
		t.Errorf("%d wait: %s", waiting, why)
	}
}

// Whoever withdraws also takes out what the store does not list: text of it may
// be there.
func TestWithdrawUnlisted(t *testing.T) {
	h := newHub(t)
	unwanted := "whales"
	h.refuses.Store(&unwanted)
	ann := member(t, h, t.TempDir(), "ann@desk", nil)
	docs := ann.add(t, write(t, t.TempDir(), "whales.txt", story("whale", 30)))
	if err := ann.WaitForTeam(t.Context()); err == nil {
		t.Fatal("what is refused was sent")
	}
	if err := ann.WithdrawFromTeam(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, told := h.deleted.Load(docs[0].ID); !told {
		t.Error("the store was not told to remove it")
	}
}

// Who wants it sent now need not wait for the next try, and is told how it went
// this time, not the last.
func TestSendAgain(t *testing.T) {
	h := newHub(t)
	h.away.Store(true)
	ann := member(t, h, t.TempDir(), "ann@desk", nil)
	ann.add(t, write(t, t.TempDir(), "whales.txt", story("whale", 30)))
	for range 2 {
		if err := ann.WaitForTeam(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
			t.Fatalf("sending to a store that is away: %v", err)
		}
	}
	h.away.Store(false)
	if err := ann.WaitForTeam(t.Context()); err != nil || h.titles(t) != "whales" {
		t.Errorf("when it is back: %v, it has %q", err, h.titles(t))
	}
}

// What the store does not take keeps nothing else waiting, however much it is.
func TestTeamRefuses(t *testing.T) {
	h := newHub(t)
	unwanted := "bad"
	h.refuses.Store(&unwanted)
	files, dir := t.TempDir(), t.TempDir()
	var paths []string
	for i := range 23 {
		paths = append(paths, write(t, files, fmt.Sprintf("bad%d.txt", i), story(fmt.Sprintf("bad%d", i), 3)))
	}
	ann := openLibrary(t, dir, func(c *knowledge.Config) { c.Self = "ann@desk" })
	ann.add(t, append(paths, write(t, files, "whales.txt", story("whale", 30)))...)
	ann.close(t)
	ann = member(t, h, dir, "ann@desk", nil)
	if err := ann.WaitForTeam(t.Context()); err == nil || !strings.Contains(err.Error(), "and so for 20 more") {
		t.Errorf("waiting for a store that refuses: %v", err)
	}
	if waiting, _ := ann.TeamWaiting(t.Context()); waiting != 23 || h.titles(t) != "whales" {
		t.Errorf("%d wait, the store has %q", waiting, h.titles(t))
	}
	h.refuses.Store(nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for waiting := 1; waiting > 0 && ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
		waiting, _ = ann.TeamWaiting(ctx)
	}
	if got := h.titles(t); strings.Count(got, "bad") != 23 {
		t.Errorf("once it takes them it has %q", got)
	}
}

func TestTeamWithAnotherEmbedder(t *testing.T) {
	h := newHub(t)
	files := t.TempDir()
	ann := member(t, h, t.TempDir(), "ann@desk", oneVector{"one", 8})
	docs := ann.add(t, write(t, files, "whales.txt", story("whale", 30)))
	if _, err := ann.Wait(t.Context(), ids(docs), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	ann.told(t)
	state, err := h.State(t.Context())
	if err != nil || state.Vectors != state.Passages || state.Embedder != (index.SharedEmbedder{Name: "one", Dimensions: 8}) {
		t.Fatalf("the store has %+v, %v", state, err)
	}
	bob := member(t, h, t.TempDir(), "bob@laptop", oneVector{"two", 12})
	docs = bob.add(t, write(t, files, "ships.txt", story("schooner", 30)))
	if _, err := bob.Wait(t.Context(), ids(docs), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	bob.told(t)
	if got := h.titles(t); !strings.Contains(got, "ships") {
		t.Errorf("the store has %q", got)
	}
	if hits := bob.search(t, knowledge.Query{Text: "whale"}); len(hits) == 0 || !hits[0].Document.Elsewhere {
		t.Errorf("by words Bob finds %+v", hits)
	}
	if s := bob.TeamState(t.Context()); !s.Words {
		t.Errorf("Bob's state is %+v", s)
	}
	// As long as the store's are Carol's vectors, but another model's.
	carol := member(t, h, t.TempDir(), "carol@tablet", oneVector{"three", 8})
	docs3 := carol.add(t, write(t, files, "rivers.txt", story("river", 3)))
	if _, err := carol.Wait(t.Context(), ids(docs3), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	if hits := carol.search(t, knowledge.Query{Text: "whale"}); len(hits) == 0 || !hits[0].Document.Elsewhere {
		t.Errorf("by words Carol finds %+v", hits)
	}
	if q := h.asked.Load(); q == nil || q.Vector != nil {
		t.Errorf("Carol's question is sent as %+v", q)
	}
	if s := carol.TeamState(t.Context()); !s.Words {
		t.Errorf("Carol's state is %+v", s)
	}
	// Ann's every vector is like every other, but Bob's words count.
	hits := ann.search(t, knowledge.Query{Text: "schooner"})
	if q := h.asked.Load(); q == nil || q.Vector == nil {
		t.Errorf("Ann's question is sent as %+v", q)
	}
	if !slices.ContainsFunc(hits, func(h knowledge.Hit) bool { return h.Document.ID == docs[0].ID && h.Document.Elsewhere }) {
		t.Errorf("Ann finds %+v", hits)
	}
}

func TestCopyStore(t *testing.T) {
	files := t.TempDir()
	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Self, c.Embedder = "ann@desk", oneVector{"one", 8} })
	var paths []string
	for i := range 7 {
		paths = append(paths, write(t, files, fmt.Sprintf("file%d.txt", i), story(fmt.Sprintf("whale%d", i), 10*(i+1))))
	}
	docs := l.add(t, paths...)
	if _, err := l.Wait(t.Context(), ids(docs), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	h := newHub(t)
	h.limit.Store(3)
	done, err := knowledge.CopyStore(t.Context(), l.Embedded(), h, nil)
	if !errors.Is(err, index.ErrStoreAway) || done.Copied != 3 {
		t.Fatalf("a copy that is cut short: %+v, %v", done, err)
	}
	h.limit.Store(0)
	done, err = knowledge.CopyStore(t.Context(), l.Embedded(), h, nil)
	if err != nil || done.Documents != 7 || done.Copied != 4 || done.Same != 3 || done.Verified != 7 || done.Passages < 7 || done.Vectors != done.Passages {
		t.Fatalf("the copy that goes on: %+v, %v", done, err)
	}
	h.lies.Store(true)
	if done, err := knowledge.CopyStore(t.Context(), l.Embedded(), h, nil); !errors.Is(err, knowledge.ErrNotTheSame) {
		t.Errorf("a store that gives back something else: %+v, %v", done, err)
	}
	h.lies.Store(false)

	// Into another library, where one document has been read already.
	other := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Self, c.Embedder = "bob@laptop", oneVector{"one", 8} })
	read := other.add(t, paths[2])
	done, err = knowledge.CopyStore(t.Context(), h, other.Embedded(), nil)
	if err != nil || done.Copied != 6 || done.Kept != 1 || done.Verified != 6 {
		t.Fatalf("into another library: %+v, %v", done, err)
	}
	hits := other.search(t, knowledge.Query{Text: "whale5 ledger"})
	if len(hits) == 0 || hits[0].Document.ID != docs[5].ID || hits[0].Document.Path != "ann@desk:"+paths[5] {
		t.Errorf("the other library finds %+v", hits)
	}
	if d, err := other.Document(t.Context(), docs[5].ID); err != nil || d.State != knowledge.StateUnavailable || !strings.Contains(d.Error, paths[5]) {
		t.Errorf("the copied document is %+v, %v", d, err)
	}
	if d, err := other.Document(t.Context(), read[0].ID); err != nil || d.State == knowledge.StateUnavailable {
		t.Errorf("its own document is %+v, %v", d, err)
	}
	// The file itself comes: the document is read from it.
	known := other.add(t, paths[5])
	if known[0].State == knowledge.StateUnavailable || known[0].Path != paths[5] {
		t.Errorf("added from its file it is %+v", known[0])
	}
}
