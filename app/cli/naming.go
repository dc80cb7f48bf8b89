package cli

import (
	"context"
	"net/http"
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
			return nil, noDocument(name)
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

func noDocument(name string) error {
	return app.Errorf(app.CodeNotFound, "There is no document %q in the library. `carrel list` shows what there is; `carrel add` takes a file in.", name)
}
