package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/ask"
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
	home := t.TempDir()
	if err := testbinary.ShareCache(home); err != nil {
		t.Fatal(err)
	}
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

func TestDocumentRoutes(t *testing.T) {
	_, h := open(t, app.Options{Surface: app.SurfaceConsole})
	path := write(t, "orchard.pdf", orchard)
	doc := add(t, h, path)[0]
	if doc.Path != path || doc.Pages != 2 || doc.Passages == 0 || doc.Format != "pdf" {
		t.Fatalf("added %+v", doc)
	}
	base := "/api/documents/" + doc.ID

	var list api.DocumentsReply
	into(t, h, "GET", "/api/documents", "", &list)
	if len(list.Documents) != 1 || list.Documents[0].ID != doc.ID {
		t.Errorf("list: %+v", list)
	}
	var text api.TextReply
	into(t, h, "GET", base+"/text", "", &text)
	if len(text.Pages) != 2 || !strings.Contains(text.Pages[1].Text, "pond") {
		t.Errorf("text: %+v", text)
	}
	into(t, h, "GET", base+"/text?page=2", "", &text)
	if len(text.Pages) != 1 || text.Pages[0].Number != 2 {
		t.Errorf("text of page 2: %+v", text)
	}
	var page reader.Page
	into(t, h, "GET", base+"/pages/1", "", &page)
	start := strings.Index(page.Text, "312 pear trees")
	if start < 0 || page.Width == 0 {
		t.Fatalf("page 1: %+v", page)
	}
	var boxes api.BoxesReply
	into(t, h, "GET", fmt.Sprintf("%s/pages/1/boxes?start=%d&end=%d", base, start, start+14), "", &boxes)
	if len(boxes.Boxes) != 1 || boxes.Boxes[0].Left <= pdftest.Left || boxes.Boxes[0].Top <= boxes.Boxes[0].Bottom {
		t.Errorf("boxes: %+v", boxes)
	}
	var results knowledge.Results
	into(t, h, "POST", "/api/search", `{"query":"pear trees","mode":"lexical","k":3}`, &results)
	if len(results.Hits) == 0 {
		t.Fatal("nothing found")
	}
	hit := results.Hits[0]
	into(t, h, "GET", fmt.Sprintf("%s/pages/%d", base, hit.Page), "", &page)
	if got := string([]rune(page.Text)[hit.Start:hit.End]); got != hit.Text {
		t.Errorf("hit text %q is not what stands at its place, %q", hit.Text, got)
	}

	whole := call(h, "GET", base+"/file", "")
	if whole.Code != 200 || !bytes.Equal(whole.Body.Bytes(), orchard) || whole.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("file: %d, %d bytes, %v", whole.Code, whole.Body.Len(), whole.Header())
	}
	part := call(h, "GET", base+"/file", "", "Range", "bytes=5-9")
	if part.Code != 206 || part.Body.String() != string(orchard[5:10]) {
		t.Errorf("range: %d %q, want 206 %q", part.Code, part.Body, orchard[5:10])
	}
	if again := call(h, "GET", base+"/file", "", "If-None-Match", whole.Header().Get("ETag")); again.Code != 304 {
		t.Errorf("the same file again: %d, want 304", again.Code)
	}

	// Removed with a way back, then for good.
	into(t, h, "DELETE", base, "", &api.Empty{})
	if w := call(h, "GET", base, ""); w.Code != 404 {
		t.Errorf("removed document: %d, want 404", w.Code)
	}
	var back knowledge.Document
	into(t, h, "POST", base+"/restore", "", &back)
	if back.ID != doc.ID || back.Pages != 2 {
		t.Errorf("restored: %+v", back)
	}
	into(t, h, "DELETE", base+"?now=1", "", &api.Empty{})
	if w := call(h, "POST", base+"/restore", ""); w.Code != 404 {
		t.Errorf("restoring what was removed for good: %d, want 404", w.Code)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the person's own file: %v", err)
	}
}

