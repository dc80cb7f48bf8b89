package parse

import (
	"sync/atomic"

	"github.com/tetratelabs/wazero/experimental"
)

// wasmPage is the unit of WebAssembly memory, in bytes.
const wasmPage = 64 << 10

// allocator hands out the linear memory of parser instances and holds all of
// them together under limit bytes. wazero has such a limit of its own, but
// refuses silently, and then pdfium stops at an "unreachable" instruction; this
// one remembers that it refused, so that "out of memory" can be told from other
// faults.
type allocator struct {
	limit   uint64
	used    atomic.Uint64
	refused atomic.Bool
}

// room reports whether there is memory for another instance of that size. (One
// that does not get what it begins with would panic.)
func (a *allocator) room(size uint64) bool { return a.used.Load()+size <= a.limit }

// Allocate implements experimental.MemoryAllocator.
func (a *allocator) Allocate(_, most uint64) experimental.LinearMemory {
	most = min(most, a.limit)
	m := &linearMemory{allocator: a}
	// Reserved once, so that growing never copies: by copying, a parser at its
	// limit would take more than twice that for a moment.
	m.reserved = reserve(most)
	return m
}

type linearMemory struct {
	allocator *allocator
	reserved  []byte
	grown     []byte // when nothing could be reserved
	size      uint64
}

// Reallocate implements experimental.LinearMemory.
func (m *linearMemory) Reallocate(size uint64) []byte {
	if more := size - m.size; size > m.size {
		if m.allocator.used.Add(more) > m.allocator.limit {
			m.allocator.used.Add(-more)
			m.allocator.refused.Store(true)
			return nil
		}
		m.size = size
	}
	if m.reserved != nil {
		return m.reserved[:size]
	}
	if size <= uint64(cap(m.grown)) {
		m.grown = m.grown[:size]
		return m.grown
	}
	bigger := make([]byte, size, min(size+size/4, m.allocator.limit))
	copy(bigger, m.grown)
	m.grown = bigger
	return bigger
}

// Free implements experimental.LinearMemory.
func (m *linearMemory) Free() {
	m.allocator.used.Add(-m.size)
	m.size = 0
	if m.reserved != nil {
		unreserve(m.reserved)
		m.reserved = nil
	}
	m.grown = nil
}
