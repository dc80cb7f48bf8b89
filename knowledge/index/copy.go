package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"
)

// Copy writes a copy of the database to path, where no file may be: as it is at
// one moment, whole, on disk and found sound. Others may write to the library
// meanwhile. It returns the version of the schema and the number of documents.
// On an error nothing is left at path.
func (s *Store) Copy(ctx context.Context, path string) (schema, documents int, err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return 0, 0, fmt.Errorf("copy library to %s: %w", path, fs.ErrExist)
	}
	if err = copyInto(ctx, s.db, path); err == nil {
		schema, documents, err = inspect(ctx, path)
	}
	if err != nil {
		os.Remove(path)
		return 0, 0, fmt.Errorf("copy library: %w", s.writeError(err))
	}
	return schema, documents, nil
}

// inspect looks through a database that nobody has open, and changes nothing.
func inspect(ctx context.Context, path string) (schema, documents int, err error) {
	dsn := (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "mode=ro&immutable=1&vfs=" + vfsName}).String()
	db, err := driver.Open(dsn)
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	if err := integrity(ctx, db); err != nil {
		return 0, 0, err
	}
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&schema); err != nil {
		return 0, 0, err
	}
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM document WHERE hidden_at = 0`).Scan(&documents)
	return schema, documents, err
}

func integrity(ctx context.Context, db *sql.DB) error {
	var line string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&line); err != nil {
		return err
	}
	if line != "ok" {
		return fmt.Errorf("%w (%s)", ErrCorrupt, line)
	}
	return nil
}

// Adopt prepares a copy of a library at path for use: it is brought up to this
// version's schema and looked through, and documents whose files lay in the
// folder from are known in the folder to. It returns the number of documents.
func Adopt(ctx context.Context, path, from, to string) (documents int, err error) {
	s, err := Open(ctx, path)
	if err != nil {
		return 0, err
	}
	err = integrity(ctx, s.db)
	if err == nil {
		// What its outbox says is of the time of the copy. Where the library is
		// shared still, that begins anew, with all documents.
		err = s.Share(ctx, "")
	}
	if err == nil && from != to {
		err = s.moved(ctx, from, to)
	}
	if err == nil {
		err = s.db.QueryRowContext(ctx, `SELECT count(*) FROM document WHERE hidden_at = 0`).Scan(&documents)
	}
	if err == nil {
		err = s.settleLog(ctx)
	}
	if err2 := s.Close(); err == nil {
		err = err2
	}
	if err != nil {
		return 0, fmt.Errorf("adopt library: %w", s.writeError(err))
	}
	// The copy that Open made before it changed the schema; the backup is one.
	if err := os.Remove(path + CopySuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("adopt library: %w", err)
	}
	return documents, nil
}

// settleLog brings all that is in the write-ahead log into the database's file,
// which can then be moved by itself.
func (s *Store) settleLog(ctx context.Context) error {
	s.quiet()
	var busy, pages, done int
	if err := s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &done); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("somebody else uses the database")
	}
	return nil
}

// moved replaces the folder of documents. The separators of a backup from
// another system become this one's.
func (s *Store) moved(ctx context.Context, from, to string) error {
	docs, err := s.Documents(ctx)
	if err != nil {
		return err
	}
	for _, d := range docs {
		rest, ok := strings.CutPrefix(d.Path, from)
		if !ok || from == "" || rest == "" || !strings.ContainsRune(`/\`, rune(rest[0])) {
			continue
		}
		rest = strings.ReplaceAll(rest, `\`, "/")
		if err := s.SetPath(ctx, d.Seq, filepath.Join(to, filepath.FromSlash(rest))); err != nil {
			return err
		}
	}
	return nil
}
