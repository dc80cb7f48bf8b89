package index

import (
	"context"
	"database/sql"
	"fmt"

	"carrel/knowledge/reader"
)

// undated is the DateKind, on disk only, of documents whose first page nobody has
// looked at for a date.
const undated = "?"

// Undated lists documents that were read before dates were, at most limit, without
// Scans and Waiting.
func (s *Store) Undated(ctx context.Context, limit int) ([]Document, error) {
	return s.selectPlain(ctx, `WHERE day_is = ? AND state IN ('searchable', 'embedded') ORDER BY seq LIMIT ?`, undated, limit)
}

// SetDates notes the dates of documents, by their Seq, that Undated has listed; a
// zero Date is that it has none.
func (s *Store) SetDates(ctx context.Context, dates map[int64]reader.OwnDate) error {
	return s.update(ctx, "note dates", func(tx *sql.Tx) error {
		for seq, d := range dates {
			if _, err := tx.ExecContext(ctx, `UPDATE document SET day = ?, day_is = ? WHERE seq = ? AND day_is = ?`, d.Day, d.Is, seq, undated); err != nil {
				return fmt.Errorf("document %d: %w", seq, err)
			}
		}
		return nil
	})
}
