package grammar_test

import (
	"strings"
	"testing"

	"carrel/inference/grammar"
)

func TestGrammarsOfOthersAreBounded(t *testing.T) {
	for text, want := range map[string]string{
		`root ::= "yes" | "no"`: "",
		"ws ::= [ \\t\\n]*\n# root ::= is below\nroot ::= ws [a-z(|]{1,1000} \"((((((((((((((((((((((((((((((((((\"": "",
		`start ::= "yes"`:      "no rule called root",
		`# root ::= "yes"`:     "no rule called root",
		`x ::= "root ::= a"`:   "no rule called root",
		`root ::= [a]{1001}`:   "more than 1,000 times",
		`root ::= [a]{2,9999}`: "more than 1,000 times",
		`root ::= ` + strings.Repeat("(", 33) + `"a"` + strings.Repeat(")", 33): "parentheses",
		`root ::= "a"` + strings.Repeat(` | "a"`, 1001):                         "1,000 alternatives",
		`root ::= ` + strings.Repeat("{", 8000) + strings.Repeat("1 ", 20_000):  "1,000 alternatives",
		`root ::= "` + strings.Repeat("a", 1<<16) + `"`:                         "64 KB",
	} {
		err := grammar.Check(text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}
