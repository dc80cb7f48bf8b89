package ask

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/naming"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

// A summary can be asked for of a folder or a collection by its name: “Summarise
// the folder Contracts”, “Sum up my ‘Tax 2023’ collection”.

// holder is a folder or a collection that a name means.
type holder struct {
	collection bool
	name       string
	path       string // of a folder
	documents  []knowledge.Document
}

func (h holder) kind() string {
	if h.collection {
		return "collection"
	}
	return "folder"
}

// holders finds the folders and collections that are called so, of those that have
// documents which may be asked about. Folders that only have such folders, up to the
// disk's own, count where a folder is spoken of: “Summarise work” may mean another thing.
func (r *run) holders(ctx context.Context, words []string, said bool, docs []knowledge.Document) ([]holder, error) {
	if len(words) == 0 {
		return nil, nil
	}
	var found []holder
	seen := map[string]bool{}
	for _, d := range docs {
		for dir := filepath.Dir(d.Path); !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			if slices.Equal(naming.Words(filepath.Base(dir)), words) {
				found = append(found, holder{name: filepath.Base(dir), path: dir})
			}
			if !said {
				break
			}
		}
	}
	// A folder of that name within another is a part of it.
	slices.SortFunc(found, func(a, b holder) int { return cmp.Compare(a.path, b.path) })
	all := slices.Clone(found)
	found = slices.DeleteFunc(found, func(h holder) bool {
		return slices.ContainsFunc(all, func(o holder) bool { return knowledge.Inside(h.path, o.path) })
	})
	for i, h := range found {
		for _, d := range docs {
			if knowledge.Inside(d.Path, h.path) {
				found[i].documents = append(found[i].documents, d)
			}
		}
	}
	collections, err := r.asker.config.Library.Collections(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range collections {
		if !slices.Equal(naming.Words(c.Name), words) {
			continue
		}
		all, err := r.asker.config.Library.Chosen(ctx, nil, knowledge.Filters{Collections: []string{c.ID}})
		if err != nil {
			return nil, err
		}
		mine := slices.DeleteFunc(all, func(d knowledge.Document) bool {
			return r.turn.limited() && !slices.ContainsFunc(docs, func(o knowledge.Document) bool { return o.ID == d.ID })
		})
		found = append(found, holder{collection: true, name: c.Name, documents: mine})
	}
	return found, nil
}

// summaryOf says which folder or collection is to be summed up by that name; ok says
// that one is. sure says that a summary is asked for in so many words, else it has to be
// called a folder or collection.
func (r *run) summaryOf(ctx context.Context, name string, docs []knowledge.Document, sure bool) (of []knowledge.Document, problem string, ok bool, err error) {
	words, said := naming.Holder(name)
	if !sure && !said {
		return nil, "", false, nil
	}
	found, err := r.holders(ctx, words, said, docs)
	if err != nil {
		return nil, "", false, err
	}
	switch {
	case len(found) == 0 && said && sure:
		r.notice(fmt.Sprintf("No folder or collection in your library is called “%s”, so Carrel searched for these words.", written(r.turn.Question, words)))
		return nil, "", false, nil
	case len(found) == 0:
		return nil, "", false, nil
	case len(found) > 1:
		text := "Several folders and collections are called like that:"
		for _, h := range found[:min(len(found), 8)] {
			text += "\n- the " + h.kind() + " “" + flatten(h.name) + "”"
			if h.path != "" {
				text += ", " + h.path
			}
		}
		return nil, text + apart + "Choose the one you mean under “Limit”, then ask for the summary again.", true, nil
	}
	h := found[0]
	if len(h.documents) == 0 {
		text := "The collection “" + flatten(h.name) + "” has no documents."
		if r.turn.limited() {
			text = "None of the chosen documents is in the collection “" + flatten(h.name) + "”."
		}
		return nil, text, true, nil
	}
	r.notice(fmt.Sprintf("This is a summary of the %s “%s”: %s.", h.kind(), flatten(h.name), figure.Counted(len(h.documents), "document", "documents")))
	return h.documents, "", true, nil
}

// written is how a name's words stand in the question.
func written(question string, words []string) string {
	fields := strings.Fields(question)
	for i := range fields {
		for j := i + 1; j <= len(fields); j++ {
			part := strings.Join(fields[i:j], " ")
			if slices.Equal(naming.Words(part), words) {
				return strings.TrimFunc(part, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			}
		}
	}
	return strings.Join(words, " ")
}
