package index

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math"
	"sync"
	"time"
)

// Segments are merged so that a search has few to look into, and are written
// anew without the passages that are gone, so that nothing of a removed
// document stays in the index.
const (
	// mergeFactor is how many segments of about the same size become one. It is
	// also what sizes differ by, so that each posting is written about three
	// times again until its segment is full.
	mergeFactor = 8
	// smallSegment is the size, in passages, below which segments count as the same.
	smallSegment = 256
	// fullSegment is a size, in passages, that merging does not exceed: some 25
	// MB, which are merged in two seconds and written while others wait for a
	// fifth of one. It also lets several processors search a large library.
	fullSegment = 1 << 17
	// deadShare is the share of passages that are gone at which a segment is
	// written anew at once. With fewer that waits for purgeAfter without
	// another removal.
	deadShare  = 0.25
	purgeAfter = 10 * time.Second
)

// lexical is what the store holds of the lexical index.
type lexical struct {
	mu       sync.Mutex
	snapshot *snapshot // nil: none yet
	failed   error     // what upkeep failed with last

	tending sync.Mutex // held by the one who changes segments
	wake    chan struct{}
	cancel  context.CancelFunc
	wait    sync.WaitGroup
}

// startUpkeep begins the work on the lexical index that goes on in the
// background until stopUpkeep.
func (s *Store) startUpkeep() {
	ctx, cancel := context.WithCancel(context.Background())
	s.lexical.cancel = cancel
	s.lexical.wait.Go(func() { s.upkeep(ctx) })
}

func (s *Store) stopUpkeep() {
	s.lexical.cancel()
	s.lexical.wait.Wait()
}

func (s *Store) upkeep(ctx context.Context) {
	quiet := time.NewTimer(purgeAfter)
	defer quiet.Stop()
	var before lexicalState
	// armed: quiet is going. woken: something was written since it ended, which
	// may be codes to seal or what a failed settling has left to do.
	armed, woken := true, false
	for purge := false; ; {
		err := s.settle(ctx, purge)
		purge = false
		s.lexical.mu.Lock()
		state := before
		if s.lexical.snapshot != nil {
			state = s.lexical.snapshot.state
		}
		s.lexical.mu.Unlock()
		if err != nil {
			// A full disk, most likely. Searches do without; try again when a
			// write has got through, or later.
			woken = true
			select {
			case <-s.lexical.wake:
			case <-time.After(time.Minute):
			case <-ctx.Done():
				return
			}
			continue
		}
		if state != before || woken && !armed {
			quiet.Reset(purgeAfter)
			armed = true
		}
		before, woken = state, false
		select {
		case <-s.lexical.wake:
			woken = true
		case <-quiet.C:
			purge, armed = true, false
		case <-ctx.Done():
			return
		}
	}
}

// tend tells upkeep that there may be something to do.
func (s *Store) tend() {
	select {
	case s.lexical.wake <- struct{}{}:
	default:
	}
}

// Settle finishes what else is done in the background: documents are analysed
// that wait for it, segments merged, what is left of removed documents goes, and
// the codes of new vectors are stored.
func (s *Store) Settle(ctx context.Context) error {
	if err := s.settle(ctx, true); err != nil {
		return fmt.Errorf("settle lexical index: %w", err)
	}
	return nil
}

func (s *Store) settle(ctx context.Context, purge bool) (err error) {
	s.lexical.tending.Lock()
	defer s.lexical.tending.Unlock()
	defer func() { // while tending is held, so that what was repaired is not called damaged by the run before
		s.lexical.mu.Lock()
		s.lexical.failed = err
		s.lexical.mu.Unlock()
	}()
	for {
		did, err := s.analyseWaiting(ctx)
		if err != nil {
			return err
		}
		if !did {
			break
		}
	}
	for {
		did, err := s.mergeSome(ctx, purge)
		if err != nil {
			return err
		}
		if !did {
			break
		}
	}
	if !purge {
		return nil
	}
	if err := s.dropRemains(ctx); err != nil {
		return err
	}
	return s.sealChunks(ctx)
}

