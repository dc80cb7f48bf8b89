package lock_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"carrel/app/lock"
)

var refusedSocket = regexp.MustCompile(`socket\(AF_INET, .* = -1 EAFNOSUPPORT`)

// An observer from outside sees no internet socket opened by a locked process,
// its threads and its children, and sees the attempts.
func TestStraceSeesNoInternetSocket(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace isn't installed; `make test` installs it")
	}
	run := func(scenario ...string) trace {
		file := filepath.Join(t.TempDir(), "trace")
		args := append([]string{"-f", "-qq", "-e", "trace=socket,io_uring_setup", "-o", file, os.Args[0], "scenario"}, scenario...)
		if out, err := exec.Command(strace, args...).CombinedOutput(); err != nil {
			t.Skipf("strace can't trace here: %v\n%s", err, out)
		}
		return readTrace(t, file)
	}
	// What the pattern must find: a listener opened before the lock.
	if before := run("sockets"); before.count(internetSocket) == 0 {
		t.Fatalf("the trace of a process with a listener shows no internet socket:\n%s", before)
	}
	for _, role := range []lock.Role{lock.Core, lock.Engine, lock.Reader, lock.Compiler, lock.Recogniser} {
		calls := run("probe", string(role), t.TempDir())
		if found := calls.find(internetSocket); found != "" {
			t.Errorf("%s opened internet sockets:\n%s", role, found)
		}
		if calls.find(refusedSocket) == "" {
			t.Errorf("%s: the trace doesn't show the attempts:\n%s", role, calls)
		}
	}
}
