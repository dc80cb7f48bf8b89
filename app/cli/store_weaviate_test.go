//go:build unix

package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app"
	"carrel/knowledge"
	"carrel/knowledge/index/weaviate/weaviatetest"
)

// TestWeaviateStore shares two people's libraries in a real Weaviate, which asks
// for a key and which the locked core reaches through the porter, and copies a
// library to and fro. It runs with `make test-stores`.
func TestWeaviateStore(t *testing.T) {
	if weaviatetest.Apart(t) {
		return
	}
	cluster := weaviatetest.Start(t, weaviatetest.Options{Keyed: true})
	store := cluster.URL() + "/Ours"
	whales := filepath.Join(t.TempDir(), "whales.txt")
	if err := os.WriteFile(whales, []byte("The whale sings in the deep sea at night, and nobody hears it."), 0o600); err != nil {
		t.Fatal(err)
	}
	ann, bob, carol := newPerson(t), newPerson(t), newPerson(t)
	ann.run(0, "add", whales)

	t.Setenv(app.StorePasswordVar, "not-the-key")
	if _, said := ann.run(1, "store", "use", store, "--yes"); !strings.Contains(said, "does not accept this key") || strings.Contains(said, "not-the-key") {
		t.Errorf("with a wrong key: %s", said)
	}
	t.Setenv(app.StorePasswordVar, weaviatetest.Key)
	if _, said := ann.run(1, "store", "use", store); !strings.Contains(said, "Nothing was sent") {
		t.Errorf("asked for consent: %s", said)
	}
	ann.run(0, "store", "use", store, "--yes")
	if s := parsed[app.Store](ann, "store", "send"); s.URL != store || s.State.Waiting != 0 || s.State.Store == nil || s.State.Store.Documents != 1 || !strings.HasPrefix(s.State.Store.Product, "Weaviate ") {
		t.Fatalf("sent: %+v", s)
	}
	log, err := os.ReadFile(filepath.Join(ann.home, "data", "audit.log"))
	if err != nil || !bytes.Contains(log, []byte(`"store.connect"`)) || bytes.Contains(log, []byte(weaviatetest.Key)) {
		t.Errorf("the audit log has %s, %v", log, err)
	}

	bob.run(0, "store", "use", store, "--yes")
	found := parsed[knowledge.Results](bob, "search", "whale song")
	if len(found.Hits) != 1 || !found.Hits[0].Document.Elsewhere || !strings.HasSuffix(found.Hits[0].Document.Path, ":"+whales) || found.Team != "" {
		t.Fatalf("Bob finds %+v", found)
	}
	if out, _ := bob.run(0, "text", found.Hits[0].Document.ID); !strings.Contains(out, "The whale sings") {
		t.Errorf("Bob reads %q", out)
	}

	other := cluster.URL() + "/Other"
	if copied := parsed[knowledge.StoreCopy](ann, "store", "copy", store, other, "--yes"); copied.Copied != 1 || copied.Verified != 1 {
		t.Errorf("the copy from Weaviate to Weaviate: %+v", copied)
	}
	if copied := parsed[knowledge.StoreCopy](carol, "store", "copy", other, "library"); copied.Copied != 1 || copied.Verified != 1 {
		t.Errorf("the copy home: %+v", copied)
	}
	if found := parsed[knowledge.Results](carol, "search", "whale"); len(found.Hits) != 1 {
		t.Errorf("Carol finds %+v", found.Hits)
	}

	ann.run(0, "store", "leave", "--remove")
	if found := parsed[knowledge.Results](bob, "search", "whale song"); len(found.Hits) != 0 {
		t.Errorf("what Ann took away is found by Bob: %+v", found.Hits)
	}
}
