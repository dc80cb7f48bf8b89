//go:build unix

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/index/postgres"
	"carrel/knowledge/index/postgres/pgtest"
	"carrel/knowledge/index/storetest"
)

var server *pgtest.Server

func TestMain(m *testing.M) {
	var err error
	if server, err = pgtest.Start(); err != nil && !errors.Is(err, pgtest.ErrAbsent) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if server != nil {
		server.Close()
	}
	os.Exit(code)
}

func database(t *testing.T) *url.URL {
	if server == nil {
		t.Skip(pgtest.ErrAbsent)
	}
	return server.Database(t)
}

func open(ctx context.Context, u *url.URL) (*postgres.Store, error) {
	return postgres.Open(ctx, postgres.Config{URL: u, Dial: new(net.Dialer).DialContext})
}

func TestPostgresStore(t *testing.T) {
	storetest.Run(t, storetest.Backend{
		Fresh: func(t *testing.T) func(context.Context) (knowledge.TeamStore, error) {
			u := database(t)
			return func(ctx context.Context) (knowledge.TeamStore, error) { return open(ctx, u) }
		},
		MakeNewer: func(t *testing.T, at func(context.Context) (knowledge.TeamStore, error)) {
			store, err := at(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer store.Close()
			if err := store.(*postgres.Store).Exec(t.Context(), `UPDATE carrel.store SET schema = schema + 1`); err != nil {
				t.Fatal(err)
			}
		},
	})
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		"postgres://ann@db.example.org/library":                      "tcp db.example.org:5432",
		"postgresql://ann:secret@[::1]:6000/library?sslmode=disable": "tcp [::1]:6000",
		"postgres:///library?host=/run/postgresql":                   "unix /run/postgresql/.s.PGSQL.5432",
		"postgres:///library?host=/run/postgresql&port=7000":         "unix /run/postgresql/.s.PGSQL.7000",
		"mysql://db.example.org/library":                             "",
		"postgres://a,b/library":                                     "",
		"postgres:///library":                                        "",
		"postgres://ann:secret@db.example.org":                       "",
		"postgres://ann:secret@db.example.org/library?sslmode=no":    "",
	} {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		network, address, err := postgres.Address(u)
		if got := strings.TrimSpace(network + " " + address); got != want || (err == nil) != (want != "") {
			t.Errorf("%s is %q, %v; want %q", text, got, err, want)
		}
		if err != nil && (!errors.Is(err, postgres.ErrAddress) || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A server that is not there is told apart from a mistake, and no error shows a password.
func TestAway(t *testing.T) {
	u := &url.URL{Scheme: "postgres", User: url.UserPassword("ann", "secret"), Host: "127.0.0.1:1", Path: "/library"}
	_, err := open(t.Context(), u)
	if !errors.Is(err, index.ErrStoreAway) {
		t.Errorf("nobody listens: %v", err)
	}
	if strings.Contains(fmt.Sprint(err), "secret") {
		t.Errorf("the error shows the password: %v", err)
	}
	at := database(t)
	at.Path = "/absent"
	if _, err := open(t.Context(), at); err == nil || errors.Is(err, index.ErrStoreAway) {
		t.Errorf("no such database: %v", err)
	}
}
