package index

import "syscall"

// errNoSpace is the system's own error for a full disk: ERROR_DISK_FULL.
const errNoSpace = syscall.Errno(112)
