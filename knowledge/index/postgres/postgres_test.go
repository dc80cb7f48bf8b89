//go:build unix

package postgres_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/index/postgres"
	"carrel/knowledge/index/postgres/pgtest"
	"carrel/knowledge/index/storetest"
)

var measure = flag.Bool("measure", false, "run what measures, too")

var server *pgtest.Server

func TestMain(m *testing.M) {
	flag.Parse()
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

func TestPostgresStore(t *testing.T) { run(t) }

// The same where vectors are found by the HNSW index, however few there are.
func TestPostgresStoreByIndex(t *testing.T) {
	defer postgres.SetExactly(0)()
	run(t)
}

func run(t *testing.T) {
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

// TestNearest measures the HNSW index at a size where it is used: how many of
// the ten nearest it finds, and how long that takes. It takes minutes, so it runs
// only when asked for: go test ./knowledge/index/postgres -run TestNearest -measure
func TestNearest(t *testing.T) {
	if !*measure {
		t.Skip("measures; run with -measure")
	}
	const documents, each, dimensions, clusters = 40, 1000, 384, 400
	u := database(t)
	store, err := open(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.UseEmbedder(t.Context(), index.SharedEmbedder{Name: "made up", Dimensions: dimensions}); err != nil {
		t.Fatal(err)
	}
	// Like texts', vectors lie together by subject.
	r := rand.New(rand.NewPCG(1, 2))
	centres := make([][]float32, clusters)
	for i := range centres {
		centres[i] = direction(r, nil, dimensions)
	}
	began := time.Now()
	for n := range documents {
		d := index.SharedDocument{ID: fmt.Sprintf("%016x", n), Hash: fmt.Sprint(n), Title: fmt.Sprint("Document ", n), Language: "en", AddedAt: time.UnixMilli(1)}
		list := make([]index.SharedPassage, each)
		for i := range list {
			list[i] = index.SharedPassage{Number: i, Page: i + 1, End: 4, Text: "Text", Vector: direction(r, centres[r.IntN(clusters)], dimensions)}
		}
		passages := func(yield func(index.SharedPassage, error) bool) {
			for _, p := range list {
				if !yield(p, nil) {
					return
				}
			}
		}
		if err := index.Describe(&d, passages); err != nil {
			t.Fatal(err)
		}
		if err := store.Put(t.Context(), d, passages); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d vectors put in %v", documents*each, time.Since(began))
	const queries = 50
	right, all := 0, 0
	var exact, near time.Duration
	for range queries {
		q := index.SharedQuery{Vector: direction(r, centres[r.IntN(clusters)], dimensions), K: 10}
		back := postgres.SetExactly(1 << 30)
		began := time.Now()
		want, err := store.Search(t.Context(), q)
		exact += time.Since(began)
		back()
		if err != nil {
			t.Fatal(err)
		}
		began = time.Now()
		got, err := store.Search(t.Context(), q)
		near += time.Since(began)
		if err != nil {
			t.Fatal(err)
		}
		all += len(want)
		for _, h := range got {
			if slices.ContainsFunc(want, func(w index.SharedHit) bool {
				return w.Document.ID == h.Document.ID && w.Passage.Number == h.Passage.Number
			}) {
				right++
			}
		}
	}
	t.Logf("recall@10 %.4f; all compared: %v, by the index: %v a query", float64(right)/float64(all), exact/queries, near/queries)
	if right*100 < all*95 {
		t.Errorf("of the %d nearest the index finds %d", all, right)
	}
}

// direction is a vector of length 1: any, or one near a centre.
func direction(r *rand.Rand, centre []float32, dimensions int) []float32 {
	v := make([]float32, dimensions)
	var length float64
	for i := range v {
		v[i] = float32(r.NormFloat64() / math.Sqrt(float64(dimensions)))
		if centre != nil {
			v[i] = 0.8*v[i] + centre[i]
		}
		length += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(length))
	}
	return v
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

// Who is shut out notices at the next call, although PostgreSQL lets the
// connections go on that are open.
func TestShutOut(t *testing.T) {
	at := database(t)
	name := "ann" + at.Path[1:]
	pgtest.Exec(t, at, "CREATE ROLE "+name+" LOGIN SUPERUSER")
	mine := *at
	mine.User = url.User(name)
	const trusted = 200 * time.Millisecond
	defer postgres.SetTrusted(trusted)()
	store, err := open(t.Context(), &mine)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := store.State(t.Context()); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, at, "ALTER ROLE "+name+" NOLOGIN")
	time.Sleep(trusted)
	if _, err := store.State(t.Context()); !errors.Is(err, index.ErrStoreKey) {
		t.Errorf("shut out, it is said: %v", err)
	}
	pgtest.Exec(t, at, "ALTER ROLE "+name+" LOGIN")
	if _, err := store.State(t.Context()); err != nil {
		t.Errorf("let in again: %v", err)
	}
}
