package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"

	"carrel/app"
	"carrel/app/api"
	"carrel/knowledge"
)

// idForm is how the IDs of documents look.
var idForm = regexp.MustCompile(`^[0-9a-f]{16}$`)

// documentIDs gives the IDs of documents that are named by their IDs or their
// files. What looks like an ID is taken as one, without asking: it can be that of
// somebody else's document in the team's store. The error is of the first that
// the library does not have.
func (s *session) documentIDs(ctx context.Context, names []string) ([]string, error) {
	var ids []string
	var list []knowledge.Document
	for _, name := range names {
		if idForm.MatchString(name) {
			ids = append(ids, name)
			continue
		}
		if list == nil {
			var reply api.DocumentsReply
			if err := s.call(ctx, http.MethodGet, "/api/documents", nil, &reply); err != nil {
				return nil, err
			}
			list = reply.Documents
		}
		d, found := documentAt(name, list)
		if !found {
			return nil, noDocumentAt(name, list)
		}
		ids = append(ids, d.ID)
	}
	return ids, nil
}

// documentAt finds the document of a file, named from here.
func documentAt(name string, docs []knowledge.Document) (knowledge.Document, bool) {
	if abs, err := filepath.Abs(name); err == nil && name != "" {
		for _, d := range docs {
			if d.Path == abs {
				return d, true
			}
		}
	}
	return knowledge.Document{}, false
}

// noDocumentAt says that no document was read from a file, and where one was
// that is the same.
func noDocumentAt(name string, docs []knowledge.Document) error {
	f, err := os.Open(name)
	if err != nil {
		return noDocument(name)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return noDocument(name)
	}
	var sum string
	for _, d := range docs {
		if d.Hash == "" || d.Bytes != info.Size() {
			continue
		}
		if sum == "" { // only now: a file that no document is as large as is not read
			h := sha256.New()
			if _, err := io.Copy(h, f); err != nil {
				return noDocument(name)
			}
			sum = hex.EncodeToString(h.Sum(nil))
		}
		if d.Hash == sum {
			return app.Errorf(app.CodeNotFound, "The library has what is in %q as %s, which is the same, and knows it by that name.", name, d.Path)
		}
	}
	return noDocument(name)
}

func noDocument(name string) error {
	return app.Errorf(app.CodeNotFound, "There is no document %q in the library. `carrel list` shows what there is; `carrel add` takes a file in.", name)
}
