package index

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
)

// A segment is the lexical index of passages that were written together or
// merged later. Passages have places in it, from 0, in the order of their ids.

// entry is a passage of a segment.
type entry struct {
	passage  int64
	document int64
	length   uint32 // terms of its context and text, counted with repetition
}

// segment is what memory holds of a segment: everything but the postings.
type segment struct {
	id          int64
	first, last int64 // passages
	runs        []run
	// lengths of the passages, in terms. A passage is some hundred terms long;
	// one of more than 65,535 counts as that.
	lengths []uint16
	longest uint16
	// directory has the first term of each block.
	directory []string
}

// run is a stretch of passages of one document with ids that follow each other.
type run struct {
	at       int // place of the first
	passage  int64
	document int64
}

// passage is the id of the passage at a place.
func (s *segment) passage(at int) int64 {
	r := s.run(at)
	return r.passage + int64(at-r.at)
}

// document is that of the passage at a place.
func (s *segment) document(at int) int64 { return s.run(at).document }

func (s *segment) run(at int) run {
	return s.runs[sort.Search(len(s.runs), func(i int) bool { return s.runs[i].at > at })-1]
}

// place is that of a passage; false if the segment does not have it.
func (s *segment) place(passage int64) (int, bool) {
	i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].passage > passage }) - 1
	if i < 0 {
		return 0, false
	}
	at := s.runs[i].at + int(passage-s.runs[i].passage)
	return at, at < s.end(i)
}

// end is the place after the last of a run.
func (s *segment) end(run int) int {
	if run+1 < len(s.runs) {
		return s.runs[run+1].at
	}
	return len(s.lengths)
}

// block is the number of the block that has the term, if any has; -1 if none can.
func (s *segment) block(term string) int {
	return sort.Search(len(s.directory), func(i int) bool { return s.directory[i] > term }) - 1
}

func (s *segment) blockID(n int) int64 { return s.id<<20 | int64(n) }

// encodeEntries writes for each passage how far its id, and its document's key,
// lie from those before, and its length.
func encodeEntries(entries []entry) []byte {
	var data []byte
	var passage, document int64
	for _, e := range entries {
		data = binary.AppendUvarint(data, uint64(e.passage-passage))
		data = binary.AppendVarint(data, e.document-document)
		data = binary.AppendUvarint(data, uint64(e.length))
		passage, document = e.passage, e.document
	}
	return data
}

// eachEntry hands over what encodeEntries wrote.
func eachEntry(data []byte, do func(entry)) error {
	var e entry
	for len(data) > 0 {
		step, size := binary.Uvarint(data)
		if size <= 0 || step == 0 || step > math.MaxInt64-uint64(e.passage) {
			return errPostings
		}
		data = data[size:]
		document, size := binary.Varint(data)
		if size <= 0 {
			return errPostings
		}
		data = data[size:]
		length, size := binary.Uvarint(data)
		if size <= 0 || length > math.MaxUint32 {
			return errPostings
		}
		data = data[size:]
		e = entry{e.passage + int64(step), e.document + document, uint32(length)}
		do(e)
	}
	return nil
}

func encodeDirectory(firsts []string) []byte {
	var data []byte
	for _, term := range firsts {
		data = binary.AppendUvarint(data, uint64(len(term)))
		data = append(data, term...)
	}
	return data
}

func decodeDirectory(data []byte) ([]string, error) {
	// The terms share one string, so that memory is one piece.
	var terms strings.Builder
	var lengths []int
	for len(data) > 0 {
		n, size := binary.Uvarint(data)
		if size <= 0 || n > uint64(len(data)-size) {
			return nil, errPostings
		}
		terms.Write(data[size : size+int(n)])
		lengths = append(lengths, int(n))
		data = data[size+int(n):]
	}
	rest := terms.String()
	firsts := make([]string, len(lengths))
	for i, n := range lengths {
		firsts[i], rest = rest[:n], rest[n:]
	}
	if !slices.IsSorted(firsts) {
		return nil, errPostings
	}
	return firsts, nil
}

