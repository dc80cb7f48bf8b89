package ask

import (
	"context"
	"strings"
	"testing"

	"carrel/knowledge"
)

// A question with a slip in the word that matters is answered, and the person is told
// what was searched for; one about what is not there is not.
func TestAskMendsSlips(t *testing.T) {
	a := deskWith(t, map[string]string{
		"garden.md":  "# The garden\n\nThe quince is grafted in March. Hellebores flower in the snow.\n",
		"harbour.md": "# The harbour\n\nThe customs officer has his quarters beside the chandlery.\n",
	})
	for _, c := range []struct{ question, answer, notice string }{
		{"When do helebores flower?", "Hellebores flower in the snow.", "do not have “helebores”, so Carrel searched for “Hellebores”"},
		{"chandelry?", "beside the chandlery.", "do not have “chandelry”, so Carrel searched for “chandlery”"},
		{"When do hellebores flower?", "Hellebores flower in the snow.", ""},
		{"Who discovered molybdenum?", "", ""},
	} {
		turn, err := a.Ask(context.Background(), Request{Question: c.question, Quote: true}, func(Step) {})
		if err != nil {
			t.Fatal(err)
		}
		notices := strings.Join(turn.Answer.Notices, "\n")
		if turn.Answer.Abstained != (c.answer == "") || !strings.Contains(turn.Answer.Text, c.answer) {
			t.Errorf("%s: %q", c.question, turn.Answer.Text)
		}
		if c.notice == "" && strings.Contains(notices, "searched for") || !strings.Contains(notices, c.notice) {
			t.Errorf("%s: told %q, want %q", c.question, notices, c.notice)
		}
	}
}

// A slip in a question that leans on the one before is mended too.
func TestAskMendsSlipsOfFollowUps(t *testing.T) {
	a := deskWith(t, map[string]string{
		"garden.md":  "# The garden\n\nThe quince is grafted in March. Hellebores flower in the snow.\n",
		"harbour.md": "# The harbour\n\nThe customs officer has his quarters beside the chandlery. The chandlery is a shop for ropes.\n",
	})
	earlier := []Turn{{Question: "When is the quince grafted?", Answer: Answer{Status: StatusDone}}}
	turn, err := a.Ask(context.Background(), Request{Question: "And what is a chandelry?", Quote: true, Earlier: earlier}, func(Step) {})
	if err != nil || turn.Answer.Abstained || !strings.Contains(turn.Answer.Text, "The chandlery is a shop for ropes.") {
		t.Errorf("%v %q", err, turn.Answer.Text)
	}
	if notices := strings.Join(turn.Answer.Notices, "\n"); !strings.Contains(notices, "do not have “chandelry”, so Carrel searched for “chandlery”") {
		t.Errorf("told %q", notices)
	}
}

func TestMended(t *testing.T) {
	slips := []knowledge.Slip{{Typed: "inferance", Meant: "inference"}, {Typed: "inferances", Meant: "$1"}}
	if got := mended("Inferance? inferance, (inferances) reinferance", slips); got != "Inferance? inference, ($1) reinferance" {
		t.Error(got)
	}
}
