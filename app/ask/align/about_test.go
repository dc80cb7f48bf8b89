package align

import (
	"strings"
	"testing"
)

func TestRestates(t *testing.T) {
	const question = "When was the mill on the river built?"
	for text, want := range map[string]bool{
		"The mill was built on the river.":                         true,
		"This text is about when the mill on the river was built.": true,
		"The mill was built in 1804.":                              false,
	} {
		if got := NewMaterial(question, nil).Restates(question, text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestSpeaksOf(t *testing.T) {
	sources := []Passage{{Text: "2. Reverse engineering (section 1201(f)). The exception permits reverse engineering of lawful copies of programs. It also covers the tools that such work needs. Section 512(d) relates to hyperlinks, online directories and search engines."}}
	m := NewMaterial("", sources)
	for i, st := range m.Statements {
		text := string(st.Text)
		want := strings.HasPrefix(text, "The exception") || strings.HasPrefix(text, "It also")
		if got := m.SpeaksOf(i, "reverse engineering"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A sentence has a word of the matter itself, unless it points back to one that has; a word that
// is known by its meaning is said besides as any other.
func TestSpeaksOfItself(t *testing.T) {
	m := NewMaterial("", []Passage{{Text: "## Heat pumps\n\nThe outdoor unit weighs 118 kg and stands on concrete. Spending rose by 9%, mainly because of heating. The reserve stands at a third of what the policy asks for. It has to be paid from there when the price of gas doubles."}})
	for i, st := range m.Statements {
		text := string(st.Text)
		want := strings.HasPrefix(text, "Spending")
		if got := m.SpeaksOf(i, "heating"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A long heading of Markdown is one, with a number or a date in it too; a comment in a script that
// is a sentence is none.
func TestMarkedHeading(t *testing.T) {
	m := NewMaterial("", []Passage{{Text: "# Harrowgate Library Trust: minutes of the meeting of 14 March 2024\n\nPresent were Amara Okafor and Declan Brennan of the library.\n\n# The number of workers that are started at once, 4 at most."}})
	for i, want := range []bool{true, false, false} {
		if st := m.Statements[i]; st.IsHeading() != want {
			t.Errorf("%q: %v", string(st.Text), !want)
		}
	}
}
