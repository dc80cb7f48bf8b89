package openai_test

import (
	"bufio"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/app"
)

// Who begins to send a request and goes no further keeps no restore waiting, nor
// the window with it.
func TestRestoreDoesNotWaitForCallers(t *testing.T) {
	s := serve(t)
	backup := filepath.Join(t.TempDir(), "backup.zip")
	if _, err := s.core.Backup(t.Context(), app.BackupRequest{Path: backup}); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("unix", s.socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:4711\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n\r\n", s.local.Key)
	// It says so when it begins to read the body.
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := s.core.CareFor(app.CareRequest{Kind: app.CareRestore, Path: backup}); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		state, err := s.core.LibraryCare(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if state.Care != nil && state.Care.State != app.CareRunning {
			if state.Care.State != app.CareDone {
				t.Errorf("%+v", state.Care)
			}
			return
		}
		if time.Since(began) > 25*time.Second { // before the caller is given up for its own sake
			t.Fatal("the restore waits for a caller that does nothing")
		}
	}
}

// Who sends all before it reads a reply has the refusal of what is too long, and not a
// connection that breaks off.
func TestTheRefusalOfAnOversizedBodyArrives(t *testing.T) {
	s := serve(t)
	conn, err := net.Dial("unix", s.socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const size = 3 * 8 << 20
	fmt.Fprintf(conn, "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:4711\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", s.local.Key, size)
	for range size >> 20 {
		if _, err := conn.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "413") {
		t.Fatalf("%q, %v", line, err)
	}
}
