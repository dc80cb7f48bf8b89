// Command licences writes assets/licences/THIRD_PARTY.md: every module, package,
// library and model that Carrel ships, with its licence's text.
//
// It is run by `make licences` on a machine where the set-up was done; what it
// finds depends on go.mod, frontend/package-lock.json and build/engine only.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const out = "assets/licences/THIRD_PARTY.md"

// part is one thing that Carrel ships and did not write.
type part struct {
	Name, Version, Kind, Licence, Text string
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run() error {
	modules, err := goModules()
	if err != nil {
		return err
	}
	packages, err := npmPackages("frontend")
	if err != nil {
		return err
	}
	libraries, err := bundled()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("# Third-party licences\n\nMade by `make licences`; do not edit.\n\n| what | version | kind | licence |\n|---|---|---|---|\n")
	all := slices.Concat(libraries, modules, packages)
	for _, p := range all {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", p.Name, p.Version, p.Kind, p.Licence)
	}
	for _, p := range all {
		fmt.Fprintf(&b, "\n## %s %s\n\n```text\n%s\n```\n", p.Name, p.Version, strings.TrimSpace(p.Text))
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

// bundled lists what is neither a Go module nor an npm package of the
// interface: the engine's libraries, the models, and what WebAssembly or
// generated code inside a module was compiled from.
func bundled() ([]part, error) {
	engine, err := os.ReadFile("build/deps/engine/LICENSE")
	if err != nil {
		return nil, fmt.Errorf("the engine's licence is missing; run `make setup` first: %w", err)
	}
	apache, err := os.ReadFile("LICENSE")
	if err != nil {
		return nil, err
	}
	version, err := os.ReadFile("build/deps/engine/VERSION")
	if err != nil {
		return nil, err
	}
	onnx, err := os.ReadFile("build/deps/onnxruntime/LICENSE")
	if err != nil {
		return nil, fmt.Errorf("ONNX Runtime's licence is missing; run `make setup` first: %w", err)
	}
	onnxVersion, err := os.ReadFile("build/deps/onnxruntime/VERSION")
	if err != nil {
		return nil, err
	}
	wordnet, err := os.ReadFile("app/ask/align/lexicon/LICENSE")
	if err != nil {
		return nil, err
	}
	const llama = "MIT License\n\nCopyright (c) 2023-2026 The ggml authors\n\n"
	_, mit, _ := strings.Cut(string(engine), "\n\n")
	_, mit, _ = strings.Cut(mit, "\n\n") // past node-llama-cpp's own copyright line
	return []part{
		{"llama.cpp and ggml", strings.TrimSpace(string(version)), "engine library", "MIT", llama + mit},
		{"node-llama-cpp prebuilt libraries", "3.22.1", "engine library", "MIT", string(engine)},
		{"ONNX Runtime", strings.TrimSpace(string(onnxVersion)), "engine library", "MIT", string(onnx) + "\nWhat it is made of is in ThirdPartyNotices.txt beside the library."},
		{"SmolLM2-135M-Instruct (Q4_1, converted to Q8_0)", "0.1.2", "chat model", "Apache-2.0", "Copyright Hugging Face (HuggingFaceTB)\n\n" + string(apache)},
		{"all-MiniLM-L6-v2 (Q8_0, and int8 for ONNX Runtime)", "0.1.2", "embedding model", "Apache-2.0", "Copyright the sentence-transformers authors. Converted to GGUF and to ONNX, and quantised, for Carrel.\n\n" + string(apache)},
		{"WordNet", "3.1", "pairs of words", "WordNet licence", string(wordnet)},
		{"SQLite", "3, inside go-sqlite3", "compiled to Go", "public domain", "The author disclaims copyright to this source code. In place of a legal notice, here is a blessing:\n\n    May you do good and not evil.\n    May you find forgiveness for yourself and forgive others.\n    May you share freely, never taking more than you give."},
		{"PDFium", "inside go-pdfium", "WebAssembly", "BSD-3-Clause and Apache-2.0", pdfium + "\n\n" + string(apache)},
	}, nil
}

const pdfium = `Copyright 2014 The PDFium Authors

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are
met:

   * Redistributions of source code must retain the above copyright
notice, this list of conditions and the following disclaimer.
   * Redistributions in binary form must reproduce the above
copyright notice, this list of conditions and the following disclaimer
in the documentation and/or other materials provided with the
distribution.
   * Neither the name of Google LLC nor the names of its
contributors may be used to endorse or promote products derived from
this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS
"AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT
LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR
A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT
OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT
LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY
THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`

// withoutFile says what is known of modules that carry no licence file. A new
// one stops the program until somebody has looked.
var withoutFile = map[string]string{
	"github.com/leaanthony/u": "MIT, as the module's README says; it carries no licence file.",
}

// goModules lists the modules whose code is linked into either binary.
func goModules() ([]part, error) {
	found := map[string]part{"Go": {}}
	for _, target := range [][]string{
		{"./app/cmd/carrel"},
		{"-tags", "desktop,production,webkit2_41", "."},
	} {
		args := append([]string{"list", "-deps", "-json=Module"}, target...)
		raw, err := exec.Command("go", args...).Output()
		if err != nil {
			return nil, fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
		}
		for dec := json.NewDecoder(bytes.NewReader(raw)); ; {
			var p struct {
				Module *struct{ Path, Version, Dir string }
			}
			if err := dec.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, err
			}
			if p.Module == nil || p.Module.Version == "" {
				continue
			}
			text, err := licenceText(p.Module.Dir)
			if note, known := withoutFile[p.Module.Path]; err != nil && known {
				text, err = note, nil
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.Module.Path, err)
			}
			found[p.Module.Path] = part{p.Module.Path, p.Module.Version, "Go module", name(text), text}
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	text, err := licenceText(strings.TrimSpace(string(root)))
	if err != nil {
		return nil, err
	}
	found["Go"] = part{"Go's standard library", "", "Go", "BSD-3-Clause", text}
	return sorted(found), nil
}

// npmPackages lists what the interface's bundle may hold: everything the lock
// file does not mark as needed for development only.
func npmPackages(dir string) ([]part, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct {
			Version, License           string
			Dev, Optional, DevOptional bool
		}
	}
	if err := json.Unmarshal(raw, &lock); err != nil {
		return nil, err
	}
	found := map[string]part{}
	for path, p := range lock.Packages {
		if path == "" || p.Dev || p.DevOptional || p.Optional {
			continue
		}
		text, err := licenceText(filepath.Join(dir, path))
		if err != nil {
			text = "No licence file in the package; package.json names " + p.License + "."
		}
		name := strings.TrimPrefix(path, "node_modules/")
		found[path] = part{name, p.Version, "npm package", p.License, text}
	}
	return sorted(found), nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense|notice)([._-].*)?$`)

// licenceText joins the licence and notice files of a folder.
func licenceText(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, e := range entries {
		if !e.Type().IsRegular() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		return "", fmt.Errorf("no licence file in %s", dir)
	}
	return strings.Join(texts, "\n\n"), nil
}

// name recognises a licence by sentences that only it has.
func name(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, l := range []struct{ name, has string }{
		{"Apache-2.0", "Apache License"},
		{"MPL-2.0", "Mozilla Public License"},
		{"MIT", "MIT, as the module's README says"},
		{"MIT", "Permission is hereby granted, free of charge"},
		{"ISC", "Permission to use, copy, modify, and/or distribute this software"},
		{"BSD-3-Clause", "endorse or promote products"},
		{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
		{"Unlicense", "free and unencumbered software"},
	} {
		if strings.Contains(text, l.has) {
			return l.name
		}
	}
	return "see the text"
}

func sorted(found map[string]part) []part {
	parts := make([]part, 0, len(found))
	for _, p := range found {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.Name, b.Name) })
	return parts
}
