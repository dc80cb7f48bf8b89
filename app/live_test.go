package app

import (
	"testing"

	"carrel/app/ask"
)

func TestLive(t *testing.T) {
	t.Parallel()
	var l live
	for _, c := range []struct {
		step ask.Step
		at   int
	}{
		{ask.Step{Kind: ask.StepThought, Text: "Größe "}, 0},
		{ask.Step{Kind: ask.StepThought, Text: "🌳?"}, 6},
		{ask.Step{Kind: ask.StepText, Text: "Ja, 12 m. Oder"}, 0},
		{ask.Step{Kind: ask.StepCut, Keep: 9}, 0},
		{ask.Step{Kind: ask.StepText, Text: " Es ist"}, 9},
	} {
		if at := l.follow("t", c.step); at != c.at {
			t.Errorf("%s %q goes on at %d, want %d", c.step.Kind, c.step.Text, at, c.at)
		}
	}
	running := func() []ask.Turn {
		return []ask.Turn{
			{ID: "s", Answer: ask.Answer{Text: "Earlier.", Status: ask.StatusDone}},
			{ID: "t", Answer: ask.Answer{Text: "Ja", Status: ask.StatusRunning}},
		}
	}
	turns := running()
	l.complete(turns)
	if a := turns[1].Answer; a.Text != "Ja, 12 m. Es ist" || a.Thought != "Größe 🌳?" || turns[0].Answer.Text != "Earlier." {
		t.Errorf("on its way: %q, thought %q", a.Text, a.Thought)
	}
	l.forget("t")
	turns = running()
	if l.complete(turns); turns[1].Answer.Text != "Ja" {
		t.Errorf("an answer that ended is still given: %q", turns[1].Answer.Text)
	}
}
