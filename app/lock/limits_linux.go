package lock

import (
	"fmt"

	"golang.org/x/sys/unix"
)

const (
	// readerMemory is Options.MemoryBytes' default.
	readerMemory = 4 << 30
	// compilerFile is the largest file that the compiler may write: a compiled
	// pdfium module, some tens of megabytes, with room.
	compilerFile = 256 << 20
	// recogniserMemory is Options.MemoryBytes' default for the recogniser:
	// tesseract takes 100 to 150 MiB for a full page at 300 dots per inch.
	recogniserMemory = 1 << 30
	// recogniserSeconds is Options.Seconds' default.
	recogniserSeconds = 120
)

// limit sets the role's resource limits.
func limit(role Role, options Options) error {
	// A core dump would put the text of documents on the disk.
	if err := lower(unix.RLIMIT_CORE, 0); err != nil {
		return fmt.Errorf("switch core dumps off: %w", err)
	}
	var file, memory uint64
	switch role {
	case Reader:
		memory = readerMemory // and no file at all
	case Compiler:
		file, memory = compilerFile, readerMemory
	case Recogniser:
		memory = recogniserMemory // nor here
		seconds := options.Seconds
		if seconds == 0 {
			seconds = recogniserSeconds
		}
		// A second before the limit that kills comes the one that sends SIGXCPU,
		// by which the core knows why the program ended.
		if err := lowerTo(unix.RLIMIT_CPU, max(seconds, 2)-1, seconds); err != nil {
			return fmt.Errorf("limit processor time: %w", err)
		}
	default:
		return nil
	}
	if err := lower(unix.RLIMIT_FSIZE, file); err != nil {
		return fmt.Errorf("limit the size of files: %w", err)
	}
	if raceDetector {
		return nil
	}
	if options.MemoryBytes != 0 {
		memory = options.MemoryBytes
	}
	// Data and not address space: Go and WebAssembly reserve much more of that
	// than they ever use, and the kernel counts only what is writable as data.
	if err := lower(unix.RLIMIT_DATA, memory); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	return nil
}

// lower sets a limit for good, unless a lower one holds already.
func lower(resource int, to uint64) error { return lowerTo(resource, to, to) }

// lowerTo is lower with another limit, soft, that the process itself may raise
// up to the hard one.
func lowerTo(resource int, soft, hard uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(resource, &now); err != nil {
		return err
	}
	hard = min(hard, now.Max)
	return unix.Setrlimit(resource, &unix.Rlimit{Cur: min(soft, hard, now.Cur), Max: hard})
}
