package ask

import (
	"context"
	"strings"
	"testing"

	"carrel/knowledge"
)

const contractText = `Debian keeps its promises to the users. We do this by:
• publishing the whole record of bugs for everyone to read
• answering every report within fourteen days

The board meets in May. Members are told of it beforehand by:`

// What announces a list is shown with it, an entry with what announces it, and what
// announces a list that is not there does not come first.
func TestStretch(t *testing.T) {
	m := newMaterial("", []Source{{N: 1, Text: contractText}})
	for i, st := range m.statements {
		from, to := m.stretch(i)
		got := flatten(string(m.quoted(from, to).text))
		switch text := string(st.text); {
		case text == "We do this by:":
			if !strings.HasPrefix(got, text) || !strings.HasSuffix(got, "fourteen days") {
				t.Errorf("%q is shown as %q", text, got)
			}
		case strings.HasPrefix(text, "• answering"):
			if !strings.HasPrefix(got, "We do this by:") || !strings.HasSuffix(got, "fourteen days") {
				t.Errorf("%q is shown as %q", text, got)
			}
		case strings.HasPrefix(text, "Members"):
			if !m.announcesNothing(i) {
				t.Errorf("%q announces %q", text, got)
			}
		default:
			if from != i && !st.isEntry() || m.announcesNothing(i) {
				t.Errorf("%q is shown as %q", text, got)
			}
		}
		source := []rune(contractText)
		if span := m.quoted(from, to).span; flatten(string(source[span.Start:span.End])) != got {
			t.Errorf("%q is marked as %q", got, string(source[span.Start:span.End]))
		}
	}
}

func TestFindMarksTheList(t *testing.T) {
	f := find("How does Debian answer bug reports of its users?", []knowledge.Hit{hit("contract", contractText, 0.5)}, 0)
	s := f.sources[0]
	if got := s.slice(s.Best); strings.HasSuffix(got, ":") || strings.HasPrefix(got, "•") {
		t.Errorf("marked %q", got)
	}
	for _, also := range s.Also {
		if also.Start < s.Best.End && s.Best.Start < also.End {
			t.Errorf("%q is marked inside of %q", s.slice(also), s.slice(s.Best))
		}
	}
}

// A comparison quotes neither what announces nothing nor an entry that says nothing
// alone.
func TestAskComparesWithoutBareBullets(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, map[string]string{
		"north.md": "# North Co-op\n\nThe North Co-op keeps its members informed. We do this by:\n\n- printing a letter every month for every member\n- holding a meeting in each village\n",
		"south.md": "# South Co-op\n\nThe South Co-op keeps its members informed with a notice board in the shop. It informs them of:\n",
	})
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat})
	turn, err := a.Ask(context.Background(), Request{Question: "Compare how members are informed in North Co-op and South Co-op", Quote: true}, func(Step) {})
	if err != nil || turn.Answer.Status != StatusDone {
		t.Fatal(err, turn.Answer.Error)
	}
	for _, s := range turn.Answer.Sentences {
		text := string([]rune(turn.Answer.Text)[s.Start:s.End])
		if s.State == SentenceQuoted && (strings.HasSuffix(text, ":”") || strings.HasPrefix(text, "“-")) {
			t.Errorf("quotes %s", text)
		}
	}
	if !strings.Contains(turn.Answer.Text, "notice board") || !strings.Contains(turn.Answer.Text, "North Co-op") {
		t.Errorf("%q", turn.Answer.Text)
	}
}