// mergeSome does the next merge, if there is one to do.
func (s *Store) mergeSome(ctx context.Context, purge bool) (did bool, err error) {
	var snap *snapshot
	var staged []int64
	if err := s.inSnapshot(ctx, func(tx *sql.Tx, now *snapshot) (err error) {
		snap = now
		staged, err = queryInts(ctx, tx, `SELECT first FROM lexical_segment WHERE staged <> 0 ORDER BY first`)
		return err
	}); err != nil {
		return false, fmt.Errorf("look at segments: %w", inWords(err))
	}
	parts := nextMerge(snap.parts, staged, purge)
	if len(parts) == 0 {
		return false, nil
	}
	return true, s.merge(ctx, snap.state.dead, parts)
}

// nextMerge chooses neighbours that should become one segment, if any should.
// They are neighbours in the order of passages, also with the staged segments
// that begin at these passages, so that segments never overlap.
func nextMerge(parts []part, staged []int64, purge bool) []part {
	for i, p := range parts {
		gone := len(p.lengths) - p.alive
		if p.alive == 0 || gone > 0 && (purge || float64(gone) >= deadShare*float64(len(p.lengths))) {
			return parts[i : i+1]
		}
	}
	// Stretches between staged and full segments.
	from := 0
	for i, p := range parts {
		crossed := 0
		for crossed < len(staged) && staged[crossed] < p.first {
			crossed++
		}
		staged = staged[crossed:]
		if crossed > 0 {
			if some := mergeWithin(parts[from:i]); len(some) > 0 {
				return some
			}
			from = i
		}
		if p.alive > fullSegment/2 {
			// Nothing will be added before a full one.
			if some := upToFull(parts[from:i]); len(some) > 1 {
				return some
			}
			from = i + 1
		}
	}
	return mergeWithin(parts[from:])
}

// mergeWithin chooses as Lucene's LogMergePolicy does: from the oldest on, of
// the stretch up to the last segment of about the largest one's size,
// mergeFactor at a time, or as many as make a full one.
func mergeWithin(parts []part) []part {
	for start := 0; start < len(parts); {
		largest := -1.0
		for _, p := range parts[start:] {
			largest = max(largest, level(p))
		}
		end := len(parts)
		for level(parts[end-1]) < largest-0.75 {
			end--
		}
		for ; start < end; start++ {
			some := upToFull(parts[start:min(start+mergeFactor, end)])
			if len(some) == mergeFactor || len(some) > 1 && alive(some) > fullSegment/2 {
				return some
			}
		}
	}
	return nil
}

// upToFull is the start of parts that fits a full segment.
func upToFull(parts []part) []part {
	for alive(parts) > fullSegment {
		parts = parts[:len(parts)-1]
	}
	return parts
}

// level is a segment's size on a scale of mergeFactor.
func level(p part) float64 {
	return math.Log(float64(max(p.alive, smallSegment))) / math.Log(mergeFactor)
}

func alive(parts []part) (n int) {
	for _, p := range parts {
		n += p.alive
	}
	return n
}

// merge makes one segment of neighbours, without the passages that were gone
// when seq was the last in lexical_dead. Segments do not change, so only the
// exchange is a writing transaction.
func (s *Store) merge(ctx context.Context, seq int64, parts []part) error {
	var entries []entry
	var w blockWriter
	places := make([][]uint32, len(parts)) // new place + 1 by old place, 0: gone
	for i, p := range parts {
		places[i] = make([]uint32, len(p.lengths))
		at := 0
		if err := s.eachEntryOf(ctx, p.id, func(e entry) {
			if at < len(p.lengths) && !p.dead.has(at) {
				entries = append(entries, e)
				places[i][at] = uint32(len(entries))
			}
			at++
		}); err != nil {
			return err
		}
	}
	if len(entries) > 0 {
		if err := s.mergeTerms(ctx, parts, places, &w); err != nil {
			return err
		}
	}
	return s.update(ctx, "merge segments", func(tx *sql.Tx) error {
		for _, p := range parts {
			if _, err := tx.ExecContext(ctx, `DELETE FROM lexical_segment WHERE id = ?`, p.id); err != nil {
				return err
			}
			// In a segment of the same range later ones may still be.
			if _, err := tx.ExecContext(ctx, `DELETE FROM lexical_dead WHERE seq <= ? AND passage BETWEEN ? AND ?`, seq, p.first, p.last); err != nil {
				return err
			}
		}
		if len(entries) == 0 {
			return nil
		}
		_, err := insertSegment(ctx, tx, 0, entries, &w)
		return err
	})
}

