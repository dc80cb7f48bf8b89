package app

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A file's hash is remembered over restarts, and made again where the file's
// size or time is another.
func TestModelHashes(t *testing.T) {
	dir := t.TempDir()
	kept, path := filepath.Join(dir, "kept.json"), filepath.Join(dir, "m-00001-of-00002.gguf")
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	put := func(path, text string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	want := func(text string) {
		t.Helper()
		sum := sha256.Sum256([]byte(text))
		got, err := (&modelHashes{file: kept}).of(path)
		if err != nil || got != hex.EncodeToString(sum[:]) {
			t.Errorf("the hash is %s, %v; want that of %q", got, err, text)
		}
		// models.Hash has a memory of its own, which ends with the process.
		if data, err := os.ReadFile(kept); err != nil || !strings.Contains(string(data), got) {
			t.Errorf("kept is %s, %v", data, err)
		}
	}
	second := filepath.Join(dir, "m-00002-of-00002.gguf")
	put(path, "one", at)
	put(second, "two", at)
	want("onetwo")
	// The same size and time count as the same content: it is not read again.
	put(second, "TWO", at)
	want("onetwo")
	put(second, "TWO", at.Add(time.Second))
	want("oneTWO")
	put(path, "longer", at)
	want("longerTWO")
	if err := os.WriteFile(kept, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	want("longerTWO")
	if err := os.Remove(second); err != nil {
		t.Fatal(err)
	}
	if got, err := (&modelHashes{file: kept}).of(path); err == nil {
		t.Errorf("a model without its second part has the hash %s", got)
	}
}
