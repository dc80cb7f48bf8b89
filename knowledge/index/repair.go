package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Repair puts right what can be made from the rest of the database: what
// belongs to nothing goes, counts are taken anew, and damaged terms and codes
// are made again. It says what it did, in words. The error is ErrCorrupt where
// the database itself is damaged; then nothing is done.
//
// Incomplete tells which documents have to be read again besides.
func (s *Store) Repair(ctx context.Context) (done []string, err error) {
	if err := integrity(ctx, s.db); err != nil {
		return nil, fmt.Errorf("repair library: %w", inWords(err))
	}
	var lexical, chunks int
	if err := s.checkLexical(ctx, func(string, ...any) { lexical++ }); err != nil {
		return nil, err
	}
	if err := s.checkChunks(ctx, func(string, ...any) { chunks++ }); err != nil {
		return nil, err
	}
	err = s.update(ctx, "repair library", func(tx *sql.Tx) error {
		done = nil
		run := func(words string, queries ...string) error {
			var rows int64
			for _, query := range queries {
				result, err := tx.ExecContext(ctx, query)
				if err != nil {
					return err
				}
				n, err := result.RowsAffected()
				if err != nil {
					return err
				}
				rows += n
			}
			if rows > 0 {
				done = append(done, words)
			}
			return nil
		}
		if err := errors.Join(
			run("Removed what was left of documents that are gone.",
				`DELETE FROM page WHERE document NOT IN (SELECT seq FROM document)`,
				`DELETE FROM passage WHERE document NOT IN (SELECT seq FROM document)`,
				`DELETE FROM vector WHERE passage NOT IN (SELECT id FROM passage)`,
				`DELETE FROM member WHERE document NOT IN (SELECT seq FROM document) OR collection NOT IN (SELECT seq FROM collection)`,
				`DELETE FROM scan WHERE document NOT IN (SELECT seq FROM document)`,
				`DELETE FROM former WHERE document NOT IN (SELECT seq FROM document)`,
				`DELETE FROM lexical_waiting WHERE document NOT IN (SELECT seq FROM document)`),
			run("Counted the embeddings of documents anew.",
				`UPDATE document SET embedded = `+vectorsOf("document.seq", "serving")+` WHERE state IN ('searchable', 'embedded') AND embedded <> `+vectorsOf("document.seq", "serving"),
				`UPDATE document SET coming = `+vectorsOf("document.seq", "coming")+` WHERE state IN ('searchable', 'embedded') AND coming <> `+vectorsOf("document.seq", "coming"),
				`UPDATE document SET state = 'searchable' WHERE state = 'embedded' AND embedded < passages`),
		); err != nil {
			return err
		}
		if chunks > 0 {
			if err := run("Made the codes of the embeddings again.",
				`UPDATE vector_chunk SET data = NULL`,
				`INSERT OR IGNORE INTO vector_chunk SELECT DISTINCT embedder, passage >> 8, NULL FROM vector`); err != nil {
				return err
			}
		}
		if lexical > 0 {
			done = append(done, "Indexed the words of all documents again.")
			return analyseAgain(ctx, tx)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, s.Settle(ctx)
}

// Incomplete lists the documents whose pages or passages are not those that
// their rows say, hidden ones left out: they can be read again.
func (s *Store) Incomplete(ctx context.Context) ([]Document, error) {
	return s.selectDocuments(ctx, `WHERE hidden_at = 0 AND (
		document.state IN ('searchable', 'embedded') AND (
			pages <> (SELECT count(*) FROM page WHERE page.document = document.seq) OR passages <> (SELECT count(*) FROM passage WHERE passage.document = document.seq)
			OR EXISTS (SELECT 1 FROM passage p WHERE p.document = document.seq AND NOT EXISTS (SELECT 1 FROM page WHERE page.document = p.document AND page.number = p.page)))
		OR state IN ('queued', 'failed') AND EXISTS (SELECT 1 FROM page WHERE page.document = document.seq)) ORDER BY seq`)
}
