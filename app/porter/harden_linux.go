package porter

import (
	"errors"

	"golang.org/x/sys/unix"
)

// harden keeps other processes of the same user, a locked core above all, out
// of the porter's memory: one that isn't dumpable can't be traced, and its
// /proc/PID/mem can't be opened. (What it starts is dumpable again.)
func harden() error { return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }

// locked reports whether this process is under the offline lock. It asks for an
// internet socket of a type that doesn't exist, so that none is opened: the
// lock looks at the family, and the kernel itself at the type.
func locked() bool {
	_, err := unix.Socket(unix.AF_INET, 0, 0)
	return errors.Is(err, unix.EAFNOSUPPORT)
}
