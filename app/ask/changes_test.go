package ask

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app/ask/align"
	"carrel/app/ask/naming"
	"carrel/knowledge"
)

func TestChangesOf(t *testing.T) {
	for question, want := range map[string]string{
		"What changed between the two versions of the boat rules?":                 "the boat rules",
		"What has changed in the boat rules since the last version?":               "the boat rules",
		"What are the differences between versions 1 and 2 of the boat rules?":     "the boat rules",
		"What is new in the boat rules?":                                           "the boat rules",
		"How did the boat rules change?":                                           "the boat rules",
		"Was hat sich in der Bootsordnung geändert?":                               "der bootsordnung",
		"Was hat sich zwischen den beiden Fassungen der Bootsordnung geändert?":    "bootsordnung",
		"Qu'est-ce qui a changé entre les deux versions du règlement ?":            "reglement",
		"Was hat sich zwischen Entwurf 1 und Entwurf 2 der Bootsordnung geändert?": "bootsordnung",
		"Worin unterscheiden sich die beiden Fassungen der Bootsordnung?":          "bootsordnung",
		"Worin unterscheiden sich die Bootsordnung von 2021 und die von 2025?":     "die bootsordnung",
		"Welche Unterschiede gibt es zwischen den Entwürfen der Bootsordnung?":     "bootsordnung",
		"Vergleiche die alte und die neue Fassung der Bootsordnung.":               "bootsordnung",
		"What changed between draft 1 and draft 2 of the boat rules?":              "the boat rules",
		"Quelles sont les différences entre les deux versions du règlement ?":      "reglement",
		"Cosa è cambiato tra le due versioni del regolamento?":                     "regolamento",
		"What is the difference between a skiff and a punt?":                       "",
		"Who changed the rules?":                                                   "",
	} {
		if got, _ := changesOf(question); got.name != want {
			t.Errorf("%s: %q, want %q", question, got.name, want)
		}
	}
}

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
	const want = "What “Boat rules v2” says otherwise than “Boat rules v1”:\n\nBefore:\n“Version 1, in force from 1 May 2021”\nNow:\n“Version 2, in force from 1 May 2025”" +
		"\n\nBefore:\n“Boats are brought in by ten in the evening.”\nNow:\n“Boats are brought in by eight in the evening.”\n\nNew:\n“Dogs are not taken along.”\n\nNo longer there:\n“The key hangs at the door.”"
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

