package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/internal/testbinary"
	"carrel/inference/models"
	"carrel/knowledge"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

func TestMain(m *testing.M) {
	_, clean, err := testbinary.Path()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	clean()
	os.Exit(code)
}

// open opens a real App in a folder of its own.
func open(t *testing.T, options app.Options) (*app.App, http.Handler) {
	t.Helper()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:") // nobody's keyring
	return openIn(t, newHome(t), options)
}

func newHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	if err := testbinary.ShareCache(home); err != nil {
		t.Fatal(err)
	}
	return home
}

// openIn opens an App in a folder.
func openIn(t *testing.T, home string, options app.Options) (*app.App, http.Handler) {
	t.Helper()
	var err error
	if options.Folders, err = app.FindFolders(home); err != nil {
		t.Fatal(err)
	}
	core, err := app.Open(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(core.Close)
	return core, api.Handler(core, fstest.MapFS{"index.html": {Data: []byte("<title>Carrel</title>")}})
}

func needEngine(t *testing.T) {
	t.Helper()
	if _, err := models.ResourceDir(); err != nil {
		t.Skip("the engine and its models are not set up: run `make setup`")
	}
}

// call makes a request and gives the reply.
func call(h http.Handler, method, path string, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// into makes a request that must succeed and decodes its reply.
func into(t *testing.T, h http.Handler, method, path, body string, out any) {
	t.Helper()
	w := call(h, method, path, body)
	if w.Code >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// add puts files into the library and waits until they can be searched.
func add(t *testing.T, h http.Handler, paths ...string) []knowledge.Document {
	t.Helper()
	var added api.AddReply
	into(t, h, "POST", "/api/documents", asJSON(t, api.AddRequest{Paths: paths}), &added)
	var ids []string
	for _, d := range added.Documents {
		ids = append(ids, d.ID)
	}
	into(t, h, "POST", "/api/documents/wait", asJSON(t, api.WaitRequest{Documents: ids, Until: knowledge.StateSearchable}), &added)
	return added.Documents
}

var orchard = pdftest.Make([]string{
	"The orchard has 312 pear trees.\nThey were planted in 1987 by Anna Weiss.",
	"The pond lies north of the house and freezes every winter.",
})

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantError(t *testing.T, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	var e api.ErrorReply
	if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil {
		t.Errorf("%d with a body that is no JSON: %s", w.Code, w.Body)
		return
	}
	if w.Code != status || e.Error.Code != code || len(e.Error.Message) < 10 {
		t.Errorf("got %d %+v, want %d with code %q and a message", w.Code, e.Error, status, code)
	}
}

func TestRefusals(t *testing.T) {
	_, h := open(t, app.Options{})
	doc := add(t, h, write(t, "orchard.pdf", orchard))[0]
	base := "/api/documents/" + doc.ID
	for _, tt := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"GET", "/api/nothing", "", 404, app.CodeNotFound},
		{"PUT", "/api/documents", "", 404, app.CodeNotFound},
		{"POST", "/api/documents", `{"paths":`, 400, app.CodeBadRequest},
		{"POST", "/api/documents", `{"files":[]}`, 400, app.CodeBadRequest},
		{"POST", "/api/documents", `{"paths":[]}`, 400, app.CodeBadRequest},
		{"POST", "/api/documents", `{"paths":["a/relative.pdf"]}`, 400, app.CodeBadRequest},
		{"POST", "/api/documents", `{"paths":["` + strings.Repeat("a", 9<<20) + `"]}`, 413, app.CodeTooLarge},
		{"POST", "/api/documents/wait", `{"documents":["x"],"until":"failed"}`, 400, app.CodeBadRequest},
		{"POST", "/api/documents/pick", "", 501, app.CodeUnsupported},
		{"POST", "/api/window/show", "", 501, app.CodeUnsupported},
		{"GET", "/api/documents/0000000000000000", "", 404, app.CodeNotFound},
		{"DELETE", "/api/documents/0000000000000000", "", 404, app.CodeNotFound},
		{"GET", "/api/documents/..%2F..%2Fetc/file", "", 404, app.CodeNotFound},
		{"GET", base + "/pages/0", "", 400, app.CodeBadRequest},
		{"GET", base + "/pages/two", "", 400, app.CodeBadRequest},
		{"GET", base + "/pages/3", "", 404, app.CodeNotFound},
		{"GET", base + "/text?page=3", "", 404, app.CodeNotFound},
		{"GET", base + "/pages/1/boxes?start=5&end=2", "", 400, app.CodeBadRequest},
		{"GET", base + "/pages/1/boxes", "", 400, app.CodeBadRequest},
		{"POST", "/api/search", `{"query":"x","mode":"magic"}`, 400, app.CodeBadRequest},
		{"POST", "/api/search", `{"query":"x","k":5000}`, 400, app.CodeBadRequest},
		{"POST", "/api/ask", `{"question":"  ?! "}`, 400, app.CodeBadRequest},
		{"POST", "/api/ask", `{"question":"what?","chat":"none"}`, 404, app.CodeNotFound},
		{"GET", "/api/chats/none", "", 404, app.CodeNotFound},
		{"DELETE", "/api/chats/none", "", 404, app.CodeNotFound},
		{"PATCH", "/api/chats/none", `{"title":"Lease"}`, 404, app.CodeNotFound},
		{"POST", "/api/links", `{"url":"https://example.org/"}`, 501, app.CodeUnsupported},
	} {
		name := tt.method + " " + tt.path + " " + tt.body
		t.Run(name[:min(len(name), 60)], func(t *testing.T) {
			wantError(t, call(h, tt.method, tt.path, tt.body), tt.status, tt.code)
		})
	}
	if docs := add(t, h, filepath.Join(t.TempDir(), "missing.pdf")); docs[0].State != knowledge.StateFailed || docs[0].Code != reader.CodeMissing {
		t.Errorf("a missing file: %+v, want a failed document", docs[0])
	}
}

func TestListsAreNeverNull(t *testing.T) {
	_, h := open(t, app.Options{})
	for _, tt := range []struct{ method, path, body string }{
		{"GET", "/api/documents", ""}, {"GET", "/api/formats", ""}, {"GET", "/api/chats", ""}, {"GET", "/api/status", ""},
		{"POST", "/api/search", `{"query":"nothing","mode":"lexical"}`},
	} {
		if w := call(h, tt.method, tt.path, tt.body); w.Code != 200 || strings.Contains(w.Body.String(), "null") {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, w.Code, w.Body)
		}
	}
}

