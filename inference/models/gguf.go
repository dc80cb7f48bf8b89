package models

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
)

// The header of a GGUF file, as ggml's docs/gguf.md has it: "GGUF", version
// (uint32), number of tensors and of key-value pairs (uint64), the pairs, one
// entry per tensor, padding to general.alignment, then the tensors' data. All
// little endian here: big-endian files exist for s390x only, and llama.cpp
// refuses them on other machines too.

var errNotGGUF = errors.New("not a GGUF file")

// notGGUF says in words what a file is that does not begin as a GGUF file does: its
// name says often that it is one.
func notGGUF(path string, size int64, begins []byte) string {
	why := "is not a GGUF model file"
	switch page := bytes.ToLower(bytes.TrimSpace(begins)); {
	case size == 0:
		return path + " is empty. It was probably not downloaded to the end: download it again."
	case bytes.HasPrefix(begins, []byte("version https://git-lfs")):
		return path + " only says where the model file is (it is a pointer of Git LFS). Download the file itself."
	case bytes.HasPrefix(page, []byte("<!doctype")), bytes.HasPrefix(page, []byte("<html")):
		return path + " is a web page, not a model file: its source probably wanted something first, such as an account. Download the file itself."
	case len(begins) > 0 && len(bytes.Trim(begins, "\x00")) == 0:
		return path + " begins with nothing but zeros. It was probably not downloaded to the end: download it again."
	case IsGGUF(path):
		return path + " " + why + ", whatever its name says. Download it again, or choose another file."
	}
	return path + " " + why + ". Choose a file that ends in .gguf."
}

// errCut says that the file ends inside its header.
var errCut = errors.New("the file ends inside its header")

type header struct {
	version uint32
	text    map[string]string   // pairs with a string
	numbers map[string]uint64   // pairs with a whole number or a boolean
	lists   map[string]uint64   // pairs with a list: how many values it has
	shapes  map[string][]uint64 // of its tensors by name, the innermost dimension first
	need    uint64              // bytes that the whole file must have
	weights uint64              // values of all its tensors: the model's parameters
}

// has tells whether there is a tensor of that name.
func (h header) has(tensor string) bool {
	_, ok := h.shapes[tensor]
	return ok
}

// Bounds that no real model comes near; a header beyond them is damage.
const (
	maxPairs   = 1 << 16
	maxTensors = 1 << 20
	maxString  = 16 << 20
)

type headerReader struct {
	r   *bufio.Reader
	at  uint64
	err error
}

// errVersion is the version of a file that is none of those that are known.
type errVersion uint32

func (v errVersion) Error() string {
	switch {
	case bits.ReverseBytes32(uint32(v)) <= 3:
		return "it is for computers that put the bytes of a number the other way round (big endian). Choose another file of this model"
	case v == 1:
		return "it is in version 1 of the GGUF format, of the summer of 2023, which the engine does not read any more. Choose a newer file of this model"
	}
	return fmt.Sprintf("it is in version %d of the GGUF format, and this Carrel knows 2 and 3. Choose another file of this model, or update Carrel", uint32(v))
}

// readHeader reads a header from r.
func readHeader(r io.Reader) (header, error) {
	in := &headerReader{r: bufio.NewReaderSize(r, 1<<16)}
	h := header{text: map[string]string{}, numbers: map[string]uint64{}, lists: map[string]uint64{}, shapes: map[string][]uint64{}}
	var magic [4]byte
	if in.fill(magic[:]); in.err != nil || string(magic[:]) != "GGUF" {
		return h, errNotGGUF
	}
	h.version = uint32(in.uint(4))
	if in.err == nil && (h.version < 2 || h.version > 3) {
		return h, errVersion(h.version)
	}
	tensors, pairs := in.uint(8), in.uint(8)
	if tensors > maxTensors || pairs > maxPairs {
		return h, fmt.Errorf("a header with %d tensors and %d entries", tensors, pairs)
	}
	for range pairs {
		key := in.string()
		in.value(uint32(in.uint(4)), func(s string) { h.text[key] = s }, func(n uint64) { h.numbers[key] = n }, func(n uint64) { h.lists[key] = n })
		if in.err != nil {
			return h, in.err
		}
	}
	var end uint64
	for range tensors {
		name := in.string()
		dims, count, size := in.tensorSize()
		h.shapes[name] = dims
		h.weights += count
		offset := in.uint(8)
		if in.err != nil {
			return h, in.err
		}
		end = max(end, offset+size)
	}
	if in.err != nil {
		return h, in.err
	}
	align := h.numbers["general.alignment"]
	if align == 0 || align > 1<<20 {
		align = 32
	}
	h.need = (in.at+align-1)/align*align + end
	return h, nil
}

