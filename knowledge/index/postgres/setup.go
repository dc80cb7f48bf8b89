package postgres

import (
	"context"
	"crypto/tls"
	_ "embed"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"carrel/knowledge/index"
)

// schemaVersion is raised with every change of schema.sql.
const schemaVersion = 1

//go:embed schema.sql
var schema string

// setUpLock keeps two that open an empty database at once apart.
const setUpLock = 0x63617272656c

// setUp makes the schema where there is none, and refuses one of a newer Carrel.
func (s *Store) setUp(ctx context.Context) error {
	version, err := s.version(ctx)
	if err == nil && version == 0 {
		err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(setUpLock)); err != nil {
				return err
			}
			var there bool
			if err := tx.QueryRow(ctx, `SELECT to_regclass('carrel.store') IS NOT NULL`).Scan(&there); err != nil || there {
				return err
			}
			if _, err := tx.Exec(ctx, schema); err != nil {
				return cannotSetUp(err)
			}
			_, err := tx.Exec(ctx, `INSERT INTO carrel.store (schema) VALUES ($1)`, schemaVersion)
			return err
		})
		if err == nil {
			version, err = s.version(ctx)
		}
	}
	if err == nil && version > schemaVersion {
		return index.ErrNewerStore
	}
	if err != nil {
		return err
	}
	return s.addDates(ctx)
}

// addDates adds the columns of documents' own dates to a store that was set up
// before there were any. An older Carrel does not see them and needs no new version.
func (s *Store) addDates(ctx context.Context) error {
	var there bool
	if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'carrel.document'::regclass AND attname = 'day_is' AND NOT attisdropped)`).Scan(&there); err != nil || there {
		return err
	}
	_, err := s.pool.Exec(ctx, `ALTER TABLE carrel.document ADD COLUMN IF NOT EXISTS day text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN IF NOT EXISTS day_is text NOT NULL DEFAULT ''`)
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && refused.Code == "42501" {
		return &index.Worded{Cause: err, Text: "the team's store was set up by an older Carrel and lacks documents' dates, which this user may not add; have whoever set it up open it once with this Carrel"}
	}
	return err
}

// version gives the version of the schema, 0 where there is none.
func (s *Store) version(ctx context.Context) (version int, err error) {
	var there bool
	if err := s.pool.QueryRow(ctx, `SELECT to_regclass('carrel.store') IS NOT NULL`).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = s.pool.QueryRow(ctx, `SELECT schema FROM carrel.store`).Scan(&version)
	return version, err
}

// cannotSetUp says what is missing.
func cannotSetUp(err error) error {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		return err
	}
	switch refused.Code {
	case "0A000", "58P01", "42704": // the server has no such extension
		return &index.Worded{Cause: err, Text: "this PostgreSQL does not have the extension pgvector, version 0.8 or newer; ask whoever runs the server to install it"}
	case "42501":
		return &index.Worded{Cause: err, Text: "this user may not set the store up; ask whoever runs the server to run CREATE EXTENSION vector in this database once, and to let this user create a schema there"}
	}
	return err
}

// The words for what PostgreSQL refuses, by its error codes: whole ones, or the
// classes that their first two letters are. See the appendix "PostgreSQL Error
// Codes" of its manual.
var refusals = map[string]index.Worded{
	"08": {Kind: index.ErrStoreAway, Text: "the connection to the team's store broke"},
	"57": {Kind: index.ErrStoreAway, Text: "the team's store is being shut down or started"},
	"53": {Kind: index.ErrStoreAway, Text: "the team's store has no room for another connection, or not enough memory"},
	"28": {Kind: index.ErrStoreKey, Text: "the team's store does not let this user in; check the name and the password"},

	"53100": {Text: "the disk of the team's store is full, so it takes nothing in; ask whoever runs it"},
	"3D000": {Text: "the team's server has no database of this name; check the end of the address"},
	"25006": {Text: "the team's store can only be read at present, so it takes nothing in; ask whoever runs it"},
	"42501": {Text: "this user may not do that in the team's store; ask whoever runs it"},
	"42P01": {Text: "the team's store is not there any more, or was changed; ask whoever runs it"},
	"42703": {Text: "the team's store is not there any more, or was changed; ask whoever runs it"},
	"3F000": {Text: "the team's store is not there any more, or was changed; ask whoever runs it"},
	"40001": {Text: "somebody else was writing to the team's store at the same moment; try again"},
	"40P01": {Text: "somebody else was writing to the team's store at the same moment; try again"},
}

// inWords says for the person what went wrong, and of which kind it is. What the
// driver said stays its cause, for the log.
func inWords(err error) error {
	var already *index.Worded
	if err == nil || errors.Is(err, context.Canceled) || errors.As(err, &already) {
		return err
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		said, known := refusals[refused.Code]
		if !known && len(refused.Code) > 2 {
			said, known = refusals[refused.Code[:2]]
		}
		if !known {
			said.Text = "the team's store could not do this; ask whoever runs it (Carrel's log says more)"
		}
		said.Cause = err
		return &said
	}
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		return &index.Worded{Cause: err, Text: "the team's store cannot prove who it is, so nothing was sent to it; ask whoever runs it for a certificate that this computer knows"}
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		pgconn.SafeToRetry(err) || errors.Is(err, context.DeadlineExceeded) {
		return &index.Worded{Kind: index.ErrStoreAway, Cause: err, Text: index.ErrStoreAway.Error()}
	}
	return err
}
