package models

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"carrel/inference"
)

// Place is where models may lie.
type Place struct {
	Program string // whose it is: "LM Studio"; "" for Carrel's own, and for what a person has added
	Dir     string // a folder, or a single GGUF file
}

// Found is a model file and where it was found.
type Found struct {
	File
	Program string // Place.Program
	Title   string // what the program calls it, "" where that is the file's own name
}

// Elsewhere lists where other programs of a person keep GGUF files, by their own
// documentation. They are used in place, never copied. env is os.Getenv.
func Elsewhere(home string, env func(string) string) []Place {
	data := cmp.Or(env("XDG_DATA_HOME"), filepath.Join(home, ".local", "share"))
	cache := cmp.Or(env("XDG_CACHE_HOME"), filepath.Join(home, ".cache"))
	config := cmp.Or(env("XDG_CONFIG_HOME"), filepath.Join(home, ".config"))
	hub := cmp.Or(env("HF_HUB_CACHE"), filepath.Join(cmp.Or(env("HF_HOME"), filepath.Join(cache, "huggingface")), "hub"))
	return []Place{
		{"LM Studio", filepath.Join(home, ".lmstudio", "models")},
		{"LM Studio", filepath.Join(cache, "lm-studio", "models")},
		{"Ollama", cmp.Or(env("OLLAMA_MODELS"), filepath.Join(home, ".ollama", "models"))},
		{"Ollama", "/usr/share/ollama/.ollama/models"}, // where it runs as a service
		{"Hugging Face", hub},
		{"llama.cpp", filepath.Join(cache, "llama.cpp")},
		{"GPT4All", filepath.Join(data, "nomic.ai", "GPT4All")},
		{"Jan", filepath.Join(config, "Jan", "data")},
	}
}

// Bounds of a look through a folder: nobody's models lie deeper, or are so many.
const (
	maxDepth = 7
	maxFiles = 2000
)

// Find lists the models of a kind in places, by name, each file once. What is no
// model of that kind, broken, or not readable is passed over.
func Find(places []Place, kind inference.Kind) []Found {
	var list []Found
	seen := map[string]bool{}
	for _, place := range places {
		for _, f := range place.files() {
			real, err := filepath.EvalSymlinks(f.path)
			if err != nil || seen[real] {
				continue
			}
			seen[real] = true
			if _, n, _, split := part(f.path); split && n > 1 {
				continue
			}
			file, err := Inspect(f.path)
			if err != nil || file.Kind != kind {
				continue
			}
			list = append(list, Found{File: file, Program: place.Program, Title: f.title})
		}
	}
	slices.SortStableFunc(list, func(a, b Found) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.name()), strings.ToLower(b.name())), strings.Compare(a.Path, b.Path))
	})
	return list
}

func (f Found) name() string { return cmp.Or(f.Title, f.Name) }

type candidate struct{ path, title string }

func (p Place) files() []candidate {
	if info, err := os.Stat(p.Dir); err == nil && info.Mode().IsRegular() {
		return []candidate{{path: p.Dir}}
	}
	if info, err := os.Stat(filepath.Join(p.Dir, "manifests")); err == nil && info.IsDir() {
		return ollamaFiles(p.Dir)
	}
	var list []candidate
	walk(p.Dir, func(path string) {
		if IsGGUF(path) {
			list = append(list, candidate{path: path})
		}
	})
	return list
}

// walk goes through the files beneath dir. It follows no link to a folder, but
// names those to files: the Hugging Face cache has nothing else.
func walk(dir string, file func(path string)) {
	// The folder itself may well be a link, to a larger disk.
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return
	}
	root := strings.Count(dir, string(filepath.Separator))
	left := maxFiles
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && entry != nil && entry.IsDir():
			return fs.SkipDir
		case err != nil:
			return nil
		case entry.IsDir() && strings.Count(path, string(filepath.Separator))-root >= maxDepth:
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		if left--; left < 0 {
			return fs.SkipAll
		}
		file(path)
		return nil
	})
}

// ollamaFiles reads Ollama's store: a manifest for each name and tag, beneath
// manifests/HOST/NAMESPACE/NAME, whose layer of the model's type names a file in
// blobs by its hash.
func ollamaFiles(dir string) []candidate {
	var list []candidate
	walk(filepath.Join(dir, "manifests"), func(path string) {
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() || info.Size() > 1<<20 {
			return
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return
		}
		var manifest struct {
			Layers []struct {
				MediaType string `json:"mediaType"`
				Digest    string `json:"digest"`
			} `json:"layers"`
		}
		if json.Unmarshal(data, &manifest) != nil {
			return
		}
		for _, layer := range manifest.Layers {
			algorithm, hash, ok := strings.Cut(layer.Digest, ":")
			if !ok || algorithm != "sha256" || layer.MediaType != "application/vnd.ollama.image.model" || strings.Trim(hash, "0123456789abcdef") != "" {
				continue
			}
			name := filepath.Base(filepath.Dir(path)) + ":" + filepath.Base(path)
			list = append(list, candidate{filepath.Join(dir, "blobs", algorithm+"-"+hash), name})
		}
	})
	return list
}
