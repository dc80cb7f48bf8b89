package knowledge

import (
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestExclude(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(IgnoreFile, "# not these\ndrafts/\n/top.txt\n!keep.tmp\n")
	write("a/"+IgnoreFile, "*.md\n!read.md\n")
	e := newExclusions(root, []string{"secret*"})
	for _, c := range []struct {
		path string
		out  bool
	}{
		{"letter.txt", false}, {"~$letter.docx", true}, {"letter.docx", false}, {".hidden.txt", true}, {".git/config.txt", true},
		{"node_modules/x/readme.md", true}, {"film.pdf.part", true}, {"x.tmp", true}, {"keep.tmp", false}, {"a.txt~", true},
		{"drafts/one.txt", true}, {"a/drafts/one.txt", true}, {"top.txt", true}, {"a/top.txt", false},
		{"a/notes.md", true}, {"a/read.md", false}, {"notes.md", false}, {"a/b/notes.md", true}, {"secrets.txt", true}, {"#draft#", true},
	} {
		if got := e.below(filepath.Join(root, filepath.FromSlash(c.path)), false); got != c.out {
			t.Errorf("%s: excluded %v, want %v", c.path, got, c.out)
		}
	}
}

// TestExcludeAsGit compares with git itself, on made-up patterns and paths.
func TestExcludeAsGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git to compare with")
	}
	random := rand.New(rand.NewSource(4))
	pick := func(list ...string) string { return list[random.Intn(len(list))] }
	for round := range 8 {
		root := t.TempDir()
		if out, err := exec.Command("git", "init", "-q", root).CombinedOutput(); err != nil {
			t.Skipf("git init: %v %s", err, out)
		}
		var patterns []string
		for range 5 {
			p := pick("a", "b", "a*", "?b", "*", "[ab]c", "[!a]c", "**", "a**", `\!a`)
			for random.Intn(2) == 0 {
				p += "/" + pick("a", "b", "*", "**", "c*", "ab")
			}
			patterns = append(patterns, pick("", "", "", "!")+pick("", "", "/")+p+pick("", "", "/"))
		}
		if err := os.WriteFile(filepath.Join(root, ".gitignore"), []byte(strings.Join(patterns, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		e := &exclusions{root: root, rules: parseRules(patterns), files: map[string][]rule{}}
		var paths []string
		for range 40 {
			p := pick("a", "b", "ab", "ac", "c", "!a")
			for random.Intn(2) == 0 {
				p += "/" + pick("a", "b", "ab", "ac", "cab")
			}
			paths = append(paths, p)
		}
		cmd := exec.Command("git", "-C", root, "check-ignore", "--no-index", "--stdin")
		cmd.Stdin = strings.NewReader(strings.Join(paths, "\n"))
		out, _ := cmd.Output() // 1: none is ignored
		ignored := map[string]bool{}
		for _, line := range strings.Split(string(out), "\n") {
			ignored[strings.Trim(line, `"`)] = true
		}
		for _, p := range paths {
			if got := e.below(filepath.Join(root, filepath.FromSlash(p)), false); got != ignored[p] {
				t.Errorf("round %d: %s is excluded: %v, git says %v, by %q", round, p, got, ignored[p], fmt.Sprint(patterns))
			}
		}
	}
}