// tensorSize reads a tensor's dimensions and type and returns them, how many
// values it has, and its bytes.
func (in *headerReader) tensorSize() (dims []uint64, count, bytes uint64) {
	n := in.uint(4)
	if n > 4 {
		in.fail(fmt.Errorf("a tensor with %d dimensions", n))
		return nil, 0, 0
	}
	count = 1
	for range n {
		d := in.uint(8)
		if d != 0 && count > math.MaxInt64/d {
			in.fail(errors.New("a tensor larger than any memory"))
			return nil, 0, 0
		}
		dims = append(dims, d)
		count *= d
	}
	block, ok := tensorBlocks[uint32(in.uint(4))]
	if !ok {
		// A type newer than this table: llama.cpp decides. Its size is unknown,
		// so only the other tensors say how long the file must be.
		return dims, count, 0
	}
	return dims, count, count / block.values * block.bytes
}

// value reads a value of the given type and hands strings, whole numbers and the
// lengths of lists on.
func (in *headerReader) value(kind uint32, text func(string), number, list func(uint64)) {
	const stringType, arrayType = 8, 9
	switch kind {
	case stringType:
		text(in.string())
	case arrayType:
		of, n := uint32(in.uint(4)), in.uint(8)
		list(n)
		if of == arrayType {
			in.fail(errors.New("nested lists"))
			return
		}
		if of != stringType {
			if size := scalarSizes[of]; size == 0 || n > math.MaxInt32 {
				in.fail(fmt.Errorf("a list of %d values of the unknown type %d", n, of))
			} else {
				in.skip(n * size)
			}
			return
		}
		for i := uint64(0); i < n && in.err == nil; i++ {
			in.skip(in.length())
		}
	default:
		size := scalarSizes[kind]
		if size == 0 {
			in.fail(fmt.Errorf("a value of the unknown type %d", kind))
			return
		}
		number(in.uint(int(size)))
	}
}

// scalarSizes are the bytes of GGUF's scalar types by number: uint8, int8,
// uint16, int16, uint32, int32, float32, bool, then uint64, int64, float64.
var scalarSizes = map[uint32]uint64{0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}

// tensorBlocks are ggml's tensor types by number: how many values share how many
// bytes (ggml.c, type_traits).
var tensorBlocks = map[uint32]struct{ values, bytes uint64 }{
	0: {1, 4}, 1: {1, 2}, 2: {32, 18}, 3: {32, 20}, 6: {32, 22}, 7: {32, 24}, 8: {32, 34}, 9: {32, 36},
	10: {256, 84}, 11: {256, 110}, 12: {256, 144}, 13: {256, 176}, 14: {256, 210}, 15: {256, 292}, 16: {256, 66}, 17: {256, 74},
	18: {256, 98}, 19: {256, 50}, 20: {32, 18}, 21: {256, 110}, 22: {256, 82}, 23: {256, 136}, 24: {1, 1}, 25: {1, 2},
	26: {1, 4}, 27: {1, 8}, 28: {1, 8}, 29: {256, 56}, 30: {1, 2}, 34: {256, 54}, 35: {256, 66}, 39: {32, 17},
	40: {64, 36}, 41: {128, 18}, 42: {64, 18},
}

func (in *headerReader) fail(err error) {
	if in.err == nil {
		in.err = err
	}
}

func (in *headerReader) fill(p []byte) {
	if in.err != nil {
		return
	}
	n, err := io.ReadFull(in.r, p)
	in.at += uint64(n)
	in.ended(err)
}

func (in *headerReader) skip(n uint64) {
	if in.err != nil {
		return
	}
	m, err := in.r.Discard(int(n)) // of a vocabulary's many texts each one: nothing is allocated
	in.at += uint64(m)
	in.ended(err)
}

func (in *headerReader) ended(err error) {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = errCut
	}
	if err != nil {
		in.fail(err)
	}
}

// uint reads a whole number of the given bytes.
func (in *headerReader) uint(size int) uint64 {
	if in.err != nil {
		return 0
	}
	p, _ := in.r.Peek(size) // what is missing the skip says
	var b [8]byte
	copy(b[:], p)
	in.skip(uint64(size))
	return binary.LittleEndian.Uint64(b[:])
}

func (in *headerReader) length() uint64 {
	n := in.uint(8)
	if n > maxString {
		in.fail(fmt.Errorf("a text of %d bytes in the header", n))
		return 0
	}
	return n
}

func (in *headerReader) string() string {
	b := make([]byte, min(in.length(), maxString))
	in.fill(b)
	return string(b)
}