func TestFileThatChangedOrWent(t *testing.T) {
	_, h := open(t, app.Options{})
	path := write(t, "orchard.pdf", orchard)
	doc := add(t, h, path)[0]
	if err := os.WriteFile(path, []byte("another text altogether"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, route := range []string{"/file", "/pages/1/boxes?start=0&end=5"} {
		wantError(t, call(h, "GET", "/api/documents/"+doc.ID+route, ""), 409, app.CodeChanged)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for _, route := range []string{"/file", "/pages/1/boxes?start=0&end=5"} {
		wantError(t, call(h, "GET", "/api/documents/"+doc.ID+route, ""), 410, app.CodeGone)
	}
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
		{"GET", "/api/documents", ""}, {"GET", "/api/chats", ""}, {"GET", "/api/status", ""},
		{"POST", "/api/search", `{"query":"nothing","mode":"lexical"}`},
	} {
		if w := call(h, tt.method, tt.path, tt.body); w.Code != 200 || strings.Contains(w.Body.String(), "null") {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, w.Code, w.Body)
		}
	}
}

func TestUploadIsKeptUntilRemoved(t *testing.T) {
	core, h := open(t, app.Options{})
	files := filepath.Join(core.Status().Home, "files")
	w := call(h, "POST", "/api/documents/upload?name="+"..%2F..%2F%2e%2e%5Cevil%0Aname%F0%9F%8D%90.pdf", string(orchard), "Content-Type", "application/octet-stream")
	var added api.AddReply
	if err := json.Unmarshal(w.Body.Bytes(), &added); err != nil || len(added.Documents) != 1 {
		t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	doc := added.Documents[0]
	if want := filepath.Join(files, doc.ID, "evil_name🍐.pdf"); doc.Path != want {
		t.Errorf("stored as %s, want %s", doc.Path, want)
	}
	if stored, err := os.ReadFile(doc.Path); err != nil || !bytes.Equal(stored, orchard) {
		t.Errorf("stored %d bytes, %v", len(stored), err)
	}

	// The same bytes again: one document, one copy.
	w = call(h, "POST", "/api/documents/upload?name=again.pdf", string(orchard))
	if err := json.Unmarshal(w.Body.Bytes(), &added); err != nil || !added.Documents[0].Known || added.Documents[0].Path != doc.Path {
		t.Errorf("the same again: %s", w.Body)
	}
	// The same as a file that is known from elsewhere: no copy.
	other := pdftest.Make([]string{"Bees live in the south wall."})
	known := add(t, h, write(t, "bees.pdf", other))[0]
	w = call(h, "POST", "/api/documents/upload?name=bees.pdf", string(other))
	if err := json.Unmarshal(w.Body.Bytes(), &added); err != nil || added.Documents[0].Path != known.Path {
		t.Errorf("known from elsewhere: %s", w.Body)
	}
	if entries, _ := os.ReadDir(files); len(entries) != 1 {
		t.Errorf("%d entries in %s, want the one upload", len(entries), files)
	}

	into(t, h, "DELETE", "/api/documents/"+doc.ID+"?now=1", "", &api.Empty{})
	deadline := time.Now().Add(5 * time.Second)
	for {
		if entries, _ := os.ReadDir(files); len(entries) == 0 {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("%s still holds %v after the document was removed", files, entries)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// broken fails like a browser that goes away, or a disk that ends.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func TestUploadThatBreaksOffLeavesNothing(t *testing.T) {
	core, h := open(t, app.Options{})
	body := io.MultiReader(bytes.NewReader(orchard[:100]), broken{io.ErrUnexpectedEOF})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/api/documents/upload?name=a.pdf", body))
	if w.Code < 400 {
		t.Errorf("half an upload: %d %s", w.Code, w.Body)
	}
	r := httptest.NewRequest("POST", "/api/documents/upload?name=a.pdf", bytes.NewReader(nil))
	r.ContentLength = 600 << 20
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	wantError(t, w, 413, app.CodeTooLarge)
	if entries, _ := os.ReadDir(filepath.Join(core.Status().Home, "files")); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

// listener receives events as the browser does, until the test ends.
func listener(t *testing.T, h http.Handler) <-chan app.Event {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	events := make(chan app.Event, 1000)
	body, stream := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		h.ServeHTTP(streamWriter{header: http.Header{}, Writer: stream}, httptest.NewRequest("GET", "/api/events", nil).WithContext(ctx))
		stream.Close()
	}()
	lines := bufio.NewReader(body)
	if first, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(first, "retry:") {
		t.Fatalf("stream begins with %q, %v", first, err)
	}
	go func() {
		defer close(events)
		name := ""
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimSuffix(line, "\n")
			if n, ok := strings.CutPrefix(line, "event: "); ok {
				name = n
			}
			if data, ok := strings.CutPrefix(line, "data: "); ok && name == "carrel" {
				var e app.Event
				if json.Unmarshal([]byte(data), &e) == nil {
					events <- e
				}
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		body.Close()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			t.Error("the event stream did not end with its caller")
		}
	})
	return events
}

type streamWriter struct {
	io.Writer
	header http.Header
}

func (w streamWriter) Header() http.Header { return w.header }
func (w streamWriter) WriteHeader(int)     {}
func (w streamWriter) Flush()              {}

// until takes events up to the first that match accepts.
func until(t *testing.T, events <-chan app.Event, accept func(app.Event) bool) {
	t.Helper()
	timeout := time.After(60 * time.Second)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatal("the event stream ended")
			}
			if accept(e) {
				return
			}
		case <-timeout:
			t.Fatal("the event did not come")
		}
	}
}

