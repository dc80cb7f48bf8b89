// Package gguftest reads, alters and writes small GGUF files for tests.
package gguftest

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"slices"
)

// File is a GGUF file (ggml's docs/gguf.md) in memory, to be altered and written.
// The zero value is an empty one.
type File struct {
	pairs   []pair
	tensors []tensor
}

// pair is a metadata entry: its key, and its type and value as they are stored.
type pair struct {
	key   string
	value []byte
}

type tensor struct {
	name string
	dims []uint64 // the innermost first
	kind uint32
	data []byte
}

// The types of values and tensors that are used here.
const (
	typeUint32, typeFloat32, typeBool, typeString, typeArray = 4, 6, 7, 8, 9
	tensorFloat32, tensorQ8                                  = 0, 8
	alignment                                                = 32
)

// valueSizes are the bytes of the types of fixed size, by number.
var valueSizes = map[uint32]uint64{0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}

// Read reads a file whose tensors are float32 and Q8_0, as those of the bundled
// embedding model.
func Read(path string) (f *File, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil { // an index out of range
			err = fmt.Errorf("reading %s: %v", path, p)
		}
	}()
	in := &cursor{data: data, at: 8}
	f = &File{}
	tensors, pairs := in.number(8), in.number(8)
	for range pairs {
		key := in.text()
		from := in.at
		in.skipValue(uint32(in.number(4)))
		f.pairs = append(f.pairs, pair{key, data[from:in.at]})
	}
	offsets := make([]uint64, tensors)
	for i := range offsets {
		t := tensor{name: in.text()}
		for range in.number(4) {
			t.dims = append(t.dims, in.number(8))
		}
		t.kind = uint32(in.number(4))
		offsets[i] = in.number(8)
		f.tensors = append(f.tensors, t)
	}
	start := aligned(in.at)
	for i := range f.tensors {
		t := &f.tensors[i]
		t.data = data[start+offsets[i]:][:t.bytes()]
	}
	return f, nil
}

func (t tensor) count() uint64 {
	n := uint64(1)
	for _, d := range t.dims {
		n *= d
	}
	return n
}

func (t tensor) bytes() uint64 {
	switch t.kind {
	case tensorFloat32:
		return 4 * t.count()
	case tensorQ8:
		return t.count() / 32 * 34
	}
	panic(fmt.Sprintf("the tensor %s is of the type %d", t.name, t.kind))
}

// SetText sets an entry.
func (f *File) SetText(key, value string) {
	f.set(key, append(binary.LittleEndian.AppendUint64(number(typeString), uint64(len(value))), value...))
}

// SetTexts sets an entry to a list.
func (f *File) SetTexts(key string, values ...string) {
	v := binary.LittleEndian.AppendUint32(number(typeArray), typeString)
	v = binary.LittleEndian.AppendUint64(v, uint64(len(values)))
	for _, s := range values {
		v = append(binary.LittleEndian.AppendUint64(v, uint64(len(s))), s...)
	}
	f.set(key, v)
}

// SetNumber sets an entry.
func (f *File) SetNumber(key string, value uint32) {
	f.set(key, binary.LittleEndian.AppendUint32(number(typeUint32), value))
}

// SetFloat sets an entry.
func (f *File) SetFloat(key string, value float32) {
	f.set(key, binary.LittleEndian.AppendUint32(number(typeFloat32), math.Float32bits(value)))
}

// SetBool sets an entry.
func (f *File) SetBool(key string, value bool) {
	b := byte(0)
	if value {
		b = 1
	}
	f.set(key, append(number(typeBool), b))
}

// Drop takes an entry or a tensor away.
func (f *File) Drop(name string) {
	f.pairs = slices.DeleteFunc(f.pairs, func(p pair) bool { return p.key == name })
	f.tensors = slices.DeleteFunc(f.tensors, func(t tensor) bool { return t.name == name })
}

