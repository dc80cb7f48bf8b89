package index

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Embedding is the vector of a passage.
type Embedding struct {
	Passage  int64
	Document int64
	Vector   []float32
}

// ToEmbed returns up to limit passages without a vector of the embedder, the
// serving or the coming one: those of the newest documents, and of these the
// smallest, first.
func (s *Store) ToEmbed(ctx context.Context, embedder int64, limit int) ([]Passage, error) {
	role, err := roleOf(ctx, s.db, embedder)
	if err != nil {
		return nil, fmt.Errorf("list passages to embed: %w", inWords(err))
	}
	which := ""
	switch role {
	case "serving":
		which = `state = 'searchable'`
	case "coming":
		which = `state IN ('searchable', 'embedded') AND coming < passages`
	default:
		return nil, nil
	}
	docs, err := s.selectPlain(ctx, `WHERE `+which+` AND hidden_at = 0 ORDER BY batch DESC, added_at DESC, bytes, seq LIMIT ?`, limit)
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

func roleOf(ctx context.Context, db interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, embedder int64) (role string, err error) {
	err = db.QueryRowContext(ctx, `SELECT role FROM embedder WHERE id = ?`, embedder).Scan(&role)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return role, err
}

// PutEmbeddings stores a batch of vectors in one transaction and returns those
// that were stored: passages removed meanwhile are left out, and all where the
// embedder is neither serving nor coming any more. Documents that are complete
// by vectors of the serving one become embedded.
func (s *Store) PutEmbeddings(ctx context.Context, embedder int64, batch []Embedding) (stored []Embedding, err error) {
	err = s.update(ctx, "store embeddings", func(tx *sql.Tx) error {
		stored = stored[:0]
		role, err := roleOf(ctx, tx, embedder)
		if err != nil {
			return err
		}
		count := ""
		switch role {
		case "serving":
			count = `UPDATE document SET embedded = embedded + ?1, state = CASE WHEN embedded + ?1 >= passages THEN 'embedded' ELSE state END WHERE seq = ?2 AND state = 'searchable'`
		case "coming":
			count = `UPDATE document SET coming = coming + ?1 WHERE seq = ?2 AND state IN ('searchable', 'embedded')`
		default:
			return nil
		}
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
			if _, err := tx.ExecContext(ctx, count, n, seq); err != nil {
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
