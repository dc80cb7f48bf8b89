package api_test

import (
	"archive/zip"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/app"
	"carrel/knowledge"
)

// cared begins care of the library and waits for its end.
func cared(t *testing.T, h http.Handler, events <-chan app.Event, request app.CareRequest) app.Care {
	t.Helper()
	body, _ := json.Marshal(request)
	var begun app.Care
	into(t, h, "POST", "/api/library/care", string(body), &begun)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatal("the events end")
			}
			if e.Care != nil && e.Care.Job == begun.Job && e.Care.State != app.CareRunning {
				return *e.Care
			}
		case <-time.After(2 * time.Minute):
			t.Fatalf("%s doesn't end", request.Kind)
		}
	}
}

func TestRestoreWhileRunning(t *testing.T) {
	core, h := open(t, app.Options{})
	events := listener(t, h)
	dir := t.TempDir()
	add := func(name, text string) knowledge.Document {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		docs, _, err := core.Add(t.Context(), []string{path})
		if err != nil {
			t.Fatal(err)
		}
		if docs, err = core.Wait(t.Context(), []string{docs[0].ID}, knowledge.StateSearchable); err != nil {
			t.Fatal(err)
		}
		return docs[0]
	}
	finds := func(word string) bool {
		t.Helper()
		var found knowledge.Results
		into(t, h, "POST", "/api/search", `{"query":"`+word+`","mode":"lexical"}`, &found)
		return len(found.Hits) > 0
	}
	pear := add("pear.md", "The pear tree stands at the south wall.")
	backup := filepath.Join(dir, "backup.zip")
	if made := cared(t, h, events, app.CareRequest{Kind: app.CareBackup, Path: backup}); made.State != app.CareDone || made.Backup.Documents != 1 {
		t.Fatalf("backup: %+v", made)
	}
	var now app.LibraryCare
	into(t, h, "GET", "/api/library/care", "", &now)
	if now.Due || now.Last == nil || now.Last.Path != backup || now.Bytes == 0 || now.Care == nil || now.Care.Kind != app.CareBackup {
		t.Errorf("after the backup: %+v", now)
	}

	// What is no good leaves everything as it was.
	whole, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	flipped := append([]byte{}, whole...)
	flipped[len(flipped)/2] ^= 0xff
	for _, c := range []struct{ path, says string }{
		{write("cut.zip", whole[:len(whole)/2]), "is not a backup of Carrel"},
		{write("flipped.zip", flipped), "cannot be used"},
		{write("text.zip", []byte("Nothing of the kind.")), "is not a backup of Carrel"},
		{newerBackup(t, filepath.Join(dir, "newer.zip")), "made by a newer version of Carrel. Update Carrel"},
		{filepath.Join(dir, "nowhere.zip"), "There is no file"},
	} {
		ended := cared(t, h, events, app.CareRequest{Kind: app.CareRestore, Path: c.path})
		if ended.State != app.CareFailed || !strings.Contains(ended.Error, c.says) || strings.Contains(ended.Error, "--") || strings.Contains(ended.Error, "`") {
			t.Errorf("%s: %+v, want one that says %q", filepath.Base(c.path), ended, c.says)
		}
		if !finds("pear") {
			t.Fatalf("after %s the library is not as it was", filepath.Base(c.path))
		}
	}

	wasp := add("wasp.md", "Wasps live under the roof.")
	if w := call(h, "DELETE", "/api/documents/"+pear.ID+"?now=1", ""); w.Code != http.StatusOK {
		t.Fatalf("remove: %d %s", w.Code, w.Body)
	}
	restored := cared(t, h, events, app.CareRequest{Kind: app.CareRestore, Path: backup})
	if restored.State != app.CareDone || restored.Restored.Documents != 1 {
		t.Fatalf("restore: %+v", restored)
	}
	if _, err := os.Stat(filepath.Join(restored.Restored.Kept, "carrel.db")); err != nil {
		t.Errorf("the library that was here is not kept: %v", err)
	}
	if !finds("pear") || finds("wasps") {
		t.Error("the library is not the one of the backup")
	}
	if w := call(h, "GET", "/api/documents/"+wasp.ID, ""); w.Code != http.StatusNotFound {
		t.Errorf("a document of the former library: %d", w.Code)
	}
	// Carrel goes on with it.
	add("bees.md", "Bees came in May.")
	if !finds("bees") {
		t.Error("what is added after the restore is not found")
	}
	if checked := cared(t, h, events, app.CareRequest{Kind: app.CareCheck}); checked.State != app.CareDone || len(checked.Check.Wrong) > 0 {
		t.Errorf("check: %+v", checked)
	}
	if w := call(h, "POST", "/api/library/backup/pick?save=1", ""); w.Code != http.StatusNotImplemented {
		t.Errorf("a dialog without a window: %d %s", w.Code, w.Body)
	}
}

// newerBackup makes a backup of a format to come.
func newerBackup(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z := zip.NewWriter(file)
	for name, text := range map[string]string{"carrel.db": "", "manifest.json": `{"format": 99, "carrel": "9.0", "parts": [{"name": "carrel.db"}]}`} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
