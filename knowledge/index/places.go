package index

// places has the row of each passage's vector. Passages come in stretches of ids
// that follow each other, so there is a map of stretches only: a million single
// entries take five times the memory, and most of the time of loading the codes.
type places map[int64]*stretch

// stretch is that of the passages with the same id but for the low chunkBits.
type stretch struct {
	rows [1 << chunkBits]int32 // the row + 1; 0: none
	n    int                   // that have one
}

// of gives the row of a passage; false where it has none.
func (p places) of(passage int64) (int, bool) {
	s := p[passage>>chunkBits]
	if s == nil {
		return 0, false
	}
	row := s.rows[passage&(1<<chunkBits-1)]
	return int(row) - 1, row > 0
}

func (p places) set(passage int64, row int) {
	s := p[passage>>chunkBits]
	if s == nil {
		s = &stretch{}
		p[passage>>chunkBits] = s
	}
	at := &s.rows[passage&(1<<chunkBits-1)]
	if *at == 0 {
		s.n++
	}
	*at = int32(row) + 1
}

// drop forgets a passage that has a row.
func (p places) drop(passage int64) {
	s := p[passage>>chunkBits]
	s.rows[passage&(1<<chunkBits-1)] = 0
	if s.n--; s.n == 0 {
		delete(p, passage>>chunkBits)
	}
}
