//go:build !windows

package index

import "syscall"

// errNoSpace is the system's own error for a full disk.
const errNoSpace = syscall.ENOSPC
