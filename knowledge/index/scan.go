package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// Scan is a page that is a picture.
type Scan struct {
	Document int64
	Page     int
	Again    bool // its words were recognised before
}

// NextScan returns the page to recognise next, of the newest documents the
// smallest; those to be recognised once more come last. ErrNotFound says that
// none waits. Documents that are being read, and those of which the words are to
// be analysed again, are left out.
func (s *Store) NextScan(ctx context.Context, except []int64) (Scan, error) {
	for _, waiting := range []string{`(SELECT document, page FROM scan WHERE state = 'waiting')`, `recognise_again`} {
		next := Scan{Again: waiting == `recognise_again`}
		err := s.db.QueryRowContext(ctx, `SELECT waiting.document, waiting.page FROM `+waiting+` AS waiting JOIN document ON document.seq = waiting.document
			WHERE document.state IN ('searchable', 'embedded') AND document.hidden_at = 0 AND document.away = ''
			AND NOT EXISTS (SELECT 1 FROM lexical_waiting WHERE lexical_waiting.document = document.seq)
			AND document.seq NOT IN (SELECT value FROM json_each(?))
			ORDER BY document.added_at DESC, document.bytes, document.seq, waiting.page LIMIT 1`, jsonList(except)).Scan(&next.Document, &next.Page)
		if err == nil {
			return next, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return Scan{}, fmt.Errorf("next page to recognise: %w", inWords(err))
		}
	}
	return Scan{}, ErrNotFound
}

// ScansWaiting returns the documents with pages that wait to be recognised.
func (s *Store) ScansWaiting(ctx context.Context) ([]Document, error) {
	return s.selectDocuments(ctx, `WHERE state IN ('searchable', 'embedded') AND hidden_at = 0
		AND seq IN (SELECT document FROM scan WHERE state = 'waiting')`)
}

// ScansWithoutText returns the documents whose pages have all been looked at, and
// in which there was not a word.
func (s *Store) ScansWithoutText(ctx context.Context) ([]Document, error) {
	return s.selectDocuments(ctx, `WHERE state = 'searchable' AND passages = 0 AND hidden_at = 0
		AND seq IN (SELECT document FROM scan) AND seq NOT IN (SELECT document FROM scan WHERE state = 'waiting')`)
}

// Failures returns the failed documents with that code.
func (s *Store) Failures(ctx context.Context, code string) ([]Document, error) {
	return s.selectDocuments(ctx, `WHERE state = 'failed' AND code = ? AND hidden_at = 0`, code)
}

// Troubles are pages whose recognition went wrong, in order.
type Troubles struct {
	Failed []int // nothing was recognised
	Again  []int // the last attempt to recognise them once more failed, and what they had stays
	Unsure []int // recognised with less confidence than asked for
}

// ScanTroubles lists the pages of a document that went wrong.
func (s *Store) ScanTroubles(ctx context.Context, seq int64, confidence float64) (Troubles, error) {
	var t Troubles
	rows, err := s.db.QueryContext(ctx, `SELECT page, state = 'failed', message <> '', confidence < ? AND words <> '[]' FROM scan WHERE document = ? AND state IN ('failed', 'done') ORDER BY page`, confidence, seq)
	if err != nil {
		return t, fmt.Errorf("list scanned pages: %w", inWords(err))
	}
	defer rows.Close()
	for rows.Next() {
		var page int
		var failed, again, unsure bool
		if err := rows.Scan(&page, &failed, &again, &unsure); err != nil {
			return t, fmt.Errorf("list scanned pages: %w", inWords(err))
		}
		if failed {
			t.Failed = append(t.Failed, page)
			continue
		}
		if again {
			t.Again = append(t.Again, page)
		}
		if unsure {
			t.Unsure = append(t.Unsure, page)
		}
	}
	return t, rows.Err()
}

