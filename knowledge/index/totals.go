package index

import (
	"context"
	"fmt"
	"slices"

	"carrel/knowledge/language"
)

// Totals sums up the documents that are not hidden.
type Totals struct {
	Queued      int   // waiting or being read, and in reach
	QueuedBytes int64 // of those
	Failed      int
	Away        int // out of reach
	Passages    int // of the searchable documents
	Embedded    int // of those, with a vector
	Coming      int // of those, with a vector of the coming embedder
	Waiting     int // their pages that are pictures and wait to be recognised, for the first time or once more
}

// Totals counts.
func (s *Store) Totals(ctx context.Context) (Totals, error) {
	var t Totals
	err := s.db.QueryRowContext(ctx, `SELECT
		coalesce(sum(state IN ('queued', 'reading') AND away = ''), 0),
		coalesce(sum(CASE WHEN state IN ('queued', 'reading') AND away = '' THEN bytes ELSE 0 END), 0),
		coalesce(sum(state = 'failed' AND away = ''), 0),
		coalesce(sum(away <> ''), 0),
		coalesce(sum(CASE WHEN state IN ('searchable', 'embedded') THEN passages ELSE 0 END), 0),
		coalesce(sum(CASE WHEN state IN ('searchable', 'embedded') THEN embedded ELSE 0 END), 0),
		coalesce(sum(CASE WHEN state IN ('searchable', 'embedded') THEN coming ELSE 0 END), 0),
		(SELECT count(*) FROM scan WHERE state = 'waiting') + (SELECT count(*) FROM recognise_again)
		FROM document WHERE hidden_at = 0`).Scan(&t.Queued, &t.QueuedBytes, &t.Failed, &t.Away, &t.Passages, &t.Embedded, &t.Coming, &t.Waiting)
	if err != nil {
		return t, fmt.Errorf("count documents: %w", inWords(err))
	}
	return t, nil
}

// Languages lists the languages of the searchable documents, the commonest
// first, English for those not known. Every search asks, so the answer is kept
// until something is written: counting takes milliseconds in a large library.
func (s *Store) Languages(ctx context.Context) ([]language.Tag, error) {
	now := s.writes.Load()
	if kept := s.languages.Load(); kept != nil && kept.writes == now {
		return slices.Clone(kept.list), nil
	}
	list, err := s.countLanguages(ctx)
	if err == nil {
		s.languages.Store(&keptLanguages{now, slices.Clone(list)})
	}
	return list, err
}

// keptLanguages are the languages after so many writing transactions.
type keptLanguages struct {
	writes int64
	list   []language.Tag
}

func (s *Store) countLanguages(ctx context.Context) ([]language.Tag, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT coalesce(nullif(language, ''), 'en') AS tag FROM document
		WHERE state IN ('searchable', 'embedded') AND hidden_at = 0 GROUP BY tag ORDER BY sum(passages) DESC, tag`)
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", inWords(err))
	}
	defer rows.Close()
	var list []language.Tag
	for rows.Next() {
		var tag language.Tag
		if err := rows.Scan(&tag); err != nil {
			return nil, fmt.Errorf("list languages: %w", inWords(err))
		}
		list = append(list, tag)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list languages: %w", inWords(err))
	}
	return list, nil
}

// Heads gives the first bytes, at most limit, of each document's first page that
// has text. Documents without are left out.
func (s *Store) Heads(ctx context.Context, documents []int64, limit int) (map[int64]string, error) {
	if len(documents) == 0 {
		return nil, nil
	}
	rows, err := s.db.QueryContext(ctx, `SELECT d.value, CAST(substr(CAST(p.text AS BLOB), 1, ?) AS TEXT)
		FROM json_each(?) d JOIN page p ON p.rowid =
		(SELECT rowid FROM page WHERE document = d.value AND text <> '' ORDER BY number LIMIT 1)`, limit, jsonList(documents))
	if err != nil {
		return nil, fmt.Errorf("read first pages: %w", inWords(err))
	}
	defer rows.Close()
	heads := make(map[int64]string, len(documents))
	for rows.Next() {
		var seq int64
		var head string
		if err := rows.Scan(&seq, &head); err != nil {
			return nil, fmt.Errorf("read first pages: %w", inWords(err))
		}
		heads[seq] = head
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read first pages: %w", inWords(err))
	}
	return heads, nil
}
