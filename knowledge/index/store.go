package index

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/fts5"
)

// Store is the library's database. It is safe for concurrent use.
type Store struct {
	db   *sql.DB
	path string
	// write lets one transaction write at a time. SQLite would do so too, but
	// by polling; a mutex is fair and wakes at once.
	write   sync.Mutex
	lexical lexical

	prepared  prepared
	writes    atomic.Int64 // transactions that were written
	languages atomic.Pointer[keptLanguages]
}

// Errors of Open that a caller may want to tell apart.
var (
	ErrNewerSchema = errors.New("this library was written by a newer version of Carrel; update Carrel to open it, or choose another folder with --home")
	ErrNotLibrary  = errors.New("this file is not a Carrel library; move it away, or choose another folder with --home")
	ErrCorrupt     = errors.New("the library's database is damaged; restore it from a backup, or move it away and add your documents again (the documents themselves are not touched)")
)

// readers bounds the connections of the pool: enough for a search beside a
// list beside an answer; each has its own page cache.
const readers = 6

// Open opens or creates the database at path and brings its schema up to date.
func Open(ctx context.Context, path string) (*Store, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open library %s: %w", path, err)
	}
	if err := checkHeader(abs); err != nil {
		return nil, fmt.Errorf("open library %s: %w", path, err)
	}
	if err := keepPrivate(abs); err != nil {
		return nil, fmt.Errorf("open library %s: %w", path, err)
	}
	mode := strings.ReplaceAll(url.QueryEscape(abs), "+", "%20") // SQLite takes a plus as it is
	dsn := (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: "vfs=" + vfsName + "&modeof=" + mode}).String()
	db, err := driver.Open(dsn, configure)
	if err != nil {
		return nil, fmt.Errorf("open library %s: %w", path, inWords(err))
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	db.SetConnMaxIdleTime(time.Minute)
	s := &Store{db: db, path: abs, lexical: lexical{wake: make(chan struct{}, 1)}}
	err = migrate(ctx, db, abs)
	if err == nil {
		err = s.checkAnalysis(ctx)
	}
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open library %s: %w", path, inWords(err))
	}
	// SQLite makes the file of its shared memory as the umask has it.
	tighten(abs + "-shm")
	s.startUpkeep()
	return s, nil
}

// configure prepares each connection. The busy timeout comes first: setting
// the journal mode may have to wait for another connection. auto_vacuum, which
// lets a file become shorter (see Sweep), must be set before the journal mode
// writes the first page; an existing file takes it over when it is copied.
func configure(c *sqlite3.Conn) error {
	// Only the migration that drops the first schema's table needs it.
	if err := fts5.Register(c); err != nil {
		return err
	}
	return c.Exec(`
		PRAGMA busy_timeout = 20000;
		PRAGMA auto_vacuum = INCREMENTAL;
		PRAGMA journal_mode = WAL;
		PRAGMA synchronous = FULL;
		PRAGMA foreign_keys = ON;
		PRAGMA recursive_triggers = ON;
		PRAGMA cache_size = -16000;
		PRAGMA temp_store = MEMORY;
		PRAGMA journal_size_limit = 67108864;
	`)
}

// checkHeader refuses a file that is plainly something else before SQLite
// touches it. A missing or empty file is a new library.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 100)
	n, err := io.ReadFull(f, head)
	switch {
	case err == io.EOF:
		return nil
	case err != nil && err != io.ErrUnexpectedEOF:
		return err
	case n < len(head) || !bytes.HasPrefix(head, []byte("SQLite format 3\x00")):
		return ErrNotLibrary
	}
	switch binary.BigEndian.Uint32(head[68:]) {
	case applicationID:
		return nil
	case 0:
		// A library killed while it was made: its id is in the write-ahead log
		// still, or there is nothing in it yet but this page.
		if _, err := os.Stat(path + "-wal"); err == nil || binary.BigEndian.Uint32(head[28:]) <= 1 {
			return nil
		}
	}
	return ErrNotLibrary
}

// inWords adds what to do to the errors that a person can do something about.
func inWords(err error) error {
	switch {
	case errors.Is(err, sqlite3.CORRUPT):
		return fmt.Errorf("%w (%v)", ErrCorrupt, err)
	case errors.Is(err, sqlite3.NOTADB):
		return fmt.Errorf("%w (%v)", ErrNotLibrary, err)
	}
	return err
}

// ErrFull says that the disk which holds the library is full.
var ErrFull = errors.New("the disk that holds the library is full")

// IsFull reports whether err means that the disk holding the library is full.
func IsFull(err error) bool {
	return errors.Is(err, ErrFull) || errors.Is(err, sqlite3.FULL) || errors.Is(err, errNoSpace)
}

// fullBelow is the room under which a failure to set up SQLite's shared memory
// (32 KB a piece), the one write that [fullVFS] does not see, means a full disk.
const fullBelow = 1 << 20

// writeError adds to a failed write why it failed.
func (s *Store) writeError(err error) error {
	if errors.Is(err, sqlite3.IOERR_SHMSIZE) {
		if free, statErr := FreeBytes(filepath.Dir(s.path)); statErr == nil && free < fullBelow {
			return fmt.Errorf("%w (%w)", ErrFull, err)
		}
	}
	return inWords(err)
}

// DB is the database itself, for tables that other packages own (chats,
// settings). Transactions begin immediately; ones that only read should say so.
func (s *Store) DB() *sql.DB { return s.db }

// Path is the absolute path of the database file.
func (s *Store) Path() string { return s.path }

// Close ends the work in the background and closes the database.
func (s *Store) Close() error {
	s.quiet()
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close library: %w", err)
	}
	return nil
}

// quiet ends the upkeep and waits for its connection to be given back, which
// database/sql does behind the back of who was cancelled: the database would be
// open still after Close, with part of it in the write-ahead log.
func (s *Store) quiet() {
	s.stopUpkeep()
	for began := time.Now(); s.db.Stats().InUse > 0 && time.Since(began) < 5*time.Second; {
		time.Sleep(time.Millisecond)
	}
}

// update runs do in one writing transaction, which is on disk when update
// returns nil.
func (s *Store) update(ctx context.Context, what string, do func(tx *sql.Tx) error) error {
	s.write.Lock()
	defer s.write.Unlock()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", what, s.writeError(err))
	}
	if err := do(tx); err != nil {
		tx.Rollback()
		return fmt.Errorf("%s: %w", what, s.writeError(err))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%s: %w", what, s.writeError(err))
	}
	s.writes.Add(1)
	s.tend()
	return nil
}
