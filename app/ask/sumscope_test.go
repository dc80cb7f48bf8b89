package ask

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carrel/knowledge"
)

// A folder and a collection that a question names are summed up, and the answer says
// which it took.
func TestAskSumsUpWhatIsNamed(t *testing.T) {
	ctx := context.Background()
	a, _ := newAsker(t)
	c, err := desk.library.AddCollection(ctx, "Tax 2023")
	if err != nil {
		t.Fatal(err)
	}
	defer desk.library.RemoveCollection(ctx, c.ID)
	if err := desk.library.Collect(ctx, c.ID, []string{desk.ids["museum.txt"]}, nil); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Base(desk.dir)
	for _, q := range []struct {
		question, notice string
		want             []string
	}{
		{"Summarise my ‘Tax 2023’ collection", "This is a summary of the collection “Tax 2023”: 1 document.", []string{desk.ids["museum.txt"]}},
		{"summarize tax 2023", "This is a summary of the collection “Tax 2023”: 1 document.", []string{desk.ids["museum.txt"]}},
		{"Summarise everything in the folder " + folder, "This is a summary of the folder “" + folder + "”: ", nil},
	} {
		turn, _ := asked(t, a, ctx, Request{Question: q.question, Quote: true}, nil)
		if !turn.Answer.Summary || !strings.HasPrefix(strings.Join(turn.Answer.Notices, "\n"), q.notice) {
			t.Errorf("%s: summary %v, notices %q", q.question, turn.Answer.Summary, turn.Answer.Notices)
		}
		var cited []string
		for _, c := range turn.Answer.Citations {
			if !slices.Contains(cited, c.Document.ID) {
				cited = append(cited, c.Document.ID)
			}
		}
		if q.want != nil && !slices.Equal(cited, q.want) || len(cited) == 0 || q.want == nil && len(cited) < 2 {
			t.Errorf("%s cites %v", q.question, cited)
		}
	}
	turn, _ := asked(t, a, ctx, Request{Question: "Summarise the folder Invoices", Quote: true}, nil)
	if turn.Answer.Summary || !slices.Contains(turn.Answer.Notices, "No folder or collection in your library is called “Invoices”, so Carrel searched for these words.") {
		t.Errorf("a folder that is not there: %+v", turn.Answer.Notices)
	}
	turn, _ = asked(t, a, ctx, Request{Question: "Summarise the collection Tax 2023", Quote: true, Documents: []string{desk.ids["railway.md"]}}, nil)
	if want := "None of the chosen documents is in the collection “Tax 2023”."; turn.Answer.Text != want {
		t.Errorf("a collection outside what is chosen: %q", turn.Answer.Text)
	}
}

// Two folders of one name are not told apart by it; one within the other is a part of it.
func TestHoldersOfOneName(t *testing.T) {
	r := &run{asker: New(Config{Library: noCollections{}})}
	doc := func(path string) knowledge.Document {
		return knowledge.Document{ID: path, Path: filepath.FromSlash(path)}
	}
	docs := []knowledge.Document{
		doc("/home/a/2022/Contracts/one.pdf"), doc("/home/a/2023/Contracts/two.pdf"), doc("/home/a/2023/Contracts/old/contracts/three.pdf"), doc("/home/a/2023/Contracts/new/contracts/four.pdf"), doc("/home/a/Tax/2023/five.pdf"),
	}
	for _, c := range []struct {
		name string
		said bool
		want []int // documents of each
	}{
		{"contracts", true, []int{1, 3}},
		{"contracts", false, []int{1, 3}},
		{"tax", true, []int{1}},
		{"tax", false, nil}, // it only has folders
		{"home", true, []int{5}},
		{"contract", true, nil},
	} {
		found, err := r.holders(context.Background(), []string{c.name}, c.said, docs)
		var got []int
		for _, h := range found {
			got = append(got, len(h.documents))
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s, said %v: %v, %v; want %v", c.name, c.said, got, err, c.want)
		}
	}
}

type noCollections struct{ Library }

func (noCollections) Collections(context.Context) ([]knowledge.Collection, error) { return nil, nil }
