package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// StoredEmbedder is an embedder of which the library has vectors, or is to have.
type StoredEmbedder struct {
	Key    int64
	Name   string // tells embedders apart
	Source string // what it can be opened by again
	// Cosines are those of its vectors; nil: not measured.
	Cosines *Cosines
}

// Cosines say where the cosines of an embedder lie: those of a question and a
// passage that have nothing to do with each other, and of such as belong
// together, on average.
type Cosines struct{ Unrelated, Related float64 }

// Embedders gives the embedder whose vectors serve searches, and the one that is
// to take its place; nil for none.
func (s *Store) Embedders(ctx context.Context) (serving, coming *StoredEmbedder, err error) {
	fail := func(err error) (*StoredEmbedder, *StoredEmbedder, error) {
		return nil, nil, fmt.Errorf("read embedders: %w", inWords(err))
	}
	rows, err := s.db.QueryContext(ctx, `SELECT id, name, source, unrelated, related, role FROM embedder WHERE role IN ('serving', 'coming')`)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		var e StoredEmbedder
		var unrelated, related sql.NullFloat64
		var role string
		if err := rows.Scan(&e.Key, &e.Name, &e.Source, &unrelated, &related, &role); err != nil {
			return fail(err)
		}
		if unrelated.Valid && related.Valid {
			e.Cosines = &Cosines{unrelated.Float64, related.Float64}
		}
		if role == "serving" {
			serving = &e
		} else {
			coming = &e
		}
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return serving, coming, nil
}

// UseEmbedder makes the embedder of that name the serving one at once and
// returns its key. Of another one the vectors will be removed, and passages that
// have none of the new one wait to be embedded again.
func (s *Store) UseEmbedder(ctx context.Context, name string) (int64, error) {
	var key int64
	err := s.update(ctx, "choose embedder", func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT id FROM embedder WHERE name = ? AND role = 'serving'`, name).Scan(&key)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if key, err = beginSwitch(ctx, tx, StoredEmbedder{Name: name}); err != nil {
			return err
		}
		return exchange(ctx, tx)
	})
	return key, err
}

// BeginSwitch makes e, of which Key is not used, the coming embedder. Where the
// serving one has no vector yet, or there is none, e takes its place at once:
// serving says so. Vectors of e that are still there count.
func (s *Store) BeginSwitch(ctx context.Context, e StoredEmbedder) (key int64, serving bool, err error) {
	err = s.update(ctx, "choose embedder", func(tx *sql.Tx) error {
		var err error
		if key, err = beginSwitch(ctx, tx, e); err != nil {
			return err
		}
		var some bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document WHERE embedded > 0)`).Scan(&some); err != nil {
			return err
		}
		if serving = !some; serving {
			return exchange(ctx, tx)
		}
		return nil
	})
	return key, serving, err
}

func beginSwitch(ctx context.Context, tx *sql.Tx, e StoredEmbedder) (key int64, err error) {
	if err := cancelSwitch(ctx, tx); err != nil {
		return 0, err
	}
	var unrelated, related sql.NullFloat64
	if e.Cosines != nil {
		unrelated, related = sql.NullFloat64{Float64: e.Cosines.Unrelated, Valid: true}, sql.NullFloat64{Float64: e.Cosines.Related, Valid: true}
	}
	if err := tx.QueryRowContext(ctx, `INSERT INTO embedder (name, role, source, unrelated, related) VALUES (?, 'coming', ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET role = 'coming', source = excluded.source, unrelated = excluded.unrelated, related = excluded.related
		RETURNING id`, e.Name, e.Source, unrelated, related).Scan(&key); err != nil {
		return 0, err
	}
	var some bool // from an earlier time, not removed yet
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM vector_chunk WHERE embedder = ?)`, key).Scan(&some); err != nil || !some {
		return key, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE document SET coming = (SELECT count(*) FROM passage p JOIN vector v ON v.passage = p.id AND v.embedder = ? WHERE p.document = document.seq)
		WHERE state IN ('searchable', 'embedded')`, key)
	return key, err
}

// CancelSwitch gives the coming embedder up. Its vectors will be removed.
func (s *Store) CancelSwitch(ctx context.Context) error {
	return s.update(ctx, "cancel change of embedder", func(tx *sql.Tx) error { return cancelSwitch(ctx, tx) })
}

