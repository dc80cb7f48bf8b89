//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/internal/testbinary"
	"carrel/knowledge"
	"carrel/knowledge/index/postgres/pgtest"
)

// person is somebody with a home of their own.
type person struct {
	t    *testing.T
	home string
}

func newPerson(t *testing.T) person {
	t.Helper()
	p := person{t, t.TempDir()}
	if err := testbinary.ShareCache(p.home); err != nil {
		t.Fatal(err)
	}
	return p
}

// command is a call of the program that reads words only: no engine is needed.
func (p person) command(args ...string) *exec.Cmd {
	c := exec.Command(carrel, append([]string{"--home", p.home}, args...)...)
	// No engine: everything here goes by words.
	c.Env = append(os.Environ(), "CARREL_BIN="+carrel, "CARREL_RESOURCES="+p.home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere")
	return c
}

// run runs the program, which must end with the exit code.
func (p person) run(code int, args ...string) (stdout, stderr string) {
	p.t.Helper()
	var out, errs bytes.Buffer
	c := p.command(args...)
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		p.t.Fatal(err)
	}
	if got != code {
		p.t.Fatalf("carrel %s ended with %d, want %d:\n%s%s", strings.Join(args, " "), got, code, &out, &errs)
	}
	return out.String(), errs.String()
}

// parsed runs the program with --json.
func parsed[T any](p person, args ...string) (v T) {
	p.t.Helper()
	out, _ := p.run(0, append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		p.t.Fatalf("carrel %s: %v in %s", strings.Join(args, " "), err, out)
	}
	return v
}

// relay passes connections to a TCP port of this computer on to a socket, until
// it is closed.
func relay(t *testing.T, socket string) (address string, end func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("unix", socket)
			if err != nil {
				near.Close()
				continue
			}
			go func() { io.Copy(far, near); far.Close() }()
			go func() { io.Copy(near, far); near.Close() }()
		}
	}()
	return listener.Addr().String(), func() { listener.Close() }
}

// TestTeamStore shares two people's libraries in a real PostgreSQL, which the
// locked core reaches through the porter, and copies a library to and fro.
func TestTeamStore(t *testing.T) {
	server := pgtest.For(t)
	at := server.Database(t)
	address, end := relay(t, filepath.Join(at.Query().Get("host"), ".s.PGSQL.5432"))
	store := fmt.Sprintf("postgres://carrel@%s%s?sslmode=disable", address, at.Path)

	files := t.TempDir()
	text := func(name, words string) string {
		path := filepath.Join(files, name)
		if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ann, bob := newPerson(t), newPerson(t)
	whales := text("whales.txt", "The whale sings in the deep sea at night, and nobody hears it.")
	ann.run(0, "add", whales)

	// Without the person's word nothing is sent.
	if _, said := ann.run(1, "store", "use", store); !strings.Contains(said, "1 document with 1 passage") || !strings.Contains(said, "Nothing was sent") {
		t.Errorf("asked for consent: %s", said)
	}
	if s := parsed[app.Store](ann, "store"); s.URL != "" || s.Next != "" {
		t.Errorf("without consent: %+v", s)
	}
	// No password is kept in a file.
	if _, said := ann.run(1, "store", "use", strings.Replace(store, "carrel@", "carrel:s3cret@", 1), "--yes"); !strings.Contains(said, app.StorePasswordVar) || strings.Contains(said, "s3cret") {
		t.Errorf("a password without a keyring: %s", said)
	}
	ann.run(0, "store", "use", store, "--yes")
	s := parsed[app.Store](ann, "store", "send")
	if s.URL != store || s.State.Waiting != 0 || s.State.Trouble != "" || s.State.Store == nil || s.State.Store.Documents != 1 {
		t.Fatalf("sent: %+v", s)
	}
	log, err := os.ReadFile(filepath.Join(ann.home, "data", "audit.log"))
	if err != nil || !bytes.Contains(log, []byte(`"store.share"`)) || !bytes.Contains(log, []byte(`"store.connect"`)) {
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

	// The server is away: one's own is found, and what waits is said.
	end()
	bob.run(0, "add", text("ships.txt", "The schooner sails home in the evening wind."))
	found = parsed[knowledge.Results](bob, "search", "schooner")
	if len(found.Hits) != 1 || found.Hits[0].Document.Elsewhere || !strings.Contains(found.Team, "cannot be reached") {
		t.Errorf("without the server Bob finds %+v", found)
	}
	if out, _ := bob.run(0, "store"); !strings.Contains(out, "1 document waits for the store") {
		t.Errorf("without the server: %s", out)
	}
	if _, said := bob.run(1, "store", "send"); !strings.Contains(said, "cannot be reached") {
		t.Errorf("sending without the server: %s", said)
	}

	// A copy that is killed goes on. The socket is reached directly.
	var many []string
	for i := range 40 {
		many = append(many, text(fmt.Sprintf("note%d.txt", i), fmt.Sprintf("Note %d is about the harbour of town number %d and its lighthouse.", i, i)))
	}
	ann.run(0, append([]string{"add"}, many...)...)
	target := server.Database(t).String()
	c := ann.command("store", "copy", "library", target, "--yes")
	progress, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(progress); lines.Scan(); {
		if strings.Contains(lines.Text(), "copied") {
			break
		}
	}
	c.Process.Kill()
	c.Wait()
	copied := parsed[knowledge.StoreCopy](ann, "store", "copy", "library", target, "--yes")
	if copied.Documents != 41 || copied.Verified != 41 || copied.Same == 0 || copied.Copied+copied.Same != 41 {
		t.Errorf("the copy after the kill: %+v", copied)
	}
	carol := newPerson(t)
	copied = parsed[knowledge.StoreCopy](carol, "store", "copy", target, "library")
	if copied.Copied != 41 || copied.Verified != 41 {
		t.Errorf("the copy back: %+v", copied)
	}
	if list := parsed[api.DocumentsReply](carol, "list"); len(list.Documents) != 41 {
		t.Errorf("Carol has %d documents", len(list.Documents))
	}
	if found := parsed[knowledge.Results](carol, "search", "lighthouse town number 17"); len(found.Hits) == 0 || !strings.Contains(found.Hits[0].Text, "number 17") {
		t.Errorf("Carol finds %+v", found.Hits)
	}

	bob.run(0, "store", "leave")
	if s := parsed[app.Store](bob, "store"); s.URL != "" || s.Next != "" || s.State.Waiting != 0 {
		t.Errorf("after leaving: %+v", s)
	}
}
