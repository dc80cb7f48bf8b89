package index

import "github.com/weaviate/weaviate/adapters/repos/db/vector/hnsw/distancer/asm"

// dotBytes is the inner product of two byte vectors of the same length.
func dotBytes(a, b []byte) uint32 { return asm.DotByteARM64(a, b) }
