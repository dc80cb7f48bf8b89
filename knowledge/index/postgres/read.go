package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"carrel/knowledge/index"
)

const documentColumns = `d.key, d.id, d.hash, d.title, d.author, d.format, d.unit, d.language, d.bytes, d.pages, d.added_at, d.passages, d.vectors, d.digest, d.day, d.day_is`

// keyed is a document with its key.
type keyed struct {
	key int64
	index.SharedDocument
}

func scanDocument(row pgx.CollectableRow) (d keyed, err error) {
	var added int64
	err = row.Scan(&d.key, &d.ID, &d.Hash, &d.Title, &d.Author, &d.Format, &d.Unit, &d.Language, &d.Bytes, &d.Pages, &added, &d.Passages, &d.Vectors, &d.Digest, &d.Date.Day, &d.Date.Is)
	d.AddedAt = time.UnixMilli(added)
	return d, err
}

// documents runs a query for documentColumns, and adds the holders.
func documents(ctx context.Context, tx pgx.Tx, query string, args ...any) ([]keyed, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, scanDocument)
	if err != nil {
		return nil, err
	}
	keys := make([]int64, len(list))
	at := make(map[int64]int, len(list))
	for i, d := range list {
		keys[i], at[d.key] = d.key, i
	}
	rows, err = tx.Query(ctx, `SELECT document, name, path, collections FROM carrel.holder WHERE document = ANY($1) ORDER BY document, name`, keys)
	if err != nil {
		return nil, err
	}
	var key int64
	var h index.Holder
	_, err = pgx.ForEachRow(rows, []any{&key, &h.Name, &h.Path, &h.Collections}, func() error {
		d := &list[at[key]]
		d.Holders = append(d.Holders, h)
		h = index.Holder{} // the next one's collections have a place of their own
		return nil
	})
	return list, err
}

// Documents is knowledge.TeamReader's.
func (s *Store) Documents(ctx context.Context, after string, n int) (list []index.SharedDocument, err error) {
	err = s.reading(ctx, "list the team's documents", func(tx pgx.Tx) error {
		found, err := documents(ctx, tx, `SELECT `+documentColumns+` FROM carrel.document d WHERE d.id > $1 ORDER BY d.id LIMIT $2`, after, n)
		for _, d := range found {
			list = append(list, d.SharedDocument)
		}
		return err
	})
	return list, err
}

// Document is knowledge.TeamReader's.
func (s *Store) Document(ctx context.Context, id string) (d index.SharedDocument, err error) {
	err = s.reading(ctx, "look up a document of the team's", func(tx pgx.Tx) error {
		found, err := documents(ctx, tx, `SELECT `+documentColumns+` FROM carrel.document d WHERE d.id = $1`, id)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return index.ErrNotFound
		}
		d = found[0].SharedDocument
		return nil
	})
	return d, err
}

const passageColumns = `p.number, p.page, p.first, p.beyond, p.place, p.heading, p.inside, p.body`

// Passages is knowledge.TeamReader's.
func (s *Store) Passages(ctx context.Context, document string, from, n int) (list []index.SharedPassage, err error) {
	err = s.reading(ctx, "read a document of the team's", func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+passageColumns+`, v.value::real[] FROM carrel.passage p
			LEFT JOIN carrel.embedding v ON v.document = p.document AND v.number = p.number
			WHERE p.document = (SELECT key FROM carrel.document WHERE id = $1) AND p.number >= $2 ORDER BY p.number LIMIT $3`, document, from, n)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p index.SharedPassage, err error) {
			err = row.Scan(&p.Number, &p.Page, &p.Start, &p.End, &p.Where, &p.Heading, &p.Inside, &p.Text, &p.Vector)
			return p, err
		})
		return err
	})
	return list, err
}
