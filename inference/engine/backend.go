package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"carrel/inference"
	"carrel/inference/llama"
	"carrel/inference/models"
)

// Backend loads models: llama.cpp, and ONNX Runtime beside it (native).
type Backend interface {
	Info() inference.EngineInfo // with everything but the protocol
	MaxThreads() int            // the most that are of use
	// Offloads tells whether models are computed by something with memory of its own, or
	// of which it takes a share: how much of main memory is free says little then.
	Offloads() bool
	Load(inference.ModelSpec) (Model, error)
}

// Model is a loaded model. The methods of Vocabulary may run at any time; the
// others one at a time.
type Model interface {
	Vocabulary
	Decoder
	Encoder
	Judge
	Computer
}

// Vocabulary turns text into tokens and back.
type Vocabulary interface {
	// Tokenize returns the tokens of a text; with special, markers in it become
	// their tokens and those that belong around a text are added.
	Tokenize(text string, special bool) []int32
	// TokenizeMarked returns the tokens of a text whose markers become theirs, without
	// those that belong around a text.
	TokenizeMarked(text string) []int32
	// Piece returns the bytes of a token: possibly a part of a character, none
	// for a marker, but for those that part a thought or a call from an answer.
	Piece(token int32) []byte
	// TokenizeText returns the tokens of a text for a model that gives vectors, with
	// those around it: at most limit, or all with 0.
	TokenizeText(text string, limit int) []int32
	IsEnd(token int32) bool
	// RenderChat renders a chat with the model's template, up to the answer.
	RenderChat([]inference.Message) (string, error)
}

// Decoder is a model that writes.
type Decoder interface {
	Size() int // of the vocabulary
	// CanGoBack says that a sequence can drop its last tokens and keep the others.
	CanGoBack() bool
	// Sequence returns the i-th of the texts that can be written at once: at first
	// there is one.
	Sequence(i int) Sequence
	// Grow makes room for n of them in so many lanes, and empties all. If it fails, all
	// is as it was.
	Grow(n, lanes int) error
	// UseAdapters has the next computations made with these LoRA adapters and no
	// others; what the sequences hold was computed with those before. If it fails,
	// all is as it was. Grow forgets them.
	UseAdapters([]inference.Adapter) error
	// DecodeEach appends one token to each of several sequences of a lane. If ctx ends before
	// it is done, they stay as they were.
	DecodeEach(ctx context.Context, sequences []Sequence, tokens []int32) error
}

// Sequence is a text that is read and written. What is computed for it alone does
// not depend on the others.
type Sequence interface {
	// Lane tells which sequences can be computed at the same time: those of different
	// lanes, by Decode alone.
	Lane() int
	// Decode appends tokens; if ctx ends before it is done, the sequence stays
	// as it was and ctx's error is returned.
	Decode(ctx context.Context, tokens []int32) error
	// DecodeEvery is Decode with the distributions after all of the tokens, of which
	// At chooses the one that is drawn from next.
	DecodeEvery(ctx context.Context, tokens []int32) error
	At(i int)
	// Logits is the distribution chosen; it is valid until the next computation.
	Logits() []float32
	// Keep drops all after the first n tokens and returns how many remain, which
	// may be fewer.
	Keep(n int) int
	Kept() []int32 // its tokens; not to be changed
	// Save copies what was computed of its tokens; nil if it cannot.
	Save() []byte
	StateBytes() int64 // how many that are now
	// Restore makes the sequence what Save copied when one held tokens. If it
	// fails, the sequence is empty.
	Restore(state []byte, tokens []int32) bool
	Occupied() int // tokens that the library's memory has of it

	// StartSampling begins an answer; grammar, which may be "", is what it must be.
	StartSampling(s inference.Sampling, grammar string, seed uint32) error
	// Sample draws a token from the distribution that the last computation gave,
	// which must have been one of this sequence.
	Sample() int32
	// LogProbs says how probable a token and the top most probable ones were.
	LogProbs(token int32, top int) (inference.TokenChoice, error)
	EndSampling()
}

