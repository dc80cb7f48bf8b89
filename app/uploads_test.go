package app

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFileName(t *testing.T) {
	for in, want := range map[string]string{
		"report.pdf":                           "report.pdf",
		"":                                     "document",
		"../../etc/passwd":                     "passwd",
		`C:\Users\a\report.pdf`:                "report.pdf",
		"..":                                   "document",
		".hidden.pdf":                          "hidden.pdf",
		"a\x00b\nc.pdf":                        "a_b_c.pdf",
		"Übersicht 🍐.md":                       "Übersicht 🍐.md",
		"exe\u202efdp.pdf":                     "exe_fdp.pdf",
		"CON.pdf":                              "documentCON.pdf",
		"what?.pdf":                            "what_.pdf",
		"trailing. . ":                         "trailing",
		"bad\xff\xfeutf8.txt":                  "badutf8.txt",
		"a/b/":                                 "document",
		"name.averyveryveryveryverylongending": "name.averyveryveryveryverylongending",
	} {
		if got := fileName(in); got != want {
			t.Errorf("fileName(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever a browser sends, the name stays a name inside its folder.
func FuzzFileName(f *testing.F) {
	for _, seed := range []string{"report.pdf", "../../x", "CON", "a\x00b", strings.Repeat("ä", 300) + ".pdf", ". . .", "\u202e.pdf", "LPT1.tar.gz"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := fileName(name)
		if got == "" || len(got) > longestName || !utf8.ValidString(got) {
			t.Errorf("fileName(%q) = %q", name, got)
		}
		if filepath.Base(got) != got || strings.ContainsAny(got, `/\:`) || strings.HasPrefix(got, ".") || strings.HasSuffix(got, ".") {
			t.Errorf("fileName(%q) = %q, which is no plain name", name, got)
		}
		if strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("fileName(%q) = %q holds control characters", name, got)
		}
	})
}
