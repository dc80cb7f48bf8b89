package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"carrel/app/internal/testkeyring"
	"carrel/knowledge/parse/pdftest"
)

const sesame = "open sesame 1001"

// addSealed adds a PDF that opens with sesame to a home and gives its id.
func addSealed(t *testing.T, home string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "treasure.pdf")
	doc := pdftest.Document{Password: sesame, Cipher: pdftest.AES128, Pages: []pdftest.Page{{Text: "The cave is behind the waterfall."}}}
	if err := os.WriteFile(path, doc.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(carrel, "add", path, "--home", home, "--json").Output()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 3 {
		t.Fatalf("carrel add: %v\n%s", err, out)
	}
	return documentsOf(t, out)[0].ID
}

// TestUnlockShowsNothing types a password at a real terminal.
func TestUnlockShowsNothing(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:")
	home := newHome(t)
	id := addSealed(t, home)
	master, terminal := openTerminal(t)
	cmd := exec.Command(carrel, "unlock", id, "--home", home)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	var seen bytes.Buffer
	typed := false
	for buf := make([]byte, 4096); ; {
		n, err := master.Read(buf)
		seen.Write(buf[:n])
		// The prompt comes before the terminal is told to show nothing.
		if !typed && strings.Contains(seen.String(), "Password of") {
			for unseen := false; !unseen; {
				state, err := unix.IoctlGetTermios(int(master.Fd()), unix.TCGETS)
				if err != nil {
					t.Fatal(err)
				}
				if unseen = state.Lflag&unix.ECHO == 0; !unseen {
					time.Sleep(time.Millisecond)
				}
			}
			if _, err := io.WriteString(master, sesame+"\n"); err != nil {
				t.Fatal(err)
			}
			typed = true
		}
		if err != nil { // the other end is closed
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, seen.String())
	}
	if text := seen.String(); strings.Contains(text, "sesame") || !strings.Contains(text, "is open") {
		t.Errorf("the terminal shows %q", text)
	}
}

// openTerminal gives both ends of a new terminal.
func openTerminal(t *testing.T) (master, terminal *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(filepath.Join("/dev/pts", strconv.Itoa(n)), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return master, terminal
}

// TestServeReachesTheKeyring: a server, which under its lock connects to
// nothing, has the keyring all the same; the next one finds the password there.
func TestServeReachesTheKeyring(t *testing.T) {
	ring := testkeyring.Start(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", ring.Address)
	home := newHome(t)
	id := addSealed(t, home)
	for round, want := range []int{422, 200} {
		address, token, end := serveHome(t, home)
		get := func(method, path, body string) (int, string) {
			r, err := http.NewRequest(method, address+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			reply, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer reply.Body.Close()
			data, err := io.ReadAll(reply.Body)
			if err != nil {
				t.Fatal(err)
			}
			return reply.StatusCode, string(data)
		}
		if code, body := get("GET", "/api/documents/"+id+"/file", ""); code != want {
			t.Errorf("round %d: %d %.300s", round, code, body)
		}
		if round == 0 {
			asked, err := json.Marshal(map[string]string{"password": sesame})
			if err != nil {
				t.Fatal(err)
			}
			if code, body := get("POST", "/api/documents/"+id+"/unlock", string(asked)); code != 200 || !strings.Contains(body, `"kept":"keyring"`) {
				t.Errorf("%d %s", code, body)
			}
			get("POST", "/api/documents/wait", `{"documents":["`+id+`"],"until":"searchable"}`)
		}
		end()
	}
}

// serveHome starts carrel serve and gives its address, its token, and what ends it.
func serveHome(t *testing.T, home string) (address, token string, end func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*patience)
	cmd := exec.CommandContext(ctx, carrel, "serve", "--home", home)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = patience
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	address, token, ok := strings.Cut(strings.TrimSpace(line), "/?token=")
	if err != nil || !ok {
		t.Fatalf("serve printed %q, %v\n%s", line, err, said.String())
	}
	return address, token, func() { cancel(); cmd.Wait() }
}