func TestLockIsShown(t *testing.T) {
	_, h := open(t, app.Options{})
	var status app.Status
	into(t, h, "GET", "/api/status", "", &status)
	if status.Lock.State != app.LockKernel || status.Lock.Text == "" {
		t.Skipf("this system has no lock to test: %+v", status.Lock)
	}
	var lock api.LockReply
	into(t, h, "GET", "/api/lock", "", &lock)
	var names []string
	for _, r := range lock.Roles {
		names = append(names, r.Role)
	}
	if slices.Sort(names); !slices.Equal(names, []string{"compiler", "core", "engine", "porter", "reader", "recogniser"}) {
		t.Fatalf("roles: %+v", lock.Roles)
	}
	for _, r := range lock.Roles {
		if r.Door != (r.Role == "porter") || r.Refused != (r.Role != "porter") || r.Text == "" {
			t.Errorf("%+v", r)
		}
	}
}

func TestWindowCalls(t *testing.T) {
	path := write(t, "orchard.pdf", orchard)
	shown := 0
	var picked []string
	var pickErr error
	wantedFolder := false
	_, h := open(t, app.Options{
		Pick: func(_ context.Context, folder bool) ([]string, error) {
			wantedFolder = folder
			return picked, pickErr
		},
		Show: func() { shown++ },
	})
	var added api.AddReply
	into(t, h, "POST", "/api/documents/pick", "", &added)
	if added.Documents == nil || len(added.Documents) != 0 {
		t.Errorf("nothing was picked: %+v", added)
	}
	picked = []string{path}
	into(t, h, "POST", "/api/documents/pick", "", &added)
	if len(added.Documents) != 1 || added.Documents[0].Path != path {
		t.Errorf("picked: %+v", added)
	}
	picked = []string{filepath.Dir(path)}
	into(t, h, "POST", "/api/documents/pick?folder=1", "", &added)
	var folders api.FoldersReply
	into(t, h, "GET", "/api/folders", "", &folders)
	if !wantedFolder || len(folders.Folders) != 1 || folders.Folders[0].Path != picked[0] {
		t.Errorf("picked its folder: %v %+v", wantedFolder, folders)
	}
	pickErr = errors.New("no portal")
	wantError(t, call(h, "POST", "/api/documents/pick", ""), 500, app.CodeInternal)
	into(t, h, "POST", "/api/window/show", "", &api.Empty{})
	if shown != 1 {
		t.Errorf("shown %d times", shown)
	}
}
