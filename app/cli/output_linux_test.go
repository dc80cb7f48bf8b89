package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A command whose output was lost does not end as if all were well.
func TestOutputOnFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"version"}, {"list"}, {"list", "--json"}} {
		command := exec.Command(carrel, append([]string{"--home", t.TempDir()}, args...)...)
		var stderr strings.Builder
		command.Stdout, command.Stderr = full, &stderr
		err := command.Run()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 6 || !strings.Contains(stderr.String(), "disk is full") {
			t.Errorf("carrel %v: %v, said %q; want exit code 6 and why", args, err, stderr.String())
		}
	}
}

// A file whose name is not UTF-8 can be named.
func TestNameThatIsNotUTF8(t *testing.T) {
	path := filepath.Join(t.TempDir(), "caf\xe9.txt")
	if err := os.WriteFile(path, []byte("The coffee house opens at seven.\n"), 0o644); err != nil {
		t.Skip(err)
	}
	out, err := exec.Command(carrel, "--home", t.TempDir(), "add", path).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "added") {
		t.Errorf("add said %q, %v", out, err)
	}
}
