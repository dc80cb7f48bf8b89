package ask

import (
	"context"
	"strings"
	"testing"

	"carrel/inference"
)

// thinking is a model that thinks before it answers.
type thinking struct{ scripted }

func (m *thinking) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	r.OnThought("The passage says that ")
	r.OnThought("Anna Berg founded the museum.\n")
	result, err := m.scripted.Generate(ctx, r, onText)
	result.Thought = "The passage says that Anna Berg founded the museum."
	return result, err
}

// A thought is shown as it comes, kept beside the answer, and never judged or cited as one.
func TestAskKeepsTheThoughtApart(t *testing.T) {
	a, h := newAsker(t)
	a.config.Engine = &thinking{scripted{pieces: []string{"Anna Berg ", "founded it."}}}
	var streamed string
	turn, err := a.Ask(context.Background(), Request{Question: "Who founded the Harbour Museum?"}, func(s Step) {
		switch {
		case s.Kind == StepThought:
			streamed += s.Text
		case s.Kind == StepText && streamed == "":
			t.Error("the answer comes before the thought")
		}
	})
	if streamed != "The passage says that Anna Berg founded the museum.\n" {
		t.Errorf("streamed %q", streamed)
	}
	if err != nil || !strings.HasPrefix(turn.Answer.Thought, "The passage says") || strings.Contains(turn.Answer.Text, "The passage") {
		t.Fatalf("thought %q, answer %q, %v", turn.Answer.Thought, turn.Answer.Text, err)
	}
	for _, j := range turn.Answer.Judged() {
		if strings.Contains(j.Text, "The passage says") {
			t.Errorf("a thought is judged: %q", j.Text)
		}
	}
	if c, err := h.Chat(context.Background(), turn.Chat); err != nil || c.Turns[0].Answer.Thought != turn.Answer.Thought {
		t.Errorf("stored: %q, %v", c.Turns[0].Answer.Thought, err)
	}
}
