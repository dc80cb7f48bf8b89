package lock

import "sync"

// applied remembers what this process has given up: the kernel keeps it for the
// process's life, so it belongs to the process and not to a value.
var applied struct {
	sync.Mutex
	status *Status
}
