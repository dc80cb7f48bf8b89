package models

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"

	"carrel/inference"
)

// Large models come in parts, named as llama.cpp's gguf-split does. llama.cpp
// loads them by the first and finds the others beside it.
var partName = regexp.MustCompile(`^(.+)-(\d{5})-of-(\d{5})\.gguf$`)

// part tells a part of a split model by its file's name: the n-th of all, from 1.
func part(path string) (stem string, n, all int, ok bool) {
	m := partName.FindStringSubmatch(filepath.Base(path))
	if m == nil {
		return "", 0, 0, false
	}
	n, _ = strconv.Atoi(m[2])
	all, _ = strconv.Atoi(m[3])
	return m[1], n, all, n > 0 && n <= all
}

func partPath(dir, stem string, n, all int) string {
	return filepath.Join(dir, fmt.Sprintf("%s-%05d-of-%05d.gguf", stem, n, all))
}

// Parts returns the files of a model, the one that is loaded first: more than
// that where it comes in parts.
func Parts(path string) []string {
	stem, n, all, ok := part(path)
	if !ok || n != 1 {
		return []string{path}
	}
	list := make([]string, 0, all)
	for i := 1; i <= all; i++ {
		list = append(list, partPath(filepath.Dir(path), stem, i, all))
	}
	return list
}

// addParts looks into the other parts of a split model, which must all be there,
// and adds them up.
func (f *File) addParts() error {
	stem, n, all, ok := part(f.Path)
	if !ok || all == 1 {
		return nil
	}
	dir := filepath.Dir(f.Path)
	if n > 1 {
		return &inference.Error{Code: inference.CodeModelBroken, Message: fmt.Sprintf("The file %s is part %d of a model of %d files. Choose the first one, %s.", f.Path, n, all, filepath.Base(partPath(dir, stem, 1, all)))}
	}
	for i := 2; i <= all; i++ {
		h, size, err := readPart(partPath(dir, stem, i, all))
		if err != nil {
			return &inference.Error{Code: inference.CodeModelBroken, Message: fmt.Sprintf("The model %s has %d files, and not all of them are whole. %s", f.Path, all, err)}
		}
		f.Bytes += size
		f.Parameters += h.weights
	}
	return nil
}
