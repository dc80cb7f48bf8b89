package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Holders lists who has the file of a document that came from a shared store;
// none has that of one which was read here.
func (s *Store) Holders(ctx context.Context, seq int64) ([]Holder, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT name, path, collections FROM holder WHERE document = ? ORDER BY name`, seq)
	if err != nil {
		return nil, fmt.Errorf("list holders: %w", inWords(err))
	}
	defer rows.Close()
	var list []Holder
	for rows.Next() {
		var h Holder
		var collections string
		if err := rows.Scan(&h.Name, &h.Path, &collections); err != nil {
			return nil, fmt.Errorf("list holders: %w", inWords(err))
		}
		if err := json.Unmarshal([]byte(collections), &h.Collections); err != nil {
			return nil, fmt.Errorf("list holders: %w", err)
		}
		list = append(list, h)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list holders: %w", inWords(err))
	}
	return list, nil
}

func (s *Store) texts(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, inWords(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, inWords(err)
		}
		list = append(list, text)
	}
	return list, inWords(rows.Err())
}

func putHolders(ctx context.Context, tx *sql.Tx, seq int64, holders []Holder) error {
	for _, h := range holders {
		collections, err := json.Marshal(h.Collections)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO holder (document, name, path, collections) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET path = excluded.path, collections = excluded.collections`, seq, h.Name, h.Path, string(collections)); err != nil {
			return err
		}
	}
	return nil
}

// MergeHolders adds holders to those that are there; of the same name the new one counts.
func MergeHolders(there, added []Holder) []Holder {
	all := map[string]Holder{}
	for _, h := range slices.Concat(there, added) {
		all[h.Name] = h
	}
	return slices.SortedFunc(maps.Values(all), func(a, b Holder) int { return strings.Compare(a.Name, b.Name) })
}
