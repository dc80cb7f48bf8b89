package llama

import "github.com/hybridgroup/yzma/pkg/llama"

// Save copies the keys and values (or whatever else the model's memory consists
// of) of the tokens that the sequence holds: for the bundled model 23 KB each. It
// returns nil where llama.cpp cannot do that, or the sequence is empty.
func (s *Sequence) Save() []byte {
	m := s.model
	if len(s.kept) == 0 || m.memory == 0 {
		return nil
	}
	state := make([]byte, llama.StateSeqGetSize(m.ctx, s.id))
	if n := llama.StateSeqGetData(m.ctx, state, s.id); n == 0 || n != uint64(len(state)) {
		return nil
	}
	return state
}

// StateBytes is how large the copy is that Save makes; 0 where it makes none.
func (s *Sequence) StateBytes() int64 {
	if m := s.model; len(s.kept) > 0 && m.memory != 0 {
		return int64(llama.StateSeqGetSize(m.ctx, s.id))
	}
	return 0
}

// Restore makes the sequence hold tokens, with the state that Save returned for
// one that held them. If that fails, the sequence is empty.
func (s *Sequence) Restore(state []byte, tokens []int32) bool {
	s.Keep(0)
	if m := s.model; len(state) == 0 || m.memory == 0 || llama.StateSeqSetData(m.ctx, state, s.id) == 0 {
		s.trim(0)
		return false
	}
	s.kept = append(s.kept, tokens...)
	return true
}
