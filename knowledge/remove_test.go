package knowledge

import (
	"context"
	"testing"
	"time"
)

// A document that is restored while its time to be restored runs out stays.
func TestRestoreAgainstPurge(t *testing.T) {
	ctx := context.Background()
	store := openStore(t)
	d := publish(t, store, "a", "Corbett", "pumps and valves")
	l, err := Open(ctx, Config{Store: store, UndoFor: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	l.applying.Lock() // the purge has begun, and waits here
	if err := l.Hide(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	for begun := false; !begun; time.Sleep(time.Millisecond) {
		l.mu.Lock()
		begun = l.undo[d.ID] == nil
		l.mu.Unlock()
	}
	time.Sleep(50 * time.Millisecond)
	err = l.Restore(ctx, d.ID)
	l.applying.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond)
	results, err := l.Search(ctx, Query{Text: "pumps"})
	if err != nil || len(results.Hits) != 1 {
		t.Errorf("the restored document is found as %+v, %v", results.Hits, err)
	}
}
