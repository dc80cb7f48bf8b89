package index

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"carrel/knowledge/language"
	"carrel/knowledge/reader"
)

// Document is one row of the library's list.
type Document struct {
	Seq      int64 // key inside the database; never used twice
	ID       string
	Hash     string // SHA-256 of the content, hex; "" where it could not be read
	Path     string
	Title    string
	Author   string
	Date     reader.OwnDate // its own
	Format   string
	Unit     string // reader.Unit
	Language language.Tag
	State    string
	Code     string
	Error    string
	Warnings []reader.Warning
	Bytes    int64
	Pages    int
	Passages int
	Embedded int
	Scans    int // pages that are pictures
	Waiting  int // of those, whose words are not recognised yet
	Again    int // of those, whose words were recognised and wait to be once more
	// RecognisedIn are the codes of the languages that words were recognised in.
	RecognisedIn []string
	AddedAt      time.Time
	Batch        int64     // counts the additions; the newest are read first
	HiddenAt     time.Time // zero: not hidden
	Away         string    // why its file cannot be reached now; "" where it can
	Sealed       bool      // it opened with a password when it was read last
}

// ErrNotFound says that there is no such document.
var ErrNotFound = errors.New("there is no such document in the library")

const plainColumns = `seq, id, hash, path, title, author, format, unit, language, state, code, error, warnings, bytes, pages, passages, embedded, added_at, batch, hidden_at, away, sealed, day, day_is`

const documentColumns = plainColumns + `,
	(SELECT count(*) FROM scan WHERE scan.document = document.seq), (SELECT count(*) FROM scan WHERE scan.document = document.seq AND scan.state = 'waiting'),
	(SELECT count(*) FROM recognise_again WHERE recognise_again.document = document.seq),
	(SELECT group_concat(DISTINCT languages) FROM recognition WHERE recognition.document = document.seq)`

type scanner interface{ Scan(...any) error }

func scanDocument(row scanner) (Document, error) {
	var d Document
	var warnings string
	var added, hidden int64
	var languages sql.NullString
	err := row.Scan(&d.Seq, &d.ID, &d.Hash, &d.Path, &d.Title, &d.Author, &d.Format, &d.Unit, &d.Language, &d.State, &d.Code, &d.Error,
		&warnings, &d.Bytes, &d.Pages, &d.Passages, &d.Embedded, &added, &d.Batch, &hidden, &d.Away, &d.Sealed, &d.Date.Day, &d.Date.Is, &d.Scans, &d.Waiting, &d.Again, &languages)
	if err != nil {
		return d, err
	}
	if d.Date.Is == undated {
		d.Date.Is = ""
	}
	d.RecognisedIn = splitLanguages(languages.String)
	if err := json.Unmarshal([]byte(warnings), &d.Warnings); err != nil {
		return d, fmt.Errorf("warnings of document %s: %w", d.ID, err)
	}
	d.AddedAt = time.UnixMilli(added)
	if hidden != 0 {
		d.HiddenAt = time.UnixMilli(hidden)
	}
	return d, nil
}

func (s *Store) selectDocuments(ctx context.Context, rest string, args ...any) ([]Document, error) {
	return s.documents(ctx, `SELECT `+documentColumns+` FROM document `+rest, args...)
}

// selectPlain is selectDocuments without Scans, Waiting, Again and RecognisedIn,
// for which every page that is a picture is looked at.
func (s *Store) selectPlain(ctx context.Context, rest string, args ...any) ([]Document, error) {
	return s.documents(ctx, `SELECT `+plainColumns+`, 0, 0, 0, NULL FROM document `+rest, args...)
}

func (s *Store) documents(ctx context.Context, query string, args ...any) ([]Document, error) {
	rows, err := s.query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list documents: %w", inWords(err))
	}
	defer rows.Close()
	var list []Document
	for rows.Next() {
		d, err := scanDocument(rows)
		if err != nil {
			return nil, fmt.Errorf("list documents: %w", inWords(err))
		}
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list documents: %w", inWords(err))
	}
	return list, nil
}

