//go:build unix

package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/app/api"
	"carrel/knowledge"
	"carrel/knowledge/index/postgres/pgtest"
)

// TestKillStoreCopy kills a copy of a library to a real PostgreSQL, and one from
// there into another library, at random moments. Each time it is begun again it
// finds what the ones before have copied, and in the end every document is there
// once, whole, and the same when it is read back.
func TestKillStoreCopy(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	server := pgtest.For(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	const documents = 120
	files := t.TempDir()
	for i := range documents {
		words := fmt.Sprintf("Note %d is about the harbour of town number %d. %s", i, i, strings.Repeat("The lighthouse keeper counts the ships that pass at night. ", 1+i%9*20))
		if err := os.WriteFile(filepath.Join(files, fmt.Sprintf("note%d.txt", i)), []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ann, carol := newPerson(t), newPerson(t)
	ann.run(0, "add", files)
	passages := 0
	for _, d := range parsed[api.DocumentsReply](ann, "list").Documents {
		passages += d.Passages
	}
	target := server.Database(t).String()

	for _, way := range []struct {
		who      person
		from, to string
	}{{ann, "library", target}, {carol, target, "library"}} {
		// How long the whole takes here, into a place of its own: kills are spread over that.
		began := time.Now()
		if way.to == target {
			way.who.run(0, "store", "copy", way.from, server.Database(t).String(), "--yes")
		} else {
			newPerson(t).run(0, "store", "copy", way.from, way.to)
		}
		whole := time.Since(began)
		const kills = 10
		killed := 0
		for range kills {
			c := way.who.command("store", "copy", way.from, way.to, "--yes")
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(time.Duration(random.Int64N(int64(whole*3/4))), func() { c.Process.Kill() })
			c.Wait()
			if !timer.Stop() {
				killed++
			}
		}
		done := parsed[knowledge.StoreCopy](way.who, "store", "copy", way.from, way.to, "--yes")
		t.Logf("to %.10s: %d killed within %v, then %+v", way.to, killed, whole, done)
		if killed == 0 {
			t.Error("no copy was killed, so that this shows nothing")
		}
		if done.Documents != documents || done.Copied+done.Same != documents || done.Verified != documents || done.Passages != passages {
			t.Errorf("after the kills: %+v; want %d documents with %d passages", done, documents, passages)
		}
		if done.Same == 0 {
			t.Error("nothing that was copied before a kill was there: it begins anew each time")
		}
	}
	check(t, carol.home)
	list := parsed[api.DocumentsReply](carol, "list").Documents
	if len(list) != documents {
		t.Errorf("Carol has %d documents, want %d", len(list), documents)
	}
	for _, i := range []int{0, 17, documents - 1} {
		found := parsed[knowledge.Results](carol, "search", fmt.Sprintf("harbour of town number %d", i))
		if len(found.Hits) == 0 || !strings.HasSuffix(found.Hits[0].Document.Path, fmt.Sprintf("note%d.txt", i)) {
			t.Errorf("Carol looks for town %d and finds %+v", i, found.Hits)
		}
	}
}