func (f *File) set(key string, value []byte) {
	f.pairs = slices.DeleteFunc(f.pairs, func(p pair) bool { return p.key == key })
	f.pairs = append(f.pairs, pair{key, value})
}

// AddTensor adds a float32 tensor; of its dimensions the innermost comes first.
func (f *File) AddTensor(name string, values []float32, dims ...uint64) {
	f.tensors = append(f.tensors, tensor{name: name, dims: dims, kind: tensorFloat32, data: float32s(values)})
}

// Tensor gives the values of a tensor, nil if there is none of that name. Millions
// of them, which nobody else has: watching that for races takes ten times as long.
//
//go:norace
func (f *File) Tensor(name string) []float32 {
	for _, t := range f.tensors {
		if t.name != name {
			continue
		}
		values := make([]float32, 0, t.count())
		if t.kind == tensorFloat32 {
			for i := 0; i < len(t.data); i += 4 {
				values = append(values, math.Float32frombits(binary.LittleEndian.Uint32(t.data[i:])))
			}
			return values
		}
		// A block: its scale as float16, then 32 values of a signed byte.
		for i := 0; i < len(t.data); i += 34 {
			scale := half(binary.LittleEndian.Uint16(t.data[i:]))
			for _, q := range t.data[i+2 : i+34] {
				values = append(values, scale*float32(int8(q)))
			}
		}
		return values
	}
	return nil
}

// half is the value of a float16 that is neither infinite nor no number.
//
//go:norace
func half(bits uint16) float32 {
	sign, exponent, fraction := float64(1), int(bits>>10&31), float64(bits&1023)
	if bits>>15 == 1 {
		sign = -1
	}
	if exponent == 0 {
		return float32(sign * math.Ldexp(fraction, -24))
	}
	return float32(sign * math.Ldexp(1024+fraction, exponent-25))
}

// Write writes the file.
func (f *File) Write(path string) error {
	out := append([]byte("GGUF"), number(3)...)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(f.tensors)))
	out = binary.LittleEndian.AppendUint64(out, uint64(len(f.pairs)))
	text := func(s string) { out = append(binary.LittleEndian.AppendUint64(out, uint64(len(s))), s...) }
	for _, p := range f.pairs {
		text(p.key)
		out = append(out, p.value...)
	}
	offset := uint64(0)
	for _, t := range f.tensors {
		text(t.name)
		out = append(out, number(uint32(len(t.dims)))...)
		for _, d := range t.dims {
			out = binary.LittleEndian.AppendUint64(out, d)
		}
		out = append(out, number(t.kind)...)
		out = binary.LittleEndian.AppendUint64(out, offset)
		offset = aligned(offset + uint64(len(t.data)))
	}
	pad := func() { out = append(out, make([]byte, aligned(uint64(len(out)))-uint64(len(out)))...) }
	pad()
	for _, t := range f.tensors {
		out = append(out, t.data...)
		pad()
	}
	return os.WriteFile(path, out, 0o600)
}

func number(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

func aligned(n uint64) uint64 { return (n + alignment - 1) / alignment * alignment }

type cursor struct {
	data []byte
	at   uint64
}

func (c *cursor) number(size uint64) uint64 {
	var b [8]byte
	copy(b[:], c.data[c.at:c.at+size])
	c.at += size
	return binary.LittleEndian.Uint64(b[:])
}

func (c *cursor) text() string {
	n := c.number(8)
	c.at += n
	return string(c.data[c.at-n : c.at])
}

func (c *cursor) skipValue(kind uint32) {
	switch kind {
	case typeString:
		c.text()
	case typeArray:
		of, n := uint32(c.number(4)), c.number(8)
		if of != typeString {
			c.at += n * valueSizes[of]
			return
		}
		for range n {
			c.text()
		}
	default:
		c.at += valueSizes[kind]
	}
}

func float32s(values []float32) []byte {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}