func TestEventsOfDocuments(t *testing.T) {
	_, h := open(t, app.Options{})
	events := listener(t, h)
	doc := add(t, h, write(t, "orchard.pdf", orchard))[0]
	until(t, events, func(e app.Event) bool {
		// States that pass quickly are left out.
		return e.Type == app.EventDocumentChanged && e.Document.ID == doc.ID &&
			(e.Document.State == knowledge.StateSearchable || e.Document.State == knowledge.StateEmbedded)
	})
	into(t, h, "DELETE", "/api/documents/"+doc.ID+"?now=1", "", &api.Empty{})
	until(t, events, func(e app.Event) bool { return e.Type == app.EventDocumentRemoved && e.Removed == doc.ID })
}

func TestAskAndCancel(t *testing.T) {
	needEngine(t)
	_, h := open(t, app.Options{Surface: app.SurfaceBrowser})
	add(t, h, write(t, "orchard.pdf", orchard))
	events := listener(t, h)

	var job api.AskReply
	w := call(h, "POST", "/api/ask", `{"question":"How many pear trees are in the orchard?","seed":7}`)
	if err := json.Unmarshal(w.Body.Bytes(), &job); err != nil || w.Code != 202 || job.Job == "" || job.Chat == "" || job.Turn == "" {
		t.Fatalf("ask: %d %s", w.Code, w.Body)
	}
	var order []string
	streamed := ""
	var done *ask.Answer
	until(t, events, func(e app.Event) bool {
		if e.Answer == nil || e.Answer.Job != job.Job {
			return false
		}
		if len(order) == 0 || order[len(order)-1] != e.Type {
			order = append(order, e.Type)
		}
		streamed += e.Answer.Text
		done = e.Answer.Answer
		return e.Type == app.EventAnswerDone
	})
	if len(order) < 3 || order[0] != app.EventAnswerSources || order[1] != app.EventAnswerText {
		t.Errorf("events came as %v, want the sources first, then text", order)
	}
	if done.Status != ask.StatusDone || done.Text == "" || done.Seed != 7 || done.Model != "SmolLM2 135M Instruct" || len(done.Sources) == 0 {
		t.Errorf("answer: %+v", done)
	}
	var chat ask.Chat
	into(t, h, "GET", "/api/chats/"+job.Chat, "", &chat)
	if len(chat.Turns) != 1 || chat.Turns[0].ID != job.Turn || chat.Turns[0].Answer.Text != done.Text {
		t.Errorf("chat as stored: %+v", chat)
	}
	var chats api.ChatsReply
	into(t, h, "GET", "/api/chats", "", &chats)
	if len(chats.Chats) != 1 || chats.Chats[0].Title == "" || chats.Chats[0].Turns != nil {
		t.Errorf("chats: %+v", chats)
	}

	// A second answer, stopped as soon as its passages are there.
	into(t, h, "POST", "/api/ask", asJSON(t, ask.Request{Question: "Tell everything about the pear trees of the orchard.", Chat: job.Chat}), &job)
	until(t, events, func(e app.Event) bool {
		return e.Type == app.EventAnswerSources && e.Answer.Job == job.Job
	})
	into(t, h, "POST", "/api/jobs/"+job.Job+"/cancel", "", &api.Empty{})
	until(t, events, func(e app.Event) bool {
		done = nil
		if e.Answer != nil && e.Answer.Job == job.Job {
			done = e.Answer.Answer
		}
		return done != nil
	})
	if done.Status != ask.StatusStopped || len(done.Sources) == 0 {
		t.Errorf("stopped answer: %+v", done)
	}
	into(t, h, "DELETE", "/api/chats/"+job.Chat, "", &api.Empty{})
	wantError(t, call(h, "GET", "/api/chats/"+job.Chat, ""), 404, app.CodeNotFound)
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
	if len(lock.Roles) != 4 {
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
	_, h := open(t, app.Options{
		Pick: func(context.Context) ([]string, error) { return picked, pickErr },
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
	pickErr = errors.New("no portal")
	wantError(t, call(h, "POST", "/api/documents/pick", ""), 500, app.CodeInternal)
	into(t, h, "POST", "/api/window/show", "", &api.Empty{})
	if shown != 1 {
		t.Errorf("shown %d times", shown)
	}
}
