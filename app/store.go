package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/user"
	"strings"
	"time"

	"carrel/app/audit"
	"carrel/app/keyring"
	"carrel/app/lock"
	"carrel/app/porter"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/index"
)

// The kinds of the audit log's entries about what a team's store is sent.
const (
	kindShare  = "store.share" // the person has agreed to share the library
	kindLeave  = "store.leave" // and does so no more
	kindCopyTo = "store.copy"  // the person has agreed to a copy to a store
)

// StorePasswordVar names the environment variable with the store's password,
// for computers without a keyring.
const StorePasswordVar = "CARREL_STORE_PASSWORD"

// OwnStore is what the library's own database is called where a store is named.
const OwnStore = "library"

// Store says with whom the library is shared.
type Store struct {
	URL  string `json:"url"`  // of the store that is used now, without its password; "" for none
	Host string `json:"host"` // what people call it
	Next string `json:"next"` // of the one that will be used from the next start on
	// NextHost is what people call that one, Since when the person agreed to it;
	// left out where that is not known.
	NextHost string              `json:"next_host"`
	Since    time.Time           `json:"since,omitzero"`
	State    knowledge.TeamState `json:"state"` // of the one that is used now
	// What is sent, or would be.
	Documents int `json:"documents"`
	Passages  int `json:"passages"`
}

// StoreURL gives the URL of the store that the settings name, "" for none.
func (f Folders) StoreURL() string {
	c, err := f.ReadConfig()
	if err != nil {
		return "" // Open says why
	}
	return c.Store
}

// NeedsPorter reports whether one of the stores is on the network, so that the
// porter has to be started before the lock.
func NeedsPorter(stores ...string) bool {
	for _, text := range stores {
		if s, err := parseStore(text); err == nil && s.network != "unix" {
			return true
		}
	}
	return false
}

// readStores takes the addresses of all stores that this App may reach apart.
func (a *App) readStores() (addresses []porter.Address, err error) {
	if a.options.Store == "" {
		a.options.Store = a.config.Store
	}
	for i, text := range append([]string{a.options.Store}, a.options.Stores...) {
		if text == "" || text == OwnStore {
			continue
		}
		s, err := parseStore(text)
		if err != nil && i == 0 && text == a.config.Store {
			return nil, Errorf(CodeBadRequest, "The store in the settings (%s): %w", a.options.Folders.settings(), err)
		}
		if err != nil {
			return nil, err
		}
		addresses = append(addresses, s.dialled...)
	}
	return addresses, nil
}

// team gives what the library needs to know of the team's store, nil for none.
func (a *App) team() (*knowledge.Team, error) {
	if a.options.Store == "" || a.left.Load() {
		return nil, nil
	}
	s, err := parseStore(a.options.Store)
	if err != nil {
		return nil, err
	}
	// Read again: a restored library is opened long after the start, and the
	// person may have thought better of it meanwhile.
	config, err := a.options.Folders.ReadConfig()
	if err != nil {
		return nil, err
	}
	// What the person has not agreed to share is only searched together with.
	return &knowledge.Team{Name: s.String(), Send: s.String() == config.Store, Connect: func(ctx context.Context) (knowledge.TeamStore, error) { return a.connect(ctx, s) }}, nil
}

// connect opens a store.
func (a *App) connect(ctx context.Context, s storeAddress) (knowledge.TeamStore, error) {
	if s.password == "" {
		s.password, _ = a.keyring.Get(ctx, s.secret())
	}
	if s.password == "" {
		s.password = os.Getenv(StorePasswordVar)
	}
	store, err := s.kind.open(ctx, s.url, s.password, a.dialStore)
	if err != nil {
		a.log.printf("the team's store at %s: %s", s.Host(), index.Technical(err))
	}
	return store, err
}

