package app

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/knowledge/index"
)

// library makes an App of only a store, with an uploaded document.
func library(t *testing.T, home string) *App {
	t.Helper()
	f, err := FindFolders(home)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.make(); err != nil {
		t.Fatal(err)
	}
	store, err := index.Open(t.Context(), f.database())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	a := &App{options: Options{Folders: f}, store: store}
	path := filepath.Join(f.uploads(), "0123456789abcdef", "pear: a fruit 🍐.md")
	path = strings.ReplaceAll(path, ":", "_")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("The pear tree."), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, p := range []string{path, filepath.Join(home, "elsewhere", "bees.md")} {
		id := fmt.Sprintf("%016x", i+1)
		if _, err := store.Insert(t.Context(), []*index.Document{{ID: id, Hash: id, Path: p, Title: id, State: "failed", AddedAt: time.Now(), Batch: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestBackupComesBackElsewhere(t *testing.T) {
	home, out := t.TempDir(), t.TempDir()
	a := library(t, home)
	path := filepath.Join(out, "b.zip")
	for _, ending := range []string{backupPartEnding, backupDatabaseEnding} { // of a killed one
		if err := os.WriteFile(path+ending, []byte("left"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	made, err := a.Backup(t.Context(), BackupRequest{Path: path})
	if err != nil || made.Documents != 2 || made.Files != 1 {
		t.Fatalf("made %+v, %v", made, err)
	}
	if got := names(t, out); !slices.Equal(got, []string{"b.zip"}) {
		t.Errorf("beside the backup lies %q", got)
	}
	if _, err := a.Backup(t.Context(), BackupRequest{Path: path}); !isCode(err, CodeExists) || strings.Contains(err.Error(), "--") {
		t.Errorf("a file that is there: %v", err)
	}
	if _, err := a.Backup(t.Context(), BackupRequest{Path: path, Replace: true}); err != nil {
		t.Errorf("replace: %v", err)
	}
	if _, err := a.Backup(t.Context(), BackupRequest{Path: out, Replace: true}); !isCode(err, CodeBadRequest) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := a.Backup(t.Context(), BackupRequest{Path: filepath.Join(out, "no", "b.zip")}); !isCode(err, CodeBadRequest) {
		t.Errorf("no folder: %v", err)
	}
	// Never over the library itself, by whatever way it is named.
	data, link := a.options.Folders.Data, filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	for _, own := range []string{a.options.Folders.database(), filepath.Join(data, "b.zip"), filepath.Join(a.options.Folders.uploads(), "b.zip"), filepath.Join(link, "carrel.db"), data} {
		if _, err := a.Backup(t.Context(), BackupRequest{Path: own, Replace: true}); !isCode(err, CodeBadRequest) || !strings.Contains(err.Error(), "library itself") {
			t.Errorf("a backup to %s: %v", own, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Backup(ctx, BackupRequest{Path: filepath.Join(out, "c.zip")}); err == nil {
		t.Error("a backup was made for nobody")
	}
	if got := names(t, out); !slices.Equal(got, []string{"b.zip"}) {
		t.Errorf("beside the backup lies %q", got)
	}

	other, err := FindFolders(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for n, kept := range []string{"", "library.before-restore-", "-2"} {
		r, err := Restore(t.Context(), other, path)
		if err != nil || r.Documents != 2 || r.Files != 1 || !strings.Contains(r.Kept, kept) || (r.Kept == "") != (kept == "") {
			t.Fatalf("restore %d: %+v, %v", n, r, err)
		}
		store, err := index.Open(t.Context(), other.database())
		if err != nil {
			t.Fatal(err)
		}
		uploaded, err := store.Document(t.Context(), "0000000000000001")
		if err != nil || filepath.Dir(filepath.Dir(uploaded.Path)) != other.uploads() {
			t.Errorf("the upload is at %q, %v", uploaded.Path, err)
		}
		if text, err := os.ReadFile(uploaded.Path); err != nil || string(text) != "The pear tree." {
			t.Errorf("the upload says %q, %v", text, err)
		}
		if bees, err := store.Document(t.Context(), "0000000000000002"); err != nil || bees.Path != filepath.Join(home, "elsewhere", "bees.md") {
			t.Errorf("the document is at %q, %v", bees.Path, err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			if got := names(t, r.Kept); !slices.Equal(got, []string{"carrel.db", "files"}) {
				t.Errorf("kept %q", got)
			}
		}
	}
	for _, dir := range []string{other.restoring(), other.restored()} {
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s is left", dir)
		}
	}
	claim, err := MakeClaim(other)
	if err != nil {
		t.Fatal(err)
	}
	defer claim.Release()
	if _, err := Restore(t.Context(), other, path); !isCode(err, CodeBusy) {
		t.Errorf("restore beside a running Carrel: %v", err)
	}
}

// rezip copies a backup with its parts and manifest changed.
func rezip(t *testing.T, from, to string, manifestOf func(m *manifest), parts func(name string, data []byte) (string, []byte)) {
	t.Helper()
	r, err := zip.OpenReader(from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var data bytes.Buffer
		if _, err := data.ReadFrom(in); err != nil {
			t.Fatal(err)
		}
		name, content := f.Name, data.Bytes()
		if name == backupManifest {
			var m manifest
			if err := json.Unmarshal(content, &m); err != nil {
				t.Fatal(err)
			}
			manifestOf(&m)
			if content, err = json.Marshal(m); err != nil {
				t.Fatal(err)
			}
		} else {
			name, content = parts(name, content)
		}
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") { // a folder has no content
			continue
		}
		if _, err := entry.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBadBackupsAreRefused(t *testing.T) {
	out := t.TempDir()
	good, bad := filepath.Join(out, "good.zip"), filepath.Join(out, "bad.zip")
	a := library(t, t.TempDir())
	if _, err := a.Backup(t.Context(), BackupRequest{Path: good}); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	present := library(t, home)
	if err := present.store.Close(); err != nil {
		t.Fatal(err)
	}
	f := present.options.Folders
	keep := func(name string, data []byte) (string, []byte) { return name, data }
	renamed := func(name string) (func(*manifest), func(string, []byte) (string, []byte)) {
		return func(m *manifest) { m.Parts[1].Name = name }, func(old string, data []byte) (string, []byte) {
			if strings.HasPrefix(old, backupFiles) {
				return name, data
			}
			return old, data
		}
	}
	type change struct {
		name     string
		manifest func(*manifest)
		parts    func(string, []byte) (string, []byte)
		code     string
	}
	changes := []change{
		{"newer format", func(m *manifest) { m.Format = 2 }, keep, CodeNewerData},
		{"no format", func(m *manifest) { m.Format = 0 }, keep, CodeBadRequest},
		{"other hash", func(m *manifest) { m.Parts[1].SHA256 = m.Parts[0].SHA256 }, keep, CodeBadRequest},
		{"too long", func(m *manifest) { m.Parts[0].Bytes-- }, keep, CodeBadRequest},
		{"unknown part", func(m *manifest) { m.Parts = m.Parts[:1] }, keep, CodeBadRequest},
		{"no database", func(m *manifest) { m.Parts = m.Parts[1:] }, keep, CodeBadRequest},
		{"changed part", func(*manifest) {}, func(name string, data []byte) (string, []byte) {
			return name, append(data[:len(data)-1:len(data)-1], data[len(data)-1]^1)
		}, CodeBadRequest},
	}
	for _, name := range []string{"../x", "files/../../x", "files/a/../b", "/etc/x", "files/a/b/c", `files/a/..\b`, "files/a/", "files//a", "audit.log", "files/a/c:d"} {
		m, p := renamed(name)
		changes = append(changes, change{"name " + name, m, p, CodeBadRequest})
	}
	before := names(t, f.Data)
	for _, c := range changes {
		rezip(t, good, bad, c.manifest, c.parts)
		if _, err := Restore(t.Context(), f, bad); !isCode(err, c.code) {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := names(t, f.Data); !slices.Equal(slices.DeleteFunc(got, func(n string) bool { return n == "carrel.lock" }), before) {
			t.Errorf("%s: the data folder holds %q, before %q", c.name, got, before)
		}
	}
	for name, content := range map[string]string{"text": "This is no backup.", "empty": "", "empty zip": "PK\x05\x06" + strings.Repeat("\x00", 18)} {
		if err := os.WriteFile(bad, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), f, bad); !isCode(err, CodeBadRequest) || !strings.Contains(err.Error(), "not a backup") {
			t.Errorf("%s: %v", name, err)
		}
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), f, bad); !isCode(err, CodeBadRequest) {
		t.Errorf("half a backup: %v", err)
	}
}

// TestNewerLibraryIsNotRestored has a schema from the future in a sound backup.
func TestNewerLibraryIsNotRestored(t *testing.T) {
	a := library(t, t.TempDir())
	if _, err := a.store.DB().Exec(`PRAGMA user_version = 9999`); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b.zip")
	if _, err := a.Backup(t.Context(), BackupRequest{Path: path}); err != nil {
		t.Fatal(err)
	}
	f, err := FindFolders(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), f, path); !isCode(err, CodeNewerData) || !strings.Contains(err.Error(), "Update Carrel") {
		t.Errorf("restored: %v", err)
	}
	if got := names(t, f.Data); !slices.Equal(got, []string{"carrel.lock"}) {
		t.Errorf("left %q", got)
	}
}

// TestRestoreIsFinished has a kill after each of the steps of the exchange.
func TestRestoreIsFinished(t *testing.T) {
	for killed := 0; ; killed++ {
		f, err := FindFolders(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		kept := filepath.Join(f.Data, "kept")
		for path, text := range map[string]string{
			f.database(): "old", f.database() + "-wal": "old", filepath.Join(f.uploads(), "x"): "old",
			filepath.Join(f.restored(), backupDatabase): "new", filepath.Join(f.restored(), backupFiles, "x"): "new",
			filepath.Join(f.restored(), keptAs): "kept", filepath.Join(f.prompts(), "x.prompt"): "old",
		} {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		steps := [][2]string{
			{f.uploads(), filepath.Join(kept, backupFiles)}, {filepath.Join(f.restored(), backupFiles), f.uploads()},
			{f.database() + "-wal", filepath.Join(kept, "carrel.db-wal")},
			{f.database(), filepath.Join(kept, backupDatabase)}, {filepath.Join(f.restored(), backupDatabase), f.database()},
		}
		if killed > len(steps) {
			return
		}
		for _, step := range steps[:killed] {
			if err := errors.Join(os.MkdirAll(kept, 0o700), os.Rename(step[0], step[1])); err != nil {
				t.Fatal(err)
			}
		}
		claim, err := MakeClaim(f)
		if err != nil {
			t.Fatalf("after %d steps: %v", killed, err)
		}
		claim.Release()
		for path, want := range map[string]string{
			f.database(): "new", filepath.Join(f.uploads(), "x"): "new",
			filepath.Join(kept, backupDatabase): "old", filepath.Join(kept, "carrel.db-wal"): "old", filepath.Join(kept, backupFiles, "x"): "old",
		} {
			if text, err := os.ReadFile(path); err != nil || string(text) != want {
				t.Errorf("after %d steps %s says %q, %v; want %q", killed, path, text, err, want)
			}
		}
		if got := names(t, f.Data); !slices.Equal(got, []string{"carrel.db", "carrel.lock", "files", "kept"}) {
			t.Errorf("after %d steps the folder holds %q", killed, got)
		}
		if _, err := os.Stat(f.prompts()); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("after %d steps what was computed of the former library's prompts is there: %v", killed, err)
		}
	}
}

// TestNothingIsLeftOfWhatWasKilled has the rests of a backup, of a restore that was
// not decided and of a setting that was being written: each can hold the library once
// more, and goes with the next start or the next time.
func TestNothingIsLeftOfWhatWasKilled(t *testing.T) {
	home, elsewhere := t.TempDir(), t.TempDir()
	a := library(t, home)
	f := a.options.Folders
	killed := filepath.Join(elsewhere, "yesterday.zip")
	rest := func(path string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("the library"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rests := func() {
		t.Helper()
		rest(killed + backupPartEnding)
		rest(killed + backupDatabaseEnding)
		if err := writeFile(f.backupUnderWay(), []byte(killed)); err != nil {
			t.Fatal(err)
		}
	}
	rests()
	if _, err := a.Backup(t.Context(), BackupRequest{Path: filepath.Join(elsewhere, "today.zip")}); err != nil {
		t.Fatal(err)
	}
	if got := names(t, elsewhere); !slices.Equal(got, []string{"today.zip"}) {
		t.Errorf("after the next backup there is %q", got)
	}
	rests()
	a.clearKilledBackup()
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		if _, err := os.Stat(f.backupUnderWay()); errors.Is(err, fs.ErrNotExist) {
			break
		} else if time.Since(begun) > 10*time.Second {
			t.Fatal("the note of the killed backup stays")
		}
	}
	if got := names(t, elsewhere); !slices.Equal(got, []string{"today.zip"}) {
		t.Errorf("after the next start there is %q", got)
	}

	rest(filepath.Join(f.restoring(), backupDatabase))
	claim, err := MakeClaim(f)
	if err != nil {
		t.Fatal(err)
	}
	claim.Release()
	if _, err := os.Stat(f.restoring()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the undecided restore: %v", err)
	}

	rest(filepath.Join(f.Config, "config.json.new"))
	if err := f.setConfig("quiet", "always"); err != nil {
		t.Fatal(err)
	}
	if got := names(t, f.Config); !slices.Equal(got, []string{"config.json"}) {
		t.Errorf("the settings are in %q", got)
	}
}
