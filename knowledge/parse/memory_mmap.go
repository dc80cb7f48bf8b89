//go:build linux || darwin

package parse

import "syscall"

// reserve maps n bytes of memory that take no room until they are touched. It
// lies outside of Go's heap: Go's collector would otherwise count the whole
// reservation as live and let its own garbage grow to the same size. nil: the
// system refuses.
func reserve(n uint64) []byte {
	b, err := syscall.Mmap(-1, 0, int(n), syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE)
	if err != nil {
		return nil
	}
	return b
}

func unreserve(b []byte) { _ = syscall.Munmap(b) }
