package llama

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"unsafe"

	"github.com/hybridgroup/yzma/pkg/llama"
)

// lane is a context of llama.cpp, with all that a computation in it needs for itself:
// those of several lanes may run at the same time. They share the model's weights.
type lane struct {
	lib     *Library
	index   int
	ctx     llama.Context
	memory  llama.Memory // 0 for encoders, which keep nothing
	batch   llama.Batch
	threads poolKey

	// abort is read by llama.cpp between the nodes of a graph, through strlen:
	// 1 is the text "\x01", 0 the empty one.
	abort *atomic.Uint64
	pin   runtime.Pinner
}

// newLane makes a context of a model.
func (m *Model) newLane(index int, params llama.ContextParams) (*lane, error) {
	l := &lane{lib: m.lib, index: index, abort: new(atomic.Uint64)}
	l.pin.Pin(l.abort)
	params.AbortCallback = abortTest()
	params.AbortCallbackData = uintptr(unsafe.Pointer(l.abort))
	var err error
	if l.ctx, err = llama.InitFromModel(m.model, params); err != nil {
		l.ctx = 0
		l.free()
		return nil, err
	}
	l.memory, _ = llama.GetMemory(l.ctx)
	l.batch = llama.BatchInit(int32(params.NBatch), 0, 1)
	return l, nil
}

func (l *lane) free() {
	if l.batch.Token != nil {
		llama.BatchFree(l.batch)
		l.batch = llama.Batch{}
	}
	if l.ctx != 0 {
		llama.Free(l.ctx)
		l.ctx = 0
	}
	l.pin.Unpin()
}

// setThreads sets which threads compute in the lane.
func (l *lane) setThreads(key poolKey) {
	key.threads = max(1, min(key.threads, l.lib.threads))
	if key == l.threads {
		return
	}
	l.threads = key
	llama.SetNThreads(l.ctx, int32(key.threads), int32(key.threads))
	if pool := l.lib.pools.get(key); pool != 0 {
		llama.AttachThreadpool(l.ctx, uintptr(pool), 0)
	}
}

// compute runs a computation that ends early when ctx does.
func (l *lane) compute(ctx context.Context, run func() (int32, error)) (int32, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	l.abort.Store(0)
	broken := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		breaking.Add(1)
		l.abort.Store(1)
		close(broken)
	})
	code, err := run()
	if !stop() {
		<-broken // or it would break off the lane's next computation
		breaking.Add(-1)
	}
	switch {
	case err != nil:
		return code, err
	case code == 0:
		llama.Synchronize(l.ctx)
		return 0, nil
	case ctx.Err() != nil:
		return code, ctx.Err()
	}
	return code, fmt.Errorf("llama.cpp could not compute (code %d) %s", code, takeLastError())
}
