package align

import "testing"

// A word that is a part of a compound, two that are all of it, and a verb's noun answer for each
// other where a German question is asked.
func TestRankGermanCompounds(t *testing.T) {
	for _, c := range []struct{ question, text, want string }{
		{"Wie viele Krankheitstage hatte sie?", "Drei Krankheiten hatte sie als Kind.\n\nSie war elf Arbeitstage wegen Krankheit nicht da.", "Sie war elf Arbeitstage wegen Krankheit nicht da."},
		{"Wie lang ist die Frist für den Rücktritt?", "Die Frist für den Einzug ist drei Wochen lang.\n\nDie Rücktrittsfrist beträgt zehn Tage.", "Die Rücktrittsfrist beträgt zehn Tage."},
		{"Darf ich einen Hund halten?", "Der Hund der Nachbarin ist alt.\n\nDie Haltung eines Hundes ist untersagt.", "Die Haltung eines Hundes ist untersagt."},
		{"Wann wurde der Verlängerung zugestimmt?", "Die Verlängerung beginnt am 1. Mai.\n\nDer Verlängerung stimme ich am 4. Juni zu.", "Der Verlängerung stimme ich am 4. Juni zu."},
	} {
		if got := bestOf(t, c.question, Passage{Text: c.text}); got != c.want {
			t.Errorf("%s: %q", c.question, got)
		}
	}
	// "Zeitung" is not of "Zeit", and whether a sentence is borne out heeds none of this.
	whole, _ := newStatement([]rune("Zur Zeit ist es still."), "de").compounds(newStatement([]rune("Welche Zeitung kommt?"), "de"))
	if len(whole) > 0 && whole["zeitung"] {
		t.Errorf("%v", whole)
	}
	m := NewMaterial("Wann ist das?", []Passage{{Text: "Die Frist für den Rücktritt beträgt zehn Tage."}})
	if got := New("Wann ist das?", m).Align("Die Rücktrittsfrist beträgt zwölf Tage."); got.State == Supported || got.State == Quoted {
		t.Errorf("%v", got.State)
	}
}

// Where it is asked how high something is and nothing found has a sum, nothing answers.
func TestLacksSum(t *testing.T) {
	for _, c := range []struct {
		question, text string
		want           bool
	}{
		{"Wie hoch ist das Honorar der Gutachterin?", "Die Gutachterin war am 3. Mai 2025 in der Gartenstraße 12.", true},
		{"Wie hoch ist das Honorar der Gutachterin?", "Die Gutachterin erhält 1.200,00 €.", false},
		{"Wie hoch ist der Turm?", "Der Turm misst 40 Meter.", false},
		{"Wie hoch ist der Turm?", "Der Turm wurde am 4. Mai 1900 gebaut.", true},
		{"How high is the tower?", "The tower was built on 4 May 1900.", true},
		{"What did the roof cost?", "The roof cost £900.", false},
		{"What did the roof cost?", "The roof was mended in May.", true},
		{"What does the fee cover?", "The fee covers water and heating.", false},
	} {
		m := NewMaterial(c.question, []Passage{{Text: c.text}})
		if got := m.LacksSum(c.question, m.Rank(c.question, nil)); got != c.want {
			t.Errorf("%s %q: %v", c.question, c.text, got)
		}
	}
}