// insertScan notes that a page is a picture.
func insertScan(ctx context.Context, tx *sql.Tx, seq int64, p reader.Page) error {
	if !p.Scan {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO scan (document, page) VALUES (?, ?)`, seq, p.Number)
	return err
}

// PutRecognition stores what was recognised on a page, in one transaction: text
// is the page's whole text now, of which the words' begin at start, and passages
// are those of that new part. Of d, Seq, Title and Language are used: the language
// becomes the document's, if nothing of it had been indexed before. ErrNotFound says that the page does not wait any more.
func (s *Store) PutRecognition(ctx context.Context, d Document, page int, text string, start int, r reader.Recognition, passages []passage.Passage) error {
	words, err := encodeWords(r.Words)
	if err != nil {
		return err
	}
	return s.update(ctx, "store recognised text", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE scan SET state = 'done', start = ?, confidence = ?, words = ? WHERE document = ? AND page = ? AND state = 'waiting'`,
			start, r.Confidence, words, d.Seq, page)
		if err := changedOne(result, err); err != nil {
			return err
		}
		if err := insertRecognised(ctx, tx, d, page, text, r, passages); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE document SET passages = passages + ?1,
			language = CASE WHEN passages = 0 THEN ?3 ELSE language END,
			state = CASE WHEN ?1 > 0 THEN 'searchable' ELSE state END WHERE seq = ?2`, len(passages), d.Seq, d.Language)
		return err
	})
}

// insertRecognised writes a page's new text, the passages of what was recognised
// and what it was recognised with.
func insertRecognised(ctx context.Context, tx *sql.Tx, d Document, page int, text string, r reader.Recognition, passages []passage.Passage) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO recognition (document, page, languages, program, tried) VALUES (?1, ?2, ?3, ?4, ?3)
		ON CONFLICT DO UPDATE SET languages = excluded.languages, program = excluded.program, tried = excluded.tried`,
		d.Seq, page, joinLanguages(r.Languages), r.Program); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE page SET text = ? WHERE document = ? AND number = ?`, text, d.Seq, page); err != nil {
		return err
	}
	entry, err := tx.PrepareContext(ctx, insertPassage)
	if err != nil {
		return err
	}
	defer entry.Close()
	terms := newSegmentBuilder()
	if err := insertPassages(ctx, entry, terms, d, page, text, passages); err != nil {
		return err
	}
	return terms.write(ctx, tx, 0)
}

// FailScan records that a page could not be recognised. What was recognised on
// it before stays, and is not offered again for the languages, those of now.
func (s *Store) FailScan(ctx context.Context, at Scan, languages []string, message string) error {
	return s.update(ctx, "record failure", func(tx *sql.Tx) error {
		if at.Again {
			if err := changedOne(tx.ExecContext(ctx, `DELETE FROM recognise_again WHERE document = ? AND page = ?`, at.Document, at.Page)); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE recognition SET tried = ? WHERE document = ? AND page = ?`, joinLanguages(languages), at.Document, at.Page); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `UPDATE scan SET message = ? WHERE document = ? AND page = ? AND state = 'done'`, message, at.Document, at.Page)
			return err
		}
		return changedOne(tx.ExecContext(ctx, `UPDATE scan SET state = 'failed', message = ? WHERE document = ? AND page = ? AND state = 'waiting'`, message, at.Document, at.Page))
	})
}

func changedOne(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ErrNotFound)
	}
	return nil
}

// RetryScans lets a document's pages that failed wait again, and returns how many wait.
func (s *Store) RetryScans(ctx context.Context, seq int64) (waiting int, err error) {
	err = s.update(ctx, "retry pages", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE scan SET state = 'waiting', message = '' WHERE document = ? AND state = 'failed'`, seq); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM scan WHERE document = ? AND state = 'waiting'`, seq).Scan(&waiting)
	})
	return waiting, err
}

// SetWarnings replaces a document's warnings.
func (s *Store) SetWarnings(ctx context.Context, seq int64, warnings []reader.Warning) error {
	return s.update(ctx, "store warnings", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE document SET warnings = ? WHERE seq = ?`, warningsJSON(warnings), seq)
		return err
	})
}

// Words returns the recognised words of a page, and where in its text they
// begin; none where the page has none.
func (s *Store) Words(ctx context.Context, seq int64, page int) (words []reader.Word, start int, err error) {
	var text string
	err = s.db.QueryRowContext(ctx, `SELECT start, words FROM scan WHERE document = ? AND page = ? AND state = 'done'`, seq, page).Scan(&start, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read recognised words: %w", inWords(err))
	}
	var rows [][7]int
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return nil, 0, fmt.Errorf("read recognised words of page %d: %w", page, err)
	}
	for _, r := range rows {
		words = append(words, reader.Word{Start: r[0], End: r[1], Line: r[2],
			Box: reader.Box{Left: float64(r[3]) / 10, Bottom: float64(r[4]) / 10, Right: float64(r[5]) / 10, Top: float64(r[6]) / 10}})
	}
	return words, start, nil
}

// encodeWords writes places in tenths: finer than an eye sees, and half as long
// as fractions.
func encodeWords(words []reader.Word) (string, error) {
	tenths := func(f float64) int { return int(math.Round(10 * f)) }
	rows := make([][7]int, len(words))
	for i, w := range words {
		rows[i] = [7]int{w.Start, w.End, w.Line, tenths(w.Box.Left), tenths(w.Box.Bottom), tenths(w.Box.Right), tenths(w.Box.Top)}
	}
	text, err := json.Marshal(rows)
	return string(text), err
}
