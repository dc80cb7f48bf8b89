package app

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// goPackage is what `go list -json` says of a package.
type goPackage struct {
	ImportPath  string
	Imports     []string
	TestImports []string
	Deps        []string
	CgoFiles    []string
}

// goList lists packages of this module's source, for a system.
func goList(t *testing.T, env []string, args ...string) []goPackage {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,TestImports,Deps,CgoFiles"}, args...)...)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := d.Decode(&p); err == io.EOF {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// The windows's own tags, so that the root package is seen as it is built.
const windowTags = "-tags=desktop,production,webkit2_41"

func under(pkg, folder string) bool {
	return pkg == folder || strings.HasPrefix(pkg, folder+"/")
}

// layer orders the folders: a package may import its own layer and lower ones.
func layer(pkg string) int {
	switch {
	case under(pkg, "carrel/knowledge"), under(pkg, "carrel/inference"), under(pkg, "carrel/assets"):
		return 0
	case under(pkg, "carrel/app/ask"), under(pkg, "carrel/app/porter"), under(pkg, "carrel/app/audit"), under(pkg, "carrel/app/lock"), under(pkg, "carrel/app/keyring"), under(pkg, "carrel/app/internal"):
		return 1
	case pkg == "carrel/app":
		return 2
	case under(pkg, "carrel/app/api"), pkg == "carrel/frontend":
		return 3
	}
	return 4 // main, cli, build programs
}

// belowAsk are the packages that app/ask is made on, with all that each may import of this
// module.
var belowAsk = map[string][]string{
	"carrel/app/ask/align": {
		"carrel/app/ask/align/lexicon", "carrel/app/ask/prose", "carrel/app/ask/quantity", "carrel/knowledge/language", "carrel/knowledge/reader",
	},
	"carrel/app/ask/align/lexicon": nil,
	"carrel/app/ask/extract": {
		"carrel/app/ask/align", "carrel/app/ask/prose", "carrel/knowledge", "carrel/knowledge/passage", "carrel/knowledge/reader",
	},
	"carrel/app/ask/intent": {
		"carrel/app/ask/align", "carrel/app/ask/naming", "carrel/app/ask/prose", "carrel/app/ask/quantity",
	},
	"carrel/app/ask/naming":   {"carrel/app/ask/prose", "carrel/knowledge"},
	"carrel/app/ask/quantity": {"carrel/app/ask/prose"},
	"carrel/app/ask/prose":    {"carrel/knowledge/dated", "carrel/knowledge/language", "carrel/knowledge/reader"},
	"carrel/app/ask/tally": {
		"carrel/app/ask/intent", "carrel/app/ask/naming", "carrel/app/ask/prose", "carrel/app/ask/quantity", "carrel/knowledge", "carrel/knowledge/reader",
	},
	"carrel/app/ask/versions": {
		"carrel/app/ask/intent", "carrel/app/ask/naming", "carrel/app/ask/prose", "carrel/knowledge", "carrel/knowledge/reader",
	},
}

func TestImportDirection(t *testing.T) {
	packages := goList(t, nil, windowTags, "./...")
	if len(packages) < 10 {
		t.Fatalf("go list found only %d packages", len(packages))
	}
	seen := 0 // of belowAsk
	for _, p := range packages {
		// External tests (package x_test) may put the real parts together.
		for _, imported := range slices.Concat(p.Imports, p.TestImports) {
			if under(imported, "carrel") && layer(imported) > layer(p.ImportPath) {
				t.Errorf("%s imports %s: main, cli, api → app → {ask, porter, audit, lock} → {knowledge, inference}", p.ImportPath, imported)
			}
			for _, pair := range [][2]string{{"carrel/knowledge", "carrel/inference"}, {"carrel/inference", "carrel/knowledge"}} {
				if under(p.ImportPath, pair[0]) && under(imported, pair[1]) {
					t.Errorf("%s imports %s: the two must not know each other", p.ImportPath, imported)
				}
			}
		}
		// What reads questions, decides whether a sentence is borne out, or counts, compares and
		// chooses knows neither who asks nor a model: of the library's side align and what is
		// below it know only what text and languages are, the others what a document is.
		if below, ok := belowAsk[p.ImportPath]; ok {
			seen++
			for _, imported := range p.Imports {
				if under(imported, "carrel") && !slices.Contains(below, imported) {
					t.Errorf("%s imports %s: it may import %v", p.ImportPath, imported, below)
				}
			}
		}
		// Only one place knows each large dependency, so that it can be replaced.
		for _, only := range []struct{ folder, dependency string }{
			{"carrel/inference/llama", "github.com/hybridgroup/yzma"},
			{"carrel/knowledge/parse", "github.com/klippa-app/go-pdfium"},
			{"carrel/knowledge/index", "github.com/ncruces/go-sqlite3"},
			{"carrel/app/keyring", "github.com/zalando/go-keyring"},
			{"carrel/knowledge/index/postgres", "github.com/jackc/pgx/v5"},
		} {
			for _, imported := range p.Imports {
				if under(imported, only.dependency) && !under(p.ImportPath, only.folder) {
					t.Errorf("%s imports %s, which only %s may", p.ImportPath, imported, only.folder)
				}
			}
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "github.com/wailsapp/") && p.ImportPath != "carrel" {
				t.Errorf("%s imports %s, which only the root package may", p.ImportPath, imported)
			}
		}
		for _, vague := range []string{"util", "utils", "common", "helper", "helpers", "misc", "shared"} {
			if path.Base(p.ImportPath) == vague {
				t.Errorf("%s: a package is named for what it does", p.ImportPath)
			}
		}
	}
	if seen != len(belowAsk) {
		t.Errorf("%d of the %d packages below app/ask are there", seen, len(belowAsk))
	}
}

// The engine's and the parser's code are not in the window's own process.
func TestWindowHoldsNoParserAndNoEngine(t *testing.T) {
	for _, p := range goList(t, nil, windowTags, ".") {
		for _, dep := range p.Deps {
			for _, foreign := range []string{"github.com/hybridgroup/yzma", "github.com/klippa-app/go-pdfium"} {
				if under(dep, foreign) {
					t.Errorf("the window links %s; it belongs in a child process", dep)
				}
			}
		}
	}
}

func TestConsoleNeedsNoCgo(t *testing.T) {
	// A package that has no Go files without cgo makes go list fail.
	for _, p := range goList(t, []string{"CGO_ENABLED=0"}, "-deps", "./app/cmd/carrel") {
		if p.ImportPath == "runtime/cgo" || len(p.CgoFiles) > 0 {
			t.Errorf("%s needs cgo: %v", p.ImportPath, p.CgoFiles)
		}
	}
}
