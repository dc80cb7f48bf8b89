package knowledge_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
)

// switchLibrary is the program that TestKillSwitch kills: it opens the library in
// home, wants the embedder with that number of dimensions, and searches by
// meaning until the change is done. It prints "searched" when the first search
// has found something, "empty" where one found nothing, and "done".
func switchLibrary(home, dimensions string) int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ctx := context.Background()
	store, err := index.Open(ctx, filepath.Join(home, "library.db"))
	if err != nil {
		return fail(err)
	}
	defer store.Close()
	r := realReader()
	defer r.Close()
	all := killedEmbedders()
	l, err := knowledge.Open(ctx, knowledge.Config{Store: store, Reader: r, Embedder: all[dimensions], OpenEmbedder: opener(all["32"], all["48"])})
	if err != nil {
		return fail(err)
	}
	defer l.Close()
	go func() { // ends with its parent
		io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	for n := 0; ; n++ {
		changing := l.Activity().Switch != nil
		results, err := l.Search(ctx, knowledge.Query{Text: fmt.Sprintf("consignment%d", n%60), Mode: knowledge.ModeVector})
		if err != nil || len(results.Hits) == 0 {
			fmt.Println("empty:", err)
		}
		if n == 0 {
			fmt.Println("searched")
		}
		if !changing {
			fmt.Println("done")
			return 0
		}
	}
}

func killedEmbedders() map[string]knowledge.Embedder {
	return map[string]knowledge.Embedder{
		"32": tardy{&pairEmbedder{name: "from", dimensions: 32}}, "48": tardy{&pairEmbedder{name: "to", dimensions: 48}},
	}
}

// tardy takes a little time for a batch, so that kills meet it at work.
type tardy struct{ *pairEmbedder }

func (e tardy) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	time.Sleep(time.Duration(len(texts)) * time.Millisecond)
	return e.pairEmbedder.Embed(ctx, purpose, texts)
}

// TestKillSwitch kills a library that goes over from one embedder to another and
// back, twenty times at random moments. No search may find nothing, no vector
// be lost that serves, and each change must come to its end.
func TestKillSwitch(t *testing.T) {
	home := t.TempDir()
	all := killedEmbedders()
	l := embeddedLibrary(t, home, 60, all["32"])
	total := l.Activity().Embedded
	l.close(t)

	random := rand.New(rand.NewSource(time.Now().UnixNano()))
	wanted, kills, changes := "48", 0, 0
	for kills < 20 {
		life := 100*time.Millisecond + time.Duration(random.Intn(900))*time.Millisecond
		done := runSwitch(t, home, wanted, life)
		if !done {
			kills++
		}
		store, err := index.Open(context.Background(), filepath.Join(home, "library.db"))
		if err != nil {
			t.Fatalf("after %d kills: %v", kills, err)
		}
		wrong, err := store.Check(context.Background())
		if err != nil || len(wrong) > 0 {
			t.Errorf("after %d kills: %q, %v", kills, wrong, err)
		}
		totals, err := store.Totals(context.Background())
		if err != nil || totals.Embedded != total {
			t.Errorf("after %d kills: %d of %d passages have a vector that serves, %v", kills, totals.Embedded, total, err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if done {
			changes++
			wanted = map[string]string{"32": "48", "48": "32"}[wanted]
		}
	}
	for !runSwitch(t, home, wanted, patience) {
		t.Fatalf("the change was not done in %v", patience)
	}
	t.Logf("%d kills, %d changes were done between them", kills, changes)
	l = openLibrary(t, home, func(c *knowledge.Config) { c.Embedder = all[wanted] }) // its close checks
	if a := l.Activity(); a.Embedded != total || a.ToEmbed != 0 || a.Switch != nil {
		t.Errorf("%+v", a)
	}
	other := map[string]string{"32": "to", "48": "from"}[wanted]
	until(t, "the other's vectors to go", func() bool { return vectors(t, l, other) == 0 })
}

// runSwitch runs the program and kills it some time after its first search; it
// reports whether it came to its end before.
func runSwitch(t *testing.T, home, dimensions string, life time.Duration) (done bool) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "switch-library", home, dimensions)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		switch line := lines.Text(); line {
		case "searched":
			timer := time.AfterFunc(life, func() { cmd.Process.Kill() })
			defer timer.Stop()
		case "done":
			done = true
		default:
			t.Errorf("a search found nothing: %s", line)
		}
	}
	cmd.Wait() // killed, mostly; also just after it was done
	return done
}
