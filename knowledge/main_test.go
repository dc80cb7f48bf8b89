package knowledge_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"carrel/inference/engine"
	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/ocr"
	"carrel/knowledge/parse"
	"carrel/knowledge/reader"
)

// TestMain makes the test binary play the processes that the tests need: the
// reader, and a small program that indexes a folder and is killed.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "reader":
			os.Exit(parse.Main(os.Args[2:]))
		case "engine":
			os.Exit(engine.Main(os.Args[2:]))
		case "recogniser":
			o, err := ocr.ParseOptions(os.Args[2:])
			if err != nil {
				os.Exit(2)
			}
			os.Exit(ocr.Main(o))
		case "scan-folder":
			os.Exit(scanFolder(os.Args[2], os.Args[3]))
		case "scan-again":
			os.Exit(scanAgain(os.Args[2]))
		case "switch-library":
			os.Exit(switchLibrary(os.Args[2], os.Args[3]))
		case "index-folder":
			os.Exit(indexFolder(os.Args[2], os.Args[3]))
		}
	}
	os.Exit(m.Run())
}

// patience is how long something is waited for that must come: far over what the
// slowest machine takes, so that only what hangs fails a test.
const patience = 5 * time.Minute

// realReader is a client of the real reader process.
func realReader() *reader.Client {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return reader.New(reader.Config{
		Command: []string{exe, "reader", "--cache", filepath.Join(os.TempDir(), "carrel-test-wazero")},
	})
}

// library is an open library of a test with what it stands on.
type library struct {
	*knowledge.Library
	store  *index.Store
	reader *reader.Client
	dir    string
	closed bool
}

// openLibrary opens the library in dir; change may change its configuration.
func openLibrary(t testing.TB, dir string, change func(*knowledge.Config)) *library {
	t.Helper()
	store, err := index.Open(context.Background(), filepath.Join(dir, "library.db"))
	if err != nil {
		t.Fatal(err)
	}
	r := realReader()
	config := knowledge.Config{Store: store, Reader: r, Log: func(s string) { t.Log(s) }}
	if change != nil {
		change(&config)
	}
	l, err := knowledge.Open(context.Background(), config)
	if err != nil {
		store.Close()
		t.Fatal(err)
	}
	lib := &library{Library: l, store: store, reader: r, dir: dir}
	t.Cleanup(func() { lib.close(t) })
	return lib
}

// close closes the library once, and fails the test if anything in it is wrong.
func (l *library) close(t testing.TB) {
	t.Helper()
	if l.closed {
		return
	}
	l.closed = true
	wrong, err := l.Check(context.Background())
	if err != nil {
		t.Errorf("check: %v", err)
	}
	for _, w := range wrong {
		t.Errorf("check: %s", w)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	l.reader.Close()
	if err := l.store.Close(); err != nil {
		t.Error(err)
	}
}

// add adds paths and waits until they are searchable.
func (l *library) add(t testing.TB, paths ...string) []knowledge.Document {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	docs, err := l.Add(ctx, paths)
	if err != nil {
		t.Fatal(err)
	}
	docs, err = l.Wait(ctx, ids(docs), knowledge.StateSearchable)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func ids(docs []knowledge.Document) []string {
	list := make([]string, len(docs))
	for i, d := range docs {
		list[i] = d.ID
	}
	return list
}

// search returns the texts of the hits.
func (l *library) search(t testing.TB, q knowledge.Query) []knowledge.Hit {
	t.Helper()
	results, err := l.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return results.Hits
}

// write writes a file of a test and returns its path.
func write(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// shared returns the folder of shared test material, or skips.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "shared"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs the shared test material, which is not here: %v", err)
	}
	return path
}

// story is a text of n distinct sentences about a subject.
func story(subject string, n int) string {
	text := ""
	for i := range n {
		text += fmt.Sprintf("The %s was mentioned in note %d of the ledger kept by the harbour office. ", subject, i)
	}
	return text
}
