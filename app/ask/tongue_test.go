package ask

import (
	"context"
	"strings"
	"testing"
	"time"

	"carrel/app/ask/prose"
)

// Each text takes the same values in every language.
func TestTongues(t *testing.T) {
	for english, there := range tongues {
		for lang, text := range there {
			if text == "" || strings.Count(strings.ReplaceAll(text, "[1]", ""), "%s") != strings.Count(strings.ReplaceAll(english, "[1]", ""), "%s") {
				t.Errorf("%s: %q in place of %q", lang, text, english)
			}
		}
	}
	for english, text := range inGerman {
		if strings.Count(text, "%") != strings.Count(english, "%") {
			t.Errorf("%q in place of %q", text, english)
		}
	}
	day := time.Date(2025, 3, 4, 0, 0, 0, 0, time.UTC)
	for question, want := range map[string]string{
		"Was steht in dem Vertrag über die Miete?":    "In Ihren Dokumenten steht: 4. März 2025",
		"What does the lease say about the rent?":     "Your documents say: 4 March 2025",
		"Quel est le montant du loyer dans le bail ?": "Vos documents disent : 4 mars 2025",
		"Kaution": "Your documents say: 4 March 2025", // no language is certain
	} {
		r := &run{turn: Turn{Question: question}}
		if got := r.say(saysDocuments) + " " + r.day(day); got != want {
			t.Errorf("%s: %q", question, got)
		}
	}
	if r := (&run{turn: Turn{Question: "Was ist mit der Miete und dem Haus?"}}); r.in() != prose.German {
		t.Errorf("%s", r.in())
	}
}

// A German question is answered in German around the quotations.
func TestAskInGerman(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, map[string]string{"Pacht.md": "# Pachtvertrag\n\nDie Pacht für die Wiese beträgt 400 Euro im Jahr. Der Pächter mäht im Juni.\n"})
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat})
	turn, err := a.Ask(context.Background(), Request{Question: "Wie hoch ist die Pacht für die Wiese?", Quote: true}, func(Step) {})
	if err != nil || !strings.HasPrefix(turn.Answer.Text, "In Ihren Dokumenten steht:\n\n“Die Pacht für die Wiese beträgt 400 Euro im Jahr.”") {
		t.Errorf("%v %q", err, turn.Answer.Text)
	}
}

// So is what was added up, with a German comma.
func TestTallyInGerman(t *testing.T) {
	openDesk(t)
	l := libraryOf(t, map[string]string{"Ausgaben.csv": "Posten;Betrag\nDach;1.200,50 €\nZaun;300,25 €\nTor;99,00 €\n"})
	a := New(Config{Library: l, Engine: desk.engine, Model: deskChat})
	turn, err := a.Ask(context.Background(), Request{Question: "Wie hoch ist die Summe der Beträge in den Ausgaben?", Quote: true}, func(Step) {})
	if err != nil || !strings.HasPrefix(turn.Answer.Text, "Carrel hat „Betrag“ von 3 Zeilen aus “Ausgaben” addiert: 1.599,75. Das sind die Zeilen:\n\n“Posten: Dach; Betrag: 1.200,50 €”") {
		t.Errorf("%v %q", err, turn.Answer.Text)
	}
}
