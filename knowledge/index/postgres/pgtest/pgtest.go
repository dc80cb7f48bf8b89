//go:build unix

// Package pgtest starts a PostgreSQL with pgvector for tests: the one that
// build/setup/postgres.sh has fetched, on a Unix socket in a temporary folder.
package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrAbsent says that there is no PostgreSQL to start.
var ErrAbsent = errors.New("there is no PostgreSQL for the tests: run build/setup/postgres.sh")

// Server is a running PostgreSQL. Nobody but its own tests can reach it.
type Server struct {
	folder    string
	server    *exec.Cmd
	databases atomic.Int64
}

// nobody runs the server where the tests run as root, which PostgreSQL refuses.
const nobody = 65534

// startLimit is for a machine with much else to do.
const startLimit = 2 * time.Minute

// For is a server of one test, which is skipped where there is no PostgreSQL.
func For(t testing.TB) *Server {
	t.Helper()
	server, err := Start()
	if errors.Is(err, ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// Start starts a server. Close ends it.
func Start() (_ *Server, err error) {
	resources := os.Getenv("CARREL_RESOURCES")
	if resources == "" {
		if resources, err = ours(); err != nil {
			return nil, err
		}
	}
	from := filepath.Join(resources, "postgres")
	if _, err := os.Stat(filepath.Join(from, "PIN")); err != nil {
		return nil, ErrAbsent
	}
	// A socket's path is short.
	folder, err := os.MkdirTemp("", "carrel-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{folder: folder}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	// Where the tests lie, another user may not be able to look.
	if err := os.CopyFS(filepath.Join(folder, "programs"), os.DirFS(from)); err != nil {
		return nil, err
	}
	data := filepath.Join(folder, "data")
	if err := os.Mkdir(data, 0o700); err != nil {
		return nil, err
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		for _, path := range []string{folder, data} {
			if err := os.Chown(path, nobody, nobody); err != nil {
				return nil, err
			}
		}
	}
	if out, err := s.command("initdb", "--pgdata", data, "--username", "carrel", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	s.server = s.command("postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=100", "-c", "shared_buffers=64MB")
	log, err := s.server.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := s.server.Start(); err != nil {
		return nil, err
	}
	return s, ready(log)
}

// ours is build/deps of the working tree that the test lies in.
func ours() (string, error) {
	folder, err := os.Getwd()
	for err == nil && folder != "/" {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return filepath.Join(folder, "build", "deps"), nil
		}
		folder = filepath.Dir(folder)
	}
	return "", ErrAbsent
}

// command is one of PostgreSQL's programs.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.folder, "programs", "server", "pginstall18", "bin", name), args...)
	c.Dir = s.folder
	c.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	c.SysProcAttr = endsWithUs()
	if os.Geteuid() == 0 {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return c
}

// ready waits until the server says that it is, and reads on what it says.
func ready(log io.Reader) error {
	said := make(chan error, 1)
	go func() {
		var all strings.Builder
		lines := bufio.NewScanner(log)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "ready to accept connections") {
				said <- nil
				io.Copy(io.Discard, log)
				return
			}
			fmt.Fprintln(&all, lines.Text())
		}
		said <- fmt.Errorf("PostgreSQL did not start: %s", all.String())
	}()
	select {
	case err := <-said:
		return err
	case <-time.After(startLimit):
		return errors.New("PostgreSQL did not start in time")
	}
}

// Close ends the server and removes what it had.
func (s *Server) Close() {
	if s.server != nil && s.server.Process != nil {
		s.server.Process.Signal(syscall.SIGINT) // without waiting for its clients
		s.server.Wait()
	}
	os.RemoveAll(s.folder)
}

// Database makes an empty database and gives its URL.
func (s *Server) Database(t testing.TB) *url.URL {
	t.Helper()
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	Exec(t, s.url("postgres"), `CREATE DATABASE `+name)
	return s.url(name)
}

func (s *Server) url(database string) *url.URL {
	return &url.URL{Scheme: "postgres", User: url.User("carrel"), Path: "/" + database, RawQuery: url.Values{"host": {s.folder}}.Encode()}
}

// Exec runs a statement.
func Exec(t testing.TB, at *url.URL, statement string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, at.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
