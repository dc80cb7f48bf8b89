package app

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/adrg/xdg"
)

// Without a home folder nothing is written to the root of the disk.
func TestFoldersWithoutHome(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows knows the home folder by itself")
	}
	t.Cleanup(xdg.Reload) // after HOME is back
	t.Setenv("HOME", "")
	t.Setenv(HomeVar, "")
	xdg.Reload()
	if f, err := FindFolders(""); !isCode(err, CodeBadRequest) {
		t.Errorf("folders %+v, error %v; want a refusal", f, err)
	}
	if _, err := FindFolders(t.TempDir()); err != nil {
		t.Error(err)
	}
}

// What a person writes into config.json by hand is taken as far as it can be,
// and what cannot be is said with its line, in words.
func TestSettingsByHand(t *testing.T) {
	for _, test := range []struct {
		name, file string
		threads    int
		says       string // what the error has to say; "" for none
	}{
		{"plain", `{"threads": 2}`, 2, ""},
		{"byte order mark", "\ufeff{\"threads\": 2}", 2, ""},
		{"null", "null", 0, ""},
		{"nothing", " \n", 0, "are empty"},
		{"another kind", "{\n \"quiet\": \"auto\",\n \"threads\": \"four\"\n}", 0, `have in line 3 for "threads" a string; it has to be a whole number`},
		{"a fraction", `{"threads": 1.5}`, 0, `the number 1.5; it has to be a whole number`},
		{"no list", `{"exclude": "*.log"}`, 0, `for "exclude" a string; it has to be a list of strings`},
		{"a list", `[]`, 0, "have to be one JSON object"},
		{"a comment", "{\"threads\": 2, // as many\n}", 0, "line 1: JSON has no comments"},
		{"cut off", "{\n\"threads\":", 0, "are not valid JSON (line 2:"},
		{"another encoding", "\xff\xfe{\x00}\x00", 0, "are not in UTF-8"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := FindFolders(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if err := f.make(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(f.settings(), []byte(test.file), 0o600); err != nil {
				t.Fatal(err)
			}
			c, err := f.ReadConfig()
			set := f.setConfig("quiet", "always")
			if test.says != "" {
				if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "Go ") {
					t.Errorf("error %v; want one that says %q", err, test.says)
				}
				if data, _ := os.ReadFile(f.settings()); set != nil && string(data) != test.file {
					t.Errorf("the file was changed to %q (%v)", data, set)
				}
				return
			}
			if err != nil || c.Threads != test.threads || set != nil {
				t.Fatalf("settings %+v, errors %v and %v", c, err, set)
			}
			if c, err = f.ReadConfig(); err != nil || c.Quiet != "always" || c.Threads != test.threads {
				t.Errorf("after a change: %+v, %v", c, err)
			}
		})
	}
}

// What can be read and is no use all the same is named by `carrel doctor`.
func TestSettingsProblems(t *testing.T) {
	for file, want := range map[string]string{
		`{"thread": 2}`:                            `no setting "thread"`,
		`{"Threads": 2, "quiet": "auto"}`:          "",
		`{"threads": -3}`:                          "threads is -3",
		`{"quiet": "loud"}`:                        `quiet is "loud"`,
		`{"prompt_cache_mb": -5}`:                  "prompt_cache_mb is -5",
		`{"store": "foo"}`:                         "store: ",
		`{"proxy": "foo"}`:                         "proxy: ",
		`{"model_mirror": "ftp://example.org"}`:    "model_mirror: ",
		`{"embedding_model": "/nonexistent.gguf"}`: "embedding_model: The model file /nonexistent.gguf",
		`{"rerank_passages": 1000}`:                "1000",
		`{"ocr_program": "/nonexistent"}`:          "ocr_program: /nonexistent",
		`{"local_api_port": 70000}`:                "70000",
		`{"threads": "x"}`:                         "a whole number",
	} {
		f, err := FindFolders(t.TempDir())
		if err == nil {
			err = f.make()
		}
		if err == nil {
			err = os.WriteFile(f.settings(), []byte(file), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		problems := f.settingsProblems()
		if want == "" && len(problems) > 0 || want != "" && (len(problems) != 1 || !strings.Contains(problems[0], want)) {
			t.Errorf("%s: %q; want %q", file, problems, want)
		}
	}
}
