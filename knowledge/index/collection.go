package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Collection is a named set of documents; a document may be in several.
type Collection struct {
	ID        string    `json:"id"` // 16 hex digits
	Name      string    `json:"name"`
	Documents int       `json:"documents"` // how many
	CreatedAt time.Time `json:"created_at"`
}

// Errors of collections.
var (
	ErrNoCollection   = errors.New("there is no such collection")
	ErrCollectionName = errors.New("there is a collection of this name already")
)

// Collections lists the collections by name.
func (s *Store) Collections(ctx context.Context) ([]Collection, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, name, created_at, (SELECT count(*) FROM member m JOIN document d ON d.seq = m.document
		WHERE m.collection = collection.seq AND d.hidden_at = 0) FROM collection ORDER BY name COLLATE NOCASE`)
	if err != nil {
		return nil, fmt.Errorf("list collections: %w", inWords(err))
	}
	defer rows.Close()
	list := []Collection{}
	for rows.Next() {
		var c Collection
		var created int64
		if err := rows.Scan(&c.ID, &c.Name, &created, &c.Documents); err != nil {
			return nil, fmt.Errorf("list collections: %w", inWords(err))
		}
		c.CreatedAt = time.UnixMilli(created)
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list collections: %w", inWords(err))
	}
	return list, nil
}

// PutCollection makes a collection, or gives the one with the id another name.
func (s *Store) PutCollection(ctx context.Context, id, name string, at time.Time) error {
	return s.update(ctx, "keep collection", func(tx *sql.Tx) error {
		var other string
		err := tx.QueryRowContext(ctx, `SELECT id FROM collection WHERE name = ? AND id <> ?`, name, id).Scan(&other)
		if err == nil {
			return ErrCollectionName
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO collection (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name`, id, name, at.UnixMilli())
		return err
	})
}

// DeleteCollection removes a collection. Its documents stay, and chats about it
// are about the whole library from now on.
func (s *Store) DeleteCollection(ctx context.Context, id string) error {
	return s.update(ctx, "remove collection", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM collection WHERE id = ?`, id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err == nil && n == 0 {
			return ErrNoCollection
		}
		return nil
	})
}

// Collect puts documents into a collection and takes others out, all of them
// or, with ErrNotFound for an id that is not known, none. One in both lists is
// out in the end.
func (s *Store) Collect(ctx context.Context, id string, add, remove []string) error {
	return s.update(ctx, "change collection", func(tx *sql.Tx) error {
		var seq int64
		err := tx.QueryRowContext(ctx, `SELECT seq FROM collection WHERE id = ?`, id).Scan(&seq)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNoCollection
		}
		if err != nil {
			return err
		}
		for _, step := range []struct {
			statement string
			documents []string
		}{
			{`INSERT INTO member (collection, document) VALUES (?, ?) ON CONFLICT DO NOTHING`, add},
			{`DELETE FROM member WHERE collection = ? AND document = ?`, remove},
		} {
			for _, d := range step.documents {
				var document int64
				err := tx.QueryRowContext(ctx, `SELECT seq FROM document WHERE id = ? AND hidden_at = 0`, d).Scan(&document)
				if errors.Is(err, sql.ErrNoRows) {
					return ErrNotFound
				}
				if err != nil {
					return err
				}
				if _, err := tx.ExecContext(ctx, step.statement, seq, document); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// DocumentsIn lists the ids of the documents that are in any of the
// collections, hidden ones left out; collections that are not known have none.
func (s *Store) DocumentsIn(ctx context.Context, collections []string) ([]string, error) {
	if len(collections) == 0 {
		return nil, nil
	}
	args := make([]any, len(collections))
	for i, id := range collections {
		args[i] = id
	}
	rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT d.id FROM document d JOIN member m ON m.document = d.seq JOIN collection c ON c.seq = m.collection
		WHERE d.hidden_at = 0 AND c.id IN (?`+strings.Repeat(", ?", len(args)-1)+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("list the documents of collections: %w", inWords(err))
	}
	defer rows.Close()
	ids := []string{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list the documents of collections: %w", inWords(err))
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
