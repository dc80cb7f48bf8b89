package index

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// migrations holds one file for each version of the schema, NNNN_name.sql.
// A released file is never edited: the next change is the next number.
//
//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as a Carrel library: "Crrl" in ASCII.
const applicationID = 0x4372726c

type migration struct {
	version int
	sql     string
}

// migrationList returns the migrations in order, numbered from 1 without gaps.
func migrationList() ([]migration, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	list := make([]migration, 0, len(names))
	for i, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s is out of sequence", name)
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		list = append(list, migration{version, string(text)})
	}
	return list, nil
}

// migrate brings the schema up to date, each step in a transaction of its own,
// so that a kill between two leaves a schema of a known version.
func migrate(ctx context.Context, db *sql.DB, path string) error {
	list, err := migrationList()
	if err != nil {
		return err
	}
	var version, owner, tables int
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&owner); err != nil {
		return fmt.Errorf("read application id: %w", err)
	}
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	if owner != applicationID && (owner != 0 || version != 0 || tables != 0) {
		return ErrNotLibrary
	}
	if version > len(list) {
		return fmt.Errorf("%w (its schema is %d, this version knows %d)", ErrNewerSchema, version, len(list))
	}
	if version > 0 && version < len(list) {
		if err := keepCopy(ctx, db, path); err != nil {
			return fmt.Errorf("copy the library before it is updated: %w", err)
		}
	}
	for _, m := range list[version:] {
		if err := apply(ctx, db, m); err != nil {
			return fmt.Errorf("migrate schema to version %d: %w", m.version, err)
		}
	}
	if err := os.Remove(path + updatingSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("end the update: %w", err)
	}
	return nil
}

// CopySuffix is what follows the database's name in that of the copy which is
// made before its schema changes.
const CopySuffix = ".before-update"

// updatingSuffix is what follows the database's name in that of an empty file
// which is there from the copy on until the schema is up to date.
const updatingSuffix = ".updating"

// keepCopy copies the database as it is before its schema changes: should the
// new version not do, the old one has its library still. Only the last copy is
// kept. A library with nothing in it needs none. An update that goes on where a
// kill ended it leaves the copy alone: of what lies between two versions no
// Carrel could make anything.
func keepCopy(ctx context.Context, db *sql.DB, path string) error {
	if _, err := os.Stat(path + updatingSuffix); err == nil {
		if _, err := os.Stat(path + CopySuffix); err == nil {
			return nil
		}
	}
	var some bool
	if err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document) OR EXISTS (SELECT 1 FROM chat)`).Scan(&some); err != nil || !some {
		return err
	}
	part := path + CopySuffix + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := copyInto(ctx, db, part)
	if err == nil {
		err = os.Rename(part, path+CopySuffix)
	}
	if err != nil {
		os.Remove(part)
		return err
	}
	return beginUpdate(path)
}

// beginUpdate makes the file that says that an update is under way. It is on
// disk before the first change.
func beginUpdate(path string) error {
	if err := os.WriteFile(path+updatingSuffix, nil, 0o600); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	dir.Sync() // not every system can; then a power cut here costs the copy its age
	return nil
}

// copyInto writes a copy of the database that is consistent, whole and on disk.
func copyInto(ctx context.Context, db *sql.DB, path string) error {
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Chmod(0o600); err != nil {
		return err
	}
	return f.Sync()
}

func apply(ctx context.Context, db *sql.DB, m migration) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Another process may have done it while this one waited for the lock.
	var version int
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return err
	}
	if version >= m.version {
		return nil
	}
	if _, err := tx.ExecContext(ctx, m.sql); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d; PRAGMA application_id = %d`, m.version, applicationID)); err != nil {
		return err
	}
	return tx.Commit()
}
