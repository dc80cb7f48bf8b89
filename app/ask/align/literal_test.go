package align

import (
	"slices"
	"testing"
)

func TestLiterals(t *testing.T) {
	for question, want := range map[string][]string{
		"What is the purpose of /etc?":                     {"/etc"},
		"Is it allowed to create files under /usr/local/?": {"/usr/local"},
		"How do I use read.table() with --purge or -v?":    {"read.table", "--purge", "-v"},
		"What does std::vector do in src/main.go?":         {"std::vector", "src/main.go"},
		"Are they open 24/7 at 3.5 percent?":               nil,
		"What is the income and/or rent (e.g. of 2020)?":   nil,
		"Was kostet die Well-known Suite?":                 nil,
	} {
		if got := literalsOf(question); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	for text, want := range map[string]bool{
		"The /etc hierarchy contains files.": true, "See /etc.": true, "(/etc, /usr)": true, "It is in /etc/X11.": false, "/usr/etc is local": false, "the /etcetera": false, "/etc.d is none": false,
	} {
		if got := hasLiteral(text, "/etc"); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// What is said of a path itself comes before what is said of one below it.
func TestLiteralsRankFirst(t *testing.T) {
	sources := []Passage{{Text: "The purpose of /etc/X11 is the X Window System. The purpose of /usr is sharing."}, {Text: "The /etc hierarchy contains configuration files."}}
	m := NewMaterial("", sources)
	if got := m.Rank("What is the purpose of /etc?", nil)[0].Statement; got != 2 {
		t.Errorf("%q ranks first", string(m.Statements[got].Text))
	}
}
