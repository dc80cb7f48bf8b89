package lock

import "golang.org/x/sys/unix"

// auditArch is how the kernel names this system call table to a filter.
const auditArch = unix.AUDIT_ARCH_AARCH64

// x32Calls is zero: arm64 has one number for each call.
const x32Calls = 0

// forkCalls start a process without clone: arm64 has none.
var forkCalls []uint32
