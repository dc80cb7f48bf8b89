package ask

import (
	"reflect"
	"testing"
)

func TestVerifiable(t *testing.T) {
	text := "# The _lease_\r\n\nThe rent is **940 euros**\na month [1]. See [the law](https://example.org/a_b).\n\n1. Pay it on the 3rd.\n2) Keep `this`.\n" +
		"* Item of a list\n  that goes on\n\n> Quoted line.\n\n| Year | Sales |\n|---|---|\n| 2019 | 4,120 |\n\n---\n```\nx = 1\n```\nLast[^2] one\n"
	var got []string
	for _, s := range verifiable(text) {
		if s.heading {
			s.text = "# " + s.text
		}
		got = append(got, s.text)
	}
	want := []string{"# The _lease_", "The rent is 940 euros a month.", "See the law.", "Pay it on the 3rd.", "Keep this.", "Item of a list that goes on", "Quoted line.",
		"Year Sales", "2019 4,120", "Last one"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func FuzzVerifiable(f *testing.F) {
	f.Add("# A\n- *b* `c`\n```\n")
	f.Add("**|**\n|[a](b)|\n***")
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range verifiable(text) {
			if s.text == "" && !s.heading {
				t.Errorf("an empty sentence of %q", text)
			}
		}
	})
}
