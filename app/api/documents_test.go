package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/knowledge"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

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
	image := call(h, "GET", base+"/pages/1/image", "")
	if _, err := png.Decode(image.Body); image.Code != 200 || err != nil {
		t.Errorf("picture of a page: %d, %v", image.Code, err)
	}
	if again := call(h, "GET", base+"/pages/1/image", "", "If-None-Match", image.Header().Get("ETag")); again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("the same picture again: %d with %d bytes, want 304", again.Code, again.Body.Len())
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
	deadline := time.Now().Add(time.Minute)
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
