package api_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app"
)

// A plan says what would be, keeps no address and no password, and sends nothing.
func TestStorePlan(t *testing.T) {
	core, h := open(t, app.Options{})
	var plan app.StorePlan
	into(t, h, "POST", "/api/store/plan", `{"url":"postgres://ann:s3cret@db.example.org/library"}`, &plan)
	if plan.URL != "postgres://ann@db.example.org/library" || plan.Host != "db.example.org" || !plan.Password || plan.Local || !plan.Encrypted {
		t.Errorf("the plan is %+v", plan)
	}
	wantError(t, call(h, "POST", "/api/store/plan", `{"url":"mysql://db.example.org/library"}`), 400, app.CodeBadRequest)
	wantError(t, call(h, "PUT", "/api/store", `{"url":"postgres://ann@db.example.org/library"}`), 400, app.CodeBadRequest) // not agreed to
	var now app.Store
	into(t, h, "GET", "/api/store", "", &now)
	if now.URL != "" || now.Next != "" || !now.Since.IsZero() {
		t.Errorf("after the plan: %+v", now)
	}
	if log, err := os.ReadFile(filepath.Join(core.Status().Home, "audit.log")); err == nil && bytes.Contains(log, []byte("store.")) {
		t.Errorf("the audit log has %s", log)
	}
}

// Who has left a store has left it also for a backup's library, in which it was
// still shared; and neither leaving nor choosing another store asks the old one.
func TestStoreIsLeft(t *testing.T) {
	home := newHome(t)
	folders, err := app.FindFolders(home)
	if err != nil {
		t.Fatal(err)
	}
	store := "postgres:///library?host=" + t.TempDir() // nobody answers there
	if err := os.MkdirAll(folders.Config, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folders.Config, "config.json"), []byte(asJSON(t, app.Config{Store: store})), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:") // nobody's keyring
	_, h := openIn(t, home, app.Options{})
	events := listener(t, h)
	add(t, h, write(t, "orchard.pdf", orchard))
	var now app.Store
	into(t, h, "GET", "/api/store", "", &now)
	if now.URL != store || now.Next != store || !now.State.Sends || now.State.Waiting != 1 || !strings.Contains(now.State.Trouble, "cannot be reached") {
		t.Fatalf("shared with a store that is away: %+v", now)
	}
	wantError(t, call(h, "PUT", "/api/store/password", `{"password":""}`), 400, app.CodeBadRequest)
	var kept struct{ Kept string }
	into(t, h, "PUT", "/api/store/password", `{"password":"s3cret"}`, &kept)
	if kept.Kept != "memory" {
		t.Errorf("without a keyring the password is kept in %q", kept.Kept)
	}
	backup := filepath.Join(t.TempDir(), "backup.zip")
	if made := cared(t, h, events, app.CareRequest{Kind: app.CareBackup, Path: backup}); made.State != app.CareDone {
		t.Fatalf("backup: %+v", made)
	}

	into(t, h, "DELETE", "/api/store", "", &now)
	if now.URL != "" || now.Next != "" || now.State.Waiting != 0 {
		t.Errorf("after leaving: %+v", now)
	}
	wantError(t, call(h, "PUT", "/api/store/password", `{"password":"s3cret"}`), 400, app.CodeBadRequest) // there is no store
	if restored := cared(t, h, events, app.CareRequest{Kind: app.CareRestore, Path: backup}); restored.State != app.CareDone || restored.Restored.Documents != 1 {
		t.Fatalf("restore: %+v", restored)
	}
	now = app.Store{}
	into(t, h, "GET", "/api/store", "", &now)
	if now.URL != "" || now.Next != "" || now.State.Waiting != 0 || now.Documents != 1 {
		t.Errorf("the restored library: %+v", now)
	}

	other := "postgres:///library?host=" + t.TempDir()
	into(t, h, "PUT", "/api/store", asJSON(t, map[string]any{"url": other, "agreed": true}), &now)
	if now.URL != "" || now.Next != other || now.Since.IsZero() {
		t.Errorf("shared with another store: %+v", now)
	}
}
