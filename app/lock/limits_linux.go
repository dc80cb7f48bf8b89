package lock

import (
	"fmt"

	"golang.org/x/sys/unix"
)

const (
	// readerMemory is Options.MemoryBytes' default.
	readerMemory = 4 << 30
	// readerFile is the largest file that the reader may write: a compiled
	// pdfium module, some tens of megabytes, with room.
	readerFile = 256 << 20
)

// limit sets the role's resource limits.
func limit(role Role, options Options) error {
	// A core dump would put the text of documents on the disk.
	if err := lower(unix.RLIMIT_CORE, 0); err != nil {
		return fmt.Errorf("switch core dumps off: %w", err)
	}
	if role != Reader {
		return nil
	}
	if err := lower(unix.RLIMIT_FSIZE, readerFile); err != nil {
		return fmt.Errorf("limit the size of files: %w", err)
	}
	if raceDetector {
		return nil
	}
	memory := options.MemoryBytes
	if memory == 0 {
		memory = readerMemory
	}
	// Data and not address space: Go and WebAssembly reserve much more of that
	// than they ever use, and the kernel counts only what is writable as data.
	if err := lower(unix.RLIMIT_DATA, memory); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	return nil
}

// lower sets a limit for good, unless a lower one holds already.
func lower(resource int, to uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(resource, &now); err != nil {
		return err
	}
	to = min(to, now.Max)
	return unix.Setrlimit(resource, &unix.Rlimit{Cur: min(to, now.Cur), Max: to})
}
