package index

import (
	"context"
	"database/sql"
	"sync"
)

// prepared keeps statements that searches use over and over: parsing and planning
// one takes SQLite as long as running it for a few rows. They end with the database.
type prepared struct {
	mu   sync.Mutex
	kept map[string]*sql.Stmt
}

// maxPrepared bounds what is kept; statements after that are prepared each time.
const maxPrepared = 64

// query runs a statement that is worth keeping: its text must be always the same.
func (s *Store) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	statement, err := s.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return s.db.QueryContext(ctx, text, args...)
	}
	return statement.QueryContext(ctx, args...)
}

// prepare gives a kept statement; nil where there are too many.
func (s *Store) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	p := &s.prepared
	p.mu.Lock()
	statement := p.kept[text]
	full := len(p.kept) >= maxPrepared
	p.mu.Unlock()
	if statement != nil || full {
		return statement, nil
	}
	// Not under the lock: this waits for a connection, of which the one who has
	// the last may want a statement too.
	fresh, err := s.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if statement = p.kept[text]; statement != nil {
		fresh.Close()
		return statement, nil
	}
	if p.kept == nil {
		p.kept = map[string]*sql.Stmt{}
	}
	p.kept[text] = fresh
	return fresh, nil
}
