package ask

import (
	"strings"
	"testing"
)

func cleaned(text string, size int) string {
	var c cleaner
	var b strings.Builder
	runes := []rune(text) // the engine gives out whole characters
	for i := 0; i < len(runes); i += size {
		b.WriteString(c.write(string(runes[i:min(len(runes), i+size)])))
	}
	b.WriteString(c.close())
	return b.String()
}

func TestCleaner(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The pump is red [1]. It is new [2, 3].", "The pump is red. It is new."},
		{"The pump is red.[Source 1] Yes 【2】", "The pump is red. Yes"},
		{"Answer: 42 pumps.", "42 pumps."},
		{"**Answer:** 42 pumps.", "42 pumps."},
		{" assistant: Answer: It works.", "Answer: It works."},
		{"Antwort: Ja.\n", "Ja."},
		{"An array [x] stays, and so does a [long remark in brackets].", "An array [x] stays, and so does a [long remark in brackets]."},
		{"Answering takes time.", "Answering takes time."},
		{"7", "7"},
		{"", ""},
		{"  \n", ""},
		{"It ends [1", "It ends [1"},
	} {
		for _, size := range []int{1, 2, 5, 1000} {
			if got := cleaned(c.text, size); got != c.want {
				t.Errorf("%q in pieces of %d: %q, want %q", c.text, size, got, c.want)
			}
		}
	}
}

func TestCleanerDoesNotHoldBack(t *testing.T) {
	var c cleaner
	if got := c.write("The pump, which"); got != "The pump, which" {
		t.Errorf("after a few words: %q", got)
	}
	if got := c.write(" is red"); got != " is red" {
		t.Errorf("next: %q", got)
	}
}

// FuzzCleaner checks that the cleaner only takes away, whatever pieces a text
// arrives in, and leaves no line end behind.
func FuzzCleaner(f *testing.F) {
	f.Add("Answer: a [1] b\n", 1)
	f.Add("x [1][2] y [ 3 ]", 2)
	f.Fuzz(func(t *testing.T, text string, size int) {
		text = strings.ToValidUTF8(text, "?")
		size = 1 + (size%9+9)%9
		got := cleaned(text, size)
		if strings.TrimSpace(got) != "" && strings.HasSuffix(got, "\n") {
			t.Fatalf("white space at the end of %q", got)
		}
		if n := len(got); n > len(text) {
			t.Fatalf("%q grew to %q", text, got)
		}
	})
}

func TestLoops(t *testing.T) {
	for _, c := range []struct {
		text, keep string
		looped     bool
	}{
		{"the red pump and the blue pump and the green pump are all new and work well", "", false},
		{"it is " + strings.Repeat("very ", 12), "it is", true},
		{strings.Repeat("the ", 12), "", true},
		{"Then " + strings.Repeat("the pump starts and ", 4), "Then the pump starts and", true},
		{"", "", false},
	} {
		if keep, looped := loops(c.text); looped != c.looped || c.text[:keep] != c.keep {
			t.Errorf("%q: %v, keeping %q", c.text, looped, c.text[:keep])
		}
	}
	var l loopWatch
	l.sentence("It works.")
	if l.sentence("It works!") {
		t.Error("twice is no loop")
	}
	if !l.sentence("it works") {
		t.Error("the third time was not noticed")
	}
}