// Documents lists all documents, hidden ones too, the newest first.
func (s *Store) Documents(ctx context.Context) ([]Document, error) {
	return s.selectDocuments(ctx, `ORDER BY batch DESC, added_at DESC, seq`)
}

// PlainDocuments is Documents without Scans and Waiting, for those who go through
// a whole library and do not ask for them.
func (s *Store) PlainDocuments(ctx context.Context) ([]Document, error) {
	return s.selectPlain(ctx, `ORDER BY batch DESC, added_at DESC, seq`)
}

// SealedDocuments lists those that opened with a password, hidden ones too,
// without Scans and Waiting.
func (s *Store) SealedDocuments(ctx context.Context) ([]Document, error) {
	return s.selectPlain(ctx, `WHERE sealed ORDER BY seq`)
}

// PlainByID returns documents by their ids, without Scans and Waiting; missing
// ones are left out.
func (s *Store) PlainByID(ctx context.Context, ids []string) (map[string]Document, error) {
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("look up documents: %w", err)
	}
	list, err := s.selectPlain(ctx, `WHERE id IN (SELECT value FROM json_each(?))`, string(text))
	if err != nil {
		return nil, err
	}
	found := make(map[string]Document, len(list))
	for _, d := range list {
		found[d.ID] = d
	}
	return found, nil
}

// Document returns the document with the id, or ErrNotFound.
func (s *Store) Document(ctx context.Context, id string) (Document, error) {
	return s.one(ctx, `WHERE id = ?`, id)
}

// PlainDocument is Document without Scans and Waiting.
func (s *Store) PlainDocument(ctx context.Context, id string) (Document, error) {
	return first(s.selectPlain(ctx, `WHERE id = ? LIMIT 1`, id))
}

// DocumentByHash returns the document with that content, or ErrNotFound.
func (s *Store) DocumentByHash(ctx context.Context, hash string) (Document, error) {
	return s.one(ctx, `WHERE hash = ? AND hash <> ''`, hash)
}

// DocumentsBySeq returns documents by their keys, without Scans and Waiting; missing ones
// are left out.
func (s *Store) DocumentsBySeq(ctx context.Context, seqs []int64) (map[int64]Document, error) {
	list, err := s.selectPlain(ctx, `WHERE seq IN (SELECT value FROM json_each(?))`, jsonList(seqs))
	if err != nil {
		return nil, err
	}
	found := make(map[int64]Document, len(list))
	for _, d := range list {
		found[d.Seq] = d
	}
	return found, nil
}

// Seqs returns the keys of documents by their ids; those not known are left out.
func (s *Store) Seqs(ctx context.Context, ids []string) ([]int64, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("look up documents: %w", err)
	}
	rows, err := s.db.QueryContext(ctx, `SELECT seq FROM document WHERE id IN (SELECT value FROM json_each(?))`, string(list))
	if err != nil {
		return nil, fmt.Errorf("look up documents: %w", inWords(err))
	}
	defer rows.Close()
	var seqs []int64
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, fmt.Errorf("look up documents: %w", inWords(err))
		}
		seqs = append(seqs, seq)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look up documents: %w", inWords(err))
	}
	return seqs, nil
}

func (s *Store) one(ctx context.Context, where string, args ...any) (Document, error) {
	return first(s.selectDocuments(ctx, where+` LIMIT 1`, args...))
}

func first(list []Document, err error) (Document, error) {
	if err != nil {
		return Document{}, err
	}
	if len(list) == 0 {
		return Document{}, ErrNotFound
	}
	return list[0], nil
}

// NextQueued returns the document to read next: of the newest the smallest.
// ErrNotFound says that none waits.
func (s *Store) NextQueued(ctx context.Context, except []int64) (Document, error) {
	return s.one(ctx, `WHERE state = 'queued' AND hidden_at = 0 AND away = '' AND seq NOT IN (SELECT value FROM json_each(?))
		ORDER BY batch DESC, added_at DESC, bytes, seq`, jsonList(except))
}

