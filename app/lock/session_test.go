//go:build linux

package lock_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// session is a real carrel, each of its processes and threads traced.
type session struct {
	strace, carrel, home, traces string
}

// newSession finds what a session needs, or skips and says what is missing.
func newSession(t *testing.T) session {
	t.Helper()
	if testing.Short() {
		t.Skip("a whole session takes some ten seconds")
	}
	s := session{home: t.TempDir(), traces: t.TempDir(), carrel: os.Getenv("CARREL_BIN")}
	var err error
	if s.strace, err = exec.LookPath("strace"); err != nil {
		t.Skip("strace isn't installed; `make setup` installs it")
	}
	if resources := os.Getenv("CARREL_RESOURCES"); resources == "" {
		deps, err := filepath.Abs("../../build/deps")
		if err != nil {
			t.Fatal(err)
		}
		if found, _ := filepath.Glob(filepath.Join(deps, "models", "*.gguf")); len(found) < 2 {
			t.Skip("the models aren't there; `make setup` fetches them")
		}
		t.Setenv("CARREL_RESOURCES", deps)
	}
	if s.carrel == "" {
		s.carrel = filepath.Join(t.TempDir(), "carrel")
		build := exec.Command("go", "build", "-o", s.carrel, "carrel/app/cmd/carrel")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("build carrel: %v\n%s", err, out)
		}
	}
	return s
}

// traced is a command of carrel under strace, and the file with its trace.
func (s session) traced(ctx context.Context, name string, args ...string) (*exec.Cmd, string) {
	trace := filepath.Join(s.traces, name)
	argv := append([]string{"-f", "-qq", "-e", "trace=socket,connect,bind,io_uring_setup,seccomp", "-e", "signal=none", "-o", trace, s.carrel, name, "--home", s.home}, args...)
	cmd := exec.CommandContext(ctx, s.strace, argv...)
	cmd.Stderr = new(bytes.Buffer)
	return cmd, trace
}

// run runs a command to its end and returns its output and trace.
func (s session) run(t *testing.T, name string, args ...string) ([]byte, trace) {
	t.Helper()
	cmd, file := s.traced(t.Context(), name, args...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("carrel %s: %v\n%s\n%s", name, err, out, cmd.Stderr)
	}
	return out, readTrace(t, file)
}

const question = "When was the apple tree planted?"

// document is what the session reads. Its words are like nothing else's.
const document = "# The orchard\n\nThe apple tree beside the well was planted in March 1987 by Ottilie Brandt.\n\nPears follow in the second row.\n"

// A person's session without a server: each command is a core of its own, with
// its engine and its readers. None of the processes opens an internet socket,
// not even before its lock.
func TestConsoleSessionOpensNoInternetSocket(t *testing.T) {
	s := newSession(t)
	file := writeDocument(t)
	_, added := s.run(t, "add", "--wait", "--json", file)
	answer, asked := s.run(t, "ask", "--json", "--seed", "1", question)
	checkAnswer(t, answer)
	for name, trace := range map[string]trace{"add": added, "ask": asked} {
		if found := trace.find(internetSocket); found != "" {
			t.Errorf("carrel %s opened:\n%s", name, found)
		}
		if found := trace.find(internetConnect); found != "" {
			t.Errorf("carrel %s connected:\n%s", name, found)
		}
		// The core and at least one child put a lock on.
		if n := trace.count(lockApplied); n < 2 {
			t.Errorf("carrel %s: %d processes put a lock on, want at least the core and a child", name, n)
		}
	}
}

// A session with a browser: the server opens its listener before the lock, and
// nothing after it.
func TestServerSessionOpensOnlyItsListener(t *testing.T) {
	s := newSession(t)
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	server, file := s.traced(ctx, "serve", "--addr", "127.0.0.1:0")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	server.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// strace keeps signals to itself while it traces: the group is told.
	server.Cancel = func() error { return syscall.Kill(-server.Process.Pid, syscall.SIGINT) }
	server.WaitDelay = time.Minute
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cancel()
		_ = server.Wait()
		t.Fatalf("carrel serve said %q: %v\n%s", line, err, server.Stderr)
	}
	browse(t, strings.TrimSpace(line))

	// The console's commands talk to the server now: its processes do the work.
	_, added := s.run(t, "add", "--wait", "--json", writeDocument(t))
	answer, asked := s.run(t, "ask", "--json", "--seed", "1", question)
	checkAnswer(t, answer)
	cancel()
	_ = server.Wait() // interrupted

	all := readTrace(t, file)
	before, after := all.cut(lockApplied)
	if len(after) == 0 {
		t.Fatal("carrel serve put no lock on")
	}
	if n := before.count(internetListener); n != 1 {
		t.Errorf("%d listeners were opened before the lock, want 1", n)
	}
	// The listener, and Go's own look at what the system has: IPv4, IPv6, both, multipath TCP.
	if n := before.count(internetSocket); n > 5 {
		t.Errorf("%d internet sockets before the lock:\n%s", n, before.find(internetSocket))
	}
	for name, trace := range map[string]trace{"serve": after, "add": added, "ask": asked} {
		if found := trace.find(internetSocket); found != "" {
			t.Errorf("carrel %s opened:\n%s", name, found)
		}
	}
	if found := all.find(internetConnect); found != "" {
		t.Errorf("carrel serve connected:\n%s", found)
	}
	if n := all.count(lockApplied); n < 3 {
		t.Errorf("%d processes put a lock on, want the core, the engine and a reader", n)
	}
}

// A porter that is started too late knows it.
func TestPorterUnderTheLockSaysSo(t *testing.T) {
	s := newSession(t)
	cmd := exec.Command("/proc/self/exe", "scenario", "run", s.carrel, "porter", "--audit", filepath.Join(s.home, "audit.jsonl"))
	out, err := cmd.Output()
	var hello struct{ Locked bool }
	if err := errors.Join(err, json.Unmarshal(out, &hello)); err != nil || !hello.Locked {
		t.Errorf("it said %q, %v", out, err)
	}
}

func writeDocument(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "orchard.md")
	if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func checkAnswer(t *testing.T, out []byte) {
	t.Helper()
	var answer struct {
		Answer  string            `json:"answer"`
		Sources []json.RawMessage `json:"sources"`
	}
	if err := json.Unmarshal(out, &answer); err != nil || answer.Answer == "" || len(answer.Sources) == 0 {
		t.Errorf("carrel ask answered %s, %v", out, err)
	}
}

// browse opens the page as a browser does.
func browse(t *testing.T, address string) {
	t.Helper()
	client := http.Client{Timeout: 5 * time.Minute}
	response, err := client.Get(address)
	if err != nil {
		t.Error(err)
		return
	}
	response.Body.Close()
	if response.StatusCode >= 500 {
		t.Errorf("the page answered %s", response.Status)
	}
}
