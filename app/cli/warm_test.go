package cli_test

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
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
		compiled, err := filepath.Glob(filepath.Join(home, "cache", "parser", "wazero-*", "*"))
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

// What readers execute is written by a process that sees no document, and no
// reader adds to it or changes it, whether the code is there or not.
func TestReaderLeavesItsCodeAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	document := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(document, pdftest.Make([]string{"the lighthouse"}), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(compiler []string) {
		t.Helper()
		client := reader.New(reader.Config{
			Command: []string{carrel, "reader", "--cache", dir}, Compiler: compiler, Cache: dir,
			Log: func(s string) { t.Error(s) },
		})
		defer client.Close()
		if meta, err := client.Read(context.Background(), reader.Source{Path: document}, func(reader.Page) error { return nil }); err != nil || meta.Pages != 1 {
			t.Fatalf("%+v, %v", meta, err)
		}
	}
	read(nil)
	if files := contents(t, dir); len(files) != 0 {
		t.Errorf("a reader left %d files", len(files))
	}
	read([]string{carrel, "compiler", "--cache", dir})
	compiled := contents(t, dir)
	if len(compiled) != 2 { // and a note of what has compiled it
		t.Errorf("there are %d files after compiling", len(compiled))
	}
	read([]string{carrel, "compiler", "--cache", dir})
	if !maps.Equal(contents(t, dir), compiled) {
		t.Error("the compiled code has changed")
	}
	// A cache that was cleaned is filled again.
	folders, err := filepath.Glob(filepath.Join(dir, "wazero-*"))
	if err != nil || len(folders) != 1 {
		t.Fatal(folders, err)
	}
	if err := os.RemoveAll(folders[0]); err != nil {
		t.Fatal(err)
	}
	read([]string{carrel, "compiler", "--cache", dir})
	if len(contents(t, dir)) != len(compiled) {
		t.Error("the cleaned cache was not filled again")
	}
}

// contents gives all files beneath dir.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	if err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files[path] = string(data)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return files
}
