package ask

import (
	"context"
	"testing"

	"carrel/app/ask/align"
)

func TestChangesOf(t *testing.T) {
	for question, want := range map[string]string{
		"What changed between the two versions of the boat rules?":              "the boat rules",
		"What has changed in the boat rules since the last version?":            "the boat rules",
		"What are the differences between versions 1 and 2 of the boat rules?":  "the boat rules",
		"What is new in the boat rules?":                                        "the boat rules",
		"How did the boat rules change?":                                        "the boat rules",
		"Was hat sich in der Bootsordnung geändert?":                            "der bootsordnung",
		"Was hat sich zwischen den beiden Fassungen der Bootsordnung geändert?": "bootsordnung",
		"Qu'est-ce qui a changé entre les deux versions du règlement ?":         "reglement",
		"What is the difference between a skiff and a punt?":                    "",
		"Who changed the rules?":                                                "",
	} {
		if got, _ := changesOf(question); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
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
