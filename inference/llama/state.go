package llama

import "github.com/hybridgroup/yzma/pkg/llama"

// Save copies the keys and values (or whatever else the model's memory consists
// of) of the tokens that the sequence holds: for the bundled model 23 KB each. It
// returns nil where llama.cpp cannot do that, or the sequence is empty.
func (s *Sequence) Save() []byte {
	l := s.lane
	if len(s.kept) == 0 || l.memory == 0 {
		return nil
	}
	state := make([]byte, llama.StateSeqGetSize(l.ctx, s.id))
	if n := llama.StateSeqGetData(l.ctx, state, s.id); n == 0 || n != uint64(len(state)) {
		return nil
	}
	return state
}

// StateBytes is how large the copy is that Save makes; 0 where it makes none.
func (s *Sequence) StateBytes() int64 {
	if l := s.lane; len(s.kept) > 0 && l.memory != 0 {
		return int64(llama.StateSeqGetSize(l.ctx, s.id))
	}
	return 0
}

// Restore makes the sequence hold tokens, with the state that Save returned for
// one that held them. If that fails, the sequence is empty.
func (s *Sequence) Restore(state []byte, tokens []int32) bool {
	s.Keep(0)
	if l := s.lane; len(state) == 0 || l.memory == 0 || llama.StateSeqSetData(l.ctx, state, s.id) == 0 {
		s.trim(0)
		return false
	}
	s.kept = append(s.kept, tokens...)
	return true
}
