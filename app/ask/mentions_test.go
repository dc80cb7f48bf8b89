package ask

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge"
)

// The documents are listed that have the words, each with a sentence that has them; no
// model is asked, and where there is none that is said.
func TestAskWhichDocuments(t *testing.T) {
	a, _ := newAsker(t)
	for question, want := range map[string][]string{
		"Which of my documents mention 1887 or 1954?": {"museum.txt", "railway.md"},
		"Which documents are about mason bees?":       {"bees.txt"},
		"Which documents mention zeppelins?":          nil,
	} {
		turn, _ := asked(t, a, context.Background(), Request{Question: question}, nil)
		var cited []string
		for _, c := range turn.Answer.Citations {
			for name, id := range desk.ids {
				if id == c.Document.ID {
					cited = append(cited, name)
				}
			}
		}
		slices.Sort(cited)
		if !slices.Equal(cited, want) || turn.Answer.Abstained != (want == nil) || turn.Answer.Model != "" {
			t.Errorf("%s: %q cites %q", question, turn.Answer.Text, cited)
		}
		if want == nil && !strings.Contains(turn.Answer.Text, "no document") {
			t.Errorf("%s: %q", question, turn.Answer.Text)
		}
	}
}

// manyMention is a library in which more documents have some words than are shown.
type manyMention struct{ Library }

func (m manyMention) Search(_ context.Context, q knowledge.Query) (knowledge.Results, error) {
	var found knowledge.Results
	if q.Mode != knowledge.ModeLexical {
		return found, errors.New("what is alike does not mention it")
	}
	for i := range q.K {
		d := knowledge.DocumentRef{ID: fmt.Sprintf("%016x", i%(shownSources+3)), Title: fmt.Sprint("Letter ", i%(shownSources+3)), Elsewhere: true}
		found.Hits = append(found.Hits, knowledge.Hit{Document: d, Page: 1, Start: 100 * i, End: 100*i + 45, Text: "The slide rule of the walrus was lost at sea."})
	}
	return found, nil
}

// It is said that more documents have the words than are shown, and that there may be
// still more.
func TestAskWhichOfManyDocuments(t *testing.T) {
	a, _ := newAsker(t)
	a.config.Library = manyMention{a.config.Library}
	turn, err := a.Ask(t.Context(), Request{Question: "Which documents mention a slide rule?"}, func(Step) {})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(turn.Answer.Sources); n != shownSources || !strings.Contains(strings.Join(turn.Answer.Notices, " "), "at least 11 documents; the 8 that") {
		t.Errorf("%d are shown: %q", n, turn.Answer.Notices)
	}
}
