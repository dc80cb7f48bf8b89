package lock

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// internetSocket matches strace's line for an internet socket that was opened.
var internetSocket = regexp.MustCompile(`socket\(AF_(INET6?|PACKET|VSOCK|NETLINK)\b.*\) += +\d+`)

// An observer from outside sees no internet socket opened by a locked process,
// its threads and its children, and sees the attempts.
func TestStraceSeesNoInternetSocket(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace isn't installed; `make setup` installs it")
	}
	trace := func(scenario ...string) []byte {
		file := filepath.Join(t.TempDir(), "trace")
		args := append([]string{"-f", "-qq", "-e", "trace=socket,io_uring_setup", "-o", file, os.Args[0], "scenario"}, scenario...)
		if out, err := exec.Command(strace, args...).CombinedOutput(); err != nil {
			t.Skipf("strace can't trace here: %v\n%s", err, out)
		}
		lines, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	// What the pattern must find: a listener opened before the lock.
	if before := trace("sockets"); len(internetSocket.FindAll(before, -1)) == 0 {
		t.Fatalf("the trace of a process with a listener shows no internet socket:\n%s", before)
	}
	for _, role := range []Role{Core, Engine, Reader} {
		lines := trace("probe", string(role), t.TempDir())
		if opened := internetSocket.FindAll(lines, -1); len(opened) > 0 {
			t.Errorf("%s opened internet sockets:\n%s", role, bytes.Join(opened, []byte("\n")))
		}
		if !bytes.Contains(lines, []byte("EAFNOSUPPORT")) || !bytes.Contains(lines, []byte("io_uring_setup")) {
			t.Errorf("%s: the trace doesn't show the attempts:\n%s", role, lines)
		}
	}
}
