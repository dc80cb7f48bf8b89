package ask

import (
	"context"
	"strings"
	"testing"
)

// Files of two sisters: each is named once, at the head of what is hers.
var household = map[string]string{
	"scan1.md":      "# Report\n\nName: Ada Berg, born 3 May 1951.\n\nAs of 2 March 2026.\n\nThe usual remarks were made. The allowance is 120 euros a month. She keeps no pets.\n",
	"scan2.md":      "# Report\n\nName: Ida Berg, born 9 June 1956.\n\nAs of 2 March 2026.\n\nThe usual remarks were made. The allowance is 300 euros a month. She smokes a pipe.\n",
	"notes 2026.md": "# Notes 2026\n\n09.02.2026  Ada Berg. Asks for more allowance.\n\n11.05.2026  Ada Berg. The allowance is 150 euros a month since Monday.\n\n12.05.2026  Ole Sand. The allowance is 80 euros a month, he says.\n",
}

// What a question asks about somebody is answered with what is theirs, the latest first.
func TestAskOfSomebody(t *testing.T) {
	a := deskWith(t, household)
	ask := func(question string, earlier ...Turn) Answer {
		t.Helper()
		turn, err := a.Ask(context.Background(), Request{Question: question, Quote: true, Earlier: earlier}, func(Step) {})
		if err != nil {
			t.Fatal(err)
		}
		return turn.Answer
	}
	first := func(answer Answer) string {
		_, quoted, _ := strings.Cut(answer.Text, "“")
		quoted, _, _ = strings.Cut(quoted, "”")
		return quoted
	}
	for question, want := range map[string]string{
		"How high is Ida Berg's allowance?":    "The allowance is 300 euros a month.",
		"How high is Ada Berg's allowance?":    "The allowance is 150 euros a month since Monday.",
		"What is Ada Berg's latest allowance?": "The allowance is 150 euros a month since Monday.",
	} {
		if got := first(ask(question)); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	if answer := ask("What does Ada Berg smoke?"); !answer.Abstained || strings.Contains(answer.Text, "pipe") {
		t.Errorf("her sister's pipe is hers: %q", answer.Text)
	}
	earlier := Turn{Question: "Does Ada Berg keep pets?", Answer: Answer{Status: StatusDone}}
	if got := first(ask("And how high is her allowance?", earlier)); got != "The allowance is 150 euros a month since Monday." {
		t.Errorf("of her: %q", got)
	}
	if answer := ask("What is the latest gratuity?"); strings.Contains(strings.Join(answer.Notices, " "), "latest") {
		t.Errorf("“latest” is no slip: %q", answer.Notices)
	}
}

func TestWithNames(t *testing.T) {
	for _, c := range []struct {
		question, before, want string
	}{
		{"And what was her blood pressure?", "What dose of labetalol does Priya Nair take?", "And what was her blood pressure? Priya Nair"},
		{"And what colour is it?", "Where is the lamp?", "And what colour is it? lamp"},
	} {
		if !asksOfSame(c.question) {
			t.Errorf("%s asks nothing of its own", c.question)
		}
		if got := withNames(c.question, complete(c.question, c.before)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for _, question := range []string{"And her sister?", "Who signed the lease?", "What about her?"} {
		if asksOfSame(question) {
			t.Errorf("%s asks of the same", question)
		}
	}
}
