package cli_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"carrel/app/internal/testbinary"
	"carrel/knowledge/parse/pdftest"
)

// patience is what a program that hangs gets: far over what the slowest machine
// takes for a step.
const patience = 2 * time.Minute

// newHome gives a home of its own to a test.
func newHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	if err := testbinary.ShareCache(home); err != nil {
		t.Fatal(err)
	}
	return home
}

// Commands that run at the same time share one library: whichever came first
// has it, the others talk to it, and go on by themselves when it ends.
func TestCommandsRunTogether(t *testing.T) {
	home := newHome(t)
	const adding = 8
	var wg sync.WaitGroup
	for i := range adding {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("doc%d.pdf", i))
		if err := os.WriteFile(path, pdftest.Make([]string{fmt.Sprintf("Document %d is about ships.", i)}), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"add", path}, {"list"}, {"search", "ships", "--mode", "lexical"}} {
			wg.Go(func() {
				out, err := exec.Command(carrel, append(args, "--home", home, "--json")...).CombinedOutput()
				if err != nil {
					t.Errorf("carrel %v: %v\n%s", args, err, out)
				}
			})
		}
	}
	wg.Wait()
	out, err := exec.Command(carrel, "list", "--home", home, "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := len(documentsOf(t, out)); got != adding {
		t.Errorf("%d documents in the library, want %d", got, adding)
	}
	check(t, home)
}
