package knowledge

import (
	"errors"
	"os"
	"testing"
	"time"
)

// What goes wrong with the system's events is taken in also while the watch's own
// goroutine does something else: fsnotify holds a lock until it is, which the watch
// needs to end listening to a folder.
func TestWatchTroubleWaitsForNobody(t *testing.T) {
	dir := t.TempDir()
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	w := newWatch(&Library{config: Config{Log: func(string) {}}}) // whose loop does not run
	w.listen(dir, info)
	if w.events == nil {
		t.Skip("the system tells nothing of folders:", w.notice)
	}
	defer w.events.Close()
	for i := range 3 {
		select {
		case w.events.Errors <- errors.New("as fsnotify sends it"):
		case <-time.After(time.Minute):
			t.Fatalf("error %d is not taken in", i+1)
		}
	}
	if err := <-w.troubles; err == nil {
		t.Error("the watch is not told of it")
	}
}
