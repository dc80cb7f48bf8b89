package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// A server prepares the PDF parser by itself, so that the first PDF in a new
// home does not wait for its compilation.
func TestServePreparesReader(t *testing.T) {
	t.Parallel()
	home := t.TempDir() // without the cache that other tests share
	cmd := exec.Command(carrel, "serve", "--home", home)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Signal(os.Interrupt)
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		compiled, err := filepath.Glob(filepath.Join(home, "cache", "reader", "wazero-*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range compiled {
			if filepath.Ext(file) != ".tmp" {
				return
			}
		}
	}
	t.Error("the compiled parser is not in the cache")
}
