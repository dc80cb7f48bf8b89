package porter

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Programs on this computer reach the core's socket while the door is open, and
// not before or after.
func TestLocalDoor(t *testing.T) {
	dir := t.TempDir()
	socket, log := filepath.Join(dir, "api.sock"), filepath.Join(dir, "audit.log")
	core, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			w.(http.Flusher).Flush()
			<-r.Context().Done() // the caller went away
			close(gone)
			return
		}
		io.WriteString(w, "came from "+r.Host)
	})}
	go server.Serve(core)
	defer server.Close()
	client, err := Start(t.Context(), Config{Command: []string{os.Args[0], "porter"}, Audit: log, LocalAPI: socket})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	address, err := client.Listen(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	host, _, _ := net.SplitHostPort(address)
	if host != "127.0.0.1" {
		t.Errorf("it listens at %s", address)
	}
	get := func(path string) (string, error) {
		caller := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		r, err := caller.Get("http://" + address + path)
		if err != nil {
			return "", err
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		return string(text), err
	}
	if text, err := get("/"); err != nil || text != "came from "+address {
		t.Errorf("%q, %v", text, err)
	}
	if again, err := client.Listen(t.Context(), 0); err != nil || again != address {
		t.Errorf("a second time: %s, %v", again, err)
	}
	waiting, err := http.Get("http://" + address + "/wait")
	if err != nil {
		t.Fatal(err)
	}
	waiting.Body.Close()
	<-gone

	if err := client.HangUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Another program may have the port by now.
	if text, err := get("/"); err == nil && strings.HasPrefix(text, "came from") {
		t.Errorf("after it was shut: %q", text)
	}
	// Where another program has the port, that is said.
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var e *Error
	if _, err := client.Listen(t.Context(), other.Addr().(*net.TCPAddr).Port); !errors.As(err, &e) || e.Code != CodeInUse {
		t.Errorf("a port that is taken: %v", err)
	}
	written, err := os.ReadFile(log)
	if err != nil || strings.Count(string(written), KindListen) != 1 || strings.Count(string(written), KindHungUp) != 1 || !strings.Contains(string(written), address) {
		t.Errorf("the log says %s, %v", written, err)
	}
}

// A porter that was started without the core's socket has no such door.
func TestNoLocalDoorUnlessNamed(t *testing.T) {
	client, err := Start(t.Context(), Config{Command: []string{os.Args[0], "porter"}, Audit: filepath.Join(t.TempDir(), "audit.log")})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var e *Error
	if _, err := client.Listen(t.Context(), 0); !errors.As(err, &e) || e.Code != CodeRefused {
		t.Errorf("%v", err)
	}
}
