//go:build unix

package porter

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// startStore starts a porter that may dial one address.
func startStore(t *testing.T, addresses ...Address) (*Client, string) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "audit.log")
	client, err := Start(t.Context(), Config{Command: []string{os.Args[0], "porter"}, Audit: log, TeamStore: addresses})
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
	return client, log
}

// echo sends everything back, on every connection, until the test ends.
func echo(t *testing.T, network, address string) net.Listener {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.Copy(conn, conn)
			}()
		}
	}()
	return listener
}

func TestManyConnectionsAtOnceGetTheirOwnAnswers(t *testing.T) {
	store := echo(t, "tcp", "127.0.0.1:0").Addr().String()
	client, log := startStore(t, Address{"tcp", store})
	const connections, size = 16, 1 << 20
	var all sync.WaitGroup
	for i := range connections {
		all.Go(func() {
			conn, err := client.Dial(t.Context(), "tcp", store)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			sent := bytes.Repeat([]byte{byte(i)}, size)
			go func() { _, _ = conn.Write(sent) }() // an error shows in what comes back
			got := make([]byte, size)
			if _, err := io.ReadFull(conn, got); err != nil || !bytes.Equal(got, sent) {
				t.Errorf("connection %d got something else than it sent, %v", i, err)
			}
		})
	}
	all.Wait()
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, log); len(got) != 2 || got[1] != "store.closed "+store+" 16" {
		t.Errorf("the log has %q", got)
	}
}

func TestEndsReachTheOtherSide(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	store := listener.Addr().String()
	client, _ := startStore(t, Address{"tcp", store})
	connect := func() (core, server net.Conn) {
		t.Helper()
		core, err := client.Dial(t.Context(), "tcp", store)
		if err != nil {
			t.Fatal(err)
		}
		if server, err = listener.Accept(); err != nil {
			t.Fatal(err)
		}
		for _, c := range []net.Conn{core, server} {
			if err := c.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		return core, server
	}
	read := func(who string, c net.Conn) {
		t.Helper()
		if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s was not told of the end: %v", who, err)
		}
	}
	core, server := connect()
	core.Close()
	read("the store", server)
	server.Close()

	core, server = connect()
	_ = server.(*net.TCPConn).SetLinger(0) // as a server that is killed ends it
	server.Close()
	read("the core", core)
	core.Close()

	core, server = connect()
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	read("the store", server)
	read("the core", core)
}

func TestDialStopsWaiting(t *testing.T) {
	store := echo(t, "tcp", "127.0.0.1:0").Addr().String()
	client, _ := startStore(t, Address{"tcp", store})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 { // the answer comes before and after the end of waiting
		if conn, err := client.Dial(ctx, "tcp", store); err == nil {
			conn.Close()
		} else if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	conn, err := client.Dial(t.Context(), "tcp", store)
	if err != nil {
		t.Fatalf("after the ones that nobody waited for: %v", err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
		t.Error(err)
	}
}

func TestWithoutATeamStoreThereIsNoSuchDoor(t *testing.T) {
	client, _ := startStore(t)
	if _, err := client.Dial(t.Context(), "tcp", "127.0.0.1:80"); code(err) != CodeRefused {
		t.Error(err)
	}
}
