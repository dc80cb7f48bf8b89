package align

import (
	"maps"
	"strings"
	"testing"
)

const contractText = `Debian keeps its promises to the users. We do this by:
• publishing the whole record of bugs for everyone to read
• answering every report within fourteen days

The board meets in May. Members are told of it beforehand by:`

// What announces a list is shown with it, an entry with what announces it, and what
// announces a list that is not there does not come first.
func TestStretch(t *testing.T) {
	m := NewMaterial("", []Passage{{Text: contractText}})
	for i, st := range m.Statements {
		from, to := m.Stretch(i)
		got := strings.Join(strings.Fields(string(m.quoted(from, to).Text)), " ")
		switch text := string(st.Text); {
		case text == "We do this by:":
			if !strings.HasPrefix(got, text) || !strings.HasSuffix(got, "fourteen days") {
				t.Errorf("%q is shown as %q", text, got)
			}
		case strings.HasPrefix(text, "• answering"):
			if !strings.HasPrefix(got, "We do this by:") || !strings.HasSuffix(got, "fourteen days") {
				t.Errorf("%q is shown as %q", text, got)
			}
		case strings.HasPrefix(text, "Members"):
			if !m.AnnouncesNothing(i) {
				t.Errorf("%q announces %q", text, got)
			}
		default:
			if from != i && !st.IsEntry() || m.AnnouncesNothing(i) {
				t.Errorf("%q is shown as %q", text, got)
			}
		}
		source := []rune(contractText)
		if span := m.quoted(from, to).Span; strings.Join(strings.Fields(string(source[span.Start:span.End])), " ") != got {
			t.Errorf("%q is marked as %q", got, string(source[span.Start:span.End]))
		}
	}
}

// A list may be announced without a colon, and have lost its marks or rules.
func TestList(t *testing.T) {
	const text = `The following directories are required in /usr.
Directory Description
bin Most user commands
lib Libraries
local Local hierarchy (empty after main installation)
4.3. Specific Options
The following is of no use. It says nothing.
We keep:
- bees in the garden behind the house
- hens
The year following the fire was quiet.`
	m := NewMaterial("", []Passage{{Text: text}})
	got := map[string]int{}
	for i, st := range m.Statements {
		if n := m.List(i) - i - 1; n > 0 {
			got[string(st.Text)] = n
		}
	}
	if want := map[string]int{"The following directories are required in /usr.": 1, "We keep:": 2}; !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if from, to := m.Stretch(0); from != 0 || to != 2 {
		t.Errorf("shown from %d to %d", from, to)
	}
}
