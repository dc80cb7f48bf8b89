//go:build linux

package knowledge_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// TestDiskFull fills a small disk under the library: what was there stays, what
// does not fit says so, and once there is room again it goes on.
func TestDiskFull(t *testing.T) {
	disk := t.TempDir()
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=24m"); err != nil {
		t.Skipf("needs to mount a small disk, which only root may: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	ctx := context.Background()
	outside := t.TempDir()
	l := openLibrary(t, disk, func(c *knowledge.Config) { c.Embedder = letterEmbedder{} })
	first := l.add(t, write(t, outside, "first.txt", story("lantern", 20)))[0]
	if first.State != knowledge.StateSearchable && first.State != knowledge.StateEmbedded {
		t.Fatalf("the first document is %+v", first)
	}

	// A file that someone else has on the same disk leaves room for some pages.
	filler := filepath.Join(disk, "filler")
	var stat unix.Statfs_t
	if err := unix.Statfs(disk, &stat); err != nil {
		t.Fatal(err)
	}
	room := int(stat.Bavail)*int(stat.Bsize) - 600<<10
	if err := os.WriteFile(filler, make([]byte, room), 0o600); err != nil {
		t.Fatal(err)
	}
	large := l.add(t, write(t, outside, "large.txt", story("cable", 8000)))[0]
	if large.State != knowledge.StateFailed || large.Code != reader.CodeDiskFull || large.Error == "" {
		t.Fatalf("the document that does not fit is %s, %q: %s", large.State, large.Code, large.Error)
	}
	if hits := l.search(t, knowledge.Query{Text: "lantern", Mode: knowledge.ModeLexical}); len(hits) == 0 {
		t.Error("the first document is not found while the disk is full")
	}
	if hits := l.search(t, knowledge.Query{Text: "cable", Mode: knowledge.ModeLexical}); len(hits) != 0 {
		t.Error("a part of the document that does not fit is found")
	}
	// Filled to the last byte, even acknowledging fails, and says so.
	if f, err := os.Create(filepath.Join(disk, "rest")); err == nil {
		for n := 4096; n > 0; {
			if _, err := f.Write(make([]byte, 4096)); err != nil {
				break
			}
		}
		f.Close()
	}
	var refused []knowledge.Document
	for i := 0; i < 200 && len(refused) == 0; i++ {
		docs, err := l.Add(ctx, []string{write(t, outside, fmt.Sprintf("%d.txt", i), story("rope", 3+i))})
		if err != nil {
			t.Fatal(err)
		}
		if docs[0].State == knowledge.StateFailed {
			refused = docs
		}
	}
	if len(refused) == 0 || refused[0].Code != reader.CodeDiskFull {
		t.Fatalf("adding to a full disk gave %+v", refused)
	}
	if hits := l.search(t, knowledge.Query{Text: "lantern", Mode: knowledge.ModeLexical}); len(hits) == 0 {
		t.Error("the first document is not found while the disk is full to the last byte")
	}

	for _, name := range []string{"filler", "rest"} {
		if err := os.Remove(filepath.Join(disk, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{large.ID, refused[0].ID} {
		if err := l.Retry(ctx, id); err != nil {
			t.Fatalf("retry: %v", err)
		}
	}
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	docs, err := l.Wait(wait, []string{first.ID, large.ID}, knowledge.StateSearchable)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if d.State == knowledge.StateFailed {
			t.Errorf("with room again %s is %s: %s", d.Path, d.Code, d.Error)
		}
	}
	if hits := l.search(t, knowledge.Query{Text: "cable", Mode: knowledge.ModeLexical}); len(hits) == 0 {
		t.Error("the large document is not found after the retry")
	}
	// Documents whose reading could not be written down are taken up by the next start.
	l.close(t)
	l = openLibrary(t, disk, func(c *knowledge.Config) { c.Embedder = letterEmbedder{} })
	list, err := l.Documents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if docs, err = l.Wait(wait, ids(list), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		if d.State != knowledge.StateEmbedded {
			t.Errorf("after the restart %s is %s: %s", d.Path, d.State, d.Error)
		}
	}
}
