package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// TeamSetting names the team's store that the library is shared with; the
// triggers of migration 12 look at whether it is there.
const TeamSetting = "team"

// Share has the outbox filled for the team's store of that name: with all
// documents if the library was not shared with it before, and from then on with
// every change. An empty name ends that.
func (s *Store) Share(ctx context.Context, name string) error {
	return s.update(ctx, "share the library", func(tx *sql.Tx) error {
		var before string
		if err := tx.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = ?`, TeamSetting).Scan(&before); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if before == name {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM outbox`); err != nil {
			return err
		}
		if name == "" {
			_, err := tx.ExecContext(ctx, `DELETE FROM setting WHERE key = ?`, TeamSetting)
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, TeamSetting, name); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO outbox SELECT id, seq FROM document WHERE `+listed+` AND NOT EXISTS (SELECT 1 FROM holder WHERE holder.document = document.seq)`)
		return err
	})
}

// Outgoing is a document that the team's store has to be told of.
type Outgoing struct {
	Document string // its id
	Change   int64
}

// Outbox gives up to n documents that the team's store has to be told of, those
// changed first before others, from after the one that is given; the zero one is
// before all. all is how many there are, before that one too; 0 where list is empty.
func (s *Store) Outbox(ctx context.Context, after Outgoing, n int) (list []Outgoing, all int, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT document, change, (SELECT count(*) FROM outbox) FROM outbox WHERE (change, document) > (?, ?) ORDER BY change, document LIMIT ?`,
		after.Change, after.Document, n)
	if err != nil {
		return nil, 0, fmt.Errorf("read outbox: %w", inWords(err))
	}
	defer rows.Close()
	for rows.Next() {
		var o Outgoing
		if err := rows.Scan(&o.Document, &o.Change, &all); err != nil {
			return nil, 0, fmt.Errorf("read outbox: %w", inWords(err))
		}
		list = append(list, o)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, fmt.Errorf("read outbox: %w", inWords(err))
	}
	return list, all, nil
}

// Sent takes a document out of the outbox, unless it has changed since.
func (s *Store) Sent(ctx context.Context, o Outgoing) error {
	return s.update(ctx, "empty outbox", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM outbox WHERE document = ? AND change = ?`, o.Document, o.Change)
		return err
	})
}
