package keyring

import (
	"bytes"
	"context"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/app/internal/testkeyring"
)

func TestSystemKeyring(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", testkeyring.Start(t).Address)
	ctx := t.Context()
	k := New(Config{Log: func(s string) { t.Log(s) }})
	if _, ok := k.Get(ctx, "document:1"); ok {
		t.Fatal("an empty keyring gave a password")
	}
	const secret = "pÄss\twörd 🔑 'quoted\""
	if place := k.Keep(ctx, "document:1", secret); place != System {
		t.Fatalf("kept in %q", place)
	}
	if len(k.memory) != 0 {
		t.Error("it is in memory too")
	}
	again := New(Config{}) // as after a restart
	if got, ok := again.Get(ctx, "document:1"); !ok || got != secret {
		t.Errorf("got %q, %v", got, ok)
	}
	if _, ok := again.Get(ctx, "document:2"); ok {
		t.Error("another name gave a password")
	}
	if place := again.Keep(ctx, "document:1", "other"); place != System {
		t.Fatalf("kept in %q", place)
	}
	if got, _ := k.Get(ctx, "document:1"); got != "other" {
		t.Errorf("got %q", got)
	}
	for range 2 { // forgetting twice is no error
		if err := k.Forget(ctx, "document:1"); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := again.Get(ctx, "document:1"); ok {
		t.Error("a forgotten password is there")
	}
}

// What the keyring writes is encrypted.
func TestSystemKeyringOnDisk(t *testing.T) {
	ring := testkeyring.Start(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", ring.Address)
	if place := New(Config{}).Keep(t.Context(), "document:1", "swordfish"); place != System {
		t.Fatalf("kept in %q", place)
	}
	files := 0
	err := filepath.WalkDir(ring.Files, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte("swordfish")) {
			t.Errorf("%s holds the password", path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}

func TestWithoutKeyring(t *testing.T) {
	for name, address := range map[string]string{
		"autolaunch": "autolaunch:",
		"gone":       "unix:path=" + filepath.Join(t.TempDir(), "bus"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
			var said strings.Builder
			k := New(Config{Log: func(s string) { said.WriteString(s) }})
			k.Connect(t.Context())
			if place := k.Keep(t.Context(), "document:1", "swordfish"); place != Memory {
				t.Fatalf("kept in %q", place)
			}
			if got, ok := k.Get(t.Context(), "document:1"); !ok || got != "swordfish" {
				t.Errorf("got %q, %v", got, ok)
			}
			if _, ok := New(Config{}).Get(t.Context(), "document:1"); ok {
				t.Error("another process has it")
			}
			if err := k.Forget(t.Context(), "document:1"); err != nil && name == "autolaunch" {
				t.Error(err)
			}
			if _, ok := k.Get(t.Context(), "document:1"); ok {
				t.Error("a forgotten password is there")
			}
			if strings.Contains(said.String(), "swordfish") {
				t.Errorf("the log says %q", said.String())
			}
		})
	}
}

// A keyring that hangs, as one does that waits for a person who is away, holds
// nobody up for long, and nobody twice.
func TestKeyringThatHangs(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+socket)
	k := New(Config{Patience: 50 * time.Millisecond})
	if place := k.Keep(context.Background(), "document:1", "swordfish"); place != Memory {
		t.Errorf("kept in %q", place)
	}
	began := time.Now()
	k.config.Patience = time.Hour
	k.mu.Lock()
	k.asked = began.Add(-2 * time.Hour)
	k.mu.Unlock()
	if _, ok := k.Get(context.Background(), "document:2"); ok {
		t.Error("it gave a password")
	}
	if got, ok := k.Get(context.Background(), "document:1"); !ok || got != "swordfish" {
		t.Errorf("got %q, %v", got, ok)
	}
	// The call that hangs ends with the bus, and the next one is made.
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	listener.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
	case <-ctx.Done():
		t.Fatal("the turn does not come back")
	}
}
