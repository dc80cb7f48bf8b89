package porter

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/app/audit"
	"carrel/app/porter/download"
	"carrel/inference/models"
	"carrel/inference/models/modeltest"
)

// offered is a model of the catalogue whose size and hash it does not know, so
// that a small one can stand for it.
const offered = "bge-small-en-v1.5"

// mirror serves one file as what the catalogue offers; nil: an embedding model.
type mirror struct {
	*httptest.Server
	content []byte
	hold    chan bool // not nil: the file's middle comes when it is closed
	reached chan bool
	mutex   sync.Mutex
	paths   []string
}

func newMirror(t *testing.T, content []byte) *mirror {
	m := &mirror{content: content, reached: make(chan bool, 16)}
	if content == nil {
		path := filepath.Join(t.TempDir(), "model.gguf")
		modeltest.Write(t, path, modeltest.Options{Dimensions: 4})
		var err error
		if m.content, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mutex.Lock()
		m.paths = append(m.paths, r.URL.Path)
		m.mutex.Unlock()
		if m.hold != nil && r.Header.Get("Range") != "bytes=0-0" {
			m.reached <- true
			select {
			case <-m.hold:
			case <-r.Context().Done():
				return
			}
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(m.content))
	}))
	t.Cleanup(m.Close)
	return m
}

// startFetching starts a porter that may fetch models from a mirror.
func startFetching(t *testing.T, mirror string) (client *Client, dir, log string) {
	t.Helper()
	dir, log = filepath.Join(t.TempDir(), "models"), filepath.Join(t.TempDir(), "audit.jsonl")
	client, err := Start(t.Context(), Config{
		Command: []string{os.Args[0], "porter"}, Audit: log,
		Models: dir, Mirror: mirror, Proxy: download.NoProxy,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if client.Locked() {
		t.Skip("this test runs under a lock itself")
	}
	return client, dir, log
}

func logged(t *testing.T, log string) (all []audit.Entry) {
	t.Helper()
	report, err := audit.Verify(log)
	if err != nil {
		t.Fatal(err)
	}
	return report.Entries
}

func TestFetchModel(t *testing.T) {
	m := newMirror(t, nil)
	client, dir, log := startFetching(t, m.URL)
	var mutex sync.Mutex
	var last download.Progress
	fetched, err := client.FetchModel(t.Context(), offered, func(p download.Progress) {
		mutex.Lock()
		defer mutex.Unlock()
		last = p
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(fetched.Path)
	if err != nil || !bytes.Equal(got, m.content) || filepath.Dir(fetched.Path) != dir || fetched.Bytes != int64(len(m.content)) || fetched.Known {
		t.Errorf("%+v, %d bytes, %v", fetched, len(got), err)
	}
	mutex.Lock()
	if last.State == "" {
		t.Error("no progress was told")
	}
	mutex.Unlock()
	if want := "/CompendiumLabs/bge-small-en-v1.5-gguf/resolve/main/bge-small-en-v1.5-q8_0.gguf"; m.paths[0] != want {
		t.Errorf("it asked for %s", m.paths[0])
	}
	all := logged(t, log)
	if len(all) != 2 || all[0].Kind != KindFetch || all[1].Kind != KindFetched {
		t.Fatalf("the log has %+v", all)
	}
	host := strings.TrimPrefix(m.URL, "http://")
	if d := all[0].Detail; d["host"] != host || d["file"] != "CompendiumLabs/bge-small-en-v1.5-gguf/bge-small-en-v1.5-q8_0.gguf" || d["may_deliver"] != "huggingface.co hf.co" {
		t.Errorf("before: %v", d)
	}
	if d := all[1].Detail; d["result"] != "whole" || d["sha256"] != fetched.SHA256 || d["bytes"] == "" {
		t.Errorf("after: %v", d)
	}

	// The hash is pinned: another file by that name is not taken.
	if err := os.Remove(fetched.Path); err != nil {
		t.Fatal(err)
	}
	was := m.content
	m.content = bytes.Clone(was)
	m.content[len(was)-1] ^= 1
	if _, err := client.FetchModel(t.Context(), offered, nil); code(err) != download.CodeWrong {
		t.Errorf("another file: %v", err)
	}
	m.content = was
	if again, err := client.FetchModel(t.Context(), offered, nil); err != nil || !again.Known {
		t.Errorf("the same file again: %+v, %v", again, err)
	}
	if kinds := logged(t, log); kinds[3].Detail["result"] != download.CodeWrong {
		t.Errorf("the log has %+v", kinds[3])
	}
}

func TestFetchModelOfAnotherKind(t *testing.T) {
	m := newMirror(t, []byte("this is no model, but just as well a page that asks to sign in"))
	client, dir, _ := startFetching(t, m.URL)
	if _, err := client.FetchModel(t.Context(), offered, nil); code(err) != download.CodeWrong || !strings.Contains(err.Error(), "not a GGUF") {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("there is %v", left)
	}
}

// All that the core can say over this door is a name of the catalogue.
func TestFetchModelRefuses(t *testing.T) {
	m := newMirror(t, nil)
	client, _, log := startFetching(t, m.URL)
	for _, name := range []string{"", "my secret", "qwen3-4b:../../x", "https://example.org/?q=secret", offered + ":Q9"} {
		if _, err := client.FetchModel(t.Context(), name, nil); code(err) != CodeRefused {
			t.Errorf("%q: %v", name, err)
		}
	}
	if len(m.paths) != 0 {
		t.Errorf("it asked for %v", m.paths)
	}
	if _, err := os.Stat(log); err == nil {
		t.Error("a refusal is in the log of what was opened")
	}
	without := start(t, "")
	if _, err := without.FetchModel(t.Context(), offered, nil); code(err) != CodeRefused {
		t.Errorf("a porter without a folder for models: %v", err)
	}
}

func TestFetchModelStopped(t *testing.T) {
	m := newMirror(t, nil)
	m.hold = make(chan bool)
	client, _, log := startFetching(t, m.URL)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := client.FetchModel(ctx, offered, nil)
		ended <- err
	}()
	<-m.reached
	if _, err := client.FetchModel(t.Context(), offered, nil); code(err) != CodeTooMany {
		t.Errorf("the same at the same time: %v", err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	all := logged(t, log)
	if last := all[len(all)-1]; last.Kind != KindFetched || last.Detail["result"] != CodeCancelled {
		t.Errorf("the log has %+v", last)
	}
	close(m.hold)
	if _, err := client.FetchModel(t.Context(), offered, nil); err != nil {
		t.Errorf("gone on with: %v", err)
	}
}

func TestFetchOf(t *testing.T) {
	offer, file, err := models.TheCatalogue().Find("qwen3-4b")
	if err != nil {
		t.Fatal(err)
	}
	for mirror, want := range map[string]string{
		"":                                "https://huggingface.co/Qwen/Qwen3-4B-GGUF/resolve/main/Qwen3-4B-Q4_K_M.gguf",
		"https://models.example.org/hub/": "https://models.example.org/hub/Qwen/Qwen3-4B-GGUF/resolve/main/Qwen3-4B-Q4_K_M.gguf",
		"http://models.example.org":       "", "https://a:b@models.example.org": "", "https://models.example.org/?x": "", "models.example.org": "",
	} {
		ask, err := FetchOf(offer, file, mirror)
		if ask.URL != want || (err == nil) != (want != "") {
			t.Errorf("%q: %+v, %v", mirror, ask, err)
		}
	}
}
