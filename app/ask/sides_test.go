package ask

import (
	"context"
	"slices"
	"strings"
	"testing"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
)

func TestHeadings(t *testing.T) {
	for label, want := range map[string]string{"the Apache licence": "Apache licence", "der Mietvertrag": "Mietvertrag", "a": "a", "The Hague": "The Hague", "lease.pdf": "lease.pdf"} {
		if got := heading(label); got != want {
			t.Errorf("%s stands as %q, want %q", label, got, want)
		}
	}
}

// Both sides come with evidence of their own; one without is said to have none.
func TestAskCompares(t *testing.T) {
	a, _ := newAsker(t)
	turn, _ := asked(t, a, context.Background(), Request{Question: "What is the difference between the Harbour Museum and the Moor Railway?"}, nil)
	cited := map[string]bool{}
	for _, c := range turn.Answer.Citations {
		cited[c.Document.ID] = true
	}
	if turn.Answer.Form != FormComparison || !cited[desk.ids["museum.txt"]] || !cited[desk.ids["railway.md"]] || len(cited) != 2 {
		t.Errorf("%q", turn.Answer.Text)
	}
	turn, _ = asked(t, a, context.Background(), Request{Question: "Compare the founding year of the Harbour Museum and the Zeppelin Works"}, nil)
	if !strings.Contains(turn.Answer.Text, "Zeppelin Works:\n\nI found nothing about this.") || !strings.Contains(turn.Answer.Text, "founded in 1887") {
		t.Errorf("%q", turn.Answer.Text)
	}
	if slices.ContainsFunc(turn.Answer.Notices, func(n string) bool { return strings.Contains(n, "Zeppelin") }) {
		t.Errorf("said twice: %q", turn.Answer.Notices)
	}
	turn, _ = asked(t, a, context.Background(), Request{Question: "Compare ship models and paintings in the museum"}, nil)
	for _, c := range turn.Answer.Citations {
		if c.Document.ID != desk.ids["museum.txt"] {
			t.Errorf("%s is cited: %q", c.Document.Path, turn.Answer.Text)
		}
	}
	if turn.Answer.Form != FormComparison || strings.Contains(turn.Answer.Text, "in the museum:") || len(turn.Answer.Citations) == 0 {
		t.Errorf("%q", turn.Answer.Text)
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
		if s.State == align.Quoted && (strings.HasSuffix(text, ":”") || strings.HasPrefix(text, "“-")) {
			t.Errorf("quotes %s", text)
		}
	}
	if !strings.Contains(turn.Answer.Text, "notice board") || !strings.Contains(turn.Answer.Text, "North Co-op") {
		t.Errorf("%q", turn.Answer.Text)
	}
}

// A section that is called after both sides compares them, though a question is no answer.
func TestComparisonUnderItsHeading(t *testing.T) {
	text := "3.3 What are the differences between R and S?\nThe first has lexical scoping. The other looks free variables up among those of all functions.\n3.4 Is there a plotting package?\nThere is one."
	sources := []Source{{N: 1, Text: text, End: len([]rune(text))}}
	r := &run{sides: []comparedSide{{label: "R"}, {label: "S"}}, material: materialOf("", sources)}
	r.turn.Answer.Sources = sources
	r.order = r.material.Rank("What is the difference between R and S?", nil)
	c, _ := intent.ComparisonOf("What is the difference between R and S?")
	r.divide(c)
	var got []string
	for _, i := range r.both {
		got = append(got, string(r.material.Statements[i].Text))
	}
	if want := "The first has lexical scoping.|The other looks free variables up among those of all functions."; strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}
