package engine

import (
	"runtime"
	"sync"
)

// background runs functions one after the other on a thread of low priority.
// The thread lasts as long as the process: ended ones take the native
// libraries' thread-local state with them, which crashed llama.cpp.
type background struct {
	start sync.Once
	work  chan func()
}

// do runs f on the thread and returns when it is done.
func (b *background) do(f func()) {
	b.start.Do(func() {
		b.work = make(chan func())
		go func() {
			runtime.LockOSThread()
			lowerPriority()
			for f := range b.work {
				f()
			}
		}()
	})
	done := make(chan struct{})
	b.work <- func() { defer close(done); f() }
	<-done
}
