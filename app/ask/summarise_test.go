package ask

import (
	"context"
	"strings"
	"testing"

	"carrel/app/ask/align"
	"carrel/inference"
)

// A plain question sums a document up: all quoted, from that document alone, with
// its passages as sources, and made again from its recipe.
func TestAskSummary(t *testing.T) {
	a, h := newAsker(t)
	a.config.Provenance = func(context.Context, inference.ModelSpec, []inference.Adapter) Provenance {
		return Provenance{Carrel: "test"}
	}
	turn, steps := asked(t, a, context.Background(), Request{Question: "Summarise museum.txt"}, nil)
	answer := turn.Answer
	if answer.Status != StatusDone || !answer.Summary || answer.Abstained || answer.Model != "" {
		t.Fatalf("%+v", answer)
	}
	progress := 0
	for _, s := range steps {
		if s.Kind == StepSources && len(s.Sources) == 0 {
			t.Error("no source is news where some will come")
		}
		if s.Kind == StepProgress {
			progress++
			if s.Progress.Done != progress-1 || s.Progress.Done > s.Progress.Total {
				t.Errorf("%+v", s.Progress)
			}
		}
	}
	if progress < 2 || steps[1].Kind != StepProgress {
		t.Errorf("progress was told %d times, and first %s", progress, steps[1].Kind)
	}
	quoted := 0
	for _, j := range answer.Judged() {
		switch j.State {
		case align.Quoted:
			quoted++
			if len(j.Evidence) != 1 || j.Evidence[0].Document.ID != desk.ids["museum.txt"] {
				t.Errorf("%q stands on %+v", j.Text, j.Evidence)
			}
		case align.Plain:
		default:
			t.Errorf("%q is %s", j.Text, j.State)
		}
	}
	if quoted < 2 {
		t.Errorf("%q", answer.Text)
	}
	made, err := a.Reproduce(context.Background(), turn.ID)
	if err != nil || !made.Same || !made.Whole {
		t.Errorf("made again: %+v, %v", made, err)
	}
	// Of what the answer before cited.
	again, _ := asked(t, a, context.Background(), Request{Question: "Worum geht es in diesem Dokument?", Chat: turn.Chat}, nil)
	_, now, _ := strings.Cut(again.Answer.Text, "\n") // above it stands what it is, in the question's language
	if _, before, _ := strings.Cut(answer.Text, "\n"); now != before || !strings.Contains(again.Answer.Text, "zitiert in ihrer Reihenfolge") {
		t.Errorf("by “this document”: %q", again.Answer.Text)
	}
	// The name of a file that is not there is not searched for in the others.
	none, _ := asked(t, a, context.Background(), Request{Question: "What is Document.pdf about?", Quote: true}, nil)
	if none.Answer.Text != "There is no document “Document.pdf” in your library." || len(none.Answer.Sources) > 0 {
		t.Errorf("%q", none.Answer.Text)
	}
	// Nothing is chosen and nothing was cited before.
	which, _ := asked(t, a, context.Background(), Request{Question: "Summarise this document"}, nil)
	if !which.Answer.Abstained || !strings.HasPrefix(which.Answer.Text, "Which document?") {
		t.Errorf("%q", which.Answer.Text)
	}
	// Something in the documents, and not one of them.
	other, _ := asked(t, a, context.Background(), Request{Question: "Summarise the closure of the Moor Railway", Quote: true}, nil)
	if other.Answer.Summary {
		t.Errorf("%q", other.Answer.Text)
	}
	// Several documents.
	all, _ := asked(t, a, context.Background(), Request{Question: "all", Summary: true}, nil)
	documents := map[string]bool{}
	for _, c := range all.Answer.Citations {
		documents[c.Document.ID] = true
	}
	if len(documents) != len(desk.ids) {
		t.Errorf("of %d documents %d are cited: %q", len(desk.ids), len(documents), all.Answer.Text)
	}
	if _, err := h.Chat(context.Background(), turn.Chat); err != nil {
		t.Error(err)
	}
}
