package intent

import (
	"strings"
	"testing"
)

func TestGreeting(t *testing.T) {
	for question, want := range map[string]string{
		"Hello!":                      "Hello. Ask",
		"  hi there …":                "Hello. Ask",
		"Grüß Gott":                   "Hello. Ask",
		"你好":                          "Hello. Ask",
		"Thank you!":                  "You’re welcome.",
		"What can you do?":            "I look up",
		"Wie geht's?":                 "Hello. Ask",
		"Hello Kitty":                 "",
		"What is the hello protocol?": "",
		"Who are you suing?":          "",
		"Thank you letter of May":     "",
		"":                            "",
	} {
		if got := Greeting(question); !strings.HasPrefix(got, want) || (want == "") != (got == "") {
			t.Errorf("%q: %q, want %q…", question, got, want)
		}
	}
}