// Insert adds documents in one transaction; when it returns nil they are on
// disk, and each one's Seq is set. Failed and skipped documents with the same path make
// way; their rows are returned.
func (s *Store) Insert(ctx context.Context, docs []*Document) (replaced []Document, err error) {
	err = s.update(ctx, "add documents", func(tx *sql.Tx) error {
		replaced = nil
		for _, d := range docs {
			// Mostly there is none, and only preparing to delete one costs more than
			// all the rest.
			const former = `path = ? AND (state IN ('failed', 'skipped') OR id = ?)`
			var some bool
			if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document WHERE `+former+`)`, d.Path, d.ID).Scan(&some); err != nil {
				return err
			}
			if some {
				old, err := deleteDocuments(ctx, tx, former, d.Path, d.ID)
				if err != nil {
					return err
				}
				replaced = append(replaced, old...)
			}
			result, err := tx.ExecContext(ctx, `INSERT INTO document (id, hash, path, title, format, state, code, error, warnings, bytes, added_at, batch)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				d.ID, d.Hash, d.Path, d.Title, d.Format, d.State, d.Code, d.Error, warningsJSON(d.Warnings), d.Bytes, d.AddedAt.UnixMilli(), d.Batch)
			if err != nil {
				return err
			}
			if d.Seq, err = result.LastInsertId(); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE file SET dropped = 0 WHERE hash = ? AND hash <> '' AND dropped`, d.Hash); err != nil {
				return err
			}
			// A content that comes back is itself again.
			if _, err := tx.ExecContext(ctx, `DELETE FROM former WHERE id = ?`, d.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return replaced, err
}

// NextBatch is the number of the next addition.
func (s *Store) NextBatch(ctx context.Context) (int64, error) {
	var n int64
	if err := s.db.QueryRowContext(ctx, `SELECT coalesce(max(batch), 0) + 1 FROM document`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count additions: %w", inWords(err))
	}
	return n, nil
}

// deleteDocuments deletes the rows that the condition holds for, with all that
// belongs to them, and returns them.
func deleteDocuments(ctx context.Context, tx *sql.Tx, where string, args ...any) ([]Document, error) {
	rows, err := tx.QueryContext(ctx, `DELETE FROM document WHERE `+where+` RETURNING `+documentColumns, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Document
	for rows.Next() {
		d, err := scanDocument(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

// Fail records that a document could not be read at path, and removes what had
// been staged of it. One that has moved meanwhile waits to be read there.
func (s *Store) Fail(ctx context.Context, seq int64, path, code, message string, warnings []reader.Warning) error {
	return s.update(ctx, "record failure", func(tx *sql.Tx) error { return fail(ctx, tx, seq, path, code, message, warnings) })
}

func fail(ctx context.Context, tx *sql.Tx, seq int64, path, code, message string, warnings []reader.Warning) error {
	if err := unstage(ctx, tx, seq); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE document SET state = 'failed', code = ?, error = ?, warnings = ?, pages = 0, passages = 0, embedded = 0, coming = 0, tried = NULL WHERE seq = ? AND path = ?`,
		code, message, warningsJSON(warnings), seq, path)
	return err
}

// Requeue puts a document back to be read, at the path given, as part of an addition.
func (s *Store) Requeue(ctx context.Context, seq int64, path string, at time.Time, batch int64) error {
	return s.update(ctx, "queue document", func(tx *sql.Tx) error { return requeue(ctx, tx, seq, path, at, batch) })
}

// Reclaim is Requeue for a document that came from a shared store, and whose
// file is here now.
func (s *Store) Reclaim(ctx context.Context, seq int64, path string, at time.Time, batch int64) error {
	return s.update(ctx, "queue document", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM holder WHERE document = ?`, seq); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE document SET away = '' WHERE seq = ?`, seq); err != nil {
			return err
		}
		return requeue(ctx, tx, seq, path, at, batch)
	})
}

