package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func folders(t *testing.T, home string) Folders {
	t.Helper()
	f, err := FindFolders(home)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func isCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// serveClaim answers "ok" on the claim's control socket.
func serveClaim(t *testing.T, c *Claim) {
	t.Helper()
	l, err := c.listen()
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") })}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
}

func TestOneOwner(t *testing.T) {
	for name, home := range map[string]string{
		"short path":                 t.TempDir(),
		"path too long for a socket": filepath.Join(t.TempDir(), strings.Repeat("a long folder name ", 8)),
	} {
		t.Run(name, func(t *testing.T) {
			f := folders(t, home)
			first, err := MakeClaim(f)
			if err != nil {
				t.Fatal(err)
			}
			serveClaim(t, first)
			if info, err := os.Stat(first.socket); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("control socket: %v, %v; want mode 0600", info, err)
			}
			if _, err := MakeClaim(f); !isCode(err, CodeBusy) {
				t.Errorf("second claim: %v, want CodeBusy", err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			transport, err := Dial(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			client := http.Client{Transport: transport}
			reply, err := client.Get("http://carrel/")
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(reply.Body)
			reply.Body.Close()
			if string(body) != "ok" {
				t.Errorf("the owner answered %q", body)
			}
			socket, temp := first.socket, first.tempDir
			first.Release()
			for _, path := range []string{socket, f.ownerFile()} {
				if _, err := os.Stat(path); err == nil {
					t.Errorf("%s was left behind", path)
				}
			}
			if temp != "" {
				if _, err := os.Stat(temp); err == nil {
					t.Errorf("%s was left behind", temp)
				}
			}
			if _, err := Dial(ctx, f); !errors.Is(err, ErrNoOwner) {
				t.Errorf("Dial with no owner: %v", err)
			}
			again, err := MakeClaim(f)
			if err != nil {
				t.Fatal(err)
			}
			again.Release()
		})
	}
}

// What a killed owner leaves behind does not keep the next one out.
func TestStaleSocket(t *testing.T) {
	f := folders(t, t.TempDir())
	killed, err := MakeClaim(f)
	if err != nil {
		t.Fatal(err)
	}
	l, err := killed.listen()
	if err != nil {
		t.Fatal(err)
	}
	// The kernel closes a killed process's files and removes nothing.
	content, err := os.ReadFile(f.ownerFile())
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	killed.Release()
	if err := os.WriteFile(f.ownerFile(), content, 0o600); err != nil {
		t.Fatal(err)
	}
	stale := filepath.Join(f.Data, "control.sock")
	if err := os.WriteFile(stale, nil, 0o600); err != nil {
		t.Fatal(err)
	}

	if _, err := Dial(context.Background(), f); !errors.Is(err, ErrNoOwner) {
		t.Errorf("Dial: %v, want ErrNoOwner", err)
	}
	next, err := MakeClaim(f)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Release()
	serveClaim(t, next)
	if _, err := Dial(context.Background(), f); err != nil {
		t.Errorf("Dial after the restart: %v", err)
	}
}

func TestOwnerThatDoesNotAnswer(t *testing.T) {
	f := folders(t, t.TempDir())
	mute, err := MakeClaim(f)
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Release()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if _, err := Dial(ctx, f); !isCode(err, CodeBusy) {
		t.Errorf("Dial: %v, want CodeBusy", err)
	}
}

// A stopped or stuck owner still has its socket, to which the kernel connects.
func TestOwnerThatIsStuck(t *testing.T) {
	f := folders(t, t.TempDir())
	claim, err := MakeClaim(f)
	if err != nil {
		t.Fatal(err)
	}
	defer claim.Release()
	if _, err := claim.listen(); err != nil { // and accepts nothing
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if _, err := Dial(ctx, f); !isCode(err, CodeBusy) {
		t.Errorf("Dial: %v, want CodeBusy", err)
	}
}

func TestFoldersAreMovedTogether(t *testing.T) {
	home := t.TempDir()
	f := folders(t, home)
	for _, dir := range []string{f.Data, f.Config, f.Cache, f.State, f.Runtime} {
		if !strings.HasPrefix(dir, home+string(filepath.Separator)) {
			t.Errorf("%s is not under %s", dir, home)
		}
	}
	t.Setenv(HomeVar, home)
	if byEnv := folders(t, ""); byEnv != f {
		t.Errorf("by %s: %+v, by option: %+v", HomeVar, byEnv, f)
	}
}

func TestBrokenConfigIsSaid(t *testing.T) {
	f := folders(t, t.TempDir())
	if err := f.make(); err != nil {
		t.Fatal(err)
	}
	if c, err := f.ReadConfig(); err != nil || !reflect.DeepEqual(c, Config{}) {
		t.Errorf("no config file: %+v, %v", c, err)
	}
	path := filepath.Join(f.Config, "config.json")
	if err := os.WriteFile(path, []byte(`{"threads": 2`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ReadConfig(); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("broken config: %v, want a message that names %s", err, path)
	}
}
