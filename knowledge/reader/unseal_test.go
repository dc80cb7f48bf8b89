package reader_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"carrel/knowledge/parse/pdftest"
	"carrel/knowledge/reader"
)

var ciphers = map[string]pdftest.Cipher{"RC4 40": pdftest.RC4x40, "RC4 128": pdftest.RC4x128, "AES 128": pdftest.AES128, "AES 256": pdftest.AES256}

// TestSealedPDF opens PDFs that need a password, and what they are without it.
func TestSealedPDF(t *testing.T) {
	c := newClient(t, nil)
	for name, cipher := range ciphers {
		for _, password := range []string{"open sesame", "Öffne Dich!"} {
			t.Run(fmt.Sprintf("%s %s", name, password), func(t *testing.T) {
				doc := pdftest.Document{Title: "Sealed words", Password: password, Owner: "the owner's", Cipher: cipher, Pages: []pdftest.Page{{Text: "A secret page."}, {Text: "Another one."}}}
				src := file(t, "sealed.pdf", doc.Bytes())
				wantProblem(t, c, src, reader.CodePasswordNeeded, "opens with a password")
				_, err := c.Try(t.Context(), src)
				wantCode(t, err, reader.CodePasswordNeeded)
				src.Password = "wrong"
				wantProblem(t, c, src, reader.CodePasswordWrong, "does not open")
				_, err = c.Try(t.Context(), src)
				wantCode(t, err, reader.CodePasswordWrong)
				_, err = c.Unseal(t.Context(), src)
				wantCode(t, err, reader.CodePasswordWrong)

				for _, src.Password = range []string{password, "the owner's"} {
					meta, err := c.Try(t.Context(), src)
					if err != nil || !meta.Sealed || meta.Pages != 2 {
						t.Fatalf("%+v, %v", meta, err)
					}
				}
				src.Password = password
				pages, meta := mustRead(t, c, src)
				if pages[0].Text != "A secret page." || meta.Title != "Sealed words" || !meta.Sealed {
					t.Errorf("%q, %+v", pages[0].Text, meta)
				}
				boxes, err := c.Boxes(t.Context(), src, 1, []reader.Span{{Start: 2, End: 8}})
				if err != nil || len(boxes[0]) != 1 {
					t.Fatalf("boxes %v, %v", boxes, err)
				}
				if _, err := c.Render(t.Context(), src, 1); err != nil {
					t.Error(err)
				}
				copied, err := c.Unseal(t.Context(), src)
				if err != nil || bytes.Contains(copied, []byte("/Encrypt")) {
					t.Fatalf("%d bytes, %v", len(copied), err)
				}
				free := file(t, "free.pdf", copied)
				pages, meta = mustRead(t, c, free)
				if len(pages) != 2 || pages[1].Text != "Another one." || meta.Title != "Sealed words" || meta.Sealed {
					t.Errorf("%+v, %+v", pages, meta)
				}
				same, err := c.Boxes(t.Context(), free, 1, []reader.Span{{Start: 2, End: 8}})
				if err != nil || fmt.Sprint(same) != fmt.Sprint(boxes) {
					t.Errorf("boxes %v and without the password %v, %v", boxes, same, err)
				}
			})
		}
	}
}

// TestOwnerPassword: a PDF that is protected against changes alone opens for
// everybody, whatever password comes with it.
func TestOwnerPassword(t *testing.T) {
	c := newClient(t, nil)
	for name, cipher := range ciphers {
		t.Run(name, func(t *testing.T) {
			doc := pdftest.Document{Title: "Read me", Owner: "the owner's", Cipher: cipher, Pages: []pdftest.Page{{Text: "Not to be changed."}}}
			src := file(t, "protected.pdf", doc.Bytes())
			for _, src.Password = range []string{"", "any"} {
				pages, meta := mustRead(t, c, src)
				if pages[0].Text != "Not to be changed." || meta.Sealed {
					t.Errorf("with %q: %+v, %+v", src.Password, pages, meta)
				}
			}
		})
	}
}

// TestSealedCorpus opens PDFs that other programs encrypted, with the passwords
// that those who made them tell.
func TestSealedCorpus(t *testing.T) {
	passwords := map[string]string{
		"pdfminer__rc4-128.pdf": "foo", "pdfminer__aes-256.pdf": "foo", "jsvine__password-example.pdf": "test",
		"py-pdf__encrypted-file.pdf": "test", "py-pdf__r6-both-passwords.pdf": "foo", "docling-project__2206.01062_pg3.pdf": "1234",
	}
	c := newClient(t, nil)
	for _, path := range corpus(t) {
		name := filepath.Base(path)
		password, ok := passwords[name]
		if !ok {
			continue
		}
		src := reader.Source{Path: path, Password: password}
		pages, meta := mustRead(t, c, src)
		copied, err := c.Unseal(t.Context(), src)
		if err != nil || !meta.Sealed {
			t.Errorf("%s: %+v, %v", name, meta, err)
			continue
		}
		free, _ := mustRead(t, c, file(t, name, copied))
		if fmt.Sprint(free) != fmt.Sprint(pages) {
			t.Errorf("%s: without the password it reads otherwise", name)
		}
	}
}

// TestUnsealOther: what is no PDF opens with no password.
func TestUnsealOther(t *testing.T) {
	c := newClient(t, nil)
	src := file(t, "notes.txt", []byte("Some notes, for everybody to read."))
	src.Password = "open sesame"
	_, err := c.Try(t.Context(), src)
	wantCode(t, err, reader.CodeUnsupported)
	_, err = c.Unseal(t.Context(), src)
	wantCode(t, err, reader.CodeUnsupported)
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var p *reader.Problem
	if !errors.As(err, &p) || p.Code != code {
		t.Fatalf("%v, want %s", err, code)
	}
}
