package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/user"
	"strings"

	"carrel/app/audit"
	"carrel/app/keyring"
	"carrel/app/porter"
	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/index/postgres"
	"carrel/knowledge/index/weaviate"
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
	URL   string              `json:"url"`   // of the store that is used now, without its password; "" for none
	Next  string              `json:"next"`  // of the one that will be used from the next start on
	State knowledge.TeamState `json:"state"` // of the one that is used now
	// What is sent, or would be.
	Documents int `json:"documents"`
	Passages  int `json:"passages"`
}

// storeKind is how stores with one of the schemes are reached.
type storeKind struct {
	addresses func(u *url.URL) (network string, addresses []string, err error)
	open      func(ctx context.Context, u *url.URL, password string, dial dialer) (knowledge.TeamStore, error)
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// storeKinds are the kinds of stores by the scheme of their URL.
var storeKinds = map[string]storeKind{
	"postgres":         postgresKind,
	"postgresql":       postgresKind,
	weaviate.Scheme:    weaviateKind,
	weaviate.SchemeTLS: weaviateKind,
}

var postgresKind = storeKind{
	addresses: func(u *url.URL) (network string, addresses []string, err error) {
		network, address, err := postgres.Address(u)
		return network, []string{address}, err
	},
	open: func(ctx context.Context, u *url.URL, password string, dial dialer) (knowledge.TeamStore, error) {
		return postgres.Open(ctx, postgres.Config{URL: u, Password: password, Dial: dial})
	},
}

var weaviateKind = storeKind{
	addresses: func(u *url.URL) (network string, addresses []string, err error) {
		addresses, err = weaviate.Addresses(u)
		return "tcp", addresses, err
	},
	open: func(ctx context.Context, u *url.URL, password string, dial dialer) (knowledge.TeamStore, error) {
		return weaviate.Open(ctx, weaviate.Config{URL: u, Password: password, Dial: dial})
	},
}

// storeAddress is the address of a store, taken apart.
type storeAddress struct {
	kind     storeKind
	url      *url.URL // without the password
	password string   // "" where the URL had none
	network  string
	dialled  []porter.Address // all that it may be dialled at, at least one
}

// parseStore takes a store's URL apart.
func parseStore(text string) (storeAddress, error) {
	u, err := url.Parse(text)
	if err != nil {
		// The error has the text in it, and with that perhaps a password.
		return storeAddress{}, Errorf(CodeBadRequest, "This is not the address of a store. Give it like postgres://name@db.example.org/library.")
	}
	kind, known := storeKinds[u.Scheme]
	if !known {
		return storeAddress{}, Errorf(CodeBadRequest, "Carrel knows no store of the kind %q. Give its address like postgres://name@db.example.org/library or weaviate://db.example.org:8080/Library.", u.Scheme)
	}
	s := storeAddress{kind: kind}
	without := *u
	if u.User != nil {
		s.password, _ = u.User.Password()
		if without.User = nil; u.User.Username() != "" {
			without.User = url.User(u.User.Username())
		}
	}
	query := without.Query()
	if p := query.Get("password"); p != "" {
		s.password = p
		query.Del("password")
		without.RawQuery = query.Encode()
	}
	if query.Has("sslpassword") {
		// The address goes to a file, and the keyring has one password for a store.
		return storeAddress{}, Errorf(CodeBadRequest, "Carrel keeps no password of a key in the address of a store. Leave sslpassword out, and name with sslkey a key that needs none.")
	}
	s.url = &without
	var addresses []string
	if s.network, addresses, err = kind.addresses(s.url); err != nil {
		return storeAddress{}, Errorf(CodeBadRequest, "%s", asSentence(err))
	}
	for _, address := range addresses {
		a, err := porter.ParseAddress(s.network, address)
		if err != nil {
			return storeAddress{}, Errorf(CodeBadRequest, "%w", err)
		}
		s.dialled = append(s.dialled, a)
	}
	return s, nil
}

// asSentence gives an error's words with a point at their end.
func asSentence(err error) string { return strings.TrimSuffix(err.Error(), ".") + "." }

// String is the URL without its password.
func (s storeAddress) String() string { return s.url.String() }

// Host is what people call it.
func (s storeAddress) Host() string {
	if s.network == "unix" {
		return s.dialled[0].Address
	}
	var hosts []string
	for _, a := range s.dialled {
		host, _, _ := net.SplitHostPort(a.Address)
		hosts = append(hosts, host)
	}
	return strings.Join(hosts, ", ")
}

// secret is the name of the password in the keyring.
func (s storeAddress) secret() string { return "store:" + s.String() }

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
	for _, text := range append([]string{a.options.Store}, a.options.Stores...) {
		if text == "" || text == OwnStore {
			continue
		}
		s, err := parseStore(text)
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
	return s.kind.open(ctx, s.url, s.password, a.dialStore)
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
		return nil, fmt.Errorf("%w: %s", index.ErrStoreAway, failure.Message)
	}
	return conn, err
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
	config, err := a.options.Folders.ReadConfig()
	if err != nil {
		return Store{}, err
	}
	own, err := a.Library.Embedded().State(ctx)
	if err != nil {
		return Store{}, err
	}
	state := a.Library.TeamState(ctx)
	return Store{URL: state.Name, Next: config.Store, State: state, Documents: own.Documents, Passages: own.Passages}, nil
}

