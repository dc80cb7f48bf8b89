package ask

import (
	"context"
	"strings"
	"testing"
)

// A greeting is answered without a search, and the next question does not lean on it.
func TestAskAnswersGreetings(t *testing.T) {
	a, _ := newAsker(t)
	hello, _ := asked(t, a, context.Background(), Request{Question: "Hello!"}, nil)
	if got := hello.Answer; got.Status != StatusDone || !got.Unsearched || got.Abstained || len(got.Sources) > 0 || !strings.HasPrefix(got.Text, "Hello.") {
		t.Errorf("%+v", got)
	}
	next, _ := asked(t, a, context.Background(), Request{Question: "And the museum?", Chat: hello.Chat, Quote: true}, nil)
	for _, notice := range next.Answer.Notices {
		if strings.Contains(notice, "leans on") {
			t.Error(notice)
		}
	}
	if len(next.Answer.Sources) == 0 {
		t.Errorf("nothing was searched for: %q", next.Answer.Text)
	}
}
