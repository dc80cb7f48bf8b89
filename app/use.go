package app

import (
	"context"
	"errors"
	"sync"
)

// use is who works with the library now. A restore exchanges it while Carrel
// runs: calls that are under way are ended then, and new ones wait until the
// other library is open.
type use struct {
	// mu is held for reading by every call, for writing while libraries are
	// exchanged; then App's Library, History, store and asker change.
	mu    sync.RWMutex
	open  context.Context // ends when the library is about to be exchanged
	leave context.CancelFunc
}

// errExchanged ends the calls that an exchange of libraries comes between.
var errExchanged = Errorf(CodeClosing, "Another library has just been put in the place of this one. Try again.")

// Use is called before the library is worked with, and the function that it
// returns afterwards; a call must not be made within another. The context ends
// early when a restored library takes this one's place.
func (a *App) Use(ctx context.Context) (context.Context, func()) {
	a.use.mu.RLock()
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(a.use.open, func() { cancel(errExchanged) })
	return ctx, func() {
		stop()
		cancel(nil)
		a.use.mu.RUnlock()
	}
}

// Exchanged gives the error of a call that ended because its library was
// exchanged, and any other as it is. ctx is the one that Use returned.
func Exchanged(ctx context.Context, err error) error {
	if err != nil && errors.Is(context.Cause(ctx), errExchanged) {
		return errExchanged
	}
	return err
}

// beginUse is for openLibrary.
func (a *App) beginUse() {
	a.use.open, a.use.leave = context.WithCancel(context.WithoutCancel(a.ctx))
}

// exchangeLibrary puts the library that lies ready in the place of the open
// one. Answers that are being written are stopped, with their text kept in the
// library that goes.
func (a *App) exchangeLibrary() error {
	a.use.leave()
	a.use.mu.Lock()
	defer a.use.mu.Unlock()
	a.jobs.drain()
	a.closeLibrary()
	moved := a.options.Folders.finishRestore()
	if moved != nil {
		// Half of it may be exchanged: to open that would make an empty database,
		// or take the other library's uploads for leftovers. The next start goes on.
		a.beginUse()
		a.hub.publish(Event{Type: EventResync})
		return moved
	}
	a.ForgetPrompts(a.ctx)
	opened := a.openLibrary(context.WithoutCancel(a.ctx))
	if opened != nil {
		a.beginUse()
		opened = Errorf(CodeInternal, "The library could not be opened after the restore: %w Close Carrel and start it again.", opened)
	}
	a.hub.publish(Event{Type: EventResync})
	return opened
}
