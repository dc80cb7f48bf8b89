package engine

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// backgroundNice is the priority of work in the background: with another
// program busy on the same core it gets a quarter of it, and alone all of it.
const backgroundNice = 5

// inBackground ties the goroutine to a thread of low priority, for the rest of
// its life. On Linux the priority is a thread's own, and threads that it starts
// inherit it.
func inBackground() {
	runtime.LockOSThread()
	// Refused where a sandbox forbids it: then the work merely is not polite.
	_ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), backgroundNice)
}