// Encoder is a model that gives vectors.
type Encoder interface {
	// Encode returns a vector of length 1 for each text; all of them together
	// have at most EncodeTokens tokens.
	Encode(ctx context.Context, texts [][]int32) ([][]float32, error)
	EncodeTokens() int
	// PackTokens is up to how many tokens texts are best computed together.
	PackTokens() int
}

// Judge is a model that says how well texts answer a query.
type Judge interface {
	// TokenizePair returns at most limit tokens of a query and a text, in the
	// form that the model was trained on. What is too long loses its end, the
	// text first.
	TokenizePair(query, text string, limit int) []int32
	// Score returns one score per pair, the higher the better it fits; all of
	// them together have at most EncodeTokens tokens.
	Score(ctx context.Context, pairs [][]int32) ([]float32, error)
}

// Computer is what runs a model.
type Computer interface {
	Info() inference.ModelInfo
	// SetThreads sets how many threads the next computation takes; background
	// says that it may take its time.
	SetThreads(n int, background bool)
	// SetThreadsApart sets how many threads each of several computations takes that are
	// made at the same time, in different lanes.
	SetThreadsApart(n int)
	Close()
}

// native is llama.cpp as a Backend, with ONNX Runtime for what that computes faster.
type native struct {
	*llama.Library
	onnx     *onnxRuntime
	offloads bool
}

func newNative(library *llama.Library, onnx *onnxRuntime) native {
	devices := library.Info().Devices // the same for as long as the process runs
	return native{library, onnx, slices.ContainsFunc(devices, func(d inference.Device) bool { return d.Kind != "cpu" })}
}

// Offloads: see Backend.
func (n native) Offloads() bool { return n.offloads }

// Info names ONNX Runtime too, where it is there.
func (n native) Info() inference.EngineInfo {
	info := n.Library.Info()
	if n.onnx.version != "" {
		info.Backends = append(info.Backends, "ONNX Runtime "+n.onnx.version)
	}
	return info
}

// Load loads a model with llama.cpp, and with ONNX Runtime too where the place names it,
// or names nothing and there is no graphics processor, which is faster.
func (n native) Load(spec inference.ModelSpec) (Model, error) {
	path, named := models.Twin(spec), spec.Place.Backend == inference.ONNXBackend
	if path == "" && named {
		return nil, onnxRefused(spec, errors.New("its files are gone"))
	}
	if path == "" || !named && (spec.Place.Special() || spec.Place.Backend == inference.NoBackend || n.offloads) {
		m, err := n.Library.Load(spec)
		if err != nil {
			return nil, err
		}
		return &nativeModel{Model: m}, nil
	}
	spec.Place = inference.Place{Backend: inference.NoBackend}
	m, err := n.Library.Load(spec)
	if err != nil {
		return nil, err
	}
	plain := &nativeModel{Model: m}
	both, err := n.onnx.load(plain, path)
	switch {
	case err == nil:
		return both, nil
	case named:
		plain.Close()
		return nil, onnxRefused(spec, err)
	}
	fmt.Fprintln(os.Stderr, "carrel engine: ONNX Runtime is not used:", err)
	return plain, nil
}

func onnxRefused(spec inference.ModelSpec, why error) error {
	return &inference.Error{Code: inference.CodeModelBroken, Message: fmt.Sprintf("ONNX Runtime cannot compute %s: %v.", filepath.Base(spec.Path), why)}
}

type nativeModel struct {
	*llama.Model
	together []*llama.Sequence // of DecodeEach, so that not each token makes one
}

// PackTokens: see packTokens.
func (m *nativeModel) PackTokens() int { return packTokens }

func (m *nativeModel) Sequence(i int) Sequence { return m.Model.Sequence(i) }

func (m *nativeModel) DecodeEach(ctx context.Context, sequences []Sequence, tokens []int32) error {
	m.together = m.together[:0]
	for _, s := range sequences {
		m.together = append(m.together, s.(*llama.Sequence))
	}
	return m.Model.DecodeEach(ctx, m.together, tokens)
}
