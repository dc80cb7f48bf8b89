package ask

import (
	"context"
	"errors"
	"strings"
	"testing"

	"carrel/knowledge"
)

// placeOf is where words stand on the first page of a document on the desk.
func placeOf(t *testing.T, file, quote string) Stretch {
	t.Helper()
	id := desk.ids[file]
	pages, err := desk.library.Pages(t.Context(), id, 1, 1)
	if err != nil || len(pages) != 1 {
		t.Fatal(pages, err)
	}
	at := strings.Index(pages[0].Text, quote)
	if at < 0 {
		t.Fatalf("%q is not in %s", quote, file)
	}
	start := len([]rune(pages[0].Text[:at]))
	return Stretch{Document: id, Page: 1, Start: start, End: start + len([]rune(quote))}
}

const closure = "The railway closed on 3 May 1954, after the peat works had changed to lorries."

// A question about a selection is answered from it and nothing else, however
// well other passages fit the question, and is kept with it.
func TestSelectionIsTheOnlySource(t *testing.T) {
	a, h := newAsker(t)
	place := placeOf(t, "railway.md", closure)
	place.End++ // the space behind it, as a mouse takes it along
	turn, _ := asked(t, a, t.Context(), Request{
		Question: "When was the Harbour Museum founded?", Quote: true, Selection: []Stretch{place}, Filters: knowledge.Filters{Types: []string{"text"}},
	}, nil)
	if got := turn.Answer.Sources; len(got) != 1 || got[0].Text != closure || turn.Answer.Abstained {
		t.Fatalf("sources %+v, abstained %v", got, turn.Answer.Abstained)
	}
	if !strings.Contains(turn.Answer.Text, "“"+closure+"”") {
		t.Errorf("answer %q", turn.Answer.Text)
	}
	if turn.limited() {
		t.Errorf("the selection is limited besides: %+v", turn.Filters)
	}
	whole, _ := asked(t, a, t.Context(), Request{Question: "Summarise this document.", Quote: true, Selection: []Stretch{place}}, nil)
	if got := whole.Answer.Sources; len(got) != 1 || got[0].Text != closure {
		t.Errorf("summed up from %+v", got)
	}
	chat, err := h.Chat(t.Context(), turn.Chat)
	if err != nil || len(chat.Turns) != 1 {
		t.Fatal(chat, err)
	}
	if kept := chat.Turns[0].Selection; len(kept) != 1 || kept[0].Quote != closure || kept[0].Start != place.Start || kept[0].Document.Title == "" || kept[0].Where == "" {
		t.Errorf("kept %+v", kept)
	}
}

// A term has no answer in itself: its document is searched for it, and it still
// comes first.
func TestShortSelectionIsLookedUp(t *testing.T) {
	a, _ := newAsker(t)
	turn, _ := asked(t, a, t.Context(), Request{Question: "What is this?", Quote: true, Selection: []Stretch{placeOf(t, "railway.md", "Heather")}}, nil)
	sources := turn.Answer.Sources
	if len(sources) == 0 || !strings.Contains(sources[0].Text, "Heather") {
		t.Fatalf("sources %+v", sources)
	}
	for _, s := range sources {
		if s.Document.ID != desk.ids["railway.md"] {
			t.Errorf("a source of another document: %q", s.Text)
		}
	}
	if len(turn.Answer.Notices) != 1 || !strings.Contains(turn.Answer.Notices[0], "looked them up") {
		t.Errorf("notices %q", turn.Answer.Notices)
	}
}

func TestSelectionThatIsNotThere(t *testing.T) {
	a, _ := newAsker(t)
	there := placeOf(t, "railway.md", closure)
	many := make([]Stretch, selectionPlaces+1)
	for i := range many {
		many[i] = there
	}
	for name, c := range map[string]struct {
		places []Stretch
		want   error
	}{
		"no document":     {[]Stretch{{Document: "0000000000000000", Page: 1, End: 4}}, knowledge.ErrNotFound},
		"no page":         {[]Stretch{{Document: there.Document, Page: 2, End: 4}}, ErrSelection},
		"past the end":    {[]Stretch{{Document: there.Document, Page: 1, Start: 3, End: 99999}}, ErrSelection},
		"backwards":       {[]Stretch{{Document: there.Document, Page: 1, Start: 4, End: 3}}, ErrSelection},
		"before the text": {[]Stretch{{Document: there.Document, Page: 1, Start: -1, End: 3}}, ErrSelection},
		"nothing":         {[]Stretch{{Document: there.Document, Page: 1, Start: 4, End: 4}}, ErrSelection},
		"too many":        {many, ErrSelectionLong},
	} {
		_, err := a.Ask(context.Background(), Request{Question: "What is this?", Quote: true, Selection: c.places}, func(Step) { t.Errorf("%s: a step", name) })
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
