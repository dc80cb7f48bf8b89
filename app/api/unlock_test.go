package api_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/internal/testkeyring"
	"carrel/app/keyring"
	"carrel/knowledge"
	"carrel/knowledge/parse/pdftest"
)

const secret = "Sésame, ouvre-toi 7"

// treasure is a PDF that opens with secret.
func treasure(t *testing.T) string {
	doc := pdftest.Document{Password: secret, Cipher: pdftest.AES256, Title: "Treasure", Pages: []pdftest.Page{{Text: "Forty jars of oil stand in the courtyard."}, {Text: "The cave is behind the waterfall."}}}
	return write(t, "treasure.pdf", doc.Bytes())
}

// unlock gives the password of a document and waits until it has been read.
func unlock(t *testing.T, core *app.App, h http.Handler, id string) app.Unlocked {
	t.Helper()
	var unlocked app.Unlocked
	into(t, h, "POST", "/api/documents/"+id+"/unlock", asJSON(t, api.UnlockRequest{Password: secret}), &unlocked)
	docs, err := core.Wait(t.Context(), []string{id}, knowledge.StateSearchable)
	if err != nil || !docs[0].Sealed || docs[0].NeedsPassword || docs[0].Pages != 2 {
		t.Fatalf("%+v, %v", docs, err)
	}
	return unlocked
}

// TestPasswordIsOnNoDisk goes the whole way of a sealed document, and then
// looks for its password in every file that Carrel has written, as text and in
// the ways that programs write text down.
func TestPasswordIsOnNoDisk(t *testing.T) {
	home := newHome(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", testkeyring.Start(t).Address)
	core, h := openIn(t, home, app.Options{Surface: app.SurfaceWindow})
	var status app.Status
	if into(t, h, "GET", "/api/status", "", &status); !status.Keyring {
		t.Error("the keyring is not seen")
	}
	doc := add(t, h, treasure(t))[0]
	if doc.Code != "password_needed" || !doc.NeedsPassword {
		t.Fatalf("%+v", doc)
	}
	at := "/api/documents/" + doc.ID
	for body, code := range map[string]string{`{"password":"x"}`: "password_wrong", `{"password":""}`: "bad_request", `{"password":7}`: "bad_request"} {
		if w := call(h, "POST", at+"/unlock", body); w.Code < 400 || !strings.Contains(w.Body.String(), code) {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	if kept := unlock(t, core, h, doc.ID).Kept; kept != keyring.System {
		t.Fatalf("kept in %q", kept)
	}
	for _, path := range []string{at + "/file", at + "/pages/1/boxes?start=0&end=5", at + "/pages/2/image"} {
		if w := call(h, "GET", path, ""); w.Code != 200 || bytes.Contains(w.Body.Bytes(), []byte("/Encrypt")) {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if _, err := core.Backup(t.Context(), app.BackupRequest{Path: filepath.Join(home, "backup.zip")}); err != nil {
		t.Error(err)
	}
	searchHome(t, home, true) // its log of changes is not in the database yet
	core.Close()
	searchHome(t, home, true)

	// It is there after a restart, and gone when forgotten.
	core, h = openIn(t, home, app.Options{Surface: app.SurfaceWindow})
	if w := call(h, "GET", at+"/file", ""); w.Code != 200 {
		t.Errorf("after a restart: %d %s", w.Code, w.Body)
	}
	var now knowledge.Document
	if into(t, h, "DELETE", at+"/unlock", "", &now); !now.NeedsPassword || !now.Sealed {
		t.Errorf("forgotten: %+v", now)
	}
	if w := call(h, "GET", at+"/file", ""); w.Code != 422 || !strings.Contains(w.Body.String(), "password_needed") {
		t.Errorf("forgotten: %d %s", w.Code, w.Body)
	}
	if w := call(h, "POST", "/api/search", `{"query":"waterfall","mode":"lexical"}`); !strings.Contains(w.Body.String(), "behind the waterfall") {
		t.Errorf("what was read is not found: %s", w.Body)
	}
	// With the document its password goes too.
	unlock(t, core, h, doc.ID)
	into(t, h, "DELETE", at+"?now=1", "", &api.Empty{})
	core.Close()
	if _, there := keyring.New(keyring.Config{}).Get(t.Context(), "document:"+doc.Hash); there {
		t.Error("the password of a removed document is kept")
	}
	searchHome(t, home, false)
}

// TestWithoutAKeyring: passwords are kept in memory, which is said.
func TestWithoutAKeyring(t *testing.T) {
	core, h := open(t, app.Options{Surface: app.SurfaceWindow})
	var status app.Status
	if into(t, h, "GET", "/api/status", "", &status); status.Keyring {
		t.Error("a keyring is seen")
	}
	doc := add(t, h, treasure(t))[0]
	if kept := unlock(t, core, h, doc.ID).Kept; kept != keyring.Memory {
		t.Errorf("kept in %q", kept)
	}
	if w := call(h, "GET", "/api/documents/"+doc.ID+"/file", ""); w.Code != 200 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// searchHome looks for secret in all files below a folder, and for what was
// read, to see that it finds what is there.
func searchHome(t *testing.T, home string, holds bool) {
	t.Helper()
	var wide []byte
	for _, u := range utf16.Encode([]rune(secret)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	latin1 := []byte(strings.ReplaceAll(secret, "é", "\xE9"))
	// Base64 of a part that stands at any of three offsets has these in common.
	var forms [][]byte
	for shift := range 3 {
		encoded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), secret...))
		forms = append(forms, []byte(encoded[4:len(encoded)-4]))
	}
	escaped := strings.ReplaceAll(secret, "é", `\u00e9`)
	forms = append(forms, []byte(secret), wide, latin1, []byte(escaped), []byte(hex.EncodeToString([]byte(secret))))
	files, read := 0, false
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err // the cache, which tests share, is a link
		}
		data, err := os.ReadFile(path)
		files++
		read = read || bytes.Contains(data, []byte("behind the waterfall"))
		for _, form := range forms {
			if bytes.Contains(data, form) {
				t.Errorf("%s holds the password, as %q", path, form)
			}
		}
		return err
	})
	if err != nil || files < 2 {
		t.Fatalf("%d files, %v", files, err)
	}
	if holds && !read {
		t.Error("what was read is nowhere: the search cannot have found anything")
	}
}
