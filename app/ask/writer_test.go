package ask

import (
	"context"
	"testing"

	"carrel/app/ask/align"
	"carrel/knowledge"
)

// Both places are cited, the one that bears the sentence out first.
func TestDissentIsCited(t *testing.T) {
	a, _ := newAsker(t)
	sources := []Source{
		{N: 1, Text: "The harbour tower of Ulm is 34 metres high. Its bell was cast on 3 May 1874.", Start: 10, Page: 1, Score: 1, Document: knowledge.DocumentRef{Title: "guide"}},
		{N: 2, Text: "As my father wrote, the harbour tower of Ulm is 43 metres high. The bell of the tower was cast on 4 May 1874.", Start: 20, Page: 2, Score: 0.5, Document: knowledge.DocumentRef{Title: "letters"}},
	}
	for i := range sources {
		sources[i].Document.ID = []string{desk.ids["museum.txt"], "nosuch"}[i]
	}
	m := materialOf("How high is the tower?", sources)
	r := &run{asker: a, emit: func(Step) {}, material: m}
	r.answer().Sources = sources
	r.recorder = record(context.Background(), nil, r.turn)
	r.writer = newWriter(context.Background(), r, align.New("How high is the tower?", m))
	r.writer.write("The harbour tower of Ulm is 34 metres high.")
	r.writer.close()
	r.writer.placeMarks()

	judged := r.turn.Answer.Judged()
	if len(judged) != 1 || judged[0].State != align.Conflict || judged[0].Other != "43 metres" || len(judged[0].Evidence) != 2 {
		t.Fatalf("judged %+v", judged)
	}
	first, second := judged[0].Evidence[0], judged[0].Evidence[1]
	if first.Document.Title != "guide" || first.Page != 1 || first.Start != 10 || first.Score != 1 || judged[0].Missing == nil {
		t.Errorf("first evidence %+v", first)
	}
	if second.Document.Title != "letters" || second.Quote != "As my father wrote, the harbour tower of Ulm is 43 metres high." {
		t.Errorf("second evidence %+v", second)
	}
}

// What leads in to the next sentence is shown with that, or not at all.
func TestLeadInsWait(t *testing.T) {
	a, _ := newAsker(t)
	const tower = "The harbour tower of Ulm is 34 metres high."
	sources := []Source{{N: 1, Text: tower, Page: 1, Document: knowledge.DocumentRef{ID: desk.ids["museum.txt"]}}}
	for written, want := range map[string]string{
		"The answer to this question is: " + tower:                                    "The answer to this question is: " + tower,
		"The answer to this question is:":                                             "",
		"The answer to the text is: “Ulm”.":                                           "",
		"The answer is 34 metres. " + tower:                                           "",
		tower + " So the answer is: 34 metres.":                                       tower,
		"The answer to this question is:\n\nIt was built by two hundred elephants.":   "",
		tower + " The reason is:\n\nIt was built by two hundred elephants from Chad.": tower,
	} {
		m := materialOf("How high is the tower?", sources)
		shown := ""
		r := &run{asker: a, material: m, emit: func(s Step) {
			if s.Kind == StepCut {
				t.Errorf("%q was shown and taken back", shown)
			}
			shown += s.Text
		}}
		r.answer().Sources = sources
		r.recorder = record(context.Background(), nil, r.turn)
		r.writer = newWriter(context.Background(), r, align.New("How high is the tower?", m))
		r.writer.strict = true
		r.writer.write(written)
		r.writer.close()
		r.writer.dropLeadIn()
		if r.answer().Text != want || shown != want {
			t.Errorf("%q: %q, shown %q", written, r.answer().Text, shown)
		}
	}
}
