//go:build !amd64 && !arm64

package index

// dotBytes is the inner product of two byte vectors of the same length.
func dotBytes(a, b []byte) uint32 { return dotBytesPlain(a, b) }
