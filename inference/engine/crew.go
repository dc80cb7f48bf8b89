package engine

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// crew is threads of the same priority, one for each thing that is done at once. A thread is
// started when one more is wanted, and lasts as long as the process: ended ones take the
// native libraries' thread-local state with them, which crashed llama.cpp.
type crew struct {
	urgent  bool // of the usual priority; else of a low one
	mu      sync.Mutex
	threads int
	work    chan func()
}

// do runs f on one of the threads and returns when it is done.
func (c *crew) do(f func()) { c.each(1, 1, func(int) { f() }) }

// each calls do for 0 to count-1 on so many threads at once, each number once, and
// returns when all are done.
func (c *crew) each(threads, count int, do func(i int)) {
	threads = min(threads, count)
	c.want(threads)
	var next atomic.Int64
	var done sync.WaitGroup
	done.Add(threads)
	for range threads {
		c.work <- func() {
			defer done.Done()
			for i := next.Add(1) - 1; i < int64(count); i = next.Add(1) - 1 {
				do(int(i))
			}
		}
	}
	done.Wait()
}

func (c *crew) want(threads int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.work == nil {
		c.work = make(chan func())
	}
	for ; c.threads < threads; c.threads++ {
		go func() {
			runtime.LockOSThread()
			if !c.urgent {
				lowerPriority()
			}
			for f := range c.work {
				f()
			}
		}()
	}
}
