package ask

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/prose"
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

// holderNouns say that a folder or a collection is meant, folded: which of the two,
// people mix up.
var holderNouns = prose.Set(`folder folders directory subfolder collection ordner ordners verzeichnis unterordner sammlung carpeta directorio coleccion папка папку папки папке каталог каталога коллекция коллекцию коллекции مجلد المجلد مجموعه مجموعة المجموعة المجموعه`)

// holderSigns are those of Chinese, which does not set words apart.
var holderSigns = []string{"文件夹", "文件夾", "资料夹", "資料夾", "集合", "目录", "目錄"}

// holderLeads are words that may stand before a folder's name without being its own.
var holderLeads = prose.Set(`all everything every each whole entire contents content of in from within inside documents document files file papers docs what is there me my our called named alle alles dokumente dateien unterlagen in im aus von inhalt mein meine meinen meiner unser todos todo documentos archivos contenido de en mi все документы фаилы содержимое в из мои мою моеи`)

// holderName takes the words of a question that are a folder's or a collection's name
// from those around it: said tells whether it is called a folder or collection there.
func holderName(name string) (words []string, said bool) {
	for _, sign := range holderSigns {
		if rest, found := strings.CutPrefix(name, sign); found {
			return nameWords(rest), true
		}
		if rest, found := strings.CutSuffix(name, sign); found {
			return nameWords(strings.TrimSuffix(rest, "的")), true
		}
	}
	words = nameWords(name)
	for len(words) > 1 && (prose.Articles[words[0]] || prose.Determiners[words[0]] || holderLeads[words[0]] || holderNouns[words[0]]) {
		said = said || holderNouns[words[0]]
		words = words[1:]
	}
	if last := len(words) - 1; last > 0 && holderNouns[words[last]] {
		return words[:last], true
	}
	return words, said
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
			if slices.Equal(nameWords(filepath.Base(dir)), words) {
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
		if !slices.Equal(nameWords(c.Name), words) {
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
	words, said := holderName(name)
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
			text += "\nthe " + h.kind() + " “" + flatten(h.name) + "”"
			if h.path != "" {
				text += ", " + h.path
			}
		}
		return nil, text + "\nChoose the one you mean under “Limit”, then ask for the summary again.", true, nil
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
			if slices.Equal(nameWords(part), words) {
				return strings.TrimFunc(part, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			}
		}
	}
	return strings.Join(words, " ")
}
