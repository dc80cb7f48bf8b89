package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
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
		return fmt.Errorf("the team's store was set up by an older Carrel and lacks documents' dates, which this user may not add; have whoever set it up open it once with this Carrel (%w)", err)
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
		return fmt.Errorf("this PostgreSQL does not have the extension pgvector, version 0.8 or newer: have it installed on the server (%w)", err)
	case "42501":
		return fmt.Errorf("this user may not set the store up: a user who may has to run CREATE EXTENSION vector, and may create a schema, in this database once (%w)", err)
	}
	return err
}

// keyError is an error that is index.ErrStoreKey, in better words.
type keyError struct{ error }

func (e *keyError) Is(target error) bool { return target == index.ErrStoreKey }

func (e *keyError) Unwrap() error { return e.error }

// inWords tells errors of the way to the server from others.
func inWords(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch refused.Code[:2] {
		case "08", "57", "53": // connection, operator, resources
			return fmt.Errorf("%w: %w", index.ErrStoreAway, err)
		case "28":
			return &keyError{fmt.Errorf("the team's store does not let this user in; check the name and the password (%w)", err)}
		}
		if refused.Code == "42501" {
			return fmt.Errorf("this user may not do that in the team's store; ask who keeps it (%w)", err)
		}
		return err
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		pgconn.SafeToRetry(err) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", index.ErrStoreAway, err)
	}
	return err
}
