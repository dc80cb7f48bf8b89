package knowledge_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge"
)

func TestWhy(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, func(c *knowledge.Config) { c.Embedder = letterEmbedder{} })
	docs := l.add(t,
		write(t, dir, "lighthouse.txt", "The lighthouse keeper counted the ships that passed in the night."),
		write(t, dir, "granary.md", "The granary burned down in the autumn of that year."))
	if _, err := l.Wait(context.Background(), ids(docs), knowledge.StateEmbedded); err != nil {
		t.Fatal(err)
	}
	why := func(q knowledge.Query, id string) knowledge.Why {
		t.Helper()
		w, err := l.Why(context.Background(), q, id)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	w := why(knowledge.Query{Text: "Who counted whales in the lighthouse?"}, docs[0].ID)
	if w.Found != 1 || len(w.Passages) != 1 || w.Passages[0].WordsRank != 1 || w.Passages[0].Rank != 1 || !w.Passages[0].Embedded || w.Passages[0].Where != "line 1" {
		t.Errorf("of the document that was found: %+v", w)
	}
	for _, term := range w.Terms { // as they are looked up: "lighthous" is in it too
		if want := !strings.HasPrefix(term.Text, "whal"); term.Here != want {
			t.Errorf("that “%s” is in it is said to be %v, want %v", term.Text, term.Here, want)
		}
	}
	if !slices.Contains(w.Passages[0].Has, "lighthouse") || !slices.Equal(w.Passages[0].Lacks, []string{"whales"}) {
		t.Errorf("it has %q and lacks %q", w.Passages[0].Has, w.Passages[0].Lacks)
	}
	for _, c := range []struct {
		query knowledge.Query
		says  string
	}{
		{knowledge.Query{Text: "lighthouse", Filters: knowledge.Filters{Types: []string{"pdf"}}}, "leaves this document out: its format is markdown"},
		{knowledge.Query{Text: `"burned up"`}, "asked for exactly"},
		{knowledge.Query{Text: "the Lighthouse keeper", Mode: knowledge.ModeLexical}, "names “lighthouse”"},
		{knowledge.Query{Text: "zebra", Mode: knowledge.ModeLexical}, "None of its passages has a word"},
	} {
		w := why(c.query, docs[1].ID)
		if got := strings.Join(w.Reasons, " "); w.Found != 0 || !strings.Contains(got, c.says) {
			t.Errorf("%+v: found %d, %q, want %q", c.query, w.Found, got, c.says)
		}
	}
	filtered := why(knowledge.Query{Text: "granary autumn", Filters: knowledge.Filters{Types: []string{"pdf"}}}, docs[1].ID)
	if got := strings.Join(filtered.Reasons, " "); strings.Contains(got, "fit the question better") || !strings.Contains(got, "without the filter") {
		t.Errorf("of a document that a filter leaves out: %q", got)
	}
	if !filtered.LeftOut || len(filtered.Advice) != 1 || !strings.Contains(filtered.Advice[0], "without the limits") {
		t.Errorf("of a document that a filter leaves out, left out %v, to do: %q", filtered.LeftOut, filtered.Advice)
	}
	if w := why(knowledge.Query{Text: "autumn", Documents: ids(docs[:1])}, docs[1].ID); !w.LeftOut || !strings.Contains(strings.Join(w.Reasons, " "), "not one of the chosen documents") {
		t.Errorf("of a document that was not chosen: %+v", w)
	}
	if w := why(knowledge.Query{Text: "whales of the sea", Mode: knowledge.ModeLexical}, docs[1].ID); len(w.Advice) != 1 || !strings.Contains(w.Advice[0], "words that stand in the document") {
		t.Errorf("of a document without the words, to do: %q", w.Advice)
	}
	if _, err := l.Why(context.Background(), knowledge.Query{Text: "x"}, "0123456789abcdef"); !errors.Is(err, knowledge.ErrNotFound) {
		t.Errorf("of an unknown document: %v", err)
	}
}

func TestWhyOtherForm(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	docs := l.add(t,
		write(t, dir, "a.txt", "The engineers of the company were running the test of the old machine in the house by the river."),
		write(t, dir, "b.txt", "Die Ingenieure der Firma haben das Running an der alten Maschine in dem Haus am Fluss nicht mehr gemessen."))
	w, err := l.Why(context.Background(), knowledge.Query{Text: "running", Mode: knowledge.ModeLexical}, docs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Terms) != 2 || len(w.Passages) != 1 || !slices.Equal(w.Passages[0].Has, []string{"running"}) || len(w.Passages[0].Lacks) > 0 {
		t.Errorf("the word stands there in one of its forms: %+v, of the terms %+v", w.Passages, w.Terms)
	}
}

// What a report's page was recognised as, and what it gained, is said; and the
// passage that was lifted is the one that is explained.
func TestWhyRecognised(t *testing.T) {
	dir := t.TempDir()
	l := openLibrary(t, dir, nil)
	docs := l.add(t,
		write(t, dir, "HARBOUR_2018_10K.txt", "Consolidated Statements of Cash Flows\nNet income 4,363 5,363\nPurchases of property, plant and equipment (1,577) (1,373)\nDividends paid (3,193) (2,803)\nNet cash used 12 13\n"),
		write(t, dir, "HARBOUR_2016_10K.txt", "Capital expenditure is told of elsewhere, and the cash flow statement is where to look."),
		write(t, dir, "LIGHTHOUSE_2018_10K.txt", "The keeper counted ships."))
	w, err := l.Why(context.Background(), knowledge.Query{Text: "What is Harbour's FY2018 capital expenditure? Rely on the cash flow statement.", Mode: knowledge.ModeLexical}, docs[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Passages) == 0 || w.Found != 1 || w.Passages[0].RecognisedAs != "the cash flow statement" || w.Passages[0].Lift < 0.3 || w.Passages[0].Rank != 1 {
		t.Fatalf("of the statement: found %d, %+v", w.Found, w.Passages)
	}
	if got := strings.Join(w.Reasons, " "); !strings.Contains(got, "recognised as the cash flow statement of 2018, so it counts for more.") {
		t.Errorf("of the statement: %q", got)
	}
}
