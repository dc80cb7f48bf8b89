package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/quick"

	"carrel/app/ask/align"
	"carrel/inference"
	"carrel/knowledge"
)

func passagesOf(texts ...string) []knowledge.DocumentPassage {
	var out []knowledge.DocumentPassage
	for i, text := range texts {
		heading, text, _ := strings.Cut(text, "|")
		out = append(out, knowledge.DocumentPassage{Page: i + 1, Text: text, End: len([]rune(text)), Heading: heading})
	}
	return out
}

// Every part of the document is heard, in its order, and each sentence is one of
// the text as it stands there.
func TestTellingSentences(t *testing.T) {
	passages := passagesOf(
		"Harbour|The harbour of Lund was dug in 1702 by four hundred soldiers. It was paid by the guild. The harbour of Lund takes ships of up to nine feet.",
		"Harbour|The harbour master keeps a book of all ships that enter the harbour of Lund. See also page 4.",
		"Railway|The railway reaches the harbour by a swing bridge over the canal. The railway carries peat and timber to the ships. Table 4: 1 2 3 4 5 6 7 8.",
		"Railway|The railway company was founded in 1871 by the peat merchants of the moor. However, it never paid a dividend.",
	)
	parts := partsAt(passages, 1)
	if len(parts) != 2 {
		t.Fatalf("%d parts: %v", len(parts), parts)
	}
	shareOut(parts, 4)
	teller := newTeller(passages)
	var all []string
	for _, p := range parts {
		for _, s := range teller.pick(p) {
			if got := string([]rune(passages[s.passage].Text)[s.span.Start:s.span.End]); got != string(s.text) {
				t.Errorf("%q stands where %q was taken", got, string(s.text))
			}
			all = append(all, string(s.text))
		}
	}
	if len(all) != 4 {
		t.Fatalf("%d sentences: %q", len(all), all)
	}
	for _, s := range all {
		for _, bad := range []string{"It was paid", "See also", "Table 4", "However"} {
			if strings.HasPrefix(s, bad) {
				t.Errorf("%q is no sentence to stand alone", s)
			}
		}
	}
	if !strings.Contains(all[0], "harbour of Lund") || !strings.Contains(all[3], "railway") {
		t.Errorf("in this order: %q", all)
	}
}

// Whatever a document says, its sentences are taken as they are, none twice, and
// the same ones each time.
func TestTellingAnything(t *testing.T) {
	pieces := []string{"The mill was sold in 1871 to the town of Lund.", "Über den Fluss führt seit 1902 eine Brücke aus Eisen.", "", "3.4", "？", "договор действует до 1999 года.", "Nothing.\n\nAt all", "这份合同在二零二五年结束，双方都同意。"}
	check := func(picks []uint8) bool {
		var texts []string
		for i, p := range picks {
			texts = append(texts, fmt.Sprintf("H%d|%s %s", i/4, pieces[int(p)%len(pieces)], pieces[int(p/16)%len(pieces)]))
		}
		passages := passagesOf(texts...)
		run := func() (out []string) {
			parts, _ := partsOf(passages, tellingCount(len(passages)))
			seen := 0
			teller := newTeller(passages)
			for _, p := range parts {
				seen += len(p.passages)
				for _, s := range teller.pick(p) {
					if !strings.Contains(passages[s.passage].Text, string(s.text)) {
						return nil
					}
					out = append(out, string(s.text))
				}
			}
			if seen != len(passages) {
				return []string{"lost"}
			}
			return append(out, "end")
		}
		first := run()
		return len(first) > 0 && first[0] != "lost" && slices.Equal(first, run()) && len(slices.Compact(slices.Sorted(slices.Values(first)))) == len(first)
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 60}); err != nil {
		t.Error(err)
	}
}

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
