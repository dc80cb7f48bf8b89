package ask

import (
	"context"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge"
)

// wordsOnly is a library whose searches do not go by meaning, as where the engine has no time.
type wordsOnly struct{ Library }

func (l wordsOnly) Search(ctx context.Context, q knowledge.Query) (knowledge.Results, error) {
	q.Mode = knowledge.ModeLexical
	r, err := l.Library.Search(ctx, q)
	r.Unmeant = true
	return r, err
}

// Where a search could not go by meaning, the answer says so, and is a plain one only where
// the words alone tell that it is one.
func TestAskByWordsOnly(t *testing.T) {
	a, _ := newAsker(t)
	a.config.Library = wordsOnly{a.config.Library}
	for question, plain := range map[string]bool{
		"Who built the five stations of the Moor Railway?":        true,
		"What is the phone number of Jonas Feld's eldest sister?": false,
	} {
		turn, _ := asked(t, a, context.Background(), Request{Question: question, Quote: true}, nil)
		if !slices.ContainsFunc(turn.Answer.Notices, func(n string) bool { return strings.Contains(n, "could not search by meaning") }) {
			t.Errorf("%s: %q", question, turn.Answer.Notices)
		}
		if got := !turn.Answer.Abstained; got != plain {
			t.Errorf("%s: %q, abstained %v", question, turn.Answer.Text, turn.Answer.Abstained)
		}
	}
}
