package postgres

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"carrel/knowledge/index"
)

// batch is how many passages are sent at a time.
const batch = 500

// Put is knowledge.TeamWriter's: one transaction, so that nobody sees a part.
func (s *Store) Put(ctx context.Context, d index.SharedDocument, passages index.SharedPassages) error {
	return s.writing(ctx, "put document "+d.ID, func(tx pgx.Tx) error {
		// Two who put the same document write it one after the other.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, d.ID); err != nil {
			return err
		}
		key, same, err := document(ctx, tx, d)
		if err != nil {
			return err
		}
		if !same {
			if err := putPassages(ctx, tx, key, d, passages); err != nil {
				return err
			}
		}
		for _, h := range d.Holders {
			if h.Collections == nil {
				h.Collections = []string{}
			}
			// A file's name may be any bytes, a text may not.
			h.Path = strings.ToValidUTF8(h.Path, "\uFFFD")
			if _, err := tx.Exec(ctx, `INSERT INTO carrel.holder (document, name, path, collections) VALUES ($1, $2, $3, $4)
				ON CONFLICT (document, name) DO UPDATE SET path = excluded.path, collections = excluded.collections`, key, h.Name, h.Path, h.Collections); err != nil {
				return err
			}
		}
		return nil
	})
}

// document writes the document's row and clears away what it had; same says
// that its passages are the ones to be put.
func document(ctx context.Context, tx pgx.Tx, d index.SharedDocument) (key int64, same bool, err error) {
	err = tx.QueryRow(ctx, `SELECT key, digest = $2 AND vectors = $3 FROM carrel.document WHERE id = $1`, d.ID, d.Digest, d.Vectors).Scan(&key, &same)
	if err == nil && !same {
		for _, table := range []string{"passage", "posting", "embedding"} {
			if _, err := tx.Exec(ctx, `DELETE FROM carrel.`+table+` WHERE document = $1`, key); err != nil {
				return 0, false, err
			}
		}
	} else if err == nil || !errors.Is(err, pgx.ErrNoRows) {
		return key, same, err
	}
	err = tx.QueryRow(ctx, `INSERT INTO carrel.document (id, hash, title, author, format, unit, language, bytes, pages, added_at, digest, day, day_is)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, title = excluded.title, author = excluded.author, format = excluded.format, unit = excluded.unit,
			language = excluded.language, bytes = excluded.bytes, pages = excluded.pages, added_at = excluded.added_at, digest = excluded.digest,
			day = excluded.day, day_is = excluded.day_is
		RETURNING key`, d.ID, d.Hash, d.Title, d.Author, d.Format, d.Unit, string(d.Language), d.Bytes, d.Pages, d.AddedAt.UnixMilli(), d.Digest, d.Date.Day, d.Date.Is).Scan(&key)
	return key, false, err
}

// putPassages writes passages with their terms and vectors.
func putPassages(ctx context.Context, tx pgx.Tx, key int64, d index.SharedDocument, passages index.SharedPassages) error {
	dimensions := 0
	if d.Vectors > 0 {
		e, err := embedderOf(ctx, tx, "")
		if err != nil {
			return err
		}
		if dimensions = e.Dimensions; dimensions == 0 {
			return errors.New("its vectors are of no known model")
		}
	}
	terms := postings{entries: map[string][]int64{}}
	var some []index.SharedPassage
	for p, err := range index.Checked(d, passages) {
		if err != nil {
			return err
		}
		if p.Vector != nil && len(p.Vector) != dimensions {
			return fmt.Errorf("passage %d has a vector of %d dimensions, not %d", p.Number, len(p.Vector), dimensions)
		}
		terms.add(d, p)
		if some = append(some, p); len(some) == batch {
			if err := send(ctx, tx, key, some); err != nil {
				return err
			}
			some = some[:0]
		}
	}
	if err := send(ctx, tx, key, some); err != nil {
		return err
	}
	if err := terms.write(ctx, tx, key); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE carrel.document SET passages = $2, vectors = $3, terms = $4 WHERE key = $1`, key, d.Passages, d.Vectors, terms.all)
	return err
}

// send writes some passages and their vectors.
func send(ctx context.Context, tx pgx.Tx, key int64, list []index.SharedPassage) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"carrel", "passage"}, []string{"document", "number", "page", "first", "beyond", "place", "heading", "inside", "body"},
		pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
			p := list[i]
			return []any{key, p.Number, p.Page, p.Start, p.End, p.Where, p.Heading, p.Inside, p.Text}, nil
		}))
	if err != nil {
		return err
	}
	var vectors pgx.Batch
	for _, p := range list {
		if p.Vector != nil {
			vectors.Queue(`INSERT INTO carrel.embedding (document, number, value) VALUES ($1, $2, $3::real[]::vector)`, key, p.Number, p.Vector)
		}
	}
	return tx.SendBatch(ctx, &vectors).Close()
}

// postings collects the terms of a document.
type postings struct {
	entries map[string][]int64
	all     int64 // terms, with repetition
}

// add counts the terms of a passage.
func (p *postings) add(d index.SharedDocument, passage index.SharedPassage) {
	context, body := passage.Terms(d)
	counts := map[string][2]int{}
	length := 0
	for i, text := range []string{context, body} {
		for term := range strings.FieldsSeq(text) {
			c := counts[term]
			c[i]++
			counts[term] = c
			length++
		}
	}
	p.all += int64(length)
	for term, c := range counts {
		twice := int64(min(2*index.Frequency(c[0], c[1]), math.MaxUint16))
		p.entries[term] = append(p.entries[term], int64(passage.Number)<<32|twice<<16|int64(min(length, math.MaxUint16)))
	}
}

// write writes the terms, in their order: the index over them is quicker to fill so.
func (p *postings) write(ctx context.Context, tx pgx.Tx, key int64) error {
	terms := make([]string, 0, len(p.entries))
	for term := range p.entries {
		terms = append(terms, term)
	}
	slices.Sort(terms)
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"carrel", "posting"}, []string{"term", "document", "entries"},
		pgx.CopyFromSlice(len(terms), func(i int) ([]any, error) { return []any{terms[i], key, p.entries[terms[i]]}, nil }))
	return err
}

// Delete is knowledge.TeamWriter's.
func (s *Store) Delete(ctx context.Context, document, holder string) error {
	return s.writing(ctx, "remove document "+document, func(tx pgx.Tx) error {
		// Nobody puts it in meanwhile.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, document); err != nil {
			return err
		}
		if holder != "" {
			tag, err := tx.Exec(ctx, `DELETE FROM carrel.holder WHERE name = $2 AND document = (SELECT key FROM carrel.document WHERE id = $1)`, document, holder)
			if err != nil || tag.RowsAffected() == 0 {
				return err
			}
		}
		_, err := tx.Exec(ctx, `DELETE FROM carrel.document d WHERE id = $1 AND ($2 = '' OR NOT EXISTS (SELECT 1 FROM carrel.holder h WHERE h.document = d.key))`, document, holder)
		return err
	})
}
