//go:build linux && !amd64 && !arm64

package lock

// auditArch is zero: the filter has not been written for this processor, whose
// table may have other ways to a socket (socketcall), and Apply says so.
const auditArch = 0

const x32Calls = 0

var forkCalls []uint32
