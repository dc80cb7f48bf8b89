package ask

import (
	"context"
	"slices"
	"strings"
	"testing"
)

func TestAreMinutes(t *testing.T) {
	for name, want := range map[string]bool{
		"Minutes of the board / Minutes 2025-03":   true,
		"Board / 2025-03 minutes":                  true,
		"Board / 6 March minutes":                  true,
		"Board / March 6 minutes":                  true,
		"Board meeting notes / notes":              true,
		"Meeting of 3 April 2025 / board":          true,
		"Board meeting / 2025-03-06":               true,
		"Board meeting March / bm":                 true,
		"Réunion du 4 mai / r":                     true,
		"Vorstandssitzung / v":                     true,
		"Meeting room rules / Meeting room rules":  false,
		"How to hold a meeting / meetings":         false,
		"Meeting room 3 / room":                    false,
		"30 minutes recipes / 30-minutes-recipes":  false,
		"Ready in 15 minutes / supper":             false,
		"Supper in 30 minutes / Minutes of supper": true,
	} {
		if got := areMinutes(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// clubMinutes are those of a rowing club, with what is no minutes beside them.
var clubMinutes = map[string]string{
	"Minutes 2025-03.md": "# Minutes of the board\n\nDate: 6 March 2025. Present: Berg, Lund.\n\n## 1. Roof\n\nThe roof of the boat shed leaks.\n\nDecision: the roof is mended by Mill Yard. Responsible: Ada Berg.\n\n## 2. Regatta\n\nDecision: the regatta takes place on 14 June.\n",
	"Minutes 2025-04.md": "# Minutes of the board\n\nDate: 3 April 2025. Present: Berg, Lund, Roth.\n\n## 1. Roof\n\nMill Yard began to mend the roof on 1 April.\n\n## 2. Keys\n\nEvery member has a key of the shed.\n\nDecision: the lock of the shed is changed. Responsible: Ole Lund.\n",
	"Minutes 2025-05.md": "# Minutes of the board\n\nDate: 8 May 2025. Present: Berg, Roth.\n\n## 1. Paint\n\nThe board talked about paint. It was agreed to paint the boats white.\n",
	"Rules.md":           "# Rules\n\nThe board decides about the keys, the roof and the paint. In March the boats are brought out.\n",
}

func TestAskMeetings(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, clubMinutes)
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat})
	ask := func(question string) Answer {
		t.Helper()
		turn, err := a.Ask(context.Background(), Request{Question: question, Quote: true}, func(Step) {})
		if err != nil || turn.Answer.Status != StatusDone {
			t.Fatal(err, turn.Answer.Error)
		}
		return turn.Answer
	}
	for question, want := range map[string]string{
		"What was decided at the meeting in March?": "The minutes of 6 March 2025 say:\n\n“Decision: the roof is mended by Mill Yard.”\n\n“Responsible: Ada Berg.”\n\n“Decision: the regatta takes place on 14 June.”",
		"What was decided at the meeting in May?":   "The minutes of 8 May 2025 say:\n\n“It was agreed to paint the boats white.”",
	} {
		if got := ask(question); got.Text != want || got.Form != FormList || got.Abstained {
			t.Errorf("%s\n%s", question, got.Text)
		}
	}
	if got := ask("What was decided at the meeting in July?"); !got.Abstained || got.Text != "Your documents have the minutes of 3 meetings, but I found none of July." || len(got.Citations) != 0 {
		t.Errorf("%q", got.Text)
	}
	got := ask("Which meeting decided to change the lock of the shed?")
	if !strings.HasPrefix(got.Text, "Your documents say:\n\nMinutes of the board, 3 April 2025:\n\n“Decision: the lock of the shed is changed.”") {
		t.Errorf("%q", got.Text)
	}
	got = ask("Who was present at the meeting in April?")
	if !strings.Contains(got.Text, "Berg, Lund, Roth") || !slices.Contains(got.Notices, "Carrel looked in the minutes of 3 April 2025 only.") {
		t.Errorf("%q %q", got.Text, got.Notices)
	}
	// What no minutes are about is looked for elsewhere.
	if got := ask("What do we decide in March about bringing out the boats?"); len(got.Citations) == 0 {
		t.Errorf("%q", got.Text)
	}
}

// German minutes of one year, which the question names without a month, are those that are asked.
func TestAskMeetingsOfYear(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, map[string]string{
		"Protokoll Mitgliederversammlung 2023.md": "# Protokoll der Mitgliederversammlung\n\nDatum: 4. März 2023. Anwesend: Frau Berg, Herr Lund.\n\n## TOP 1 Dach\n\nDas Dach ist undicht. Der Antrag auf ein neues Dach wurde abgelehnt.\n",
		"Protokoll Mitgliederversammlung 2024.md": "# Protokoll der Mitgliederversammlung\n\nDatum: 9. März 2024. Anwesend: Frau Berg, Herr Roth.\n\n## TOP 1 Haushalt\n\nDer Haushalt wurde einstimmig genehmigt. Frau Berg sprach über die Boote.\n",
		"Satzung.md": "# Satzung\n\nDie Versammlung beschließt über den Haushalt und das Dach.\n",
	})
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat})
	turn, err := a.Ask(context.Background(), Request{Question: "Was wurde bei der Mitgliederversammlung 2024 beschlossen?", Quote: true}, func(Step) {})
	if err != nil || !strings.Contains(turn.Answer.Text, "\n\n“Der Haushalt wurde einstimmig genehmigt.”") || strings.Contains(turn.Answer.Text, "Dach") || len(turn.Answer.Citations) != 1 {
		t.Errorf("%v %q", err, turn.Answer.Text)
	}
	turn, err = a.Ask(context.Background(), Request{Question: "Wer war bei der Mitgliederversammlung 2023 anwesend?", Quote: true}, func(Step) {})
	if err != nil || !strings.Contains(turn.Answer.Text, "Frau Berg, Herr Lund") || strings.Contains(turn.Answer.Text, "Roth") {
		t.Errorf("%v %q", err, turn.Answer.Text)
	}
}
