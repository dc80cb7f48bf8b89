package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"carrel/app/internal/testbinary"
	"carrel/inference/models"
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

// Ctrl-C stops an answer; what there is of it is kept.
func TestInterruptedAnswer(t *testing.T) {
	if _, err := models.ResourceDir(); err != nil {
		t.Skip("the engine and its models are not set up: run `make setup`")
	}
	home := newHome(t)
	path := filepath.Join(t.TempDir(), "ships.pdf")
	if err := os.WriteFile(path, pdftest.Make([]string{"The ship Meridian sailed in 1871 with forty sailors, a surgeon and a cook.\nIt carried tea, silk and letters from Canton to London, and came back with clocks."}), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(carrel, "add", "--wait", "--home", home, path).CombinedOutput(); err != nil {
		t.Fatalf("add: %v\n%s", err, out)
	}
	interrupt := func(when string) {
		t.Helper()
		cmd := exec.Command(carrel, "ask", "--home", home, "Tell the whole story of the ship Meridian, its sailors and what it carried.")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if when == "at once" {
			// As soon as it has the home: before that it does nothing that could be stopped.
			owner := filepath.Join(home, "data", "owner.json")
			for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
				if _, err := os.Stat(owner); err == nil {
					break
				}
				if time.Now().After(deadline) {
					t.Fatalf("it does not open the library\n%s", &stderr)
				}
			}
		} else if _, err := out.Read(make([]byte, 1)); err != nil {
			t.Fatalf("no answer began: %v\n%s", err, &stderr)
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		go func() { // what comes after the signal
			for _, err := out.Read(make([]byte, 1024)); err == nil; _, err = out.Read(make([]byte, 1024)) {
			}
		}()
		err = cmd.Wait()
		// 0: a small model may be done before a busy machine lets this test interrupt it.
		if code := cmd.ProcessState.ExitCode(); code != 130 && code != 0 {
			t.Errorf("%s: ended with %d (%v), want 130\n%s", when, code, err, &stderr)
		}
		if took := time.Since(start); took > patience {
			t.Errorf("%s: took %v to stop", when, took)
		}
	}
	// kept counts the chats whose answer was stopped; others are whole.
	kept := func() (stopped int) {
		t.Helper()
		var list struct{ Chats []struct{ ID string } }
		chats := func(into any, args ...string) {
			t.Helper()
			out, err := exec.Command(carrel, append([]string{"chats", "--home", home, "--json"}, args...)...).Output()
			if err == nil {
				err = json.Unmarshal(out, into)
			}
			if err != nil {
				t.Fatalf("%v in %s", err, out)
			}
		}
		chats(&list)
		for _, c := range list.Chats {
			var chat struct {
				Turns []struct {
					Answer struct{ Status, Answer string }
				}
			}
			chats(&chat, c.ID)
			if len(chat.Turns) != 1 || chat.Turns[0].Answer.Status != "stopped" && chat.Turns[0].Answer.Status != "done" {
				t.Errorf("a stopped answer is kept as %+v", chat)
			} else if chat.Turns[0].Answer.Status == "stopped" {
				stopped++
			}
		}
		return stopped
	}
	interrupt("at once")
	before := kept() // it may have been too early for a chat
	for range 20 {
		interrupt("at the first word")
		if kept() > before {
			return
		}
	}
	t.Error("no answer was kept as one that was stopped, twenty times")
}
