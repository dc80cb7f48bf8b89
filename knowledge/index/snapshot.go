package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sort"
	"sync"
)

// snapshot is what memory knows of the lexical index at one state of the
// database. It is not changed: another state has another snapshot, which shares
// the segments.
type snapshot struct {
	state lexicalState
	parts []part // ascending by passage
	// Of all passages that are there.
	passages int
	terms    uint64 // with repetition

	mu sync.Mutex
	// counts are those of terms that have been looked up.
	counts map[string]int
}

// maxCounts bounds snapshot.counts.
const maxCounts = 1 << 14

// part is a segment with the passages of it that are gone.
type part struct {
	*segment
	dead  bitset // nil: none
	alive int
}

// lexicalState says which state of the index a transaction sees. Both numbers
// only grow.
type lexicalState struct {
	version int64 // of the segments
	dead    int64 // the last seq in lexical_dead
}

func readLexicalState(ctx context.Context, tx *sql.Tx) (s lexicalState, err error) {
	err = tx.QueryRowContext(ctx, `SELECT version, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'lexical_dead'), 0) FROM lexical_state`).Scan(&s.version, &s.dead)
	return s, err
}

// errPassed says that memory has a newer state than a transaction sees.
var errPassed = errors.New("the index has changed meanwhile")

// inSnapshot runs do in a reading transaction, with the snapshot of the state
// which that sees.
func (s *Store) inSnapshot(ctx context.Context, do func(tx *sql.Tx, snap *snapshot) error) error {
	for {
		err := s.tryInSnapshot(ctx, do)
		if !errors.Is(err, errPassed) {
			return err
		}
	}
}

func (s *Store) tryInSnapshot(ctx context.Context, do func(tx *sql.Tx, snap *snapshot) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	snap, err := s.snapshot(ctx, tx)
	if err != nil {
		return err
	}
	return do(tx, snap)
}

// snapshot returns the snapshot of what tx sees, and makes it if need be.
func (s *Store) snapshot(ctx context.Context, tx *sql.Tx) (*snapshot, error) {
	state, err := readLexicalState(ctx, tx)
	if err != nil {
		return nil, err
	}
	s.lexical.mu.Lock()
	defer s.lexical.mu.Unlock()
	old := s.lexical.snapshot
	if old == nil {
		old = &snapshot{}
	} else if old.state == state {
		return old, nil
	} else if state.version < old.state.version || state.dead < old.state.dead {
		return nil, errPassed
	}
	next, err := old.next(ctx, tx, state)
	if err != nil {
		return nil, err
	}
	s.lexical.snapshot = next
	return next, nil
}

// next makes the snapshot of a later state.
func (s *snapshot) next(ctx context.Context, tx *sql.Tx, state lexicalState) (*snapshot, error) {
	next := &snapshot{state: state, counts: map[string]int{}}
	known := make(map[int64]part, len(s.parts))
	for _, p := range s.parts {
		known[p.id] = p
	}
	ids, err := queryInts(ctx, tx, `SELECT id FROM lexical_segment WHERE staged = 0 ORDER BY first`)
	if err != nil {
		return nil, err
	}
	var fresh []int64
	for _, id := range ids {
		p, ok := known[id]
		if !ok {
			seg, err := loadSegment(ctx, tx, id)
			if err != nil {
				return nil, err
			}
			p = part{segment: seg, alive: len(seg.lengths)}
			fresh = append(fresh, id)
		}
		next.parts = append(next.parts, p)
	}
	if !slices.IsSortedFunc(next.parts, func(a, b part) int {
		if a.last < b.first {
			return -1
		}
		return 1
	}) {
		return nil, fmt.Errorf("segments of the lexical index overlap: %w", errPostings)
	}

	// Passages that have gone since, and all that are missing of new segments.
	gone, err := queryInts(ctx, tx, `SELECT passage FROM lexical_dead WHERE seq > ?`, s.state.dead)
	if err != nil {
		return nil, err
	}
	for _, id := range fresh {
		i := slices.IndexFunc(next.parts, func(p part) bool { return p.id == id })
		more, err := queryInts(ctx, tx, `SELECT passage FROM lexical_dead WHERE passage BETWEEN ? AND ?`, next.parts[i].first, next.parts[i].last)
		if err != nil {
			return nil, err
		}
		gone = append(gone, more...)
	}
	own := make(map[int64]bool) // parts whose bits are this snapshot's own
	for _, passage := range gone {
		i := sort.Search(len(next.parts), func(i int) bool { return next.parts[i].last >= passage })
		if i == len(next.parts) {
			continue
		}
		p := &next.parts[i]
		at, ok := p.place(passage)
		if !ok || p.dead.has(at) {
			continue
		}
		if !own[p.id] {
			own[p.id] = true
			p.dead = p.dead.clone(len(p.lengths))
		}
		p.dead.set(at)
		p.alive--
	}
	for _, p := range next.parts {
		next.passages += p.alive
		for at, length := range p.lengths {
			if !p.dead.has(at) {
				next.terms += uint64(length)
			}
		}
	}
	return next, nil
}

func loadSegment(ctx context.Context, tx *sql.Tx, id int64) (*segment, error) {
	var passages int
	var entries, directory []byte
	if err := tx.QueryRowContext(ctx, `SELECT passages, entries, directory FROM lexical_segment WHERE id = ?`, id).Scan(&passages, &entries, &directory); err != nil {
		return nil, err
	}
	return decodeSegment(id, passages, entries, directory)
}

// queryInts gives the only column of a query's rows.
func queryInts(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

// bitset is a set of places in a segment. nil is the empty one.
type bitset []uint64

func (b bitset) has(at int) bool { return b != nil && b[at>>6]&(1<<(at&63)) != 0 }
func (b bitset) set(at int)      { b[at>>6] |= 1 << (at & 63) }

// setRange adds the places from..end, without end.
func (b bitset) setRange(from, end int) {
	for ; from < end && from&63 != 0; from++ {
		b.set(from)
	}
	for ; from+64 <= end; from += 64 {
		b[from>>6] = ^uint64(0)
	}
	for ; from < end; from++ {
		b.set(from)
	}
}

// clone copies a set of places below n.
func (b bitset) clone(n int) bitset {
	c := make(bitset, (n+63)/64)
	copy(c, b)
	return c
}