// The versions that a question names are compared, and none where it is not certain which.
func TestVersionsNamed(t *testing.T) {
	named := func(names ...string) (docs []knowledge.Document) {
		for _, name := range names {
			docs = append(docs, knowledge.Document{ID: name, Path: "/papers/" + name + ".md", Title: strings.ToUpper(name[:1]) + name[1:]})
		}
		return docs
	}
	numbered := named("boat rules v2", "boat rules v3", "boat rules v1")
	yearly := named("boat rules 2021", "boat rules 2025", "boat rules 2023")
	two := named("boat rules v1", "boat rules v2")
	drafts := named("Pachtvertrag Alm Entwurf 1", "Pachtvertrag Alm Entwurf 2")
	anew := named("Pachtvertrag Alm 2018", "Pachtvertrag Alm Neufassung 2024")
	for _, c := range []struct {
		docs     []knowledge.Document
		question string
		want     string
	}{
		{numbered, "What changed between the last two versions of the boat rules?", "boat rules v2 boat rules v3"},
		{numbered, "What are the differences between versions 1 and 3 of the boat rules?", "boat rules v1 boat rules v3"},
		{numbered, "What are the differences between version 3 and version 1 of the boat rules?", "boat rules v1 boat rules v3"},
		{numbered, "What changed in the boat rules from version 1 to version 2?", "boat rules v1 boat rules v2"},
		{numbered, "Was hat sich zwischen Fassung 1 und 3 der boat rules geändert?", "boat rules v1 boat rules v3"},
		{numbered, "What is new in version 2 of the boat rules?", "boat rules v1 boat rules v2"},
		{numbered, "What has changed in the boat rules since version 1?", "boat rules v1 boat rules v3"},
		{numbered, "What is new in version 1 of the boat rules?", ""}, // nothing is older
		{numbered, "What changed between versions 1 and 4 of the boat rules?", ""},
		{numbered, "What changed between versions 1, 2 and 3 of the boat rules?", ""},
		{numbered, "What has changed in the boat rules since version 1.2?", ""},
		{numbered, "What has changed in the boat rules since the first version?", ""},
		{numbered, "What has changed in the boat rules since last year?", ""},
		{numbered, "How did the boat rules change since May?", ""},
		{numbered, "How did the boat rules change the regatta?", ""},
		{two, "What has changed in the boat rules since the first version?", "boat rules v1 boat rules v2"},
		{yearly, "What has changed in the boat rules since the 2021 edition?", "boat rules 2021 boat rules 2025"},
		{yearly, "How have the boat rules changed since the 2021 edition?", "boat rules 2021 boat rules 2025"},
		{yearly, "What changed between the 2021 and 2023 editions of the boat rules?", "boat rules 2021 boat rules 2023"},
		{yearly, "What changed in the boat rules between 2021 and 2025?", "boat rules 2021 boat rules 2025"},
		{yearly, "How did the boat rules change in 2023?", "boat rules 2021 boat rules 2023"},
		{yearly, "How did the boat rules change since 2022?", ""},
		{yearly, "What is new in the boat rules 2022?", ""},
		{numbered, "What has changed in boat rules 4?", ""},
		{drafts, "Was hat sich zwischen Entwurf 1 und Entwurf 2 des Pachtvertrags geändert?", "Pachtvertrag Alm Entwurf 1 Pachtvertrag Alm Entwurf 2"},
		{drafts, "Worin unterscheiden sich die beiden Entwürfe des Vertrags?", "Pachtvertrag Alm Entwurf 1 Pachtvertrag Alm Entwurf 2"},
		{anew, "Wie hat sich der Pachtvertrag Alm geändert?", "Pachtvertrag Alm 2018 Pachtvertrag Alm Neufassung 2024"},
		{anew, "Vergleiche den Pachtvertrag von 2018 mit der neuen Fassung von 2024.", "Pachtvertrag Alm 2018 Pachtvertrag Alm Neufassung 2024"},
	} {
		asked, ok := changesOf(c.question)
		older, newer, sure := asked.versions(naming.Find(asked.name, c.docs, true))
		got := older.ID + " " + newer.ID
		if !ok || !sure {
			got = ""
		}
		if got != c.want {
			t.Errorf("%s\n%q, want %q; %+v", c.question, got, c.want, asked)
		}
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

// Two long documents that share nothing are not compared sentence with sentence, and what was
// stopped goes no further.
func TestChangesBetweenEndsEarly(t *testing.T) {
	many := func(n int, word string) (list []sentenceAt) {
		for i := range n {
			text := fmt.Sprintf("%s %d", word, i)
			list = append(list, sentenceAt{text: text, key: text, words: map[string]bool{word: true, text: true}})
		}
		return list
	}
	looked := &counted{Context: t.Context()}
	if out, ok := changesBetween(looked, many(manyChanges+1, "old"), many(3, "new")); ok || out != nil || looked.n != 0 {
		t.Errorf("%d changes, %v, after %d sentences", len(out), ok, looked.n)
	}
	if out, ok := changesBetween(looked, many(3, "old"), many(3, "new")); !ok || len(out) != 6 || looked.n != 3 {
		t.Errorf("%d changes, %v, after %d sentences", len(out), ok, looked.n)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if out, ok := changesBetween(stopped, many(3, "old"), many(3, "new")); ok || out != nil {
		t.Errorf("%d changes, %v", len(out), ok)
	}
}

// counted counts how often it is asked whether it has ended.
type counted struct {
	context.Context
	n int
}

func (c *counted) Err() error {
	c.n++
	return c.Context.Err()
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
	if err != nil || turn.Answer.Text != "What “Boat rules v2” says otherwise than “Boat rules v1”:\n\nNew:\n“Dogs are not taken along.”" {
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
