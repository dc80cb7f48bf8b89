package knowledge_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

// keys are Passwords of a test.
type keys struct {
	mu        sync.Mutex
	kept      map[string]string
	forgotten []string
	brief     bool // of this run only
}

func (k *keys) Password(_ context.Context, hash string) (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	password, ok := k.kept[hash]
	return password, ok
}

func (k *keys) Forget(hash string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.kept, hash)
	k.forgotten = append(k.forgotten, hash)
}

func (k *keys) Lasting() bool { return !k.brief }

func (k *keys) keep(hash, password string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = map[string]string{}
	}
	k.kept[hash] = password
}

const openSesame = "open sesame 1001"

// sealedLibrary is a library in dir with one PDF that needs openSesame.
func sealedLibrary(t *testing.T, dir string, k *keys) (*library, knowledge.Document) {
	l := openLibrary(t, dir, func(c *knowledge.Config) { c.Passwords = k })
	path := filepath.Join(dir, "treasure.pdf")
	doc := pdftest.Document{Password: openSesame, Cipher: pdftest.AES256, Pages: []pdftest.Page{{Text: "Forty jars of oil stand in the courtyard."}, {Text: "The cave is behind the waterfall."}}}
	if _, err := os.Stat(path); err != nil {
		if err := os.WriteFile(path, doc.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return l, l.add(t, path)[0]
}

// unlock gives the library a password and waits for the document to be read.
func (l *library) unlock(t *testing.T, k *keys, d knowledge.Document) knowledge.Document {
	t.Helper()
	if err := l.TryPassword(t.Context(), d.ID, openSesame); err != nil {
		t.Fatal(err)
	}
	k.keep(d.Hash, openSesame)
	if err := l.Unlock(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	docs, err := l.Wait(t.Context(), []string{d.ID}, knowledge.StateSearchable)
	if err != nil {
		t.Fatal(err)
	}
	if d := docs[0]; d.State != knowledge.StateSearchable || !d.Sealed || d.NeedsPassword || d.Pages != 2 {
		t.Fatalf("after unlocking: %+v", d)
	}
	return docs[0]
}

func wantCode(t *testing.T, what string, err error, code string) {
	t.Helper()
	var problem *reader.Problem
	if !errors.As(err, &problem) || problem.Code != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// wantLocked: the pages of a document are not shown, what was read is found.
func (l *library) wantLocked(t *testing.T, id string) {
	t.Helper()
	_, err := l.Boxes(t.Context(), id, 2, []reader.Span{{Start: 4, End: 8}})
	wantCode(t, "boxes", err, reader.CodePasswordNeeded)
	_, err = l.Content(t.Context(), id)
	wantCode(t, "content", err, reader.CodePasswordNeeded)
	_, err = l.Picture(t.Context(), id, 1)
	wantCode(t, "picture", err, reader.CodePasswordNeeded)
	d, err := l.Document(t.Context(), id)
	if err != nil || !d.NeedsPassword || !d.Sealed || d.State != knowledge.StateSearchable {
		t.Errorf("%+v, %v", d, err)
	}
	if hits := l.search(t, knowledge.Query{Text: "waterfall"}); len(hits) != 1 {
		t.Errorf("found %+v", hits)
	}
}

func TestSealedDocument(t *testing.T) {
	k := &keys{}
	l, d := sealedLibrary(t, t.TempDir(), k)
	if d.State != knowledge.StateFailed || d.Code != reader.CodePasswordNeeded || !d.NeedsPassword || d.Sealed || d.Error == "" {
		t.Fatalf("without its password: %+v", d)
	}
	_, err := l.Content(t.Context(), d.ID)
	wantCode(t, "content", err, reader.CodePasswordNeeded)
	wantCode(t, "wrong password", l.TryPassword(t.Context(), d.ID, "open barley"), reader.CodePasswordWrong)
	wantCode(t, "no password", l.TryPassword(t.Context(), d.ID, ""), reader.CodePasswordNeeded)
	l.unlock(t, k, d)
	if hits := l.search(t, knowledge.Query{Text: "waterfall"}); len(hits) != 1 || hits[0].Page != 2 {
		t.Errorf("found %+v", hits)
	}
	boxes, err := l.Boxes(t.Context(), d.ID, 2, []reader.Span{{Start: 4, End: 8}})
	if err != nil || len(boxes[0]) != 1 {
		t.Errorf("boxes %v, %v", boxes, err)
	}
	if _, err := l.Picture(t.Context(), d.ID, 1); err != nil {
		t.Error(err)
	}
	for range 2 { // the second is the kept copy
		content, err := l.Content(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(content)
		if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) || bytes.Contains(data, []byte("/Encrypt")) || content.Modified.IsZero() {
			t.Errorf("content: %d bytes, %v", len(data), err)
		}
		content.Close()
	}

	// Forgotten, and typed again.
	k.Forget(d.Hash)
	if err := l.Lock(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	l.wantLocked(t, d.ID)
	l.unlock(t, k, d)
	if _, err := l.Content(t.Context(), d.ID); err != nil {
		t.Error(err)
	}
	// Gone from the keyring behind the library's back.
	k.Forget(d.Hash)
	if _, err := l.Boxes(t.Context(), d.ID, 2, []reader.Span{{Start: 4, End: 8}}); err == nil {
		t.Error("boxes without a password")
	}
	l.wantLocked(t, d.ID)
}

func TestOtherDocumentsTakeNoPassword(t *testing.T) {
	l := openLibrary(t, t.TempDir(), func(c *knowledge.Config) { c.Passwords = &keys{} })
	d := l.add(t, write(t, t.TempDir(), "notes.txt", "Nothing to hide."))[0]
	if d.Sealed || d.NeedsPassword {
		t.Errorf("%+v", d)
	}
	wantCode(t, "a text", l.TryPassword(t.Context(), d.ID, "x"), reader.CodeUnsupported)
}

// TestSealedAfterRestart: passwords that did not last are asked for again;
// others are not looked up before they are needed.
func TestSealedAfterRestart(t *testing.T) {
	dir, k := t.TempDir(), &keys{}
	l, d := sealedLibrary(t, dir, k)
	l.unlock(t, k, d)
	l.close(t)

	l, d = sealedLibrary(t, dir, k)
	if d.NeedsPassword || !d.Sealed {
		t.Errorf("kept: %+v", d)
	}
	l.close(t)

	k.brief, k.kept = true, nil
	l, d = sealedLibrary(t, dir, k)
	if !d.NeedsPassword {
		t.Errorf("gone: %+v", d)
	}
	l.wantLocked(t, d.ID)
}

// TestRepairSealed: a damaged document is read again with its password, and left
// as it is without.
func TestRepairSealed(t *testing.T) {
	k := &keys{}
	l, d := sealedLibrary(t, t.TempDir(), k)
	l.unlock(t, k, d)
	damage := func() {
		if _, err := l.store.DB().Exec(`UPDATE document SET pages = 7 WHERE id = ?`, d.ID); err != nil {
			t.Fatal(err)
		}
	}
	damage()
	r, err := l.Repair(t.Context())
	if err != nil || len(r.Reading) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	docs, err := l.Wait(t.Context(), []string{d.ID}, knowledge.StateSearchable)
	if err != nil || docs[0].Pages != 2 || !docs[0].Sealed {
		t.Fatalf("%+v, %v", docs, err)
	}
	damage()
	k.Forget(d.Hash)
	if r, err = l.Repair(t.Context()); err != nil || len(r.OutOfHand) != 1 || !r.OutOfHand[0].NeedsPassword {
		t.Fatalf("%+v, %v", r, err)
	}
	if hits := l.search(t, knowledge.Query{Text: "waterfall"}); len(hits) != 1 {
		t.Errorf("found %+v", hits)
	}
	k.keep(d.Hash, openSesame)
	if r, err = l.Repair(t.Context()); err != nil || len(r.Reading) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if docs, err = l.Wait(t.Context(), []string{d.ID}, knowledge.StateSearchable); err != nil || docs[0].NeedsPassword {
		t.Fatalf("%+v, %v", docs, err)
	}
}

// TestForgetPasswords: a password goes with its document, but not before it is
// gone for good.
func TestForgetPasswords(t *testing.T) {
	dir, k := t.TempDir(), &keys{}
	l, d := sealedLibrary(t, dir, k)
	l.unlock(t, k, d)
	if err := errors.Join(l.Hide(t.Context(), d.ID), l.Restore(t.Context(), d.ID)); err != nil {
		t.Fatal(err)
	}
	if len(k.forgotten) > 0 {
		t.Error("forgotten while it could be restored")
	}
	if err := l.Remove(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	if len(k.forgotten) != 1 || k.forgotten[0] != d.Hash {
		t.Errorf("removed, and forgotten are %v", k.forgotten)
	}
	d = l.add(t, d.Path)[0]
	l.unlock(t, k, d)
	if err := l.Hide(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	l.close(t)
	openLibrary(t, dir, func(c *knowledge.Config) { c.Passwords = k })
	if len(k.forgotten) != 2 {
		t.Errorf("removed with the end of the program, and forgotten are %v", k.forgotten)
	}
}

// TestSealedScan: the words of pictures in a sealed PDF are recognised too.
func TestSealedScan(t *testing.T) {
	needTesseract(t)
	k := &keys{}
	dir := t.TempDir()
	l := openLibrary(t, dir, func(c *knowledge.Config) {
		c.Passwords, c.Recogniser = k, realRecogniser(c.Reader.(*reader.Client), nil)
	})
	picture := scanned(t, pdftest.Page{Text: lighthouse, Courier: true})[0]
	doc := pdftest.Document{Password: openSesame, Cipher: pdftest.AES128, Pages: []pdftest.Page{{Text: "Printed."}, {Scan: picture}}}
	d := l.add(t, write(t, dir, "scan.pdf", string(doc.Bytes())))[0]
	l.unlock(t, k, d)
	if d = l.complete(t, d.ID); d.Recognised != 1 {
		t.Fatalf("%+v", d)
	}
	if hits := l.search(t, knowledge.Query{Text: "lighthouse keeper"}); len(hits) != 1 || hits[0].Page != 2 {
		t.Errorf("found %+v", hits)
	}
}
