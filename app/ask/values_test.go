package ask

import (
	"context"
	"strings"
	"testing"
)

// bridgePapers give different lengths and sums, one of which is corrected.
var bridgePapers = map[string]string{
	"report.md":     "# Report on the footbridge\n\nThe footbridge is 48 metres long. Painting the footbridge costs €9,100. It has two piers.\n",
	"correction.md": "# Correction\n\nIn the report of March the cost of painting the footbridge was given as €9,100. That was added up wrongly. The correct sum is €11,400.\n",
	"letter.txt":    "To the council.\n\nMy father built the footbridge, and the footbridge is 51 metres long. He had no plan.\n",
	"pond.txt":      "The pond is 30 metres long. Herons come in June.\n",
}

func TestAskValues(t *testing.T) {
	openDesk(t)
	a := New(Config{Library: libraryOf(t, bridgePapers), Engine: desk.engine, Model: deskChat})
	ask := func(question string, quote bool) Answer {
		t.Helper()
		turn, err := a.Ask(context.Background(), Request{Question: question, Quote: quote}, func(Step) {})
		if err != nil || turn.Answer.Status != StatusDone {
			t.Fatal(err, turn.Answer.Error)
		}
		return turn.Answer
	}
	for _, question := range []string{"Do the documents disagree on how long the footbridge is?", "Are there different figures for the length of the footbridge, which is long?"} {
		got := ask(question, false)
		if !strings.HasPrefix(got.Text, "Your documents give different values here.") || !strings.Contains(got.Text, "48 metres") || !strings.Contains(got.Text, "51 metres") || strings.Contains(got.Text, "30 metres") {
			t.Errorf("%s: %s", question, got.Text)
		}
	}
	// A value that was put right is not the answer alone, whether a model writes or not.
	for _, quote := range []bool{true, false} {
		got := ask("What does painting the footbridge cost?", quote)
		if want := "A value was corrected. Your documents say:\n\n“In the report of March the cost of painting the footbridge was given as €9,100.”\n\n“That was added up wrongly.”\n\n“The correct sum is €11,400.”"; got.Text != want {
			t.Errorf("%s", got.Text)
		}
	}
	if got := ask("How many piers does the footbridge have?", true); strings.Contains(got.Text, "11,400") || !strings.Contains(got.Text, "two piers") {
		t.Errorf("%s", got.Text)
	}
}
