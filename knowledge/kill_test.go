package knowledge_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/knowledge"
	"carrel/knowledge/index"
)

// indexFolder is the program that TestKill kills: it opens the library in home,
// adds the files of folder one after the other, prints the id of each that was
// acknowledged, removes some of them again, with "removing" before the id and
// "removed" after it is done, and waits until all that are left are embedded or its
// standard input ends.
func indexFolder(home, folder string) int {
	ctx := context.Background()
	store, err := index.Open(ctx, filepath.Join(home, "library.db"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer store.Close()
	r := realReader()
	defer r.Close()
	l, err := knowledge.Open(ctx, knowledge.Config{Store: store, Reader: r, Embedder: slowEmbedder{}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer l.Close()
	entries, err := os.ReadDir(folder)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var all []string
	for i, e := range entries {
		docs, err := l.Add(ctx, []string{filepath.Join(folder, e.Name())})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(docs[0].ID)
		all = append(all, docs[0].ID)
		if at := i - removedBefore; killRemoves(at) {
			fmt.Println("removing", all[at])
			if err := l.Remove(ctx, all[at]); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
			fmt.Println("removed", all[at])
		}
	}
	kept := all[:0]
	for i, id := range all {
		if !killRemoves(i) {
			kept = append(kept, id)
		}
	}
	all = kept
	fmt.Println("all added")
	if _, err := l.Wait(ctx, all, knowledge.StateEmbedded); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("done")
	io.Copy(io.Discard, os.Stdin)
	return 0
}

// removedBefore is how many files later a file is removed again: some are waiting,
// some being read, some embedded by then.
const removedBefore = 3

// killRemoves says which files are removed again, by their number.
func killRemoves(i int) bool { return i >= 0 && i%6 == 2 }

// slowEmbedder takes a little time, so that kills meet it at work.
type slowEmbedder struct{ letterEmbedder }

func (s slowEmbedder) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	time.Sleep(3 * time.Millisecond)
	return s.letterEmbedder.Embed(ctx, purpose, texts)
}

// TestKill kills a process that adds and removes thirty times at random moments:
// with TestKillSwitch fifty, for every one of which the test takes a good half
// second. Nothing that was acknowledged may be lost, nothing that was removed may
// come back, and the work must be finished in the end.
func TestKill(t *testing.T) {
	home, folder := t.TempDir(), t.TempDir()
	const files = 60
	random := rand.New(rand.NewSource(time.Now().UnixNano()))
	for i := range files {
		n := 20 + i%7*60
		if i%20 == 19 {
			n = 6000 // long enough to be written in pieces
		}
		write(t, folder, fmt.Sprintf("%02d.txt", i), story(fmt.Sprintf("consignment%d", i), n))
	}
	acknowledged := map[string]bool{}
	finished := false
	const kills = 30
	for round := 0; round < kills; round++ {
		// Enough time for some of the work, and in the first rounds also
		// moments while the database is made.
		life := time.Duration(random.Intn(60+40*(round%20))+5) * time.Millisecond
		lines, _ := runIndexer(t, home, folder, life)
		removed := map[string]bool{}
		for _, line := range lines {
			what, id, _ := strings.Cut(line, " ")
			switch {
			case what == "removing": // there or gone, if it was killed now
				delete(acknowledged, id)
			case what == "removed":
				removed[id] = true
			case line == "done":
				finished = true
			case len(line) == 16:
				acknowledged[line] = true
			}
		}
		store, err := index.Open(context.Background(), filepath.Join(home, "library.db"))
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		// Before anything recovers: the database itself must be whole, and
		// every acknowledged document in it.
		if wrong := seriously(t, store); len(wrong) > 0 {
			t.Errorf("round %d: %q", round, wrong)
		}
		for id := range acknowledged {
			if _, err := store.Document(context.Background(), id); err != nil {
				t.Errorf("round %d: acknowledged document %s: %v", round, id, err)
			}
		}
		for id := range removed {
			if _, err := store.Document(context.Background(), id); !errors.Is(err, index.ErrNotFound) {
				t.Errorf("round %d: removed document %s: %v", round, id, err)
			}
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if finished {
			// It got to the end between kills; begin again for the rest.
			acknowledged, finished = map[string]bool{}, false
			if err := os.RemoveAll(home); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(home, 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	lines, err := runIndexer(t, home, folder, 0)
	if err != nil || len(lines) == 0 || lines[len(lines)-1] != "done" {
		t.Fatalf("the last run ended with %v and %q", err, lines)
	}
	l := openLibrary(t, home, func(c *knowledge.Config) { c.Embedder = letterEmbedder{} }) // its close checks
	docs, err := l.Documents(context.Background())
	left := 0
	for i := range files {
		if !killRemoves(i) {
			left++
		}
	}
	if err != nil || len(docs) != left {
		t.Fatalf("%d documents, want %d; %v", len(docs), left, err)
	}
	for _, d := range docs {
		if d.State != knowledge.StateEmbedded || d.Embedded != d.Passages || d.Passages == 0 {
			t.Errorf("%s is %s with %d of %d embedded", d.Path, d.State, d.Embedded, d.Passages)
		}
	}
	for _, i := range []int{0, 19, 59} {
		hits := l.search(t, knowledge.Query{Text: fmt.Sprintf("consignment%d", i)})
		if len(hits) == 0 || filepath.Base(hits[0].Document.Path) != fmt.Sprintf("%02d.txt", i) {
			t.Errorf("document %d is not found: %+v", i, hits)
		}
	}
}

// seriously is Check without what only the next Open puts right: pages of
// documents that were being read.
func seriously(t *testing.T, store *index.Store) []string {
	t.Helper()
	wrong, err := store.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	kept := wrong[:0]
	for _, w := range wrong {
		if !strings.Contains(w, "although they have not been read") {
			kept = append(kept, w)
		}
	}
	return kept
}

// runIndexer runs the indexing program and kills it after life; 0 lets it
// finish. It returns the lines it printed.
func runIndexer(t *testing.T, home, folder string, life time.Duration) ([]string, error) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "index-folder", home, folder)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if life > 0 {
		timer := time.AfterFunc(life, func() { cmd.Process.Kill() })
		defer timer.Stop()
	} else {
		timer := time.AfterFunc(patience, func() { cmd.Process.Kill() })
		defer timer.Stop()
	}
	var lines []string
	scanner := bufio.NewScanner(stdout)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
		if scanner.Text() == "done" {
			stdin.Close()
		}
	}
	return lines, cmd.Wait()
}
