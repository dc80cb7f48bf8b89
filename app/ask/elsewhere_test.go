package ask

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// teamAway is a library whose team's store does not answer: its own documents are
// found, what somebody else has put into the store cannot be asked for.
type teamAway struct{ Library }

func (l teamAway) Search(ctx context.Context, q knowledge.Query) (knowledge.Results, error) {
	results, err := l.Library.Search(ctx, q)
	results.Team = "The team's store cannot be reached now."
	return results, err
}

func (teamAway) Document(context.Context, string) (knowledge.Document, error) {
	return knowledge.Document{}, fmt.Errorf("%w; %w", knowledge.ErrNotFound, knowledge.ErrStoreAway)
}

func (teamAway) Boxes(context.Context, string, int, []reader.Span) ([][]reader.Box, error) {
	return nil, errors.New("there is no file")
}

// A document of a store that does not answer is not said to be gone, and one's own
// is.
func TestStoreAwayProvesNothing(t *testing.T) {
	a := &Asker{config: Config{Library: teamAway{}}}
	p := RecipePassage{Document: knowledge.DocumentRef{ID: "0123456789abcdef", Title: "Lease", Elsewhere: true}}
	if kind, text, err := a.compareDocument(t.Context(), p); kind != DocumentElsewhere || err != nil || !strings.Contains(text, "does not answer now") {
		t.Errorf("somebody else's is %q (%s), %v", kind, text, err)
	}
	p.Document.Elsewhere = false
	if kind, _, err := a.compareDocument(t.Context(), p); kind != DocumentGone || err != nil {
		t.Errorf("one's own is %q, %v", kind, err)
	}
}

// What is cited from a file on another computer has no page to be marked on, which
// is no failure, and keeps the place that the store gave.
func TestCitedElsewhere(t *testing.T) {
	cited := Citation{N: 1, Page: 1, Document: knowledge.DocumentRef{ID: "0123456789abcdef", Elsewhere: true}}
	m := newMarks(t.Context(), teamAway{})
	m.find(cited)
	if _, err := m.wait(); err != nil {
		t.Error("the marks of somebody else's document failed")
	}
	places := &places{library: teamAway{}}
	if at := places.where(t.Context(), cited, "lines 1–7"); at != "lines 1–7" {
		t.Errorf("it stands at %q", at)
	}
}

// An answer says that the team's store was not searched.
func TestAnswerTellsOfStore(t *testing.T) {
	a, _ := newAsker(t)
	a.config.Library = teamAway{a.config.Library}
	for _, question := range []string{"What is known of the walrus's slide rule?", "Which documents mention a slide rule?"} {
		turn, err := a.Ask(t.Context(), Request{Question: question, Quote: true}, func(Step) {})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(turn.Answer.Notices, "\n"), "team's store cannot be reached") {
			t.Errorf("%s: it notices %q", question, turn.Answer.Notices)
		}
	}
}
