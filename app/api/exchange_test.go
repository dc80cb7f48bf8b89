package api_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/app"
	"carrel/app/api"
)

// Clients that neither send nor take anything hold up no restore: one whose
// upload has stalled is told why it ends, one that takes no document is cut off.
func TestRestoreBreaksOffStalledCalls(t *testing.T) {
	core, h := open(t, app.Options{})
	events := listener(t, h)
	dir := t.TempDir()
	backup := filepath.Join(dir, "backup.zip")
	if made := cared(t, h, events, app.CareRequest{Kind: app.CareBackup, Path: backup}); made.State != app.CareDone {
		t.Fatalf("backup: %+v", made)
	}
	// More than the buffers of a connection hold; what it is does not matter.
	large := filepath.Join(dir, "large.pdf")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, 64<<20); err != nil {
		t.Fatal(err)
	}
	docs, _, err := core.Add(t.Context(), []string{large})
	if err != nil || len(docs) != 1 {
		t.Fatalf("add: %+v, %v", docs, err)
	}
	// The lock lets no test have a socket of the network's.
	listener, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h}
	go server.Serve(listener)
	defer server.Close()
	request := func(text string) (net.Conn, *bufio.Reader) {
		t.Helper()
		conn, err := net.Dial("unix", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
		return conn, bufio.NewReader(conn)
	}
	_, upload := request("POST /api/documents/upload?name=a.pdf HTTP/1.1\r\nHost: carrel\r\nContent-Length: 100000\r\n\r\n%PDF-")
	incoming := func() []string {
		found, _ := filepath.Glob(filepath.Join(core.Status().Home, "files", "incoming-*"))
		return found
	}
	for began := time.Now(); len(incoming()) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal("the upload does not begin")
		}
	}
	_, download := request("GET /api/documents/" + docs[0].ID + "/file HTTP/1.1\r\nHost: carrel\r\n\r\n")
	if status, err := download.ReadString('\n'); err != nil || !strings.Contains(status, "200") {
		t.Fatalf("the download begins with %q, %v", status, err)
	}
	if restored := cared(t, h, events, app.CareRequest{Kind: app.CareRestore, Path: backup}); restored.State != app.CareDone {
		t.Fatalf("restore: %+v", restored)
	}
	if reply, _ := io.ReadAll(upload); !strings.Contains(string(reply), app.CodeClosing) {
		t.Errorf("the upload that has stalled is told %q", reply)
	}
	if n, _ := io.Copy(io.Discard, download); n >= 64<<20 {
		t.Error("the download that has stalled came to its end")
	}
	if left := incoming(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	var list api.DocumentsReply
	into(t, h, "GET", "/api/documents", "", &list)
	if len(list.Documents) != 0 {
		t.Errorf("the library is not the one of the backup: %+v", list.Documents)
	}
}
