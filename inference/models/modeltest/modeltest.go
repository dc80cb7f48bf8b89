// Package modeltest makes small embedding models for tests: real GGUF files that
// the real engine loads, of any number of dimensions.
package modeltest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"math/rand"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"carrel/inference"
	"carrel/inference/models"
)

// Options say what a model is like.
type Options struct {
	// Dimensions of its vectors, a multiple of 4; 0 means 64.
	Dimensions int
	Name       string // general.name; "" means "small test embedder"
	// Pooling is llama.cpp's pooling type: 1 mean, 2 CLS, 3 last; 0 means mean.
	Pooling uint32
	// Scale multiplies all vectors before they are brought to length 1; nil means
	// 1. With 0 they are zeros, with NaN not numbers.
	Scale *float32
}

// Write is Make; the test is skipped where the bundled model is not there.
func Write(t testing.TB, path string, o Options) {
	t.Helper()
	written(t, Make(path, o))
}

// written skips the test where there is nothing to make a model from.
func written(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, models.ErrNoResources) {
		t.Skipf("needs the bundled embedding model, which `make setup` fetches: %v", err)
	}
	if err != nil {
		t.Fatalf("make a small model: %v", err)
	}
}

// Make writes a model to path: the token embeddings of the bundled model,
// brought to fewer dimensions by a random projection (always the same one), and
// one block that passes them on. Texts that share words or mean about the same
// are near to each other, as those of a real model are, only less reliably.
func Make(path string, o Options) error {
	m, err := bundled()
	if err != nil {
		return err
	}
	return os.WriteFile(path, m.smaller(o), 0o600)
}

// WriteCrashing is MakeCrashing; the test is skipped where the bundled model is
// not there.
func WriteCrashing(t testing.TB, path string, kind inference.Kind) {
	t.Helper()
	written(t, MakeCrashing(path, kind))
}

// MakeCrashing writes a file of a kind, chat or embedding, that has a valid header
// and kills the engine that loads it: it claims more experts than llama.cpp has
// room for, which its loader takes for a mistake of its own (a GGML_ASSERT) and
// aborts.
func MakeCrashing(path string, kind inference.Kind) error {
	m, err := bundled()
	if err != nil {
		return err
	}
	return os.WriteFile(path, m.crashing(kind), 0o600)
}

func (m model) crashing(kind inference.Kind) []byte {
	architecture := "bert"
	if kind == inference.KindChat {
		architecture = "llama"
	}
	var pairs []pair
	for _, p := range m.pairs {
		rest, own := strings.CutPrefix(p.key, "bert.")
		switch {
		case p.key == "general.architecture":
			p.data = text(architecture)
		case own && rest == "pooling_type" && kind == inference.KindChat:
			continue
		case own:
			p.key = architecture + "." + rest
		}
		pairs = append(pairs, p)
	}
	for _, key := range []string{".expert_count", ".expert_used_count"} {
		pairs = append(pairs, pair{architecture + key, kindUint32, binary.LittleEndian.AppendUint32(nil, 100_000)})
	}
	w := writer{}
	w.tensor("token_embd.weight", make([]float32, 64), 8, 8)
	return w.file(pairs)
}

// pair is an entry of a GGUF header as it stands in the file.
type pair struct {
	key  string
	kind uint32
	data []byte
}

type tensor struct {
	name   string
	dims   []uint64
	kind   uint32
	offset uint64
}

// GGUF's numbers of types that occur here.
const (
	kindUint32 = 4
	kindString = 8
	kindArray  = 9
	typeFloat  = 0 // of tensors
	typeQ8     = 8
)

// model is the bundled model as far as it is needed.
type model struct {
	pairs []pair
	width int       // dimensions of a row
	words []float32 // token embeddings, row by row
}

// bundled reads the bundled model, once.
var bundled = sync.OnceValues(func() (m model, err error) {
	path, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		return m, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return m, err
	}
	pairs, tensors, body, err := parse(data)
	if err != nil {
		return m, err
	}
	at := slices.IndexFunc(tensors, func(t tensor) bool { return t.name == "token_embd.weight" })
	if at < 0 || tensors[at].kind != typeQ8 {
		return m, errors.New("the bundled model's token embeddings are not Q8_0")
	}
	return model{pairs, int(tensors[at].dims[0]), unquantise(body[tensors[at].offset:], tensors[at].dims)}, nil
})

func (m model) smaller(o Options) []byte {
	if o.Dimensions == 0 {
		o.Dimensions = 64
	}
	if o.Name == "" {
		o.Name = "small test embedder"
	}
	if o.Pooling == 0 {
		o.Pooling = 1
	}
	scale := float32(1)
	if o.Scale != nil {
		scale = *o.Scale
	}
	pairs, words := slices.Clone(m.pairs), m.projected(o.Dimensions)

	d := uint64(o.Dimensions)
	set := func(key string, value uint32) {
		entry := pair{key, kindUint32, binary.LittleEndian.AppendUint32(nil, value)}
		if i := slices.IndexFunc(pairs, func(p pair) bool { return p.key == key }); i >= 0 {
			pairs[i] = entry
			return
		}
		pairs = append(pairs, entry)
	}
	for i := range pairs {
		if pairs[i].key == "general.name" {
			pairs[i].data = text(o.Name)
		}
	}
	set("general.file_type", 0)
	set("bert.embedding_length", uint32(d))
	set("bert.feed_forward_length", uint32(d))
	set("bert.block_count", 1)
	set("bert.attention.head_count", 2)
	set("bert.pooling_type", o.Pooling)

	const positions = 512
	w := writer{}
	w.tensor("token_embd.weight", words, d, uint64(len(words))/d)
	w.tensor("position_embd.weight", make([]float32, d*positions), d, positions)
	w.tensor("token_types.weight", make([]float32, 2*d), d, 2)
	w.norm("token_embd_norm", d, 1)
	for _, part := range []string{"attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_down"} {
		w.tensor("blk.0."+part+".weight", make([]float32, d*d), d, d)
		w.tensor("blk.0."+part+".bias", make([]float32, d), d)
	}
	w.norm("blk.0.attn_output_norm", d, 1)
	w.norm("blk.0.layer_output_norm", d, scale)
	return w.file(pairs)
}

