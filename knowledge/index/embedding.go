package index

import (
	"context"
	"database/sql"
	"encoding/binary"
	"math"
)

// UseEmbedder makes the embedder of that name the library's and returns its
// key. Vectors of another one, which cannot be compared with its, are removed,
// and the documents wait to be embedded again.
func (s *Store) UseEmbedder(ctx context.Context, name string) (int64, error) {
	var key int64
	err := s.update(ctx, "choose embedder", func(tx *sql.Tx) error {
		var others int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM embedder WHERE name <> ?`, name).Scan(&others); err != nil {
			return err
		}
		if others > 0 {
			// Leaving this to the foreign key's cascade would look through all
			// vectors once for each embedder.
			if _, err := tx.ExecContext(ctx, `DELETE FROM vector WHERE embedder IN (SELECT id FROM embedder WHERE name <> ?)`, name); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM embedder WHERE name <> ?`, name); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE document SET embedded = 0, state = 'searchable' WHERE state IN ('searchable', 'embedded')`); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO embedder (name) VALUES (?) ON CONFLICT DO NOTHING`, name); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT id FROM embedder WHERE name = ?`, name).Scan(&key)
	})
	return key, err
}

// Embedding is the vector of a passage.
type Embedding struct {
	Passage  int64
	Document int64
	Vector   []float32
}

// ToEmbed returns up to limit passages without a vector: those of the newest
// documents, and of these the smallest, first.
func (s *Store) ToEmbed(ctx context.Context, embedder int64, limit int) ([]Passage, error) {
	docs, err := s.selectDocuments(ctx, `WHERE state = 'searchable' AND hidden_at = 0 ORDER BY batch DESC, added_at DESC, bytes, seq LIMIT ?`, limit)
	if err != nil {
		return nil, err
	}
	var all []Passage
	for _, d := range docs {
		list, err := s.passages(ctx, `SELECT p.id, p.document, p.page, p.start, p.end, p.heading, p.inside, page.text
			FROM passage p JOIN page ON page.document = p.document AND page.number = p.page
			WHERE p.document = ? AND NOT EXISTS (SELECT 1 FROM vector v WHERE v.passage = p.id AND v.embedder = ?)
			ORDER BY p.page, p.start LIMIT ?`, d.Seq, embedder, limit-len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		if len(all) >= limit {
			break
		}
	}
	return all, nil
}

// PutEmbeddings stores a batch of vectors in one transaction and returns those
// that were stored: passages removed meanwhile are left out. Documents that
// are complete by it become embedded.
func (s *Store) PutEmbeddings(ctx context.Context, embedder int64, batch []Embedding) (stored []Embedding, err error) {
	err = s.update(ctx, "store embeddings", func(tx *sql.Tx) error {
		stored = stored[:0]
		put, err := tx.PrepareContext(ctx, `INSERT INTO vector (passage, embedder, data)
			SELECT id, ?, ? FROM passage WHERE id = ? ON CONFLICT DO NOTHING`)
		if err != nil {
			return err
		}
		defer put.Close()
		added := map[int64]int{}
		for _, e := range batch {
			result, err := put.ExecContext(ctx, embedder, encodeVector(e.Vector), e.Passage)
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); err != nil {
				return err
			} else if n > 0 {
				added[e.Document]++
				stored = append(stored, e)
			}
		}
		for seq, n := range added {
			if _, err := tx.ExecContext(ctx, `UPDATE document SET embedded = embedded + ?,
				state = CASE WHEN embedded + ? >= passages THEN 'embedded' ELSE state END
				WHERE seq = ? AND state = 'searchable'`, n, n, seq); err != nil {
				return err
			}
		}
		return nil
	})
	return stored, err
}

func encodeVector(vector []float32) []byte {
	data := make([]byte, 0, 4*len(vector))
	for _, x := range vector {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
	}
	return data
}

func decodeVector(vector []float32, data []byte) []float32 {
	for len(data) >= 4 {
		vector = append(vector, math.Float32frombits(binary.LittleEndian.Uint32(data)))
		data = data[4:]
	}
	return vector
}
