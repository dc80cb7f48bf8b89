package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/knowledge/index"
	"carrel/knowledge/parse/pdftest"
)

// TestKill kills the real server, twenty times at random moments, while it
// takes in documents: whatever it had acknowledged is there, the database is
// whole, the next start is not kept out by what is left of the last, and the
// work comes to its end. Package knowledge kills the library alone.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	const kills = 20
	home := newHome(t)
	documents := t.TempDir()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	acknowledged := map[string]bool{} // ids
	for round := range kills {
		var paths []string
		for i := range 3 {
			var pages []string
			for p := range 1 + random.IntN(40) {
				pages = append(pages, fmt.Sprintf("Round %d, file %d, page %d: the ship %d%d%d sailed to an island of birds.", round, i, p+1, round, i, p))
			}
			path := filepath.Join(documents, fmt.Sprintf("r%df%d.pdf", round, i))
			if err := os.WriteFile(path, pdftest.Make(pages), 0o644); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
		replies := make(chan []documentOutput, 1)
		serveAndKill(t, home, func(url, token string) {
			// The kill may come before the acknowledgement, too.
			go func() { replies <- addOver(url, token, paths) }()
			time.Sleep(time.Duration(random.IntN(600)) * time.Millisecond)
		})
		for _, d := range <-replies {
			acknowledged[d.ID] = true
		}
	}
	if len(acknowledged) == 0 {
		t.Error("nothing was acknowledged: the kills came too early to show anything")
	}
	t.Logf("%d of %d documents were acknowledged", len(acknowledged), 3*kills)

	check(t, home)
	// The last start takes up what the killed ones left, and waits for all of it.
	out, err := exec.Command(carrel, "add", "--home", home, "--json", documents).Output()
	if err != nil {
		t.Fatalf("add after the kills: %v\n%s", err, out)
	}
	out, err = exec.Command(carrel, "list", "--home", home, "--json").Output()
	if err != nil {
		t.Fatalf("list: %v\n%s", err, out)
	}
	listed := documentsOf(t, out)
	if len(listed) != 3*kills {
		t.Errorf("%d documents in the library, want %d", len(listed), 3*kills)
	}
	for _, d := range listed {
		if d.State != "searchable" && d.State != "embedded" {
			t.Errorf("%s is %s", d.Path, d.State)
		}
		delete(acknowledged, d.ID)
	}
	if len(acknowledged) > 0 {
		t.Errorf("acknowledged and lost: %v", acknowledged)
	}
	check(t, home)
}

// serveAndKill starts carrel serve, calls while it runs, and kills it.
func serveAndKill(t *testing.T, home string, while func(url, token string)) {
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
	while(url, token)
}

// addOver adds over HTTP and gives what was acknowledged, nothing where the
// server died before.
func addOver(url, token string, paths []string) []documentOutput {
	body, err := json.Marshal(map[string][]string{"paths": paths})
	if err != nil {
		return nil
	}
	r, err := http.NewRequest(http.MethodPost, url+"/api/documents", bytes.NewReader(body))
	if err != nil {
		return nil
	}
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	var reply struct{ Documents []documentOutput }
	if json.NewDecoder(response.Body).Decode(&reply) != nil {
		return nil
	}
	return reply.Documents
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

// check looks through the database, which nobody has open.
func check(t *testing.T, home string) {
	t.Helper()
	store, err := index.Open(context.Background(), filepath.Join(home, "data", "carrel.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	wrong, err := store.Check(context.Background())
	if err != nil || len(wrong) > 0 {
		t.Errorf("integrity: %v %v", wrong, err)
	}
}
