package parse

import (
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

// oneLine gives s without line ends, invisible characters and surplus spaces,
// cut to at most limit code points.
func oneLine(s string, limit int) string {
	if len(s) <= limit && isPlain(s) {
		return strings.TrimSuffix(s, " ")
	}
	s = strings.ReplaceAll(normalise(s).text, "\n", " ")
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > limit {
		s = strings.TrimSpace(string(r[:limit]))
	}
	return s
}

// programTitles are what programs write when nobody gave a title.
var programTitles = []string{
	"microsoft word - ", "microsoft powerpoint - ", "microsoft excel - ", "powerpoint presentation", "powerpoint-präsentation",
	"untitled", "unknown title", "unbenannt", "sans titre", "sin título", "no title", "document", "dokument", "presentation", "title", "print", "about:blank",
	"slide 1", "folie 1", "layout 1", "scan", "template", "http://", "https://", "file:",
}

// drivePath matches where a program of Windows had the file: "C:\\papers\\draft.wpd [v3]".
var drivePath = regexp.MustCompile(`^[A-Za-z]:\\`)

// sensibleTitle is a document's title from its metadata, or "" when it does
// not look like one that a person gave: the name of a program or a file, a
// placeholder, no words at all.
func sensibleTitle(s string) string {
	s = oneLine(s, 300)
	letters := 0
	for _, r := range s {
		if r == unicode.ReplacementChar {
			return ""
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < 3 && !strings.ContainsFunc(s, unicode.IsSpace) || letters == 0 || drivePath.MatchString(s) {
		return ""
	}
	lower := strings.ToLower(s)
	for _, p := range programTitles {
		// A placeholder is the whole title, or a number follows it; an
		// introduction of a program or of an address begins it.
		rest, found := strings.CutPrefix(lower, p)
		opens := strings.HasSuffix(p, " ") || strings.HasSuffix(p, "/") || strings.HasSuffix(p, ":")
		if found && (opens || !strings.ContainsFunc(rest, unicode.IsLetter)) {
			return ""
		}
	}
	switch strings.ToLower(filepath.Ext(s)) {
	case ".doc", ".docx", ".docm", ".dot", ".rtf", ".odt", ".pages", ".wpd", ".pdf", ".ps", ".eps", ".dvi", ".tex", ".ppt", ".pptx", ".odp",
		".key", ".xls", ".xlsx", ".ods", ".indd", ".qxd", ".qxp", ".fm", ".pmd", ".p65", ".pub", ".ai", ".cdr", ".vsd", ".html", ".htm",
		".txt", ".md", ".xml", ".tif", ".tiff", ".jpg", ".jpeg", ".png":
		return ""
	}
	return s
}
