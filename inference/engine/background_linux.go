package engine

import "golang.org/x/sys/unix"

// backgroundNice is the priority of work in the background: with another
// program busy on the same core it gets a quarter of it, and alone all of it.
const backgroundNice = 5

// lowerPriority lowers that of the calling thread. On Linux it is a thread's
// own, and threads that it starts inherit it.
func lowerPriority() {
	// Refused where a sandbox forbids it: then the work merely is not polite.
	_ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), backgroundNice)
}