// decodeSegment makes the part of a segment that is held in memory.
func decodeSegment(id int64, passages int, entries, directory []byte) (*segment, error) {
	s := &segment{id: id}
	err := eachEntry(entries, func(e entry) {
		at := len(s.lengths)
		if n := len(s.runs); n == 0 || s.runs[n-1].document != e.document || s.runs[n-1].passage+int64(at-s.runs[n-1].at) != e.passage {
			s.runs = append(s.runs, run{at, e.passage, e.document})
		}
		s.lengths = append(s.lengths, uint16(min(e.length, math.MaxUint16)))
		s.longest = max(s.longest, s.lengths[at])
		s.last = e.passage
	})
	if err == nil {
		s.directory, err = decodeDirectory(directory)
	}
	if err == nil && (len(s.lengths) != passages || passages == 0) {
		err = errPostings
	}
	if err != nil {
		return nil, fmt.Errorf("segment %d of the lexical index: %w", id, err)
	}
	s.first = s.runs[0].passage
	s.runs = slices.Clip(s.runs)
	s.lengths = slices.Clip(s.lengths)
	return s, nil
}

// insertSegment writes a segment and returns its id. staged is the document
// that it belongs to as long as that is still being read, else 0.
func insertSegment(ctx context.Context, tx *sql.Tx, staged int64, entries []entry, w *blockWriter) (int64, error) {
	if len(w.blocks) > maxBlocks {
		return 0, fmt.Errorf("a segment of the lexical index would have %d blocks, which are too many", len(w.blocks))
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO lexical_segment (staged, first, last, passages, entries, directory) VALUES (?, ?, ?, ?, ?, ?)`,
		staged, entries[0].passage, entries[len(entries)-1].passage, len(entries), encodeEntries(entries), blobOf(encodeDirectory(w.firsts)))
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return 0, err
	}
	put, err := tx.PrepareContext(ctx, `INSERT INTO lexical_block (id, data) VALUES (?, ?)`)
	if err != nil {
		return 0, err
	}
	defer put.Close()
	for n, data := range w.blocks {
		if _, err := put.ExecContext(ctx, id<<20|int64(n), data); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// showSegments has the segments of a document searched.
func showSegments(ctx context.Context, tx *sql.Tx, staged int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE lexical_segment SET staged = 0 WHERE staged = ?`, staged)
	return err
}

// blobOf makes an empty blob of nil, which would be NULL.
func blobOf(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// segmentBuilder collects the terms of passages.
type segmentBuilder struct {
	entries []entry
	terms   map[string]*termBuilder
}

type termBuilder struct {
	postingWriter
	open posting // of the passage that is being added
}

func newSegmentBuilder() *segmentBuilder {
	return &segmentBuilder{terms: map[string]*termBuilder{}}
}

// add adds a passage, of a higher id than those before: the terms of its context
// and of its text, as IndexText gives them.
func (b *segmentBuilder) add(passage, document int64, context, body string) {
	at := uint32(len(b.entries))
	length := b.count(at, context, func(p *posting) { p.context++ }) + b.count(at, body, func(p *posting) { p.body++ })
	b.entries = append(b.entries, entry{passage, document, length})
}

func (b *segmentBuilder) count(at uint32, terms string, one func(*posting)) (n uint32) {
	for len(terms) > 0 {
		var term string
		term, terms, _ = strings.Cut(terms, " ")
		if term == "" {
			continue
		}
		t := b.terms[term]
		if t == nil {
			t = &termBuilder{open: posting{at: at}}
			b.terms[strings.Clone(term)] = t
		} else if t.open.at != at {
			t.postingWriter.add(t.open)
			t.open = posting{at: at}
		}
		one(&t.open)
		n++
	}
	return n
}

// write writes the segment, if there is anything in it.
func (b *segmentBuilder) write(ctx context.Context, tx *sql.Tx, staged int64) error {
	if len(b.entries) == 0 {
		return nil
	}
	terms := make([]string, 0, len(b.terms))
	for term := range b.terms {
		terms = append(terms, term)
	}
	slices.Sort(terms)
	var w blockWriter
	for _, term := range terms {
		t := b.terms[term]
		t.postingWriter.add(t.open)
		w.add(term, postings{t.n, t.data})
	}
	_, err := insertSegment(ctx, tx, staged, b.entries, &w)
	return err
}
