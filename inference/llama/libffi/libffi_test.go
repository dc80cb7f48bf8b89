//go:build linux

package libffi_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jupiterrider/ffi" // whose init would panic

	"carrel/inference/llama/libffi"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "say" {
		fmt.Println(libffi.Missing())
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestLibffiIsThere(t *testing.T) {
	if err := libffi.Missing(); err != nil {
		t.Skip("libffi is not installed:", err)
	}
}

// The real thing: the program started where libffi cannot be opened.
func TestAProgramStartsWithoutLibffi(t *testing.T) {
	var files []string
	for _, pattern := range []string{"/lib/*/libffi.so.8", "/usr/lib/*/libffi.so.8", "/usr/lib64/libffi.so.8", "/usr/lib/libffi.so.8"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("libffi is not where it is looked for")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	script := "for f in \"$@\"; do mount --bind /dev/null \"$(readlink -f \"$f\")\" || exit 77; done; exec \"$0\" say"
	cmd := exec.Command("unshare", append([]string{"--user", "--map-root-user", "--mount", "sh", "-c", script, exe}, files...)...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() == 77 || strings.HasPrefix(string(out), "unshare:") {
		t.Skipf("no namespace to hide libffi in: %v %s", err, out)
	}
	if err != nil || !strings.Contains(string(out), "libffi8") {
		t.Errorf("%v; it said:\n%s", err, out)
	}
}