func cancelSwitch(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `UPDATE embedder SET role = 'leaving' WHERE role = 'coming'`); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE document SET coming = 0 WHERE coming <> 0`)
	return err
}

// Exchange lets the coming embedder take the place of the serving one, if every
// passage has its vector; else done is false and nothing changes. Documents that
// are hidden are not waited for.
func (s *Store) Exchange(ctx context.Context) (done bool, err error) {
	err = s.update(ctx, "exchange embedders", func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM embedder WHERE role = 'coming')
			AND NOT EXISTS (SELECT 1 FROM document WHERE state IN ('searchable', 'embedded') AND hidden_at = 0 AND coming < passages)`).Scan(&done); err != nil || !done {
			return err
		}
		return exchange(ctx, tx)
	})
	return done && err == nil, err
}

func exchange(ctx context.Context, tx *sql.Tx) error {
	for _, query := range []string{
		`UPDATE embedder SET role = 'leaving' WHERE role = 'serving'`,
		`UPDATE embedder SET role = 'serving' WHERE role = 'coming'`,
		`UPDATE document SET embedded = coming, coming = 0, state = CASE WHEN passages = 0 THEN state WHEN coming >= passages THEN 'embedded' ELSE 'searchable' END
			WHERE state IN ('searchable', 'embedded')`,
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// DescribeEmbedder records what an embedder can be opened by again, and where
// its cosines lie.
func (s *Store) DescribeEmbedder(ctx context.Context, key int64, source string, c *Cosines) error {
	return s.update(ctx, "describe embedder", func(tx *sql.Tx) error {
		if c != nil {
			if _, err := tx.ExecContext(ctx, `UPDATE embedder SET unrelated = ?, related = ? WHERE id = ?`, c.Unrelated, c.Related, key); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE embedder SET source = ? WHERE id = ?`, source, key)
		return err
	})
}

const (
	// sweepChunks is how many chunks of 256 passages lose their vectors at a time.
	sweepChunks = 4
	// sparePages is how many free pages of the database stay for what comes next;
	// givePages how many are given back to the disk at a time.
	sparePages = 1024
	givePages  = 256
)

// Sweep removes some of the vectors that no embedder needs any more, a step of
// some milliseconds, or, when there are none, gives free room in the database
// back to the disk. more says that there is more to do. Nobody may search the
// vectors of an embedder that has left.
//
// A database made before this was possible keeps its room for what comes next.
func (s *Store) Sweep(ctx context.Context) (more bool, err error) {
	var key int64
	err = s.db.QueryRowContext(ctx, `SELECT id FROM embedder WHERE role = 'leaving' ORDER BY id LIMIT 1`).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return s.giveBack(ctx)
	}
	if err != nil {
		return false, fmt.Errorf("look for vectors to remove: %w", inWords(err))
	}
	return true, s.update(ctx, "remove vectors", func(tx *sql.Tx) error {
		if role, err := roleOf(ctx, tx, key); err != nil || role != "leaving" {
			return err // chosen again just now
		}
		numbers, err := queryInts(ctx, tx, fmt.Sprintf(`SELECT number FROM vector_chunk WHERE embedder = %d ORDER BY number LIMIT %d`, key, sweepChunks))
		if err != nil {
			return err
		}
		for _, n := range numbers {
			if _, err := tx.ExecContext(ctx, `DELETE FROM vector_chunk WHERE embedder = ? AND number = ?`, key, n); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM vector WHERE embedder = ? AND passage BETWEEN ? AND ?`, key, n<<chunkBits, n<<chunkBits|(1<<chunkBits-1)); err != nil {
				return err
			}
		}
		if len(numbers) > 0 {
			return nil
		}
		_, err = tx.ExecContext(ctx, `UPDATE embedder SET role = 'gone' WHERE id = ? AND role = 'leaving'`, key)
		return err
	})
}

// giveBack shortens the database's file by some of its free pages.
func (s *Store) giveBack(ctx context.Context) (more bool, err error) {
	var mode, free int
	if err := s.db.QueryRowContext(ctx, `SELECT (SELECT auto_vacuum FROM pragma_auto_vacuum), (SELECT freelist_count FROM pragma_freelist_count)`).Scan(&mode, &free); err != nil {
		return false, fmt.Errorf("look for free room: %w", inWords(err))
	}
	const incremental = 2
	if mode != incremental || free <= sparePages {
		return false, nil
	}
	err = s.update(ctx, "give room back", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA incremental_vacuum(%d)`, min(givePages, free-sparePages)))
		return err
	})
	return true, err
}
