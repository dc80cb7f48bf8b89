package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"carrel/knowledge/passage"
)

// Unanalysed is how many documents wait for their words to be indexed (again),
// and of how many passages: after an update that changed the index. Searches by
// words do not find them meanwhile.
func (s *Store) Unanalysed(ctx context.Context) (documents, passages int, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(d.passages), 0) FROM lexical_waiting w JOIN document d ON d.seq = w.document`).Scan(&documents, &passages)
	if err != nil {
		return 0, 0, fmt.Errorf("count documents to analyse: %w", inWords(err))
	}
	return documents, passages, nil
}

// checkAnalysis has all documents analysed again if the analysis has changed
// since their terms were made: old terms would not meet new queries.
func (s *Store) checkAnalysis(ctx context.Context) error {
	var version int
	if err := s.db.QueryRowContext(ctx, `SELECT analysis FROM lexical_state`).Scan(&version); err != nil {
		return err
	}
	if version == analysisVersion {
		return nil
	}
	return s.update(ctx, "choose analysis", func(tx *sql.Tx) error { return analyseAgain(ctx, tx) })
}

// analyseAgain empties the lexical index and has all documents wait for it.
func analyseAgain(ctx context.Context, tx *sql.Tx) error {
	for _, query := range []string{
		`DELETE FROM lexical_segment`,
		`DELETE FROM lexical_block`, // of segments that were missing
		`DELETE FROM lexical_dead`,
		`INSERT OR IGNORE INTO lexical_waiting SELECT seq FROM document WHERE state IN ('searchable', 'embedded')`,
		fmt.Sprintf(`UPDATE lexical_state SET version = version + 1, analysis = %d`, analysisVersion),
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// analysePassages bounds the segments that analysing makes of long documents.
const analysePassages = 2000

// analyseWaiting indexes the newest document that waits for it.
func (s *Store) analyseWaiting(ctx context.Context) (did bool, err error) {
	d, err := s.one(ctx, `WHERE seq IN (SELECT document FROM lexical_waiting) ORDER BY added_at DESC, seq`)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var builders []*segmentBuilder
	last := int64(0)
	for {
		list, err := s.passages(ctx, `SELECT p.id, p.document, p.page, p.start, p.end, p.heading, p.inside, page.text
			FROM passage p JOIN page ON page.document = p.document AND page.number = p.page
			WHERE p.document = ? AND p.id > ? ORDER BY p.id LIMIT ?`, d.Seq, last, analysePassages)
		if err != nil {
			return false, err
		}
		if len(list) == 0 {
			break
		}
		for i, p := range list {
			if i == 0 || p.ID != last+1 { // others' passages may lie between
				builders = append(builders, newSegmentBuilder())
			}
			b := builders[len(builders)-1]
			b.add(p.ID, d.Seq, IndexText(d.Language, passage.Context(d.Title, p.Heading, p.Inside)), IndexText(d.Language, p.Text))
			last = p.ID
		}
	}
	return true, s.update(ctx, "store terms", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM lexical_waiting WHERE document = ?`, d.Seq)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return err // removed meanwhile
		}
		for _, b := range builders {
			if err := b.write(ctx, tx, 0); err != nil {
				return err
			}
		}
		return nil
	})
}
