package index

import (
	"github.com/weaviate/weaviate/adapters/repos/db/vector/hnsw/distancer/asm"
	"golang.org/x/sys/cpu"
)

var hasAVX2 = cpu.X86.HasAVX2

// dotBytes is the inner product of two byte vectors of the same length.
func dotBytes(a, b []byte) uint32 {
	if hasAVX2 {
		return asm.DotByteAVX256(a, b)
	}
	return dotBytesPlain(a, b)
}
