package align

import (
	"testing"
)

func TestQuotations(t *testing.T) {
	for text, want := range map[string]string{
		`He said "the line must pay".`:                   "the line must pay",
		"He said ‘the line must pay’.":                   "the line must pay",
		"He said 'the line must pay'.":                   "the line must pay",
		"Er sagte ‚die Linie muss sich rechnen‘.":        "die Linie muss sich rechnen",
		"Er sagte „die Linie muss sich rechnen“.":        "die Linie muss sich rechnen",
		"Il dit « la ligne doit rapporter ».":            " la ligne doit rapporter ",
		"It isn't the dogs' owner's fault in the '90s.":  "",
		"The boys' and the girls' teams don't play here": "",
		"He 'quoted it' and left.":                       "",
	} {
		got := ""
		for _, q := range quotations([]rune(text)) {
			got += string(q.text)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
