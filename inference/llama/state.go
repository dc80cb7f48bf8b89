package llama

import "github.com/hybridgroup/yzma/pkg/llama"

// Save copies the keys and values (or whatever else the model's memory consists
// of) of the tokens in the context: for the bundled model 23 KB each. It returns
// nil where llama.cpp cannot do that, or the context is empty.
func (m *Model) Save() []byte {
	if len(m.kept) == 0 || m.memory == 0 {
		return nil
	}
	state := make([]byte, llama.StateSeqGetSize(m.ctx, 0))
	if n := llama.StateSeqGetData(m.ctx, state, 0); n == 0 || n != uint64(len(state)) {
		return nil
	}
	return state
}

// Restore makes the context hold tokens, with the state that Save returned when
// it held them. If that fails, the context is empty.
func (m *Model) Restore(state []byte, tokens []int32) bool {
	m.Keep(0)
	if m.memory == 0 || llama.StateSeqSetData(m.ctx, state, 0) == 0 {
		m.trim(0)
		return false
	}
	m.kept = append(m.kept, tokens...)
	return true
}
