// Package postgres keeps a store that several people share in PostgreSQL with
// the extension pgvector: knowledge.TeamStore over a schema named carrel.
//
// Words are found by BM25 over postings of Carrel's own analysed terms, a row a
// term and document, with the numbers that the library's own index has: a
// passage that words find has the same score in both. Meaning is found by
// comparing all vectors where they are few, else by an HNSW index of half
// precision whose best are compared again by the whole vectors.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"carrel/knowledge/index"
)

// Config says where the store is.
type Config struct {
	// URL is as PostgreSQL has it: postgres://user@host:port/database?sslmode=require,
	// or postgres:///database?host=/folder/of/the/socket. Without sslmode the
	// server's certificate must hold (verify-full), but for a server on this computer.
	URL *url.URL
	// Password, if it is not in the URL.
	Password string
	// Dial connects to what Address names.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	pool *pgxpool.Pool
}

// maxConns is how many connections one Carrel has: a search beside a copy.
const maxConns = 4

// ErrAddress is a URL that does not name one server.
var ErrAddress = errors.New("this is not the address of a PostgreSQL database")

// parse checks the URL and gives what pgx makes of it.
func parse(u *url.URL) (*pgxpool.Config, error) {
	if u == nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, fmt.Errorf("%w: it begins with postgres://", ErrAddress)
	}
	query := u.Query()
	host := u.Hostname()
	if h := query.Get("host"); h != "" {
		host = h
	}
	if host == "" || strings.Contains(u.Host+host, ",") || query.Has("service") || query.Has("servicefile") {
		return nil, fmt.Errorf("%w: it names one host, as in postgres://name@db.example.org/library", ErrAddress)
	}
	if strings.Trim(u.Path, "/") == "" && query.Get("dbname") == "" {
		return nil, fmt.Errorf("%w: it ends with the database's name, as in postgres://name@db.example.org/library", ErrAddress)
	}
	whole := *u
	if !query.Has("sslmode") && !local(host) {
		query.Set("sslmode", "verify-full")
	}
	whole.RawQuery = query.Encode()
	config, err := pgxpool.ParseConfig(whole.String())
	if err != nil {
		// What pgx says has the URL in it, and with that perhaps a password.
		return nil, fmt.Errorf("%w: check its options", ErrAddress)
	}
	return config, nil
}

// local reports whether a host is this computer.
func local(host string) bool {
	ip := net.ParseIP(host)
	return strings.HasPrefix(host, "/") || host == "localhost" || ip != nil && ip.IsLoopback()
}

// Address gives what is dialled for a URL: "tcp" and "host:port", or "unix" and
// a path.
func Address(u *url.URL) (network, address string, err error) {
	config, err := parse(u)
	if err != nil {
		return "", "", err
	}
	network, address = networkAddress(config)
	return network, address, nil
}

// Encrypted reports whether what a URL has us send over the network is always
// encrypted; false where the URL cannot be read.
func Encrypted(u *url.URL) bool {
	config, err := parse(u)
	if err != nil || config.ConnConfig.TLSConfig == nil {
		return false
	}
	return !slices.ContainsFunc(config.ConnConfig.Fallbacks, func(f *pgconn.FallbackConfig) bool { return f.TLSConfig == nil })
}

// Open connects to the store, and sets it up where there is none yet. A store
// that a newer Carrel has set up is index.ErrNewerStore.
func Open(ctx context.Context, c Config) (*Store, error) {
	config, err := parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("open the team's store: %w", err)
	}
	if c.Password != "" {
		config.ConnConfig.Password = c.Password
	}
	network, address := networkAddress(config)
	// Whoever dials resolves the name, and dials nobody else.
	config.ConnConfig.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
	config.ConnConfig.DialFunc = func(ctx context.Context, _, _ string) (net.Conn, error) { return c.Dial(ctx, network, address) }
	config.ConnConfig.RuntimeParams["application_name"] = "carrel"
	config.MaxConns = maxConns
	config.MaxConnIdleTime = 5 * time.Minute
	// PostgreSQL asks for the password only when a connection is made, and lets one
	// that is open go on though its user was shut out. So none is used for longer.
	config.MaxConnLifetime, config.MaxConnLifetimeJitter = trusted, 0
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the team's store: %w", inWords(err))
	}
	s := &Store{pool: pool}
	if err := s.setUp(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("open the team's store: %w", inWords(err))
	}
	return s, nil
}

