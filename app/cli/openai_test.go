package cli_test

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"carrel/app"
	"carrel/app/internal/testbinary"
	"carrel/inference/models"
)

// TestOfficialClients runs OpenAI's own clients for Python and JavaScript against
// the real program.
func TestOfficialClients(t *testing.T) {
	resources, err := models.ResourceDir()
	if err != nil {
		t.Skip("the engine and its models are not set up: run `make setup`")
	}
	clients := filepath.Join(resources, "openai")
	if _, err := os.Stat(filepath.Join(clients, "PIN")); err != nil {
		t.Skip("OpenAI's clients are not there: build/setup/openai.sh, which `make test` runs, fetches them")
	}
	home := filepath.Join(t.TempDir(), "home")
	if err := testbinary.ShareCache(home); err != nil {
		t.Fatal(err)
	}
	document := filepath.Join(t.TempDir(), "orchard.md")
	if err := os.WriteFile(document, []byte("The orchard has 312 pear trees. They were planted in 1987.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS=autolaunch:") // nobody's keyring
	add := exec.Command(carrel, "add", "--home", home, "--wait", document)
	add.Env = environment
	if out, err := add.CombinedOutput(); err != nil {
		t.Fatalf("add: %v\n%s", err, out)
	}
	local := serveOpenAI(t, home, environment)
	for _, client := range []struct{ name, program, script string }{
		{"Python", filepath.Join(clients, "python", "bin", "python"), "client.py"},
		{"JavaScript", "node", "client.mjs"},
	} {
		t.Run(client.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), client.program, filepath.Join("testdata", "openai", client.script))
			cmd.Env = append(environment, "OPENAI_BASE_URL="+local.Address, "OPENAI_API_KEY="+local.Key, "OPENAI_MODULES="+clients)
			out, err := cmd.CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// serveOpenAI starts `carrel serve --openai` until the test ends.
func serveOpenAI(t *testing.T, home string, environment []string) app.LocalAPI {
	t.Helper()
	cmd := exec.Command(carrel, "serve", "--openai", "--json", "--home", home)
	cmd.Env = environment
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			cmd.Process.Kill()
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	var where struct {
		Local app.LocalAPI `json:"openai"`
	}
	if err := json.NewDecoder(out).Decode(&where); err != nil || !where.Local.On {
		t.Fatalf("serve printed %+v, %v", where, err)
	}
	go io.Copy(io.Discard, out)
	return where.Local
}
