package models

import (
	"os"
	"path/filepath"
	"strings"
)

// Looked is a GGUF file and what its header says: a model, an adapter, or why it
// is of no use. Exactly one of the three is set.
type Looked struct {
	Path    string
	Model   *File
	Adapter *Adapter
	Err     error // an *inference.Error in words for a person
}

// IsGGUF says whether a file's name is that of a model file.
func IsGGUF(path string) bool { return strings.EqualFold(filepath.Ext(path), ".gguf") }

// Look looks into a GGUF file, or every one in a folder and beneath it, in the order
// of their paths, each once. Of a model in parts only the first is in the list.
func Look(path string) []Looked {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		if stem, n, all, split := part(path); split && n > 1 {
			path = partPath(filepath.Dir(path), stem, 1, all)
		}
		return []Looked{look(path)}
	}
	var list []Looked
	seen := map[string]bool{}
	for _, f := range (Place{Dir: path}).files() {
		real, err := filepath.EvalSymlinks(f.path)
		if _, n, _, split := part(f.path); err != nil || seen[real] || split && n > 1 {
			continue
		}
		seen[real] = true
		list = append(list, look(f.path))
	}
	return list
}

func look(path string) Looked {
	if a, err := InspectAdapter(path); err == nil {
		return Looked{Path: path, Adapter: &a}
	} else if h, _, broken := readPart(path); broken == nil && h.isAdapter() {
		return Looked{Path: path, Err: err}
	}
	file, err := Inspect(path)
	if err != nil {
		return Looked{Path: path, Err: err}
	}
	return Looked{Path: path, Model: &file}
}
