package ask

import (
	"context"
	"testing"
)

// “The other one” is the document that the answer before was not about.
func TestAskSumsUpTheOtherOne(t *testing.T) {
	a, _ := newAsker(t)
	chat := ""
	for _, c := range []struct{ question, want string }{
		{"Summarise museum.txt", "museum.txt"},
		{"Summarise railway.md", "railway.md"},
		{"Summarise the other one", "museum.txt"},
	} {
		turn, _ := asked(t, a, context.Background(), Request{Question: c.question, Chat: chat, Quote: true}, nil)
		chat = turn.Chat
		if len(turn.Answer.Citations) == 0 {
			t.Fatalf("%s: %q", c.question, turn.Answer.Text)
		}
		for _, cited := range turn.Answer.Citations {
			if cited.Document.ID != desk.ids[c.want] {
				t.Errorf("%s cites %s", c.question, cited.Document.Title)
			}
		}
	}
	turn, _ := asked(t, a, context.Background(), Request{Question: "Summarise the other one"}, nil)
	if !turn.Answer.Unsearched || len(turn.Answer.Citations) > 0 {
		t.Errorf("with nothing before: %q", turn.Answer.Text)
	}
}
