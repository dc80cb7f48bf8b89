package index

import (
	"encoding/binary"
	"errors"
)

// errPostings says that a blob of the lexical index does not hold what it should.
var errPostings = errors.New("postings are damaged")

// posting says how often a term stands in one passage of a segment.
type posting struct {
	at            uint32 // place of the passage in its segment
	context, body uint32 // how often in its context, in its text
}

// How a posting's frequencies are written, in the two low bits of its gap. The
// first three are nearly all there are.
const (
	onceInBody = iota
	twiceInBody
	onceInContext
	written // context and body follow
)

// postingWriter encodes the postings of a term, in ascending order: for each
// uvarint(gap<<2 | kind), the gap being the number of passages left out.
type postingWriter struct {
	data []byte
	n    int
	next uint32 // the first place that the next posting may have
}

func (w *postingWriter) add(p posting) {
	kind := uint64(written)
	switch {
	case p.context == 0 && p.body == 1:
		kind = onceInBody
	case p.context == 0 && p.body == 2:
		kind = twiceInBody
	case p.context == 1 && p.body == 0:
		kind = onceInContext
	}
	w.data = binary.AppendUvarint(w.data, uint64(p.at-w.next)<<2|kind)
	if kind == written {
		w.data = binary.AppendUvarint(w.data, uint64(p.context))
		w.data = binary.AppendUvarint(w.data, uint64(p.body))
	}
	w.next = p.at + 1
	w.n++
}

func (w *postingWriter) reset() { w.data, w.n, w.next = w.data[:0], 0, 0 }

// postings are the encoded postings of a term in one segment.
type postings struct {
	n    int
	data []byte
}

// each hands over the postings in order. All places are below passages.
func (p postings) each(passages int, do func(posting)) error {
	data := p.data
	next, n := uint64(0), 0
	for len(data) > 0 {
		var gap uint64
		if data[0] < 0x80 {
			gap, data = uint64(data[0]), data[1:]
		} else {
			var size int
			if gap, size = binary.Uvarint(data); size <= 0 {
				return errPostings
			}
			data = data[size:]
		}
		if gap>>2 >= uint64(passages)-next { // next is never above passages
			return errPostings
		}
		at := posting{at: uint32(next + gap>>2)}
		switch gap & 3 {
		case onceInBody:
			at.body = 1
		case twiceInBody:
			at.body = 2
		case onceInContext:
			at.context = 1
		default:
			context, size := binary.Uvarint(data)
			if size <= 0 || context > maxFrequency {
				return errPostings
			}
			data = data[size:]
			body, size := binary.Uvarint(data)
			if size <= 0 || body > maxFrequency || context+body == 0 {
				return errPostings
			}
			data = data[size:]
			at.context, at.body = uint32(context), uint32(body)
		}
		next = uint64(at.at) + 1
		n++
		do(at)
	}
	if n != p.n || n == 0 {
		return errPostings
	}
	return nil
}

// maxFrequency bounds what a frequency can be believed to be: more words than a
// passage can have.
const maxFrequency = 1 << 24

// A block is a run of a segment's terms, in ascending order: for each
// uvarint(bytes shared with the term before), uvarint(length of the rest), the
// rest, uvarint(number of postings), uvarint(their length), the postings.

// blockBytes is what a block is filled up to: with it a row fits one page of
// the database. A term with more postings has a longer block of its own.
const blockBytes = 3900

// maxBlocks is how many blocks a segment can have; see lexical_block.
const maxBlocks = 1 << 20

// blockWriter cuts terms and their postings into blocks.
type blockWriter struct {
	blocks [][]byte
	firsts []string // the first term of each
	last   []byte   // the term before
}

// add appends a term, which comes after all before it.
func (w *blockWriter) add(term string, p postings) {
	shared := 0
	if n := len(w.blocks); n > 0 {
		for shared < len(term) && shared < len(w.last) && term[shared] == w.last[shared] {
			shared++
		}
		if size := len(w.blocks[n-1]) + len(term) - shared + len(p.data) + 8; size > blockBytes {
			shared = 0
			w.blocks = append(w.blocks, nil)
			w.firsts = append(w.firsts, term)
		}
	} else {
		w.blocks = append(w.blocks, nil)
		w.firsts = append(w.firsts, term)
	}
	b := &w.blocks[len(w.blocks)-1]
	*b = binary.AppendUvarint(*b, uint64(shared))
	*b = binary.AppendUvarint(*b, uint64(len(term)-shared))
	*b = append(*b, term[shared:]...)
	*b = binary.AppendUvarint(*b, uint64(p.n))
	*b = binary.AppendUvarint(*b, uint64(len(p.data)))
	*b = append(*b, p.data...)
	w.last = append(w.last[:0], term...)
}

// blockReader walks over the terms of a block.
type blockReader struct {
	data []byte
	term []byte // valid until the next call of next
	postings
	err error
}

// next goes to the next term; false at the end or where the block is damaged.
func (r *blockReader) next() bool {
	if len(r.data) == 0 || r.err != nil {
		return false
	}
	shared, rest := r.number(), r.number()
	if r.err != nil || shared > uint64(len(r.term)) || rest > uint64(len(r.data)) {
		r.err = errPostings
		return false
	}
	r.term = append(r.term[:shared], r.data[:rest]...)
	r.data = r.data[rest:]
	n, size := r.number(), r.number()
	if r.err != nil || size > uint64(len(r.data)) || n > size {
		r.err = errPostings
		return false
	}
	r.postings = postings{int(n), r.data[:size:size]}
	r.data = r.data[size:]
	return true
}

func (r *blockReader) number() uint64 {
	n, size := binary.Uvarint(r.data)
	if size <= 0 {
		r.err = errPostings
		return 0
	}
	r.data = r.data[size:]
	return n
}
