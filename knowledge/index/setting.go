package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Setting gives a value that was kept, "" for none.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	var value string
	err := s.db.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = ?`, key).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read setting %s: %w", key, inWords(err))
	}
	return value, nil
}

// SetSetting keeps a value, or with "" none.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	return s.update(ctx, "keep setting "+key, func(tx *sql.Tx) error {
		if value == "" {
			_, err := tx.ExecContext(ctx, `DELETE FROM setting WHERE key = ?`, key)
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return err
	})
}
