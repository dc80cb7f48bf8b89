package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// Amount is how much there is to recognise.
type Amount struct{ Documents, Pages int }

// joinLanguages writes languages as tesseract takes them: "deu+eng".
func joinLanguages(codes []string) string { return strings.Join(codes, "+") }

// splitLanguages reads what joinLanguages has written, or several of them with
// commas between, and gives each code once.
func splitLanguages(text string) []string {
	var codes []string
	for _, code := range strings.FieldsFunc(text, func(r rune) bool { return r == '+' || r == ',' }) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// otherwise are the pages, with their documents, that may gain from being
// recognised in the languages of now: where others were tried last, joined and in
// any order (?1 is a JSON list of them), and where it failed.
const otherwise = `(SELECT r.document, r.page FROM recognition r WHERE r.tried IN (SELECT value FROM json_each(?1))
	UNION ALL SELECT s.document, s.page FROM scan s WHERE s.state = 'failed')`

// readable are the documents whose pages can be recognised.
const readable = `hidden_at = 0 AND away = '' AND state IN ('searchable', 'embedded')`

// withoutWords are the documents that failed because there was not a word in
// their pictures, in other languages than those of now.
const withoutWords = `state = 'failed' AND hidden_at = 0 AND away = '' AND tried IN (SELECT value FROM json_each(?))`

// others gives the languages, as they are stored, that pages were tried in and
// that are not these.
func (s *Store) others(ctx context.Context, languages []string) (string, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT tried FROM recognition UNION SELECT DISTINCT tried FROM document WHERE tried IS NOT NULL`)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	now := slices.Sorted(slices.Values(languages))
	others := []string{}
	for rows.Next() {
		var tried string
		if err := rows.Scan(&tried); err != nil {
			return "", err
		}
		if !slices.Equal(slices.Sorted(slices.Values(splitLanguages(tried))), now) {
			others = append(others, tried)
		}
	}
	if err := rows.Err(); err != nil {
		return "", err
	}
	text, err := json.Marshal(others)
	return string(text), err
}

// RecognisedOtherwise counts what was recognised in other languages than these,
// or could not be, and does not wait to be recognised once more already.
func (s *Store) RecognisedOtherwise(ctx context.Context, languages []string) (Amount, error) {
	var pages, failed Amount
	others, err := s.others(ctx, languages)
	if err == nil {
		err = s.db.QueryRowContext(ctx, `SELECT count(DISTINCT o.document), count(*) FROM `+otherwise+` o
			JOIN document ON document.seq = o.document WHERE `+readable+`
			AND NOT EXISTS (SELECT 1 FROM recognise_again a WHERE a.document = o.document AND a.page = o.page)`, others).Scan(&pages.Documents, &pages.Pages)
	}
	if err == nil {
		err = s.db.QueryRowContext(ctx, `SELECT count(*) FROM document WHERE `+withoutWords, others).Scan(&failed.Documents)
	}
	if err != nil {
		return Amount{}, fmt.Errorf("count recognised pages: %w", inWords(err))
	}
	// How many pages a failed document has is known when it has been read again.
	return Amount{pages.Documents + failed.Documents, pages.Pages + failed.Documents}, nil
}

// RecogniseAgain lets pages wait to be recognised once more: those that
// RecognisedOtherwise counts, or all that are pictures of the documents given by
// their keys. What was recognised before is found until then. It returns those
// documents, and failed ones to be read again for it.
func (s *Store) RecogniseAgain(ctx context.Context, languages []string, documents []int64) (waiting, failed []Document, err error) {
	others, err := s.others(ctx, languages)
	if err != nil {
		return nil, nil, fmt.Errorf("recognise again: %w", inWords(err))
	}
	which, list := otherwise, others
	if len(documents) > 0 {
		which, list = `(SELECT document, page FROM scan WHERE document IN (SELECT value FROM json_each(?1)))`, jsonList(documents)
	} else if failed, err = s.selectPlain(ctx, `WHERE `+withoutWords, others); err != nil {
		return nil, nil, err
	}
	var seqs []int64
	err = s.update(ctx, "recognise again", func(tx *sql.Tx) error {
		var err error
		if seqs, err = queryInts(ctx, tx, `SELECT DISTINCT o.document FROM `+which+` o JOIN document ON document.seq = o.document WHERE `+readable, list); err != nil {
			return err
		}
		for _, statement := range []string{
			`INSERT INTO recognise_again SELECT r.document, r.page FROM recognition r JOIN ` + which + ` o ON o.document = r.document AND o.page = r.page
				WHERE r.document IN (SELECT value FROM json_each(?2)) ON CONFLICT DO NOTHING`,
			`UPDATE scan SET state = 'waiting', message = '' WHERE state = 'failed' AND document IN (SELECT value FROM json_each(?2))
				AND (document, page) IN (SELECT document, page FROM ` + which + `)`,
		} {
			if _, err := tx.ExecContext(ctx, statement, list, jsonList(seqs)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(seqs) == 0 {
		return nil, failed, err
	}
	waiting, err = s.selectDocuments(ctx, `WHERE seq IN (SELECT value FROM json_each(?))`, jsonList(seqs))
	return waiting, failed, err
}

// ReplaceRecognition is PutRecognition for a page that waits to be recognised
// once more: what was recognised on it before makes way, and its passages are
// returned. The document's language becomes d's. Where nothing is recognised now, what there was stays.
func (s *Store) ReplaceRecognition(ctx context.Context, d Document, page int, text string, start int, r reader.Recognition, passages []passage.Passage) (gone []int64, err error) {
	words, err := encodeWords(r.Words)
	if err != nil {
		return nil, err
	}
	err = s.update(ctx, "store recognised text", func(tx *sql.Tx) error {
		gone = nil
		if err := changedOne(tx.ExecContext(ctx, `DELETE FROM recognise_again WHERE document = ? AND page = ?`, d.Seq, page)); err != nil {
			return err
		}
		var before int
		var had bool
		if err := tx.QueryRowContext(ctx, `SELECT start, words <> '[]' FROM scan WHERE document = ? AND page = ?`, d.Seq, page).Scan(&before, &had); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE scan SET message = '' WHERE document = ? AND page = ?`, d.Seq, page); err != nil {
			return err // of an attempt that failed
		}
		if had && len(r.Words) == 0 {
			_, err := tx.ExecContext(ctx, `UPDATE recognition SET tried = ? WHERE document = ? AND page = ?`, joinLanguages(r.Languages), d.Seq, page)
			return err
		}
		if had {
			if gone, err = deletePassages(ctx, tx, d.Seq, page, before); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE scan SET start = ?, confidence = ?, words = ? WHERE document = ? AND page = ?`, start, r.Confidence, words, d.Seq, page); err != nil {
			return err
		}
		if err := insertRecognised(ctx, tx, d, page, text, r, passages); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE document SET language = ?2, passages = (SELECT count(*) FROM passage WHERE document = ?1),
			embedded = (SELECT count(*) FROM passage p JOIN vector v ON v.passage = p.id JOIN embedder e ON e.id = v.embedder WHERE p.document = ?1 AND e.role = 'serving'),
			coming = (SELECT count(*) FROM passage p JOIN vector v ON v.passage = p.id JOIN embedder e ON e.id = v.embedder WHERE p.document = ?1 AND e.role = 'coming')
			WHERE seq = ?1`, d.Seq, d.Language); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE document SET state = CASE WHEN passages > 0 AND embedded >= passages THEN 'embedded' ELSE 'searchable' END WHERE seq = ?`, d.Seq)
		return err
	})
	return gone, err
}

// deletePassages deletes the passages of a page from a place on, and returns them.
func deletePassages(ctx context.Context, tx *sql.Tx, seq int64, page, start int) ([]int64, error) {
	return queryInts(ctx, tx, `DELETE FROM passage WHERE document = ? AND page = ? AND start >= ? RETURNING id`, seq, page, start)
}

// FailWithoutWords is Fail for a document in whose pictures there was not a word.
// In which languages they were looked for is remembered.
func (s *Store) FailWithoutWords(ctx context.Context, seq int64, path, code, message string) error {
	return s.update(ctx, "record failure", func(tx *sql.Tx) error {
		var tried string
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(min(tried), '') FROM recognition WHERE document = ?`, seq).Scan(&tried); err != nil {
			return err
		}
		if err := fail(ctx, tx, seq, path, code, message, nil); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE document SET tried = ? WHERE seq = ? AND state = 'failed'`, tried, seq)
		return err
	})
}
