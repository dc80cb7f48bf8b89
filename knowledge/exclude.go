package knowledge

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// IgnoreFile is the name of a file whose lines say, as those of a .gitignore
// do, what in its folder and below is not a document.
const IgnoreFile = ".carrelignore"

// DefaultExclude is what no folder's documents are looked for in: hidden files,
// what programs keep for themselves, what an office program writes while a
// document is open, and downloads that have not ended. A "!" pattern in the
// settings, of a folder or in an IgnoreFile takes one back.
var DefaultExclude = []string{
	".*", "node_modules/", "__pycache__/", "site-packages/", "venv/",
	"~$*", "*~", "*.tmp", "*.temp", "*.bak", "*.swp", "#*#",
	"*.part", "*.partial", "*.crdownload", "*.download", "*.opdownload",
	"Thumbs.db", "desktop.ini", "$RECYCLE.BIN/", "System Volume Information/", "lost+found/",
}

// rule is one pattern.
type rule struct {
	parts   []string // of the pattern, at its slashes
	include bool     // "!": what it matches is taken after all
	folders bool     // only folders
}

// parseRule reads a line of a .gitignore; false for blank lines and comments.
func parseRule(line string) (rule, bool) {
	line = strings.TrimSuffix(line, "\r")
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	var r rule
	if strings.HasPrefix(line, "#") && !strings.HasSuffix(line, "#") {
		return r, false // "#*#" is what an editor calls its own files
	}
	if rest, ok := strings.CutPrefix(line, "!"); ok {
		r.include, line = true, rest
	}
	if rest, ok := strings.CutSuffix(line, "/"); ok {
		r.folders, line = true, rest
	}
	anchored := strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if line == "" {
		return r, false
	}
	r.parts = strings.Split(line, "/")
	if !anchored {
		r.parts = []string{"**", line}
	}
	return r, true
}

func parseRules(lines []string) []rule {
	var rules []rule
	for _, line := range lines {
		if r, ok := parseRule(line); ok {
			rules = append(rules, r)
		}
	}
	return rules
}

// matches reports whether the rule is about the path, given as its names below
// the folder that the rule belongs to.
func (r rule) matches(names []string, folder bool) bool {
	return (folder || !r.folders) && matchParts(r.parts, names)
}

// matchParts matches names with the parts of a pattern, of which "**" stands
// for any number of names, at the end for at least one.
func matchParts(parts, names []string) bool {
	for len(parts) > 0 {
		if parts[0] == "**" {
			if len(parts) == 1 {
				return len(names) > 0
			}
			for i := range len(names) + 1 {
				if matchParts(parts[1:], names[i:]) {
					return true
				}
			}
			return false
		}
		if len(names) == 0 || !matchName(parts[0], names[0]) {
			return false
		}
		parts, names = parts[1:], names[1:]
	}
	return len(names) == 0
}

// matchName is filepath.Match without its special treatment of the separator
// on Windows; a malformed pattern matches nothing.
func matchName(pattern, name string) bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		pattern, name = strings.ToLower(pattern), strings.ToLower(name)
	}
	pattern = strings.ReplaceAll(pattern, "[!", "[^")
	for strings.Contains(pattern, "**") {
		pattern = strings.ReplaceAll(pattern, "**", "*")
	}
	ok, err := filepath.Match(pattern, name)
	return ok && err == nil
}

// exclusions decide what below a folder is looked at. The patterns of the
// settings and of the folder come first, then those of each folder's
// IgnoreFile from the top down; of the patterns that match, the last decides.
type exclusions struct {
	root  string
	rules []rule
	own   []string          // Carrel's own folders
	files map[string][]rule // of the folders' IgnoreFiles, by folder
}

func newExclusions(root string, patterns ...[]string) *exclusions {
	e := &exclusions{root: root, rules: parseRules(DefaultExclude), files: map[string][]rule{}}
	for _, lines := range patterns {
		e.rules = append(e.rules, parseRules(lines)...)
	}
	return e
}

// excluded reports whether the file or folder at path is left out. Its parents
// are not asked: a walk has not come to it where one of them is left out.
func (e *exclusions) excluded(path string, folder bool) bool {
	for _, own := range e.own {
		if path == own || Inside(path, own) {
			return true
		}
	}
	rest, err := filepath.Rel(e.root, path)
	if err != nil || rest == "." {
		return false
	}
	names := strings.Split(filepath.ToSlash(rest), "/")
	out := decide(e.rules, names, folder, false)
	dir := e.root
	for i := range names {
		out = decide(e.of(dir), names[i:], folder, out)
		dir = filepath.Join(dir, names[i])
	}
	return out
}

func decide(rules []rule, names []string, folder, out bool) bool {
	for _, r := range rules {
		if r.matches(names, folder) {
			out = !r.include
		}
	}
	return out
}

// of gives the rules of the IgnoreFile in a folder, which is read once.
func (e *exclusions) of(dir string) []rule {
	rules, ok := e.files[dir]
	if !ok {
		if info, err := os.Stat(filepath.Join(dir, IgnoreFile)); err == nil && info.Mode().IsRegular() && info.Size() < longestIgnoreFile {
			if text, err := os.ReadFile(filepath.Join(dir, IgnoreFile)); err == nil {
				rules = parseRules(strings.Split(string(text), "\n"))
			}
		}
		e.files[dir] = rules
	}
	return rules
}

// longestIgnoreFile is more than any list made by hand.
const longestIgnoreFile = 1 << 20

// below reports whether the file or folder at path, or a folder that it lies
// in, is left out.
func (e *exclusions) below(path string, folder bool) bool {
	if dir := filepath.Dir(path); len(dir) > len(e.root) && e.below(dir, true) {
		return true
	}
	return e.excluded(path, folder)
}
