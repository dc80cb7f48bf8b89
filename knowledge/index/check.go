package index

import (
	"context"
	"fmt"
)

// Check looks for anything in the database that should not be, and says it in
// words; nothing means that all is well.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	var wrong []string
	report := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }

	if err := s.eachText(ctx, `PRAGMA integrity_check`, func(line string) {
		if line != "ok" {
			report("database: %s", line)
		}
	}); err != nil {
		return nil, err
	}
	if err := s.eachText(ctx, `SELECT "table" || ' row ' || coalesce(rowid, '?') || ' refers to a missing ' || parent FROM pragma_foreign_key_check`, func(line string) {
		report("database: %s", line)
	}); err != nil {
		return nil, err
	}
	if err := s.checkLexical(ctx, report); err != nil {
		return nil, err
	}
	if err := s.checkChunks(ctx, report); err != nil {
		return nil, err
	}
	for _, c := range []struct{ query, words string }{
		{`SELECT count(*) FROM vector WHERE passage NOT IN (SELECT id FROM passage)`, "%d vectors belong to no passage"},
		{`SELECT count(*) FROM passage p WHERE NOT EXISTS (SELECT 1 FROM page WHERE page.document = p.document AND page.number = p.page)`, "%d passages belong to no page"},
		{`SELECT count(*) FROM document d WHERE state IN ('searchable', 'embedded') AND passages <> (SELECT count(*) FROM passage WHERE document = d.seq)`, "%d documents have another number of passages than their row says"},
		{`SELECT count(*) FROM document d WHERE state IN ('searchable', 'embedded') AND pages <> (SELECT count(*) FROM page WHERE document = d.seq)`, "%d documents have another number of pages than their row says"},
		{`SELECT count(*) FROM document d WHERE state IN ('searchable', 'embedded') AND embedded <> ` + vectorsOf("d.seq", "serving"), "%d documents have another number of vectors than their row says"},
		{`SELECT count(*) FROM document d WHERE state IN ('searchable', 'embedded') AND coming <> ` + vectorsOf("d.seq", "coming"), "%d documents have another number of the new embedder's vectors than their row says"},
		{`SELECT count(*) FROM document WHERE state = 'embedded' AND embedded < passages`, "%d documents are called embedded but are not"},
		{`SELECT count(*) FROM document d WHERE state IN ('queued', 'failed') AND EXISTS (SELECT 1 FROM page WHERE document = d.seq)`, "%d documents have pages although they have not been read"},
	} {
		var n int
		if err := s.db.QueryRowContext(ctx, c.query).Scan(&n); err != nil {
			return nil, fmt.Errorf("check library: %w", inWords(err))
		}
		if n > 0 {
			report(c.words, n)
		}
	}
	return wrong, nil
}

// vectorsOf is the SQL that counts a document's vectors of the embedder in a role.
func vectorsOf(seq, role string) string {
	return `(SELECT count(*) FROM passage p JOIN vector v ON v.passage = p.id WHERE p.document = ` + seq + ` AND v.embedder = (SELECT id FROM embedder WHERE role = '` + role + `'))`
}

func (s *Store) eachText(ctx context.Context, query string, each func(string)) error {
	rows, err := s.db.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("check library: %w", inWords(err))
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return fmt.Errorf("check library: %w", inWords(err))
		}
		each(line)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("check library: %w", inWords(err))
	}
	return nil
}
