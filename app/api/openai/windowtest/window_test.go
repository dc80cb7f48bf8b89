// Package windowtest is apart from the other tests of the local API because a
// Carrel, once opened, locks its process: the window's needs one that is not.
package windowtest

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"carrel/app"
	"carrel/app/api/openai"
	"carrel/app/internal/testbinary"
)

// TestMain is also another program on this computer.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "caller" {
		os.Exit(caller())
	}
	_, clean, err := testbinary.Path()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	clean()
	os.Exit(code)
}

// caller is another program on this computer: for each line with an address and
// a key it says how it was received.
func caller() int {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		address, key, _ := strings.Cut(lines.Text(), " ")
		r, err := http.NewRequest("GET", address+"/models", nil)
		if err != nil {
			return 1
		}
		r.Header.Set("Authorization", "Bearer "+key)
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		if response, err := client.Do(r); err != nil {
			fmt.Println("nothing answers")
		} else {
			response.Body.Close()
			fmt.Println(response.StatusCode)
		}
	}
	return 0
}

// The window, which is locked from its start, lets other programs in through the
// porter, and shuts them out again.
func TestWindowLetsProgramsIn(t *testing.T) {
	// Started before the lock, as whoever calls is not under it.
	cmd := exec.Command(os.Args[0], "caller")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	answers := bufio.NewScanner(out)
	call := func(address, key string) string {
		t.Helper()
		if _, err := io.WriteString(in, address+" "+key+"\n"); err != nil || !answers.Scan() {
			t.Fatalf("the other program ended: %v", err)
		}
		return answers.Text()
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:") // nobody's keyring
	folders, err := app.FindFolders(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	core, err := app.Open(t.Context(), app.Options{Folders: folders, Surface: app.SurfaceWindow, Porter: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(core.Close)
	state, err := core.OfferLocalAPI(t.Context(), core.PorterDoor(openai.Handler(core)), false)
	if err != nil || state.On {
		t.Fatalf("before it was asked for: %+v, %v", state, err)
	}
	state, err = core.SetLocalAPI(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if got := call(state.Address, state.Key); got != "200" {
		t.Errorf("with the key: %s", got)
	}
	if got := call(state.Address, "wrong"); got != "401" {
		t.Errorf("with another key: %s", got)
	}
	if _, err := core.SetLocalAPI(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if got := call(state.Address, state.Key); got != "nothing answers" {
		t.Errorf("after it was switched off: %s", got)
	}
	// At the same address, unless another program has taken the port meanwhile.
	again, err := core.SetLocalAPI(t.Context(), true)
	for tries := 1; err == nil && again.Address != state.Address && tries < 5; tries++ {
		t.Logf("somebody has the port of %s", state.Address)
		state = again
		if _, err = core.SetLocalAPI(t.Context(), false); err == nil {
			again, err = core.SetLocalAPI(t.Context(), true)
		}
	}
	if err != nil || again.Address != state.Address || again.Key != state.Key {
		t.Errorf("switched on again: %+v, it was %+v: %v", again, state, err)
	}
}
