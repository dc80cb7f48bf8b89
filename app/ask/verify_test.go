package ask

import (
	"context"
	"errors"
	"reflect"
	"strings"
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
	want := []string{"# The lease", "The rent is 940 euros a month.", "See the law.", "Pay it on the 3rd.", "Keep this.", "Item of a list that goes on", "Quoted line.",
		"Year Sales", "2019 4,120", "Last one"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestVerifiableCode(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"code within a line":        {"```carrel``` is a command.\n\nThe tower fell.", []string{"carrel is a command.", "The tower fell."}},
		"the other sign in a block": {"~~~\n```\nx\n~~~\nThe tower fell.", []string{"The tower fell."}},
		"a shorter fence":           {"````\n```\nx\n````\nThe tower fell.", []string{"The tower fell."}},
		"a fence with more behind":  {"```go\nx\n``` y\nz\n```\nThe tower fell.", []string{"The tower fell."}},
		"never closed":              {"The tower stands.\n```go\nThe tower fell.", []string{"The tower stands.", "The tower fell."}},
		"closed by a shorter one":   {"````\nThe tower fell.\n```\n\nIt rose.", []string{"The tower fell.", "It rose."}},
		"in a list":                 {"1. So:\n    ```\n    x\n    ```\n2. The tower fell.", []string{"So:", "The tower fell."}},
	} {
		var got []string
		for _, s := range verifiable(c.text) {
			got = append(got, s.text)
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestUnmarked(t *testing.T) {
	for line, want := range map[string]string{
		"It sold 5*10^3 tickets and 6*10^3 books.": "It sold 5*10^3 tickets and 6*10^3 books.",
		"2*3*4 = 24, 2**3**4":                      "2*3*4 = 24, 2**3**4",
		"5 * 3 * 2":                                "5 * 3 * 2",
		"the field a_b_c":                          "the field a_b_c",
		"***Both***, **bold *in* it**, _so_.":      "Both, bold in it, so.",
		"(*Ulm*) and *Bonn*":                       "(Ulm) and Bonn",
		"**Haupt**bahnhof":                         "Hauptbahnhof",
		"塔高**34米**，*很*高":                           "塔高34米，很高",
		"`2*3*4` and ``a ` b``":                    "2*3*4 and a ` b",
		"a ` and * and _":                          "a ` and * and _",
	} {
		if got := unmarked(line); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

// A pasted column is no sentence: judging it whole takes a time that grows with
// the square of its numbers.
func TestVerifiableLong(t *testing.T) {
	column := strings.Repeat("4,120\n", 3000)
	for name, text := range map[string]string{
		"a column": column, "a row": strings.ReplaceAll(column, "\n", " "), "without spaces": strings.Repeat("7;", 3000),
		"hidden in letters": strings.Repeat("a7", 3000),
	} {
		sentences := verifiable(text)
		if len(sentences) < 3000/maxSentence {
			t.Errorf("%s: %d sentences", name, len(sentences))
		}
		all := 0
		for _, s := range sentences {
			all += strings.Count(s.text, "7") + strings.Count(s.text, "4,120")
			if n := strings.Count(s.text, "7") + strings.Count(s.text, "4,120"); n > maxSentence {
				t.Errorf("%s: a sentence has %d numbers", name, n)
			}
		}
		if all != 3000 {
			t.Errorf("%s: %d of 3000 numbers are left", name, all)
		}
	}
	long := strings.TrimSpace(strings.Repeat("the tower\nand ", 100)) + " fell."
	if got := verifiable(long); len(got) != 1 {
		t.Errorf("a long sentence became %d", len(got))
	}
}

func TestVerifyStops(t *testing.T) {
	a, _ := newAsker(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := a.Verify(ctx, "# Only a heading", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
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