// dialStore connects to a store: through the porter where there is one.
func (a *App) dialStore(ctx context.Context, network, address string) (net.Conn, error) {
	if a.porter == nil {
		if network != "unix" {
			return nil, fmt.Errorf("%w: the part of Carrel that may use the network did not start", index.ErrStoreAway)
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	conn, err := a.porter.Dial(ctx, network, address)
	var failure *porter.Error
	if errors.As(err, &failure) {
		return nil, &storeAway{failure.Message}
	}
	return conn, err
}

// storeAway is why the porter did not connect to a store, in the porter's words.
type storeAway struct{ words string }

func (e *storeAway) Error() string { return index.ErrStoreAway.Error() + ": " + e.words }

func (e *storeAway) Unwrap() error { return index.ErrStoreAway }

// storeWords says in a sentence why something could not be done with a store: in
// the porter's words alone where the way there is what failed, and without what
// drivers put around that where there is no porter.
func storeWords(err error) string {
	var away *storeAway
	switch {
	case errors.As(err, &away):
		return away.words
	case errors.Is(err, index.ErrStoreAway) && errors.Is(err, fs.ErrNotExist):
		return "The team's store cannot be reached now: its socket is not there. Check that it is running."
	}
	return asSentence(errors.New(index.InWords(err)))
}

// storeFailure is why a store could not be opened, in words.
func storeFailure(s storeAddress, err error) error {
	words := storeWords(err)
	if !strings.Contains(words, s.Host()) {
		words = "The team's store at " + s.Host() + ": " + words
	}
	return Errorf(CodeInternal, "%s", words)
}

// selfSetting is the library's name for its person and computer, which a store
// has as the holder of its documents. It is written once: a computer that gets
// another name must find what it has put there, and nobody else may have the
// same, or the one would remove what is the other's.
const selfSetting = "self"

// self names the person and the computer to others who use the same store.
func (a *App) self(ctx context.Context, store *index.Store) (string, error) {
	kept, err := store.Setting(ctx, selfSetting)
	if err != nil {
		return "", err
	}
	if kept != "" {
		a.name = kept
		return kept, nil
	}
	if a.name == "" { // else a restored backup that is older than the name
		a.name = personAndComputer()
		shared, err := store.Setting(ctx, index.TeamSetting)
		if err != nil {
			return "", err
		}
		if shared == "" {
			a.name += "-" + strings.ToLower(rand.Text()[:6])
		} // else its documents are in the store under the name without
	}
	// On a full disk the library can be read all the same, and nothing is sent
	// under a name that is not kept: see openLibrary.
	return a.name, store.SetSetting(ctx, selfSetting, a.name)
}

// personAndComputer names the person and the computer.
func personAndComputer() string {
	name, computer := "somebody", "a computer"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username[strings.LastIndexAny(u.Username, `\/`)+1:]
	}
	if host, err := os.Hostname(); err == nil && host != "" {
		computer = host
	}
	return name + "@" + computer
}

// Store says with whom the library is shared, and asks the store how it is.
func (a *App) Store(ctx context.Context) (Store, error) {
	s, err := a.sharing(ctx)
	if err != nil {
		return Store{}, err
	}
	s.State = a.Library.TeamState(ctx)
	return s, nil
}

// sharing is what is known of Store without asking anybody.
func (a *App) sharing(ctx context.Context) (Store, error) {
	config, err := a.options.Folders.ReadConfig()
	if err != nil {
		return Store{}, err
	}
	own, err := a.Library.Embedded().State(ctx)
	if err != nil {
		return Store{}, err
	}
	now, sends := a.Library.TeamName()
	s := Store{URL: now, Host: hostOf(now), Next: config.Store, NextHost: hostOf(config.Store), Since: config.StoreSince, Documents: own.Documents, Passages: own.Passages}
	s.State.Name, s.State.Sends = now, sends
	s.State.Waiting, s.State.Trouble = a.Library.TeamWaiting(ctx)
	return s, nil
}

// StorePlan says what sharing the library with a store would mean.
type StorePlan struct {
	URL       string `json:"url"` // without its password
	Host      string `json:"host"`
	Local     bool   `json:"local"`     // it is on this computer
	Encrypted bool   `json:"encrypted"` // nobody on the way can read what is sent
	Password  bool   `json:"password"`  // one was given, and goes to the keyring
	// What would be sent at first.
	Documents int `json:"documents"`
	Passages  int `json:"passages"`
}

// PlanStore looks at an address and says what sharing with it would mean. It
// connects to nobody and keeps nothing.
func (a *App) PlanStore(ctx context.Context, address, password string) (StorePlan, error) {
	s, err := parseStore(address)
	if err != nil {
		return StorePlan{}, err
	}
	now, err := a.sharing(ctx)
	if err != nil {
		return StorePlan{}, err
	}
	return StorePlan{URL: s.String(), Host: s.Host(), Local: s.local(), Encrypted: s.kind.encrypted(s.url), Password: password != "" || s.password != "",
		Documents: now.Documents, Passages: now.Passages}, nil
}

// UseStore has the library shared with the store from the next start on. The
// person must have agreed, having seen what is sent: that is written to the
// audit log. The password, "" for the one in the URL if any, goes to the keyring.
// Nobody is asked, neither this store nor the one that is used now.
func (a *App) UseStore(ctx context.Context, address, password string, agreed bool) (Store, error) {
	s, err := parseStore(address)
	if err != nil {
		return Store{}, err
	}
	if password != "" {
		s.password = password
	}
	state, err := a.sharing(ctx)
	if err != nil {
		return Store{}, err
	}
	if !agreed {
		return Store{}, Errorf(CodeBadRequest, "Sharing the library sends %s to %s. Agree to that to go on.", whatIsSent(state), s.Host())
	}
	if s.password != "" {
		if place := a.keyring.Keep(ctx, s.secret(), s.password); place != keyring.System {
			return Store{}, Errorf(CodeUnsupported, "This computer has no keyring for the password, or it is locked, and Carrel keeps none in a file. Unlock it and try again; or leave the password out here, and have whoever looks after this computer set it in the variable %s, where Carrel looks for it at its start.", StorePasswordVar)
		}
	}
	err = a.audit().Append(kindShare, map[string]string{"store": s.String(), "host": s.Host(), "documents": fmt.Sprint(state.Documents), "passages": fmt.Sprint(state.Passages),
		"sent": "text of passages, titles, paths, names of collections, embeddings; words and embeddings of searches"})
	if err != nil {
		return Store{}, Errorf(CodeInternal, "The audit log cannot be written, so nothing is sent: %w", err)
	}
	if err := a.options.Folders.setConfig("store_since", time.Now().UTC().Truncate(time.Second)); err != nil {
		return Store{}, err
	}
	if err := a.options.Folders.setConfig("store", s.String()); err != nil {
		return Store{}, err
	}
	return a.sharing(ctx)
}

// KeepStorePassword takes another password or key for the store that is used
// now, and says where it is kept. It asks nobody whether it is the right one:
// SendToStore does. An empty one is CodeBadRequest.
func (a *App) KeepStorePassword(ctx context.Context, password string) (keyring.Safe, error) {
	now, _ := a.Library.TeamName()
	switch {
	case now == "":
		return "", Errorf(CodeBadRequest, "The library is shared with nobody now.")
	case password == "":
		return "", Errorf(CodeBadRequest, "Type the password or key.")
	case len(password) > keyring.MaxSecret:
		return "", Errorf(CodeBadRequest, "A password has %d characters at most.", keyring.MaxSecret)
	}
	s, err := parseStore(now)
	if err != nil {
		return "", err
	}
	// Not with ctx: who typed it may have gone, and wants it kept all the same.
	kept := a.keyring.Keep(context.WithoutCancel(ctx), s.secret(), password)
	a.Library.ReconnectTeam() // what is open goes by the old one
	return kept, nil
}

// whatIsSent says it in words.
func whatIsSent(s Store) string {
	return fmt.Sprintf("the text, titles, places, names of collections and embeddings of your documents (%s now, with %s), what changes in them, and with each search its words and their embedding,", figure.Count(s.Documents), figure.Counted(s.Passages, "passage", "passages"))
}

// LeaveStore ends sharing the library, at once. What the store has stays there,
// unless remove is set: then it is told that this person has none of it any more.
func (a *App) LeaveStore(ctx context.Context, remove bool) (Store, error) {
	config, err := a.options.Folders.ReadConfig()
	if err != nil {
		return Store{}, err
	}
	if config.Store == "" && a.options.Store == "" { // there is nothing to leave, nor to write down
		return a.Store(ctx)
	}
	if remove {
		if err := a.Library.WithdrawFromTeam(ctx); err != nil {
			return Store{}, Errorf(CodeInternal, "Not everything could be removed from the store. %s The library is still to be shared from the next start on; try again.", storeWords(err))
		}
	}
	if err := a.audit().Append(kindLeave, map[string]string{"store": config.Store, "removed": fmt.Sprint(remove)}); err != nil {
		a.log.printf("audit: %v", err)
	}
	if s, err := parseStore(config.Store); err == nil {
		if err := a.keyring.Forget(ctx, s.secret()); err != nil {
			a.log.printf("keyring: %v", err)
		}
	}
	if err := a.options.Folders.setConfig("store", ""); err != nil {
		return Store{}, err
	}
	if err := a.options.Folders.setConfig("store_since", nil); err != nil {
		return Store{}, err
	}
	a.left.Store(true) // also for the library that a restore puts in the place of this one
	if err := a.Library.StopSharing(ctx); err != nil {
		return Store{}, err
	}
	return a.Store(ctx)
}

func (a *App) audit() *audit.Log { return audit.New(a.options.Folders.auditLog()) }

// lockText says in words what the lock keeps Carrel from: all of the network, or
// all but the team's store.
func (a *App) lockText() string {
	if d := a.LatestDownload(); d != nil && d.State.Running() {
		return lockWords(a.lock, a.teamHost(), d.Host)
	}
	return lockWords(a.lock, a.teamHost(), "")
}

// lockWords says what the lock leaves open: the hosts of the team's store and of the
// source that a model is being downloaded from, each "" for none.
func lockWords(l lock.Status, team, source string) string {
	switch {
	case l.State != lock.StateKernel && source != "":
		return fmt.Sprintf("%s A model is being downloaded from %s.", l.Text, source)
	case l.State != lock.StateKernel:
		return l.Text
	case source != "" && team != "":
		return fmt.Sprintf("Offline lock on, but for the team's store at %s and a download from %s.", team, source)
	case source != "":
		return fmt.Sprintf("Offline lock on, but for a download from %s.", source)
	case team != "":
		return fmt.Sprintf("Offline lock on. Carrel can reach the team's store at %s and nothing else.", team)
	}
	return l.Text
}

// teamHost is the host of the team's store, "" where there is none or it is this computer.
func (a *App) teamHost() string {
	library := a.current.Load()
	if library == nil {
		return ""
	}
	name, _ := library.TeamName()
	s, err := parseStore(name)
	if name == "" || err != nil || s.local() {
		return ""
	}
	return s.Host()
}

// storeNotice says what waits for the team's store, "" where nothing does.
func (a *App) storeNotice() string {
	library := a.current.Load()
	if library == nil {
		return ""
	}
	waiting, why := library.TeamWaiting(a.ctx)
	if waiting == 0 {
		return why
	}
	return strings.TrimSpace(figure.Counted(waiting, "document waits", "documents wait") + " for the team's store. " + why)
}

// SendToStore waits until the team's store has been told of all that waits for
// it, or cannot be.
func (a *App) SendToStore(ctx context.Context) (Store, error) {
	err := a.untilClosing(ctx, a.Library.WaitForTeam)
	if errors.Is(err, errClosing) {
		return Store{}, err
	}
	if err != nil {
		return Store{}, Errorf(CodeInternal, "%w", err)
	}
	return a.Store(ctx)
}
