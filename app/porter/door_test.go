package porter

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"carrel/app/audit"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ network, address, want string }{
		{"tcp", "DB.Example.org:08080", "tcp:db.example.org:8080"},
		{"tcp", "bücher.example:80", "tcp:xn--bcher-kva.example:80"},
		{"tcp", "[2001:DB8::1]:5432", "tcp:[2001:db8::1]:5432"},
		{"tcp", "weaviate_1:8080", "tcp:weaviate_1:8080"},
		{"unix", "/run/postgresql//.s.PGSQL.5432", "unix:/run/postgresql/.s.PGSQL.5432"},
		{"tcp", "example.org", ""}, {"tcp", "example.org:0", ""}, {"tcp", "example.org:65536", ""}, {"tcp", "example.org:http", ""},
		{"tcp", ":80", ""}, {"tcp", "a b:80", ""}, {"tcp", "a/b:80", ""}, {"tcp", "[fe80::1%eth0]:80", ""}, {"tcp", "a\x00:80", ""},
		{"unix", "run/x", ""}, {"unix", "@abstract", ""}, {"unix", "/run/\nx", ""}, {"udp", "example.org:80", ""}, {"", "", ""},
	} {
		a, err := ParseAddress(c.network, c.address)
		if c.want == "" {
			if code(err) != CodeRefused || !strings.HasSuffix(err.Error(), ".") {
				t.Errorf("%s %q: %v, %v; want a refusal in words", c.network, c.address, a, err)
			}
			continue
		}
		if err != nil || a.String() != c.want {
			t.Errorf("%s %q: %v, %v; want %s", c.network, c.address, a, err, c.want)
		}
		var again addressFlag
		if err := again.Set(a.String()); err != nil || again[0] != a {
			t.Errorf("%s as an option: %v, %v", a, again, err)
		}
	}
}

// reach connects as the porter does for a request.
func (d *doors) reach(ctx context.Context, network, address string) (net.Conn, error) {
	a, err := d.permit(network, address)
	if err != nil {
		return nil, err
	}
	return d.connect(ctx, a)
}

func entries(t *testing.T, path string) []string {
	t.Helper()
	report, err := audit.Verify(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range report.Entries {
		all = append(all, strings.TrimSpace(e.Kind+" "+e.Detail["host"]+":"+e.Detail["port"]+" "+e.Detail["more"]+e.Detail["connections"]+" "+e.Detail["failed"]))
	}
	return all
}

func TestConnectionsAreWrittenDownFirstAndNotOneByOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.log")
	now := time.Now()
	d := newDoors([]Address{{"tcp", "db.example:80"}, {"tcp", "other.example:80"}}, audit.New(path))
	d.now = func() time.Time { return now }
	fail := false
	d.dial = func(context.Context, string, string) (net.Conn, error) {
		if len(entries(t, path)) == 0 {
			t.Error("nothing was written down before the connection")
		}
		if fail {
			return nil, syscall.ECONNREFUSED
		}
		conn, other := net.Pipe()
		other.Close()
		return conn, nil
	}
	for range 5 {
		if _, err := d.reach(t.Context(), "tcp", "DB.example:80"); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(logEvery)
	fail = true
	if _, err := d.reach(t.Context(), "tcp", "db.example:80"); code(err) != CodeUnreachable {
		t.Error(err)
	}
	if _, err := d.reach(t.Context(), "tcp", "evil.example:80"); code(err) != CodeRefused || !strings.Contains(err.Error(), "evil.example:80") {
		t.Error(err)
	}
	if err := d.close(); err != nil {
		t.Error(err)
	}
	want := "store.connect db.example:80|store.connect db.example:80 4|store.closed db.example:80 5 1"
	if got := strings.Join(entries(t, path), "|"); got != want {
		t.Errorf("the log has %q, want %q", got, want)
	}
}

func TestNoConnectionThatCannotBeWrittenDown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.log")
	if err := os.Mkdir(path, 0o700); err != nil { // a folder in the log's place
		t.Fatal(err)
	}
	d := newDoors([]Address{{"tcp", "db.example:80"}}, audit.New(path))
	d.dial = func(context.Context, string, string) (net.Conn, error) {
		t.Error("it was dialled")
		return nil, errors.New("no")
	}
	for range 2 {
		if _, err := d.reach(t.Context(), "tcp", "db.example:80"); code(err) != CodeNoLog {
			t.Error(err)
		}
	}
}

func TestReasonsInWords(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	dir := t.TempDir()
	for _, c := range []struct {
		network, address string
		err              error // nil: by really dialling
		want             string
	}{
		{"tcp", closed.Addr().String(), nil, "127.0.0.1 is there, but nothing answers at " + closed.Addr().String()},
		{"unix", filepath.Join(dir, "none"), nil, "There is no socket"},
		{"tcp", "db.example:80", &net.DNSError{Err: "no such host", IsNotFound: true}, "No computer is called db.example here"},
		{"tcp", "db.example:80", &net.DNSError{Err: "server misbehaving", IsTemporary: true}, "can't be looked up at present"},
		{"tcp", "db.example:80", &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, "did not answer within " + strconv.Itoa(int(dialTimeout.Seconds())) + " seconds"},
		{"tcp", "db.example:80", &net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, "There is no way to db.example"},
		{"unix", "/run/s", &net.OpError{Op: "dial", Err: syscall.EACCES}, "You may not use /run/s"},
		{"tcp", "db.example:80", errors.New("odd"), "can't be reached: odd"},
	} {
		a, err := ParseAddress(c.network, c.address)
		if err != nil {
			t.Fatal(err)
		}
		d := newDoors([]Address{a}, audit.New(filepath.Join(dir, "audit.log")))
		if c.err != nil {
			d.dial = func(context.Context, string, string) (net.Conn, error) { return nil, c.err }
		}
		_, err = d.reach(t.Context(), c.network, c.address)
		if code(err) != CodeUnreachable || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", a, err, c.want)
		}
	}
}
