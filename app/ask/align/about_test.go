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
