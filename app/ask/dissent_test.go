package ask

import (
	"context"
	"testing"

	"carrel/knowledge"
)

// towerSources are documents that disagree, and one about other years.
func towerSources() []Source {
	source := func(n int, id, text string) Source {
		return Source{N: n, Text: text, Start: 10 * n, Page: n, Score: 1 / float64(n), Document: knowledge.DocumentRef{ID: id, Title: id}}
	}
	return []Source{
		source(1, "guide", "The harbour tower of Ulm is 34 metres high. Its bell was cast on 3 May 1874."),
		source(2, "letters", "As my father wrote, the harbour tower of Ulm is 43 metres high. The bell of the tower was cast on 4 May 1874."),
		source(3, "sales", "In 2019 the tower of Ulm had 4,100 visitors."),
		source(4, "report", "In 2020 the tower of Ulm had 5,800 visitors. The harbour tower of Ulm is more than 30 metres high."),
	}
}

func TestDissent(t *testing.T) {
	sources := towerSources()
	a := newAligner("How high is the tower?", sources, newMaterial("How high is the tower?", sources))
	for _, c := range []struct {
		sentence string
		state    SentenceState
		source   int
		other    string
	}{
		{"The harbour tower of Ulm is 34 metres high.", SentenceConflict, 0, "43 metres"},
		{"The harbour tower of Ulm is 43 metres high.", SentenceConflict, 1, "34 metres"},
		{"The bell of the tower was cast on 4 May 1874.", SentenceQuoted, 1, ""}, // only "its" says that it is the same bell
		{"In 2019 the tower of Ulm had 4,100 visitors.", SentenceQuoted, 2, ""},
		{"The tower of Ulm had 5,800 visitors in 2020.", SentenceSupported, 3, ""},
	} {
		f := a.align(c.sentence)
		if f.state != c.state || f.source != c.source {
			t.Errorf("%q: %s in %d, want %s in %d", c.sentence, f.state, f.source, c.state, c.source)
		}
		if other := f.against; (other == nil) != (c.other == "") || other != nil && (other.value != c.other || other.source == f.source) {
			t.Errorf("%q: against it %+v, want %q", c.sentence, other, c.other)
		}
	}
}

// Both places are cited, the one that bears the sentence out first.
func TestDissentIsCited(t *testing.T) {
	a, _ := newAsker(t)
	sources := towerSources()
	for i := range sources {
		sources[i].Document.ID = []string{desk.ids["museum.txt"], "nosuch", "none", "nothing"}[i]
	}
	m := newMaterial("How high is the tower?", sources)
	r := &run{asker: a, emit: func(Step) {}, material: m}
	r.answer().Sources = sources
	r.recorder = record(context.Background(), nil, r.turn)
	r.writer = newWriter(context.Background(), r, newAligner("How high is the tower?", sources, m))
	r.writer.write("The harbour tower of Ulm is 34 metres high.")
	r.writer.close()
	r.writer.placeMarks()

	judged := r.turn.Answer.Judged()
	if len(judged) != 1 || judged[0].State != SentenceConflict || judged[0].Other != "43 metres" || len(judged[0].Evidence) != 2 {
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
