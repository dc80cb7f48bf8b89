package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where models come from is kept for the next start, what is no address is refused
// and changes nothing, and a proxy's password is not given out.
func TestDownloadWay(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "")
	t.Setenv("https_proxy", "")
	folders, err := FindFolders(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := folders.make(); err != nil {
		t.Fatal(err)
	}
	a := &App{options: Options{Folders: folders}, config: Config{Proxy: "none"}}
	if err := folders.setConfig("proxy", "none"); err != nil {
		t.Fatal(err)
	}
	now, err := a.DownloadWays(t.Context())
	if err != nil || now.Text != "Models are downloaded from where the catalogue says, directly." || now.Later != "" {
		t.Errorf("%+v, %v", now, err)
	}

	const proxy = "http://ann:secret@proxy.example.org:3128"
	ways, err := a.SetDownloadWay(t.Context(), DownloadWay{Mirror: " https://models.example.org/ ", Proxy: proxy})
	if err != nil {
		t.Fatal(err)
	}
	if ways.Text != now.Text || ways.Later != "From the next start of Carrel on they are downloaded from the mirror models.example.org, through the proxy proxy.example.org:3128." {
		t.Errorf("%+v", ways)
	}
	if data, err := json.Marshal(ways); err != nil || strings.Contains(string(data), "secret") {
		t.Errorf("%s, %v", data, err)
	}
	kept := func() Config {
		t.Helper()
		c, err := folders.ReadConfig()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	// What is given back as it was shown keeps its password.
	if _, err := a.SetDownloadWay(t.Context(), DownloadWay{ways.Mirror, ways.Proxy}); err != nil || kept().Proxy != proxy || kept().ModelMirror != "https://models.example.org/" {
		t.Errorf("%v: %+v", err, kept())
	}
	for _, wrong := range []DownloadWay{{Mirror: "models"}, {Mirror: "http://models.example.org"}, {Mirror: "ftp://models.example.org"}, {Proxy: "proxy:3128"}, {Proxy: "gopher://proxy"}} {
		if _, err := a.SetDownloadWay(t.Context(), wrong); err == nil || kept().Proxy != proxy {
			t.Errorf("%+v: %v, kept %+v", wrong, err, kept())
		}
	}
	for _, written := range []string{"ann:secret@proxy:3128", "http://ann:sec%ret@proxy:3128", "http://ann:se@cret@proxy:3128"} {
		if shown := withoutPassword(written); strings.Contains(shown, "ret") || !strings.Contains(shown, "@proxy:3128") {
			t.Errorf("%s is shown as %s", written, shown)
		}
	}
	if ways, err = a.SetDownloadWay(t.Context(), DownloadWay{Proxy: "none"}); err != nil || ways.Later != "" {
		t.Errorf("%+v, %v", ways, err)
	}
	if data, err := os.ReadFile(filepath.Join(folders.Config, "config.json")); err != nil || strings.Contains(string(data), "model_mirror") {
		t.Errorf("%s, %v", data, err)
	}
}
