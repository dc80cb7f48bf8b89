package ask

import (
	"strings"
	"testing"

	"carrel/knowledge"
)

func hit(id, text string, nearness float64) knowledge.Hit {
	return knowledge.Hit{Document: knowledge.DocumentRef{ID: id, Title: id}, Page: 1, Start: 100, End: 100 + len([]rune(text)), Text: text, Nearness: nearness}
}

func shelfHits() []knowledge.Hit {
	return []knowledge.Hit{
		hit("bridge", "The bridge crosses the river near the mill. It carries two lanes of traffic into the old town.", 0.5),
		hit("mill", "The mill was bought by the town. The mill on the river was built in 1804 by Jonas Berg. Its wheel was replaced in 1871.", 0.5),
	}
}

// The passage whose sentence answers comes first, whatever the search put
// first; numbers, marks and the statements' order go with it.
func TestFindPutsTheAnswerFirst(t *testing.T) {
	f := find("When was the mill on the river built?", shelfHits(), 0)
	if len(f.sources) != 2 || f.sources[0].Document.ID != "mill" || f.sources[0].N != 1 || f.sources[1].N != 2 {
		t.Fatalf("sources %+v", f.sources)
	}
	if got, want := f.sources[0].slice(f.sources[0].Best), "The mill on the river was built in 1804 by Jonas Berg."; got != want {
		t.Errorf("marked %q, want %q", got, want)
	}
	marks := 0
	for _, s := range f.sources {
		marks += 1 + len(s.Also)
		for _, also := range s.Also {
			if also == s.Best || also.Start < s.Start || also.End > s.End {
				t.Errorf("%s: also marked %v, best %v", s.Document.ID, also, s.Best)
			}
		}
	}
	if marks < shownMarks {
		t.Errorf("%d sentences are marked", marks)
	}
	for i, st := range f.material.Statements {
		if got := f.sources[st.Source].Text; string([]rune(got)[st.Span.Start:st.Span.End]) != string(st.Text) {
			t.Errorf("statement %d does not stand in its source %d: %q", i, st.Source, string(st.Text))
		}
		if i > 0 && st.Source < f.material.Statements[i-1].Source {
			t.Errorf("statement %d is of an earlier source than the one before it", i)
		}
	}
	if best := f.material.Statements[f.order[0].Statement]; string(best.Text) != "The mill on the river was built in 1804 by Jonas Berg." {
		t.Errorf("the order begins with %q", string(best.Text))
	}
}

// A question in the documents is no answer, nor is a reference to one; what stands
// under it is.
func TestFindUnderAQuestion(t *testing.T) {
	f := find("What is Zed?", []knowledge.Hit{
		hit("faq", "1.1 What is Zed?\nA language for statistical computing and for graphics, made in Auckland.\nSee Section 1.2 [Why is Zed named Zed?], page 2.\n1.2 Why is Zed named Zed?\nFor the last letter of its author's name.", 0.6),
		hit("other", "The foundation that supports the users of Zed meets once a year in Vienna.", 0.5),
	}, 0)
	if got, want := string(f.material.Statements[f.order[0].Statement].Text), "A language for statistical computing and for graphics, made in Auckland."; got != want {
		t.Errorf("the order begins with %q, want %q", got, want)
	}
}

func TestFindNothing(t *testing.T) {
	if f := find("When?", nil, 0); len(f.sources) != 0 || len(f.order) != 0 {
		t.Errorf("found %+v", f)
	}
}

func TestDoubtful(t *testing.T) {
	hits := func(cosine, nearness, coverage float64) []knowledge.Hit {
		return []knowledge.Hit{{Cosine: cosine, Nearness: nearness, Coverage: coverage}}
	}
	for _, c := range []struct {
		name    string
		gauge   gauge
		hits    []knowledge.Hit
		overlap float64
		want    bool
	}{
		{"answered", usual, hits(0.6, 0.6, 0.8), 0.7, false},
		{"about the matter only", usual, hits(0.5, 0.5, 0.5), 0.2, true},
		{"answered in a language that the embedder does not know", gaugeFor("Wie hoch ist die Kaution?", true), hits(0.25, 0.25, 0.6), 0.6, false},
		{"about the matter only, in such a language", gaugeFor("Wie hoch ist die Kaution?", true), hits(0.25, 0.25, 0.4), 0.2, true},
		{"answered in a language without spaces", gaugeFor("押金是多少？", true), hits(0.2, 0.2, 0.4), 0.3, false},
		{"by words alone, where nothing can be told", usual, hits(0, 0, 0.5), 0.2, false},
		{"the first document that was embedded is not it, and the rest cannot be told yet", usual, append(hits(0.2, 0.2, 0.1), hits(0, 0, 0.5)...), 0.2, false},
	} {
		if got := c.gauge.doubtful(c.hits, c.overlap); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// What announces a list is marked with it.
func TestFindMarksTheList(t *testing.T) {
	const contract = "Debian keeps its promises to the users. We do this by:\n• publishing the whole record of bugs for everyone to read\n" +
		"• answering every report within fourteen days\n\nThe board meets in May. Members are told of it beforehand by:"
	f := find("How does Debian answer bug reports of its users?", []knowledge.Hit{hit("contract", contract, 0.5)}, 0)
	s := f.sources[0]
	if got := s.slice(s.Best); strings.HasSuffix(got, ":") || strings.HasPrefix(got, "•") {
		t.Errorf("marked %q", got)
	}
	for _, also := range s.Also {
		if also.Start < s.Best.End && s.Best.Start < also.End {
			t.Errorf("%q is marked inside of %q", s.slice(also), s.slice(s.Best))
		}
	}
}

const references = "Berg, A. (1971), \"Tides of the Coast,\" Journal of Harbours, 4, 12-19.\nBerg, A. and Olsen, J. (1973), \"What Tides Are,\" Proceedings of the Tidal Society, 71-80.\nOlsen, J. (1980), \"Tides,\" Lund: University Press.\n"

// A list of references has a question's words, and says nothing.
func TestReferencesAreNoAnswer(t *testing.T) {
	hits := []knowledge.Hit{hit("list", references, 0.7), hit("text", "The tides, or the rise and fall of the sea, are what the moon does to it.", 0.5)}
	f := find("What are tides?", hits, 0)
	if f.sources[0].Document.ID != "text" {
		t.Errorf("best is %q", f.sources[0].slice(f.sources[0].Best))
	}
	if f = find("Which references are there on tides by Olsen?", hits, 0); f.sources[0].Document.ID != "list" {
		t.Errorf("of references that are asked for: %q", f.sources[0].slice(f.sources[0].Best))
	}
}