// trusted is how long a connection is used after its user has been let in.
var trusted = 30 * time.Second

// networkAddress is what pgx would dial.
func networkAddress(config *pgxpool.Config) (network, address string) {
	if strings.HasPrefix(config.ConnConfig.Host, "/") {
		return "unix", fmt.Sprintf("%s/.s.PGSQL.%d", strings.TrimSuffix(config.ConnConfig.Host, "/"), config.ConnConfig.Port)
	}
	return "tcp", net.JoinHostPort(config.ConnConfig.Host, fmt.Sprint(config.ConnConfig.Port))
}

// Close ends the connections.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// reading runs do in a transaction that sees one state and writes nothing.
func (s *Store) reading(ctx context.Context, what string, do func(tx pgx.Tx) error) error {
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, do)
	if err != nil {
		return fmt.Errorf("%s: %w", what, inWords(err))
	}
	return nil
}

// writing runs do in a transaction that is on the server's disk at the end.
func (s *Store) writing(ctx context.Context, what string, do func(tx pgx.Tx) error) error {
	if err := pgx.BeginFunc(ctx, s.pool, do); err != nil {
		return fmt.Errorf("%s: %w", what, inWords(err))
	}
	return nil
}

// UseEmbedder is knowledge.TeamWriter's.
func (s *Store) UseEmbedder(ctx context.Context, ours index.SharedEmbedder) error {
	return s.writing(ctx, "choose the embedder", func(tx pgx.Tx) error {
		theirs, err := embedderOf(ctx, tx, " FOR UPDATE")
		if err != nil || theirs == ours {
			return err
		}
		if theirs.Name != "" {
			return &index.OtherEmbedder{Theirs: theirs, Ours: ours}
		}
		if ours.Name == "" || ours.Dimensions < 1 || ours.Dimensions > maxDimensions {
			return fmt.Errorf("a model with vectors of %d dimensions cannot be used with a PostgreSQL store: it takes up to %d", ours.Dimensions, maxDimensions)
		}
		if _, err := tx.Exec(ctx, `UPDATE carrel.store SET embedder = $1, dimensions = $2`, ours.Name, ours.Dimensions); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, fmt.Sprintf(`CREATE INDEX embedding_near ON carrel.embedding USING hnsw ((value::halfvec(%d)) halfvec_ip_ops)`, ours.Dimensions))
		return err
	})
}

// maxDimensions is what pgvector's HNSW index takes of half precision.
const maxDimensions = 4000

func embedderOf(ctx context.Context, tx pgx.Tx, lock string) (e index.SharedEmbedder, err error) {
	err = tx.QueryRow(ctx, `SELECT embedder, dimensions FROM carrel.store`+lock).Scan(&e.Name, &e.Dimensions)
	return e, err
}

// State is knowledge.TeamReader's.
func (s *Store) State(ctx context.Context) (state index.SharedState, err error) {
	err = s.reading(ctx, "look at the team's store", func(tx pgx.Tx) error {
		var server, extension string
		err := tx.QueryRow(ctx, `SELECT split_part(current_setting('server_version'), ' ', 1), coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'), ''),
			schema, embedder, dimensions FROM carrel.store`).Scan(&server, &extension, &state.Schema, &state.Embedder.Name, &state.Embedder.Dimensions)
		if err != nil {
			return err
		}
		state.Product = fmt.Sprintf("PostgreSQL %s, pgvector %s", server, extension)
		return tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(passages), 0), coalesce(sum(vectors), 0) FROM carrel.document`).Scan(&state.Documents, &state.Passages, &state.Vectors)
	})
	return state, err
}