func (s *Store) eachEntryOf(ctx context.Context, segment int64, do func(entry)) error {
	var data []byte
	if err := s.db.QueryRowContext(ctx, `SELECT entries FROM lexical_segment WHERE id = ?`, segment).Scan(&data); err != nil {
		return fmt.Errorf("read segment %d: %w", segment, inWords(err))
	}
	if err := eachEntry(data, do); err != nil {
		return fmt.Errorf("read segment %d: %w", segment, err)
	}
	return nil
}

// mergeTerms writes the terms of all parts in order, each with its postings at
// the new places.
func (s *Store) mergeTerms(ctx context.Context, parts []part, places [][]uint32, w *blockWriter) error {
	cursors := make([]*termCursor, len(parts))
	for i, p := range parts {
		cursors[i] = &termCursor{store: s, part: p}
		if err := cursors[i].next(ctx); err != nil {
			return err
		}
	}
	var term []byte
	var list postingWriter
	for {
		term = term[:0]
		for _, c := range cursors {
			if !c.done && (len(term) == 0 || bytes.Compare(c.block.term, term) < 0) {
				term = append(term[:0], c.block.term...)
			}
		}
		if len(term) == 0 {
			return nil
		}
		list.reset()
		for i, c := range cursors {
			if c.done || !bytes.Equal(c.block.term, term) {
				continue
			}
			if err := c.block.postings.each(len(places[i]), func(p posting) {
				if place := places[i][p.at]; place > 0 {
					p.at = place - 1
					list.add(p)
				}
			}); err != nil {
				return fmt.Errorf("segment %d of the lexical index: %w", c.part.id, err)
			}
			if err := c.next(ctx); err != nil {
				return err
			}
		}
		if list.n > 0 {
			w.add(string(term), postings{list.n, list.data})
		}
	}
}

// termCursor walks over the terms of a segment.
type termCursor struct {
	store   *Store
	part    part
	block   blockReader // at the current term
	ahead   [][]byte
	fetched int // blocks
	done    bool
}

// cursorBlocks is how many blocks a cursor reads at a time.
const cursorBlocks = 64

func (c *termCursor) next(ctx context.Context) error {
	for !c.block.next() {
		if c.block.err != nil {
			return fmt.Errorf("segment %d of the lexical index: %w", c.part.id, c.block.err)
		}
		if len(c.ahead) == 0 {
			if c.fetched == len(c.part.directory) {
				c.done = true
				return nil
			}
			if err := c.fetch(ctx); err != nil {
				return fmt.Errorf("segment %d of the lexical index: %w", c.part.id, inWords(err))
			}
		}
		c.block = blockReader{data: c.ahead[0]}
		c.ahead = c.ahead[1:]
	}
	return nil
}

func (c *termCursor) fetch(ctx context.Context) error {
	upto := min(c.fetched+cursorBlocks, len(c.part.directory))
	rows, err := c.store.db.QueryContext(ctx, `SELECT data FROM lexical_block WHERE id BETWEEN ? AND ? ORDER BY id`,
		c.part.blockID(c.fetched), c.part.blockID(upto-1))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return err
		}
		c.ahead = append(c.ahead, data)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(c.ahead) != upto-c.fetched {
		return errPostings
	}
	c.fetched = upto
	return nil
}

// dropRemains removes what belongs to nothing any more: segments of documents
// whose reading was given up, and notes about passages that no segment has.
func (s *Store) dropRemains(ctx context.Context) error {
	var dead int
	if err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM lexical_dead)`).Scan(&dead); err != nil {
		return fmt.Errorf("look for remains: %w", inWords(err))
	}
	if dead == 0 {
		return nil
	}
	return s.update(ctx, "drop remains", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM lexical_segment WHERE staged <> 0 AND NOT EXISTS (SELECT 1 FROM passage WHERE id BETWEEN first AND last)`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM lexical_dead WHERE NOT EXISTS (SELECT 1 FROM lexical_segment WHERE passage BETWEEN first AND last)`)
		return err
	})
}
