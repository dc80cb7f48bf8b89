package llama

import (
	"context"
	"errors"
	"fmt"

	"github.com/hybridgroup/yzma/pkg/llama"
)

// Sequence is one of the texts that a model writes, with its own place in the
// context (in llama.cpp's terms a stream of the KV cache): what is computed for
// it alone is the same to the bit whatever others hold.
type Sequence struct {
	model   *Model
	lane    *lane
	id      llama.SeqId
	kept    []int32 // the tokens in memory, in order
	row     int32   // of its distribution among those of the last computation
	sampler llama.Sampler
}

// writing sets the parameters of a context for so many texts of size tokens.
func (m *Model) writing(params *llama.ContextParams, size, sequences int) {
	params.NCtx = uint32(size * sequences)
	params.NBatch = BatchTokens
	params.NUbatch = BatchTokens
	params.NSeqMax = uint32(sequences)
	params.KVUnified = 0
}

// Sequence returns the i-th of the texts, from 0.
func (m *Model) Sequence(i int) *Sequence { return m.sequences[i] }

// Grow gives a model that writes room for n texts at once, each with the whole
// context, shared out over so many lanes. They are all empty then: llama.cpp carries
// nothing over to a context with another number of streams. It fails where there is no
// memory for it; then all is as it was.
func (m *Model) Grow(n, lanes int) error {
	lanes = max(1, min(lanes, n))
	var made []*lane
	takeLastError()
	failed := func(err error) error {
		for _, l := range made {
			l.free()
		}
		return fmt.Errorf("making room for %d texts at once: %w", n, err)
	}
	for i := range lanes {
		params := llama.ContextDefaultParams()
		m.computed(&params)
		m.writing(&params, m.info.ContextTokens, (n-i+lanes-1)/lanes)
		l, err := m.newLane(i, params)
		if err != nil {
			return failed(fmt.Errorf("%w %s", err, takeLastError()))
		}
		made = append(made, l)
		if int(llama.NCtxSeq(l.ctx)) != m.info.ContextTokens {
			return failed(errors.New("there is less than was asked for"))
		}
	}
	for _, l := range m.lanes {
		l.free()
	}
	m.first, m.lanes, m.sequences, m.using = made[0], made, nil, adaptersUsed{}
	for i := range n {
		m.sequences = append(m.sequences, &Sequence{model: m, lane: made[i%lanes], id: llama.SeqId(i / lanes)})
	}
	return nil
}

// Lane tells sequences apart that can be computed at the same time: those with different
// ones.
func (s *Sequence) Lane() int { return s.lane.index }

// CanGoBack says that a sequence can drop its last tokens and keep those before:
// what models with a recurrent state cannot.
func (m *Model) CanGoBack() bool {
	return m.first.memory != 0 && !llama.ModelIsRecurrent(m.model) && !llama.ModelIsHybrid(m.model)
}

// Decode appends at most BatchTokens tokens and computes the distribution after
// the last one. If ctx ends before, the sequence keeps what it had and ctx's
// error is returned.
func (s *Sequence) Decode(ctx context.Context, tokens []int32) error {
	return s.decode(ctx, tokens, len(tokens)-1)
}

// DecodeEvery is Decode with the distributions after all of the tokens, of which At
// chooses one.
func (s *Sequence) DecodeEvery(ctx context.Context, tokens []int32) error {
	return s.decode(ctx, tokens, 0)
}

// At chooses the distribution after the i-th token of the last computation, which
// must have been this sequence's own.
func (s *Sequence) At(i int) { s.row = int32(i) }

// Logits is the distribution that was chosen. It is valid until the next computation.
func (s *Sequence) Logits() []float32 {
	logits, _ := llama.GetLogitsIth(s.lane.ctx, s.row, s.model.Size()) // nil if there is none
	return logits
}

// decode computes the distributions from the first-th token on.
func (s *Sequence) decode(ctx context.Context, tokens []int32, first int) error {
	l := s.lane
	l.batch.Clear()
	for i, token := range tokens {
		if err := l.batch.Add(llama.Token(token), llama.Pos(len(s.kept)+i), []llama.SeqId{s.id}, i >= first); err != nil {
			return fmt.Errorf("filling a batch: %w", err)
		}
	}
	code, err := l.compute(ctx, func() (int32, error) { return llama.Decode(l.ctx, l.batch) })
	if err == nil {
		s.kept = append(s.kept, tokens...)
		s.row = int32(len(tokens) - 1)
		return nil
	}
	s.trim(len(s.kept))
	if code == 1 {
		return errors.New("the context is full")
	}
	return err
}

// DecodeEach appends one token to each of several sequences of a lane and computes the
// distribution after each. Computed together, they share the reading of the
// weights; the sums are formed otherwise than for each alone, so that bits differ.
// If ctx ends before, all keep what they had.
func (m *Model) DecodeEach(ctx context.Context, sequences []*Sequence, tokens []int32) error {
	l := sequences[0].lane
	l.batch.Clear()
	for i, s := range sequences {
		if err := l.batch.Add(llama.Token(tokens[i]), llama.Pos(len(s.kept)), []llama.SeqId{s.id}, true); err != nil {
			return fmt.Errorf("filling a batch: %w", err)
		}
	}
	_, err := l.compute(ctx, func() (int32, error) { return llama.Decode(l.ctx, l.batch) })
	for i, s := range sequences {
		if err != nil {
			s.trim(len(s.kept))
			continue
		}
		s.kept = append(s.kept, tokens[i])
		s.row = int32(i)
	}
	return err
}

// Keep drops what the sequence holds after its first n tokens and returns how
// many remain: models that cannot go back a part of the way lose all.
func (s *Sequence) Keep(n int) int {
	if n < len(s.kept) {
		s.kept = s.kept[:n]
		s.trim(n)
	}
	return len(s.kept)
}

func (s *Sequence) trim(n int) {
	l := s.lane
	if l.memory == 0 {
		return
	}
	if n > 0 {
		if ok, err := llama.MemorySeqRm(l.memory, s.id, llama.Pos(n), -1); ok && err == nil {
			return
		}
	}
	s.kept = s.kept[:0]
	_, _ = llama.MemorySeqRm(l.memory, s.id, -1, -1) // a whole sequence: never fails
}

// Kept returns the tokens that the sequence holds. The caller must not change them.
func (s *Sequence) Kept() []int32 { return s.kept }

// Occupied is how many tokens llama.cpp's memory has of the sequence.
func (s *Sequence) Occupied() int {
	last, err := llama.MemorySeqPosMax(s.lane.memory, s.id)
	if err != nil {
		return 0
	}
	return int(last) + 1
}