// projections are those that were asked for, by their dimensions: func() []float32.
var projections sync.Map

// projected gives the token embeddings in fewer dimensions; they are shared.
func (m model) projected(dimensions int) []float32 {
	once, _ := projections.LoadOrStore(dimensions, sync.OnceValue(func() []float32 { return project(m.words, m.width, dimensions) }))
	return once.(func() []float32)()
}

// project brings rows to fewer dimensions by random directions, which keeps
// their angles about as they are (Johnson and Lindenstrauss). It computes for a
// second on what nobody else has; watched by the race detector, for twenty.
//
//go:norace
func project(rows []float32, from, to int) []float32 {
	random := rand.New(rand.NewSource(1))
	directions := make([]float32, from*to)
	for i := range directions {
		directions[i] = float32(random.NormFloat64() / math.Sqrt(float64(to)))
	}
	out := make([]float32, len(rows)/from*to)
	for r := range len(rows) / from {
		row, into := rows[r*from:(r+1)*from], out[r*to:(r+1)*to]
		for j, x := range row {
			for k, y := range directions[j*to : (j+1)*to] {
				into[k] += x * y
			}
		}
	}
	return out
}

// unquantise reads a Q8_0 matrix: blocks of a float16 and 32 signed bytes.
//
//go:norace
func unquantise(data []byte, dims []uint64) []float32 {
	out := make([]float32, 0, dims[0]*dims[1])
	for uint64(len(out)) < dims[0]*dims[1] {
		step := half(binary.LittleEndian.Uint16(data))
		for _, b := range data[2:34] {
			out = append(out, step*float32(int8(b)))
		}
		data = data[34:]
	}
	return out
}

// half reads a float16 that is neither infinite nor tiny.
func half(h uint16) float32 {
	if h&0x7c00 == 0 {
		return 0
	}
	return math.Float32frombits(uint32(h&0x8000)<<16 | (uint32(h&0x7fff)<<13 + (127-15)<<23))
}

func parse(data []byte) (pairs []pair, tensors []tensor, body []byte, err error) {
	defer func() {
		if recover() != nil {
			err = io.ErrUnexpectedEOF
		}
	}()
	at := 8
	number := func(size int) uint64 {
		var b [8]byte
		copy(b[:], data[at:at+size])
		at += size
		return binary.LittleEndian.Uint64(b[:])
	}
	str := func() string {
		n := int(number(8))
		at += n
		return string(data[at-n : at])
	}
	sizes := map[uint32]int{0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
	value := func(kind uint32) {
		if kind == kindString {
			str()
			return
		}
		at += sizes[kind]
	}
	count, entries := number(8), number(8)
	for range entries {
		p := pair{key: str(), kind: uint32(number(4))}
		from := at
		if p.kind == kindArray {
			of, n := uint32(number(4)), number(8)
			for range n {
				value(of)
			}
		} else {
			value(p.kind)
		}
		p.data = data[from:at]
		pairs = append(pairs, p)
	}
	for range count {
		t := tensor{name: str(), dims: make([]uint64, number(4))}
		for i := range t.dims {
			t.dims[i] = number(8)
		}
		t.kind, t.offset = uint32(number(4)), number(8)
		tensors = append(tensors, t)
	}
	return pairs, tensors, data[(at+31)/32*32:], nil
}

// writer collects float32 tensors.
type writer struct {
	entries, body bytes.Buffer
	count         uint64
}

func (w *writer) tensor(name string, values []float32, dims ...uint64) {
	for w.body.Len()%32 != 0 {
		w.body.WriteByte(0)
	}
	w.entries.Write(text(name))
	put(&w.entries, uint32(len(dims)), dims, uint32(typeFloat), uint64(w.body.Len()))
	put(&w.body, values)
	w.count++
}

func (w *writer) norm(name string, d uint64, scale float32) {
	weights := make([]float32, d)
	for i := range weights {
		weights[i] = scale
	}
	w.tensor(name+".weight", weights, d)
	w.tensor(name+".bias", make([]float32, d), d)
}

func (w *writer) file(pairs []pair) []byte {
	var out bytes.Buffer
	out.WriteString("GGUF")
	put(&out, uint32(3), w.count, uint64(len(pairs)))
	for _, p := range pairs {
		out.Write(text(p.key))
		put(&out, p.kind)
		out.Write(p.data)
	}
	out.Write(w.entries.Bytes())
	for out.Len()%32 != 0 {
		out.WriteByte(0)
	}
	out.Write(w.body.Bytes())
	return out.Bytes()
}

func text(s string) []byte {
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(s))), s...)
}

func put(to *bytes.Buffer, values ...any) {
	for _, v := range values {
		binary.Write(to, binary.LittleEndian, v) // a Buffer takes everything
	}
}
