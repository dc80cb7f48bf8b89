package app

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"carrel/app/porter"
	"carrel/knowledge"
	"carrel/knowledge/index/postgres"
	"carrel/knowledge/index/weaviate"
)

// storeKind is how stores with one of the schemes are reached.
type storeKind struct {
	addresses func(u *url.URL) (network string, addresses []string, err error)
	encrypted func(u *url.URL) bool // what crosses the network always is
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
	encrypted: postgres.Encrypted,
	open: func(ctx context.Context, u *url.URL, password string, dial dialer) (knowledge.TeamStore, error) {
		return postgres.Open(ctx, postgres.Config{URL: u, Password: password, Dial: dial})
	},
}

var weaviateKind = storeKind{
	addresses: func(u *url.URL) (network string, addresses []string, err error) {
		addresses, err = weaviate.Addresses(u)
		return "tcp", addresses, err
	},
	encrypted: func(u *url.URL) bool { return u.Scheme == weaviate.SchemeTLS },
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
	if u.Scheme == "" { // perhaps a password, or a file's name
		return storeAddress{}, Errorf(CodeBadRequest, "This is not the address of a store. Give it like postgres://name@db.example.org/library or weaviate://db.example.org:8080/Library.")
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

// asSentence gives an error's words with a capital letter and a point.
func asSentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}

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

// local reports whether what is sent stays on this computer.
func (s storeAddress) local() bool {
	return s.network == "unix" || !slices.ContainsFunc(s.dialled, func(a porter.Address) bool {
		host, _, _ := net.SplitHostPort(a.Address)
		ip, err := netip.ParseAddr(host)
		return host != "localhost" && (err != nil || !ip.IsLoopback())
	})
}

// hostOf is what people call the store at an address that has been taken apart
// before; "" for none.
func hostOf(address string) string {
	s, err := parseStore(address)
	if address == "" || err != nil {
		return ""
	}
	return s.Host()
}
