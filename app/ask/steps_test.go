package ask

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"carrel/inference"
)

// workshopFiles are those of a workshop: a manual with steps, a list of changes, two reports of a
// series and the minutes of two meetings.
var workshopFiles = map[string]string{
	"kiln.md":               "# Kiln\n\nThe kiln burns gas. Nobody sleeps beside it.\n\n## Lighting the burner\n\nThe burner is lit with a long match.\n\nTo light it:\n\n1. Open the damper.\n2. Turn the valve to PILOT. The flame is blue then.\n3. Turn the valve to ON.\n\nNever lean over the kiln.\n",
	"changes.md":            "# Changes of the kiln's program\n\n## 1.4.0 (2026-05-20)\n\n- Added: a lamp that tells when the kiln is cold.\n- Removed: the old clock.\n\n## 1.3.2 (2026-02-11)\n\n- Fixed: the fan went on for ever after a power cut.\n",
	"FZ-5.md":               "# FZ-5: cracked plates\n\nDate: 3 March 2026\n\n## Root cause\n\nThe plates were put on the shelf while it was still wet. Nobody had looked at the gauge of the shelf.\n\n## What went well\n\nNobody was hurt by the plates that broke.\n",
	"FZ-9.md":               "# FZ-9: burnt glaze\n\nDate: 9 August 2026\n\n## Root cause\n\nThe gauge of the kiln was read in the wrong unit by the new helper.\n",
	"Minutes 2026-10-06.md": "# Workshop meeting\n\nDate: 6 October 2026. Present: Berg, Lund.\n\n## Shelf\n\nThe shelf is dried for two days from now on.\n\nNext meeting: 20 October 2026.\n",
	"Minutes 2026-10-20.md": "# Workshop meeting\n\nDate: 20 October 2026. Present: Berg, Roth.\n\n## Glaze\n\nRoth showed the new glaze.\n",
}

// An instruction that goes over several passages is quoted whole, wherever its words are found.
func TestAskLongSteps(t *testing.T) {
	openDesk(t)
	var manual strings.Builder
	manual.WriteString("# Loom\n\nThe loom stands in the attic, and is older than the house.\n\n## Threading the loom\n\n")
	const steps = 40 // on three pages
	for n := range steps {
		fmt.Fprintf(&manual, "%d. Take thread number %d from the basket beside the window, lead it over the beam and through the eye, fasten it with a knot of two turns to the rod in front, and see from above that it doesn't touch the one before.\n\n", n+1, n+11)
	}
	manual.WriteString("## Oiling\n\nThe beam is oiled in spring.\n")
	l := libraryOf(t, map[string]string{"loom.md": manual.String()})
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat, History: NewHistory(openStore(t, filepath.Join(t.TempDir(), "chats.db")).DB()),
		Provenance: func(context.Context, inference.ModelSpec, []inference.Adapter) Provenance {
			return Provenance{Carrel: "1.0"}
		}})
	docs, err := l.Documents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if docs[0].Pages < 3 {
		t.Fatalf("there are %d pages", docs[0].Pages)
	}
	turn, err := a.Ask(t.Context(), Request{Question: "How do I thread the loom?", Quote: true}, func(Step) {})
	if err != nil || turn.Answer.Form != FormList {
		t.Fatalf("%v\n%s", err, turn.Answer.Text)
	}
	at := 0
	for n := range steps {
		next := strings.Index(turn.Answer.Text[at:], fmt.Sprintf("“%d. Take thread number %d from", n+1, n+11))
		if next < 0 {
			t.Fatalf("step %d is not there\n%s", n+1, turn.Answer.Text)
		}
		at += next + 1
	}
	if strings.Contains(turn.Answer.Text, "oiled") || len(turn.Answer.Citations) != steps {
		t.Errorf("%d citations\n%s", len(turn.Answer.Citations), turn.Answer.Text)
	}
	for _, c := range turn.Answer.Citations { // each opens its words
		pages, err := l.Pages(t.Context(), c.Document.ID, c.Page, c.Page)
		if err != nil {
			t.Fatal(err)
		}
		if got := string([]rune(pages[0].Text)[c.Start:c.End]); flatten(got) != flatten(c.Quote) {
			t.Errorf("%q opens %q", c.Quote, got)
		}
	}
	if again, err := a.Reproduce(t.Context(), turn.ID); err != nil || !again.Same {
		t.Errorf("made again: %v\n%s", err, again.Now)
	}
}

func TestAskSteps(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, workshopFiles)
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat, History: NewHistory(openStore(t, filepath.Join(t.TempDir(), "chats.db")).DB()),
		Provenance: func(context.Context, inference.ModelSpec, []inference.Adapter) Provenance {
			return Provenance{Carrel: "1.0"}
		}})
	ask := func(question string) Turn {
		t.Helper()
		turn, err := a.Ask(context.Background(), Request{Question: question, Quote: true}, func(Step) {})
		if err != nil || turn.Answer.Status != StatusDone {
			t.Fatal(err, turn.Answer.Error)
		}
		return turn
	}
	for question, want := range map[string]string{
		"How do I light the burner?":         "Your documents say:\n\n“To light it:”\n\n“1. Open the damper.”\n\n“2. Turn the valve to PILOT. The flame is blue then.”\n\n“3. Turn the valve to ON.”",
		"What changed in version 1.4.0?":     "“Changes of the kiln's program”, version 1.4.0:\n\n“- Added: a lamp that tells when the kiln is cold.”\n\n“- Removed: the old clock.”",
		"What was the root cause of FZ-9?":   "“FZ-9: burnt glaze”, root cause:\n\n“The gauge of the kiln was read in the wrong unit by the new helper.”",
		"Which gauge was looked at in FZ-9?": "Your documents say:\n\n“The gauge of the kiln was read in the wrong unit by the new helper.”",
	} {
		turn := ask(question)
		if got := turn.Answer.Text; got != want && !strings.HasPrefix(got, want+"\n\n“FZ-9") {
			t.Errorf("%s\n%s", question, got)
		}
		again, err := a.Reproduce(context.Background(), turn.ID)
		if err != nil || !again.Same {
			t.Errorf("%s: made again: %v\n%s", question, err, again.Now)
		}
	}
	// What stands before a heading in Markdown is no sentence of the part before it.
	if got := ask("What was the root cause of FZ-5?").Answer; strings.Contains(got.Text, "#") || strings.Contains(got.Text, "hurt") {
		t.Errorf("%s", got.Text)
	}
	// What was said at a meeting is not what was said at another one.
	got := ask("What was said about the shelf at the meeting on 20 October?").Answer
	if !got.Abstained || strings.Contains(got.Text, "shelf is dried") || strings.Contains(got.Text, "Next meeting") || len(got.Citations) == 0 {
		t.Errorf("%s", got.Text)
	}
}
