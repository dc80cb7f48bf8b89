package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"carrel/inference/models"
	"carrel/knowledge/parse/pdftest"
)

// Ctrl-C stops an answer, also where the engine hangs, and the question is kept
// as one whose answer was stopped.
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
	// The engine is held, so that the answer is on its way for certain; where it
	// was too quick for that, another question is asked.
	for range 10 {
		if interruptAnswer(t, home) {
			return
		}
	}
	t.Error("the engine was never held before it had answered, ten times")
}

// interruptAnswer asks, holds the engine and presses Ctrl-C; false if the answer
// was there before.
func interruptAnswer(t *testing.T, home string) bool {
	t.Helper()
	_, before := runningChat(t, home)
	ask := exec.Command(carrel, "ask", "--home", home, "How many sailors did the ship Meridian have?")
	var out, stderr bytes.Buffer
	ask.Stdout, ask.Stderr = &out, &stderr
	if err := ask.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- ask.Wait() }()
	engine := 0
	for engine == 0 {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("ask: %v\n%s", err, &stderr)
			}
			return false
		case <-time.After(time.Millisecond):
			engine = engineOf(t, home)
		}
	}
	if syscall.Kill(engine, syscall.SIGSTOP) != nil {
		<-ended
		return false
	}
	chat, all := runningChat(t, home)
	for deadline := time.Now().Add(patience); all == before && time.Now().Before(deadline); chat, all = runningChat(t, home) {
		time.Sleep(10 * time.Millisecond)
	}
	if chat == "" {
		_ = syscall.Kill(engine, syscall.SIGCONT)
		<-ended
		return false
	}
	if err := ask.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatalf("it does not stop\n%s", &stderr)
	}
	if code := ask.ProcessState.ExitCode(); code != 130 {
		t.Errorf("it ended with %d, want 130\n%s", code, &stderr)
	}
	if !strings.HasPrefix(stderr.String(), "Stopped.") {
		t.Errorf("it says %q, want that it was stopped", &stderr)
	}
	if status := statusOf(t, home, chat); status != "stopped" {
		t.Errorf("the answer is kept as %q, want \"stopped\"", status)
	}
	return true
}

// Ctrl-C stops `carrel doctor`, and what was stopped is not told as wrong.
func TestInterruptedDoctor(t *testing.T) {
	if _, err := models.ResourceDir(); err != nil {
		t.Skip("the engine and its models are not set up: run `make setup`")
	}
	home := newHome(t)
	for range 10 {
		doctor := exec.Command(carrel, "doctor", "--home", home)
		var out, stderr bytes.Buffer
		doctor.Stdout, doctor.Stderr = &out, &stderr
		if err := doctor.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- doctor.Wait() }()
		engine, over := 0, false
		for engine == 0 && !over {
			select {
			case <-ended:
				over = true
			case <-time.After(time.Millisecond):
				engine = engineOf(t, home)
			}
		}
		if over {
			continue
		}
		_ = syscall.Kill(engine, syscall.SIGSTOP)
		if err := doctor.Process.Signal(os.Interrupt); err != nil {
			continue // the engine had answered before it was held
		}
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatalf("it does not stop\n%s", &stderr)
		}
		if doctor.ProcessState.ExitCode() == 0 && out.Len() > 0 {
			continue // likewise
		}
		if code := doctor.ProcessState.ExitCode(); code != 130 || out.Len() > 0 || !strings.HasPrefix(stderr.String(), "Stopped.") {
			t.Errorf("it ended with %d and says %q and %q; want 130 and that it was stopped", code, &out, &stderr)
		}
		return
	}
	t.Error("the engine was never held before it had answered, ten times")
}

// engineOf gives the process of the engine that works for a home, 0 where there
// is none.
func engineOf(t *testing.T, home string) int {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		line, _ := os.ReadFile(file) // it may have ended
		args := strings.Split(string(line), "\x00")
		if len(args) > 1 && args[1] == "engine" && slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, home+"/") }) {
			id, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
	}
	return 0
}

// runningChat gives the chat whose answer is on its way, "" where there is none,
// and how many chats there are.
func runningChat(t *testing.T, home string) (id string, all int) {
	t.Helper()
	var list struct{ Chats []struct{ ID string } }
	chats(t, home, &list)
	for _, c := range list.Chats {
		if statusOf(t, home, c.ID) == "running" {
			id = c.ID
		}
	}
	return id, len(list.Chats)
}

func statusOf(t *testing.T, home, chat string) string {
	t.Helper()
	var c struct {
		Turns []struct{ Answer struct{ Status string } }
	}
	chats(t, home, &c, chat)
	if len(c.Turns) != 1 {
		t.Fatalf("the chat is kept as %+v", c)
	}
	return c.Turns[0].Answer.Status
}

func chats(t *testing.T, home string, into any, args ...string) {
	t.Helper()
	out, err := exec.Command(carrel, append([]string{"chats", "--home", home, "--json"}, args...)...).Output()
	if err == nil {
		err = json.Unmarshal(out, into)
	}
	if err != nil {
		t.Fatalf("chats %v: %v in %s", args, err, out)
	}
}