func requeue(ctx context.Context, tx *sql.Tx, seq int64, path string, at time.Time, batch int64) error {
	if err := unstage(ctx, tx, seq); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE document SET state = 'queued', code = '', error = '', warnings = '[]', path = ?, added_at = ?, batch = ?, hidden_at = 0,
		pages = 0, passages = 0, embedded = 0, coming = 0 WHERE seq = ?`, path, at.UnixMilli(), batch, seq)
	return err
}

// Unstage removes the pages of a document that is not to be read on now.
func (s *Store) Unstage(ctx context.Context, seq int64) error {
	return s.update(ctx, "remove pages", func(tx *sql.Tx) error { return unstage(ctx, tx, seq) })
}

// SetPath records that a document's file is at another place now.
func (s *Store) SetPath(ctx context.Context, seq int64, path string) error {
	return s.update(ctx, "record path", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE document SET path = ? WHERE seq = ?`, path, seq)
		return err
	})
}

// SetHidden hides a document, or with a zero time shows it again. ErrNotFound
// says that it is gone.
func (s *Store) SetHidden(ctx context.Context, seq int64, at time.Time) error {
	hidden := int64(0)
	if !at.IsZero() {
		hidden = at.UnixMilli()
	}
	return s.update(ctx, "hide document", func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `UPDATE document SET hidden_at = ? WHERE seq = ?`, hidden, seq))
	})
}

// Delete removes a document with its pages, passages, terms and vectors. A
// watched folder does not bring it back while its file stays as it is.
func (s *Store) Delete(ctx context.Context, seq int64) error {
	return s.update(ctx, "remove document", func(tx *sql.Tx) error {
		_, err := deleteDocument(ctx, tx, seq, `seq = ?`)
		return err
	})
}

// DeleteHidden is Delete for a document that is hidden. One that has been shown
// again stays, and gone is false.
func (s *Store) DeleteHidden(ctx context.Context, seq int64) (gone bool, err error) {
	err = s.update(ctx, "remove document", func(tx *sql.Tx) error {
		var err error
		gone, err = deleteDocument(ctx, tx, seq, `seq = ? AND hidden_at <> 0`)
		return err
	})
	return gone && err == nil, err
}

func deleteDocument(ctx context.Context, tx *sql.Tx, seq int64, where string) (gone bool, err error) {
	if _, err := tx.ExecContext(ctx, `UPDATE file SET dropped = 1 WHERE hash <> '' AND hash = (SELECT hash FROM document WHERE `+where+`)`, seq); err != nil {
		return false, err
	}
	result, err := tx.ExecContext(ctx, `DELETE FROM document WHERE `+where, seq)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// Recover makes the rows true again after the process ended in the middle of
// something: half-read documents wait again, and hidden ones are gone for good.
func (s *Store) Recover(ctx context.Context) error {
	return s.update(ctx, "recover library", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE file SET dropped = 1 WHERE hash <> '' AND hash IN (SELECT hash FROM document WHERE hidden_at <> 0)`); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM document WHERE hidden_at <> 0`); err != nil {
			return err
		}
		// What was cut short of a document from elsewhere cannot be read here.
		if _, err := tx.ExecContext(ctx, `DELETE FROM document WHERE state IN ('queued', 'reading') AND seq IN (SELECT document FROM holder)`); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM page WHERE document IN (SELECT seq FROM document WHERE state IN ('queued', 'reading'))`); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM passage WHERE document IN (SELECT seq FROM document WHERE state IN ('queued', 'reading'))`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE document SET state = 'queued' WHERE state = 'reading'`)
		return err
	})
}

func warningsJSON(warnings []reader.Warning) string {
	if len(warnings) == 0 {
		return "[]"
	}
	text, err := json.Marshal(warnings)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return string(text)
}

func jsonList(values []int64) string {
	if len(values) == 0 {
		return "[]"
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // numbers always encode
	}
	return string(text)
}
