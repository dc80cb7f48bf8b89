package ocr

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

// install makes a folder that looks like an installation.
func install(t *testing.T, languages ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{"bin", "share/tessdata"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(root, "bin", "tesseract")
	if err := os.WriteFile(program, []byte("#!/bin/true\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, l := range languages {
		if err := os.WriteFile(filepath.Join(root, "share/tessdata", l+".traineddata"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("TESSDATA_PREFIX", filepath.Join(root, "share"))
	return program
}

func TestFind(t *testing.T) {
	program := install(t, "osd", "eng", "deu", "equ")
	found := Find(program)
	if found.Program != program || !slices.Equal(found.Languages, []string{"deu", "eng"}) || !found.orientation {
		t.Errorf("found %+v", found)
	}
	if got := found.Missing([]string{"eng", "fra"}); !slices.Equal(got, []string{"fra"}) {
		t.Errorf("missing %v", got)
	}
	if none := Find(filepath.Join(t.TempDir(), "tesseract")); none.Program != "" {
		t.Errorf("found %+v where there is none", none)
	}
}

func TestDefaultLanguages(t *testing.T) {
	for _, c := range []struct{ locale, installed, want string }{
		{"de_DE.UTF-8", "deu eng fra", "deu eng"},
		{"de_DE.UTF-8", "eng fra", "eng"},
		{"en_GB.UTF-8", "deu eng", "eng"},
		{"C", "deu eng", "eng"},
		{"C.UTF-8", "fra ita spa", "fra ita"},
		{"zh_TW.UTF-8", "chi_sim chi_tra eng", "chi_tra eng"},
		{"zh_CN", "chi_sim chi_tra eng", "chi_sim eng"},
		{"nn_NO", "nor", "nor"},
		{"", "", "eng"},
	} {
		t.Setenv("LC_ALL", "")
		t.Setenv("LC_MESSAGES", "")
		t.Setenv("LANG", c.locale)
		if got := DefaultLanguages(strings.Fields(c.installed)); strings.Join(got, " ") != c.want {
			t.Errorf("%s with %s: %v, want %s", c.locale, c.installed, got, c.want)
		}
	}
}

// What is missing is said, and how to get it.
func TestReadySaysWhatIsMissing(t *testing.T) {
	program := install(t, "osd", "eng")
	chosen := []string{"deu", "fra"}
	r := New(Config{Program: program, Languages: func() []string { return chosen }})
	var problem *reader.Problem
	if _, err := r.Ready(); !errors.As(err, &problem) || problem.Code != reader.CodeOCRMissing ||
		!strings.Contains(problem.Message, "German or French") || !strings.Contains(problem.Message, "nstall") {
		t.Errorf("without the languages: %v", err)
	}
	chosen = []string{"deu", "eng"}
	if _, err := r.Ready(); err != nil {
		t.Errorf("with one of two languages: %v", err)
	}
	r = New(Config{Program: program + "-not-there"})
	if _, err := r.Ready(); !errors.As(err, &problem) || problem.Code != reader.CodeOCRMissing || !strings.Contains(problem.Message, "nstall") {
		t.Errorf("without tesseract: %v", err)
	}
	for _, text := range []string{HowToInstall(), HowToAdd(nil), HowToAdd([]string{"chi_sim", "deu"})} {
		if len(text) < 20 || !strings.HasSuffix(text, ".") || strings.Count(text, ":") > 1 && strings.Contains(text, "nstall with") {
			t.Errorf("%q", text)
		}
	}
}
