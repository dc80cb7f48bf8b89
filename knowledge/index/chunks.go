package index

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"sync"
)

// Exact returns the source of an embedder's stored vectors.
func (s *Store) Exact(embedder int64) Exact {
	return func(ctx context.Context, passages []int64, each func(int64, []float32)) error {
		rows, err := s.query(ctx, `SELECT passage, data FROM vector WHERE embedder = ? AND passage IN (SELECT value FROM json_each(?))`, embedder, jsonList(passages))
		if err != nil {
			return fmt.Errorf("read vectors: %w", inWords(err))
		}
		defer rows.Close()
		var vector []float32
		for rows.Next() {
			var passage int64
			var data sql.RawBytes
			if err := rows.Scan(&passage, &data); err != nil {
				return fmt.Errorf("read vectors: %w", inWords(err))
			}
			vector = decodeVector(vector[:0], data)
			each(passage, vector)
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("read vectors: %w", inWords(err))
		}
		return nil
	}
}

// LoadVectors brings all stored vectors of an embedder into memory.
func (s *Store) LoadVectors(ctx context.Context, embedder int64, into *Vectors) error {
	if err := s.loadVectors(ctx, embedder, into); err != nil {
		return fmt.Errorf("load vectors: %w", inWords(err))
	}
	return nil
}

func (s *Store) loadVectors(ctx context.Context, embedder int64, into *Vectors) error {
	var first, last sql.NullInt64
	if err := s.db.QueryRowContext(ctx, `SELECT min(number), max(number) FROM vector_chunk WHERE embedder = ?`, embedder).Scan(&first, &last); err != nil || !first.Valid {
		return err
	}
	// Most of the time goes into copying, so two do it in half.
	workers := int64(min(2, runtime.GOMAXPROCS(0)))
	span := (last.Int64 - first.Int64 + workers) / workers
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			from := first.Int64 + w*span
			errs[w] = s.loadChunks(ctx, embedder, from, from+span-1, into)
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) loadChunks(ctx context.Context, embedder, from, to int64, into *Vectors) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, `SELECT number, data FROM vector_chunk WHERE embedder = ? AND number BETWEEN ? AND ? ORDER BY number`, embedder, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	var missing []int64
	var list []coded
	for rows.Next() {
		var number int64
		var data sql.RawBytes
		if err := rows.Scan(&number, &data); err != nil {
			return err
		}
		if data == nil {
			missing = append(missing, number)
			continue
		}
		list = list[:0]
		if err := eachCoded(number, data, func(c coded) error {
			list = append(list, c)
			return nil
		}); err != nil {
			return err
		}
		if err := into.putCoded(list); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, number := range missing {
		list, err := codesOf(ctx, tx, embedder, number)
		if err != nil {
			return err
		}
		if err := into.putCoded(list); err != nil {
			return err
		}
	}
	return nil
}

// codesOf makes the codes of a chunk from the stored vectors.
func codesOf(ctx context.Context, tx *sql.Tx, embedder, number int64) ([]coded, error) {
	rows, err := tx.QueryContext(ctx, `SELECT v.passage, p.document, v.data FROM vector v JOIN passage p ON p.id = v.passage
		WHERE v.passage BETWEEN ? AND ? AND v.embedder = ? ORDER BY v.passage`, number<<chunkBits, number<<chunkBits|(1<<chunkBits-1), embedder)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []coded
	var vector []float32
	for rows.Next() {
		var c coded
		var data sql.RawBytes
		if err := rows.Scan(&c.passage, &c.document, &data); err != nil {
			return nil, err
		}
		vector = decodeVector(vector[:0], data)
		c.code = make([]byte, len(vector))
		c.step, c.sum = codeOf(c.code, vector)
		list = append(list, c)
	}
	return list, rows.Err()
}

// sealBatch is how many chunks are made in one transaction, some 30 ms long.
const sealBatch = 16

// sealChunks makes the chunks that are missing, so that the next start need not.
func (s *Store) sealChunks(ctx context.Context) error {
	for {
		var missing bool
		if err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM vector_chunk WHERE data IS NULL)`).Scan(&missing); err != nil {
			return fmt.Errorf("look at codes: %w", inWords(err))
		}
		if !missing {
			return nil
		}
		if err := s.update(ctx, "store codes", func(tx *sql.Tx) error { return sealSome(ctx, tx) }); err != nil {
			return err
		}
	}
}

func sealSome(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT embedder, number FROM vector_chunk WHERE data IS NULL LIMIT ?`, sealBatch)
	if err != nil {
		return err
	}
	defer rows.Close()
	type chunk struct{ embedder, number int64 }
	var chunks []chunk
	for rows.Next() {
		var c chunk
		if err := rows.Scan(&c.embedder, &c.number); err != nil {
			return err
		}
		chunks = append(chunks, c)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for _, c := range chunks {
		data, err := chunkOf(ctx, tx, c.embedder, c.number)
		if err != nil {
			return err
		}
		if data == nil {
			if _, err := tx.ExecContext(ctx, `DELETE FROM vector_chunk WHERE embedder = ? AND number = ?`, c.embedder, c.number); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.ExecContext(ctx, `UPDATE vector_chunk SET data = ? WHERE embedder = ? AND number = ?`, data, c.embedder, c.number); err != nil {
			return err
		}
	}
	return nil
}

// chunkOf makes a chunk from the stored vectors; nil if there are none.
func chunkOf(ctx context.Context, tx *sql.Tx, embedder, number int64) (data []byte, err error) {
	list, err := codesOf(ctx, tx, embedder, number)
	for _, c := range list {
		data = appendCoded(data, c)
	}
	return data, err
}

// checkChunks reports chunks that do not have the codes of the stored vectors.
func (s *Store) checkChunks(ctx context.Context, report func(format string, args ...any)) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("check codes: %w", inWords(err))
	}
	defer tx.Rollback()
	var without int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM vector v WHERE NOT EXISTS (SELECT 1 FROM vector_chunk c WHERE c.embedder = v.embedder AND c.number = v.passage >> 8)`).Scan(&without); err != nil {
		return fmt.Errorf("check codes: %w", inWords(err))
	}
	rows, err := tx.QueryContext(ctx, `SELECT embedder, number, data FROM vector_chunk WHERE data IS NOT NULL`)
	if err != nil {
		return fmt.Errorf("check codes: %w", inWords(err))
	}
	defer rows.Close()
	stale := 0
	for rows.Next() {
		var embedder, number int64
		var data []byte
		if err := rows.Scan(&embedder, &number, &data); err != nil {
			return fmt.Errorf("check codes: %w", inWords(err))
		}
		want, err := chunkOf(ctx, tx, embedder, number)
		if err != nil {
			return fmt.Errorf("check codes: %w", inWords(err))
		}
		if !bytes.Equal(data, want) {
			stale++
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("check codes: %w", inWords(err))
	}
	if without > 0 {
		report("%d vectors are in no chunk of codes", without)
	}
	if stale > 0 {
		report("%d chunks of codes are not those of their vectors", stale)
	}
	return nil
}
