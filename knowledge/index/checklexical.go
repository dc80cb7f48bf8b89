package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sort"
)

// checkLexical reads all of the lexical index and reports what is wrong with it:
// each passage must be in one segment, with as many terms as its entry says.
func (s *Store) checkLexical(ctx context.Context, report func(format string, args ...any)) error {
	s.lexical.mu.Lock()
	failed := s.lexical.failed
	s.lexical.mu.Unlock()
	// A full disk is no damage: what is to be merged is merged when there is room.
	if failed != nil && !errors.Is(failed, context.Canceled) && !IsFull(failed) {
		report("lexical index: %v", failed)
	}
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("check lexical index: %w", inWords(err))
	}
	defer tx.Rollback()
	ids, err := queryInts(ctx, tx, `SELECT id FROM lexical_segment ORDER BY first`)
	if err != nil {
		return fmt.Errorf("check lexical index: %w", inWords(err))
	}
	var segments []*segment
	for _, id := range ids {
		seg, err := checkSegment(ctx, tx, id)
		switch {
		case errors.Is(err, errPostings):
			report("lexical index: %v", err)
			continue
		case err != nil:
			return fmt.Errorf("check lexical index: %w", inWords(err))
		}
		if n := len(segments); n > 0 && segments[n-1].last >= seg.first {
			report("lexical index: segments %d and %d overlap", segments[n-1].id, id)
		}
		segments = append(segments, seg)
	}
	var stray int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM lexical_block WHERE id >> 20 NOT IN (SELECT id FROM lexical_segment)`).Scan(&stray); err != nil {
		return fmt.Errorf("check lexical index: %w", inWords(err))
	}
	if stray > 0 {
		report("%d blocks of the lexical index belong to no segment", stray)
	}
	missing, ghosts, err := compareEntries(ctx, tx, segments)
	if err != nil {
		return fmt.Errorf("check lexical index: %w", inWords(err))
	}
	if missing > 0 {
		report("%d passages are missing from the lexical index", missing)
	}
	if ghosts > 0 {
		report("%d entries of the lexical index belong to no passage", ghosts)
	}
	return nil
}

// checkSegment reads a segment with all its blocks. What is wrong with it is an
// errPostings.
func checkSegment(ctx context.Context, tx *sql.Tx, id int64) (*segment, error) {
	seg, err := loadSegment(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	wrong := func(what string, args ...any) error {
		return fmt.Errorf("segment %d %s: %w", id, fmt.Sprintf(what, args...), errPostings)
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, data FROM lexical_block WHERE id BETWEEN ? AND ? ORDER BY id`, seg.blockID(0), seg.blockID(maxBlocks-1))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	terms := make([]uint32, len(seg.lengths))
	number := 0
	var before []byte
	for ; rows.Next(); number++ {
		var block int64
		var data sql.RawBytes
		if err := rows.Scan(&block, &data); err != nil {
			return nil, err
		}
		if number >= len(seg.directory) || block != seg.blockID(number) {
			return nil, wrong("has other blocks than its directory")
		}
		r := blockReader{data: data}
		for first := true; r.next(); first = false {
			if first && string(r.term) != seg.directory[number] {
				return nil, wrong("has other terms than its directory")
			}
			if slices.Compare(r.term, before) <= 0 {
				return nil, wrong("is out of order at %q", r.term)
			}
			before = append(before[:0], r.term...)
			if r.err = r.postings.each(len(terms), func(p posting) { terms[p.at] += p.context + p.body }); r.err != nil {
				break
			}
		}
		if r.err != nil {
			return nil, wrong("is unreadable in block %d", number)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if number != len(seg.directory) {
		return nil, wrong("lacks %d blocks", len(seg.directory)-number)
	}
	for at, n := range terms {
		if uint16(min(n, 1<<16-1)) != seg.lengths[at] {
			return nil, wrong("has %d terms of passage %d, which has %d", n, seg.passage(at), seg.lengths[at])
		}
	}
	return seg, nil
}

// compareEntries counts the passages that no segment has, and what segments
// have of passages that are not there and not known to be gone.
func compareEntries(ctx context.Context, tx *sql.Tx, segments []*segment) (missing, ghosts int, err error) {
	gone, err := queryInts(ctx, tx, `SELECT DISTINCT passage FROM lexical_dead ORDER BY passage`)
	if err != nil {
		return 0, 0, err
	}
	find := func(passage int64) (*segment, int, bool) {
		i := sort.Search(len(segments), func(i int) bool { return segments[i].last >= passage })
		if i == len(segments) {
			return nil, 0, false
		}
		at, ok := segments[i].place(passage)
		return segments[i], at, ok
	}
	for _, seg := range segments {
		ghosts += len(seg.lengths)
	}
	for _, passage := range gone {
		if _, _, ok := find(passage); ok {
			ghosts--
		}
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, document FROM passage WHERE document NOT IN (SELECT document FROM lexical_waiting)`)
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, document int64
		if err := rows.Scan(&id, &document); err != nil {
			return 0, 0, err
		}
		seg, at, ok := find(id)
		if _, dead := slices.BinarySearch(gone, id); ok && !dead && seg.document(at) == document {
			ghosts--
		} else {
			missing++
		}
	}
	return missing, ghosts, rows.Err()
}
