package lock

import "golang.org/x/sys/unix"

// auditArch is how the kernel names this system call table to a filter.
const auditArch = unix.AUDIT_ARCH_X86_64

// x32Calls is the first number of the x32 table, which shares auditArch and
// gives every call a second number.
const x32Calls = 0x40000000

// forkCalls start a process without clone.
var forkCalls = []uint32{unix.SYS_FORK, unix.SYS_VFORK}
