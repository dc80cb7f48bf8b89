package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/knowledge/index"
)

// TestKill kills the real server, fifty times at random moments, while it adds
// and removes documents, fills collections, follows a folder whose files
// change, and takes questions. After each kill the next start is not kept out
// by what is left, and all that was acknowledged is as it was acknowledged; in
// the end the database is whole, the work comes to its end and the followed
// folder's documents are the folder's files. Package knowledge kills the
// library alone, at finer moments.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	const kills = 50
	home := newHome(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	books := newLedger(t, random)

	for round := range kills {
		killed := time.Duration(random.IntN(700)) * time.Millisecond
		serveAndKill(t, home, func(c *client) {
			books.audit(c)
			if t.Failed() {
				t.Fatalf("in round %d", round)
			}
			done := make(chan struct{})
			time.AfterFunc(killed, func() {
				c.kill()
				close(done)
			})
			books.work(c)
			<-done
		})
		if round%10 == 9 {
			check(t, home)
		}
	}
	t.Logf("acknowledged: %v", books.acknowledged)
	for _, what := range []string{"add", "remove", "collect", "ask"} {
		if books.acknowledged[what] == 0 {
			t.Errorf("no %s was acknowledged: the kills came too early to show anything", what)
		}
	}

	// The last start takes up what the killed ones left, and waits for all of it.
	if out, err := exec.Command(carrel, "add", "--home", home, "--json", books.loose).CombinedOutput(); err != nil {
		t.Fatalf("add after the kills: %v\n%s", err, out)
	}
	if out, err := exec.Command(carrel, "folder", "add", "--home", home, books.followed).CombinedOutput(); err != nil {
		t.Fatalf("folder add after the kills: %v\n%s", err, out)
	}
	out, err := exec.Command(carrel, "list", "--home", home, "--json").Output()
	if err != nil {
		t.Fatalf("list: %v\n%s", err, out)
	}
	want := map[string]bool{}
	for _, folder := range []string{books.loose, books.followed} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			want[filepath.Join(folder, e.Name())] = true
		}
	}
	for _, d := range documentsOf(t, out) {
		if d.State != "searchable" && d.State != "embedded" {
			t.Errorf("%s is %s", d.Path, d.State)
		}
		if !want[d.Path] {
			t.Errorf("%s is in the library and not on disk", d.Path)
		}
		delete(want, d.Path)
	}
	if len(want) > 0 {
		t.Errorf("on disk and not in the library: %v", want)
	}
	check(t, home)
}

// serveAndKill starts carrel serve, calls while it runs, and kills it.
func serveAndKill(t *testing.T, home string, while func(*client)) {
	t.Helper()
	cmd := exec.Command(carrel, "serve", "--home", home)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		cmd.Process.Kill()
		cmd.Wait()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	url, token, ok := strings.Cut(strings.TrimSpace(line), "/?token=")
	if err != nil || !ok {
		t.Fatalf("serve printed %q, %v", line, err)
	}
	while(&client{url: url, token: token, kill: func() { cmd.Process.Kill() }})
}

type documentOutput struct{ ID, Path, State string }

func documentsOf(t *testing.T, out []byte) []documentOutput {
	t.Helper()
	var reply struct{ Documents []documentOutput }
	if err := json.Unmarshal(out, &reply); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return reply.Documents
}

// check looks through the database, which nobody has open. That a document was
// being read when its process was killed is put right by the next start.
func check(t *testing.T, home string) {
	t.Helper()
	store, err := index.Open(context.Background(), filepath.Join(home, "data", "carrel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	wrong, err := store.Check(context.Background())
	if err != nil {
		t.Error(err)
	}
	for _, w := range wrong {
		if !strings.Contains(w, "although they have not been read") {
			t.Errorf("integrity: %s", w)
		}
	}
}