// UseStore has the library shared with the store from the next start on. The
// person must have agreed, having seen what is sent: that is written to the
// audit log. A password in the URL goes to the keyring.
func (a *App) UseStore(ctx context.Context, address string, agreed bool) (Store, error) {
	s, err := parseStore(address)
	if err != nil {
		return Store{}, err
	}
	state, err := a.Store(ctx)
	if err != nil {
		return Store{}, err
	}
	if !agreed {
		return Store{}, Errorf(CodeBadRequest, "Sharing the library sends %s to %s. Agree to that to go on.", whatIsSent(state), s.Host())
	}
	if s.password != "" {
		if place := a.keyring.Keep(ctx, s.secret(), s.password); place != keyring.System {
			return Store{}, Errorf(CodeUnsupported, "This computer's keyring cannot keep the password, and Carrel keeps none in a file. Leave it out of the address and give it in the variable %s.", StorePasswordVar)
		}
	}
	err = a.audit().Append(kindShare, map[string]string{"store": s.String(), "host": s.Host(), "documents": fmt.Sprint(state.Documents), "passages": fmt.Sprint(state.Passages),
		"sent": "text of passages, titles, paths, names of collections, embeddings; words and embeddings of searches"})
	if err != nil {
		return Store{}, Errorf(CodeInternal, "The audit log cannot be written, so nothing is sent: %w", err)
	}
	if err := a.options.Folders.setConfig("store", s.String()); err != nil {
		return Store{}, err
	}
	return a.Store(ctx)
}

// whatIsSent says it in words.
func whatIsSent(s Store) string {
	return fmt.Sprintf("the text, titles, places, names of collections and embeddings of your documents (%d now, with %d passages), what changes in them, and with each search its words and their embedding,", s.Documents, s.Passages)
}

// LeaveStore ends sharing the library, at once. What the store has stays there,
// unless remove is set: then it is told that this person has none of it any more.
func (a *App) LeaveStore(ctx context.Context, remove bool) (Store, error) {
	config, err := a.options.Folders.ReadConfig()
	if err != nil {
		return Store{}, err
	}
	if remove {
		if err := a.Library.WithdrawFromTeam(ctx); err != nil {
			return Store{}, Errorf(CodeInternal, "Not everything could be removed from the store: %w. The library is still to be shared from the next start on; try again.", err)
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
	a.left.Store(true) // also for the library that a restore puts in the place of this one
	if err := a.Library.StopSharing(ctx); err != nil {
		return Store{}, err
	}
	return a.Store(ctx)
}

// CopyStore copies a store to another one. Both are URLs that Options.Stores
// names, or OwnStore. What is sent to a server is written to the audit log.
func (a *App) CopyStore(ctx context.Context, from, to string, progress func(knowledge.StoreCopy)) (knowledge.StoreCopy, error) {
	source, closeSource, err := a.openStore(ctx, from)
	if err != nil {
		return knowledge.StoreCopy{}, err
	}
	defer closeSource()
	target, closeTarget, err := a.openStore(ctx, to)
	if err != nil {
		return knowledge.StoreCopy{}, err
	}
	defer closeTarget()
	if to != OwnStore {
		s, err := parseStore(to)
		if err != nil {
			return knowledge.StoreCopy{}, err
		}
		if err := a.audit().Append(kindCopyTo, map[string]string{"store": s.String(), "host": s.Host()}); err != nil {
			return knowledge.StoreCopy{}, Errorf(CodeInternal, "The audit log cannot be written, so nothing is sent: %w", err)
		}
	}
	return knowledge.CopyStore(ctx, source, target, progress)
}

// openStore opens the store that is named, and gives what closes it again.
func (a *App) openStore(ctx context.Context, name string) (knowledge.TeamStore, func(), error) {
	if name == OwnStore {
		return a.Library.Embedded(), func() {}, nil
	}
	s, err := parseStore(name)
	if err != nil {
		return nil, nil, err
	}
	store, err := a.connect(ctx, s)
	if err != nil {
		return nil, nil, Errorf(CodeInternal, "%s: %s", s.Host(), asSentence(err))
	}
	return store, func() {
		if err := store.Close(); err != nil {
			a.log.printf("close %s: %v", s.Host(), err)
		}
	}, nil
}

func (a *App) audit() *audit.Log { return audit.New(a.options.Folders.auditLog()) }

// storeNotice says what waits for the team's store, "" where nothing does.
func (a *App) storeNotice() string {
	library := a.current.Load()
	if library == nil {
		return ""
	}
	waiting, why := library.TeamWaiting(a.ctx)
	switch {
	case waiting == 0:
		return why
	case waiting == 1:
		return strings.TrimSpace("1 document waits for the team's store. " + why)
	}
	return strings.TrimSpace(fmt.Sprintf("%d documents wait for the team's store. %s", waiting, why))
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

// TryStore opens the store that is named, which Options.Stores must name, and
// says how it is; Next is its URL.
func (a *App) TryStore(ctx context.Context, address string) (Store, error) {
	s, err := parseStore(address)
	if err != nil {
		return Store{}, err
	}
	store, err := a.connect(ctx, s)
	if err != nil {
		return Store{}, Errorf(CodeInternal, "%s: %s", s.Host(), asSentence(err))
	}
	defer store.Close()
	there, err := store.State(ctx)
	if err != nil {
		return Store{}, Errorf(CodeInternal, "%s: %s", s.Host(), asSentence(err))
	}
	own, err := a.Library.Embedded().State(ctx)
	if err != nil {
		return Store{}, err
	}
	return Store{Next: s.String(), State: knowledge.TeamState{Store: &there}, Documents: own.Documents, Passages: own.Passages}, nil
}
