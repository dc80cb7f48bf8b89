package ask

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"carrel/knowledge/reader"
)

// Who wrote a paper stands between its title and its first part.
func TestFindsOrigins(t *testing.T) {
	const page = "The Tides of Skar\nAnna Berg\nUniversity of Lund\nMarch 4, 1998\nAbstract\nWe measured the tides.\n"
	for when, want := range map[bool]string{false: "Anna Berg\nUniversity of Lund", true: "March 4, 1998"} {
		span := spanOfOrigin(reader.Page{Number: 1, Text: page}, "The Tides of Skar", when)
		if got := string([]rune(page)[span.Start:span.End]); got != want {
			t.Errorf("when %v: %q, want %q", when, got, want)
		}
	}
	const received = "The Tides of Skar\nAnna Berg\nReceived 4 March 1998; accepted 19 July 1998; published 2 September 1998\nAbstract\nWe measured the tides.\n"
	if span := spanOfOrigin(reader.Page{Number: 1, Text: received}, "The Tides of Skar", true); !strings.HasSuffix(string([]rune(received)[span.Start:span.End]), "published 2 September 1998") {
		t.Errorf("of several days: %q", string([]rune(received)[span.Start:span.End]))
	}
	for _, other := range []string{"Dear Anna,\nthe mill was sold on 3 May.\nYours, Jonas Berg\n", "The Tides of Skar\nAbstract\nWe measured the tides.\n"} {
		if span := spanOfOrigin(reader.Page{Number: 1, Text: other}, "The Tides of Skar", false); span.End > 0 {
			t.Errorf("%q names %q", other, string([]rune(other)[span.Start:span.End]))
		}
	}
}

// deskWith is an asker over a library of these texts, by their files' names.
func deskWith(t *testing.T, texts map[string]string) *Asker {
	t.Helper()
	openDesk(t)
	return New(Config{Library: libraryOf(t, texts)})
}

const tides = "# The Tides of Skar\n\nAnna Berg\n\nUniversity of Lund\n\n## Abstract\n\nWe measured the tides of Skar for nine years. They rise by two metres in spring.\n\n" +
	"## 1 Introduction\n\nTides are seen in every harbour of the coast, and in few of the lakes behind it.\n\n## 2 Method\n\nThe gauges were read every hour by two people who lived at the harbour.\n\n## 3 Results\n\nThe tide of spring rises by two metres and the one of autumn by one. The data of nine years show it.\n"

const harbours = "# Harbours\n\nThe tides paper is read by all who build harbours, who use data of the tides in every year, and write papers about the data that they use. A harbour is built where the coast is deep.\n"

// A part of a document, its author, and what a question asks of a document that it names in
// passing are looked for in that document.
func TestAskOfOneDocument(t *testing.T) {
	a := deskWith(t, map[string]string{"tides.md": tides, "harbours.md": harbours})
	for question, want := range map[string]string{
		"What does the abstract of tides.md say?":                 "We measured the tides of Skar for nine years.",
		"What does section 2 of the tides paper say?":             "The gauges were read every hour by two people",
		"Who wrote the tides paper?":                              "Anna Berg University of Lund",
		"What do the data of nine years show in the tides paper?": "The data of nine years show it.",
		"Compare the tides paper and the harbours paper.":         "tides paper:\n\n“We measured the tides of Skar for nine years.”",
	} {
		turn, err := a.Ask(context.Background(), Request{Question: question, Quote: true}, func(Step) {})
		if err != nil || !strings.Contains(turn.Answer.Text, want) {
			t.Errorf("%s: %q, %v; want %q", question, turn.Answer.Text, err, want)
			continue
		}
		for _, c := range turn.Answer.Citations {
			if filepath.Base(c.Document.Path) != "tides.md" && !strings.HasPrefix(question, "Compare") {
				t.Errorf("%s cites %s", question, c.Document.Path)
			}
		}
	}
	turn, err := a.Ask(context.Background(), Request{Question: "What does section 9 of tides.md say?", Quote: true}, func(Step) {})
	if err != nil || !strings.Contains(strings.Join(turn.Answer.Notices, " "), "I found no section 9 in “The Tides of Skar”") {
		t.Errorf("of a section that is not there: %q, %v", turn.Answer.Notices, err)
	}
}
