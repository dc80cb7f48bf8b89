// Package testkeyring gives tests a real keyring: GNOME's, on a D-Bus of its
// own, empty and unlocked, away from the one of whoever runs the tests.
package testkeyring

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`

// Keyring is a running one.
type Keyring struct {
	Address string // for DBUS_SESSION_BUS_ADDRESS
	Files   string // the folder of what it writes
}

// Start starts a keyring, which ends with the test. It skips the test where
// dbus-daemon or gnome-keyring-daemon is not installed.
func Start(t testing.TB) Keyring {
	t.Helper()
	bus, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	daemon, err := exec.LookPath("gnome-keyring-daemon")
	if err != nil {
		t.Skip("gnome-keyring-daemon is not installed")
	}
	// Not t.TempDir: a socket's path may have 100 characters.
	dir, err := os.MkdirTemp("", "keyring-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket, config := filepath.Join(dir, "bus"), filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(config, []byte(strings.Replace(busConfig, "SOCKET", socket, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	k := Keyring{Address: "unix:path=" + socket, Files: filepath.Join(dir, "data")}
	// Its own file may have a capability that a container refuses to give.
	program, err := os.ReadFile(daemon)
	if err != nil {
		t.Fatal(err)
	}
	daemon = filepath.Join(dir, "gnome-keyring-daemon")
	if err := os.WriteFile(daemon, program, 0o700); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "XDG_DATA_HOME="+k.Files, "DBUS_SESSION_BUS_ADDRESS="+k.Address)
	run := func(input string, argv ...string) {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Env, cmd.Stdin = env, strings.NewReader(input)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	}
	run("", bus, "--config-file="+config, "--nofork", "--nopidfile")
	within := time.Now().Add(time.Minute)
	for {
		// Its file is there before anybody listens.
		if conn, err := net.Dial("unix", socket); err == nil {
			conn.Close()
			break
		}
		if time.Now().After(within) {
			t.Fatal("dbus-daemon does not start")
		}
		time.Sleep(5 * time.Millisecond)
	}
	run("the keyring's own password", daemon, "--foreground", "--unlock", "--components=secrets", "--control-directory="+filepath.Join(dir, "control"))
	conn, err := dbus.Connect(k.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for {
		login := conn.Object("org.freedesktop.secrets", "/org/freedesktop/secrets/collection/login")
		if _, err := login.GetProperty("org.freedesktop.Secret.Collection.Locked"); err == nil {
			return k
		}
		if time.Now().After(within) {
			t.Fatal("gnome-keyring-daemon does not start")
		}
		time.Sleep(5 * time.Millisecond)
	}
}
