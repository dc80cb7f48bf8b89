package knowledge_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"carrel/knowledge"
)

// TestWatchUnmounted takes away a drive that is mounted at the folder, of which
// the system tells nobody who watches it, and brings it back with another file on
// it. Both are seen within seconds, not at the next reconcile.
func TestWatchUnmounted(t *testing.T) {
	root := filepath.Join(t.TempDir(), "stick")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	mount := func() {
		t.Helper()
		if err := unix.Mount("tmpfs", root, "tmpfs", 0, "size=1m"); err != nil {
			t.Skipf("needs to mount a small disk, which only root may: %v", err)
		}
	}
	mounted := true
	unmount := func() {
		if mounted {
			mounted = false
			if err := unix.Unmount(root, unix.MNT_DETACH); err != nil {
				t.Error(err)
			}
		}
	}
	mount()
	t.Cleanup(unmount)
	pear := story("pear", 5)
	write(t, root, "pear.txt", pear)
	l, _ := watching(t, t.TempDir(), nil) // its reconcile comes after an hour
	l.follow(t, root)
	states := func(want map[string]knowledge.State) {
		t.Helper()
		var got map[string]knowledge.State
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			docs, err := l.Documents(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			got = map[string]knowledge.State{}
			same := len(docs) == len(want)
			for _, d := range docs {
				name := filepath.Base(d.Path)
				got[name] = d.State
				same = same && want[name] == d.State
			}
			if same {
				return
			}
		}
		t.Fatalf("the documents are %v, want %v", got, want)
	}
	unmount()
	states(map[string]knowledge.State{"pear.txt": knowledge.StateUnavailable})
	mount()
	mounted = true
	write(t, root, "pear.txt", pear)
	write(t, root, "plum.txt", story("plum", 5))
	states(map[string]knowledge.State{"pear.txt": knowledge.StateSearchable, "plum.txt": knowledge.StateSearchable})
}
