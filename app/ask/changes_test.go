package ask

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app/ask/align"
)

// Two versions of a document are compared sentence by sentence, whichever was added first.
func TestAskChanges(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, map[string]string{
		"Boat rules v2.md": "# Boat rules\n\nVersion 2, in force from 1 May 2025\n\nBoats are brought in by eight in the evening. Every boat has a lamp.\n\nChildren row with an adult. Dogs are not taken along.\n",
		"Boat rules v1.md": "# Boat rules\n\nVersion 1, in force from 1 May 2021\n\nBoats are brought in by ten in the evening. Every boat has a lamp.\n\nChildren row with an adult. The key hangs at the door.\n",
		"Key list.md":      "# Keys\n\nThe key of the boat house was changed in May.\n",
	})
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat})
	turn, err := a.Ask(context.Background(), Request{Question: "What changed between the two versions of the boat rules?"}, func(Step) {})
	if err != nil {
		t.Fatal(err)
	}
	const want = "What “Boat rules v2” says otherwise than “Boat rules v1”:\n\nBefore:\n\n“Version 1, in force from 1 May 2021”\n\nNow:\n\n“Version 2, in force from 1 May 2025”" +
		"\n\nBefore:\n\n“Boats are brought in by ten in the evening.”\n\nNow:\n\n“Boats are brought in by eight in the evening.”\n\nNew:\n\n“Dogs are not taken along.”\n\nNo longer there:\n\n“The key hangs at the door.”"
	if turn.Answer.Text != want || turn.Answer.Form != FormComparison {
		t.Errorf("%s", turn.Answer.Text)
	}
	quoted := 0
	for _, s := range turn.Answer.Sentences {
		if s.State == align.Quoted {
			quoted++
		}
	}
	if quoted != 6 || len(turn.Answer.Citations) != 6 {
		t.Errorf("%d quoted, %d citations", quoted, len(turn.Answer.Citations))
	}
	for _, c := range turn.Answer.Citations {
		pages, err := l.Pages(context.Background(), c.Document.ID, c.Page, c.Page)
		if err != nil || string([]rune(pages[0].Text)[c.Start:c.End]) != c.Quote {
			t.Errorf("cites %q at the wrong place", c.Quote)
		}
	}
	// What was changed of which there are no versions is a question as any other.
	turn, err = a.Ask(context.Background(), Request{Question: "What was changed of the boat house?", Quote: true}, func(Step) {})
	if err != nil || turn.Answer.Form == FormComparison {
		t.Errorf("%v %q", err, turn.Answer.Text)
	}
}

func TestNamesApart(t *testing.T) {
	for _, c := range [][4]string{
		{"/a/Policy v1.docx", "/a/Policy v2.docx", "Policy v1", "Policy v2"},
		{"/a/2024/Policy.docx", "/a/2025/Policy.docx", "2024/Policy", "2025/Policy"},
		{`C:\a\2024\in force\Policy.docx`, `C:\a\2025\in force\Policy.docx`, "2024/in force/Policy", "2025/in force/Policy"},
		{"/a/Policy.docx", "/a/Policy.pdf", "Policy.docx", "Policy.pdf"},
	} {
		if was, is := namesApart(c[0], c[1]); was != c[2] || is != c[3] {
			t.Errorf("%s, %s: %q, %q", c[0], c[1], was, is)
		}
	}
}

// An answer on what changed is made again from the same two documents, and one of them that
// has been changed since is named, also where no sentence of it was shown.
func TestReproduceChanges(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const rules = "# Boat rules\n\nBoats are brought in by ten in the evening. Every boat has a lamp.\n"
	older, newer := write("Boat rules v1.md", rules), write("Boat rules v2.md", rules+"\nDogs are not taken along.\n")
	a, _, l := reproducing(t, older)
	readAgain(t, l, newer)
	turn, err := a.Ask(t.Context(), Request{Question: "What changed between the two versions of the boat rules?"}, func(Step) {})
	if err != nil || turn.Answer.Text != "What “Boat rules v2” says otherwise than “Boat rules v1”:\n\nNew:\n\n“Dogs are not taken along.”" {
		t.Fatal(turn.Answer.Text, err)
	}
	if s := turn.Answer.Recipe.Searches; len(s) != 1 || len(s[0].Passages) != 3 || len(s[0].Passages[0].DocumentSHA256) != 64 {
		t.Errorf("the recipe has %+v", s)
	}
	if r, err := a.Reproduce(t.Context(), turn.ID); err != nil || !r.Whole {
		t.Errorf("%+v, %v", r, err)
	}
	readAgain(t, l, write("Boat rules v1.md", strings.Replace(rules, "a lamp", "two lamps", 1)))
	if r, err := a.Reproduce(t.Context(), turn.ID); err != nil || r.Same || kinds(r) != "text changed" {
		t.Errorf("%+v, %v", r, err)
	}
}
