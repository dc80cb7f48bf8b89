package engine

import (
	"context"

	"carrel/inference"
	"carrel/inference/llama"
)

// Backend loads models. llama.cpp is the one there is.
type Backend interface {
	Info() inference.EngineInfo // with everything but the protocol
	MaxThreads() int            // the most that are of use
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
	// Grow makes room for n of them, and empties all. If it fails, all is as it was.
	Grow(n int) error
	// UseAdapters has the next computations made with these LoRA adapters and no
	// others; what the sequences hold was computed with those before. If it fails,
	// all is as it was. Grow forgets them.
	UseAdapters([]inference.Adapter) error
	// DecodeEach appends one token to each of several sequences. If ctx ends before
	// it is done, they stay as they were.
	DecodeEach(ctx context.Context, sequences []Sequence, tokens []int32) error
}

// Sequence is a text that is read and written. What is computed for it alone does
// not depend on the others.
type Sequence interface {
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
	Close()
}

// native is llama.cpp as a Backend.
type native struct{ *llama.Library }

func (n native) Load(spec inference.ModelSpec) (Model, error) {
	m, err := n.Library.Load(spec)
	if err != nil {
		return nil, err
	}
	return &nativeModel{Model: m}, nil
}

type nativeModel struct {
	*llama.Model
	together []*llama.Sequence // of DecodeEach, so that not each token makes one
}

func (m *nativeModel) Sequence(i int) Sequence { return m.Model.Sequence(i) }

func (m *nativeModel) DecodeEach(ctx context.Context, sequences []Sequence, tokens []int32) error {
	m.together = m.together[:0]
	for _, s := range sequences {
		m.together = append(m.together, s.(*llama.Sequence))
	}
	return m.Model.DecodeEach(ctx, m.together, tokens)
}
