package knowledge

import (
	"context"
	"fmt"
)

// holdSetting is the key in the store of whether the person has paused the work.
const holdSetting = "library.hold"

// Hold pauses reading and embedding until Release, over restarts too. What is
// added meanwhile waits. It returns when this is on disk.
func (l *Library) Hold(ctx context.Context) error {
	if err := l.store.SetSetting(ctx, holdSetting, "yes"); err != nil {
		return fmt.Errorf("pause: %w", err)
	}
	l.mu.Lock()
	l.hold = true
	l.mu.Unlock()
	l.signal()
	return nil
}

// Release lets reading and embedding go on.
func (l *Library) Release(ctx context.Context) error {
	if err := l.store.SetSetting(ctx, holdSetting, ""); err != nil {
		return fmt.Errorf("resume: %w", err)
	}
	l.mu.Lock()
	l.hold = false
	l.mu.Unlock()
	l.signal()
	wake(l.wakeRead)
	wake(l.wakeEmbed)
	return nil
}

// held reports whether the person has paused the work.
func (l *Library) held() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.hold
}
