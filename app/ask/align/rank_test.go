package align

import (
	"testing"
)

func TestHeadingsRankBelowSentences(t *testing.T) {
	const lease = "2. Rent and deposit\n\nThe rent is 940 euros a month.\nThe deposit is three months' rent.\n\n" +
		"3. Ending the lease\n\nThe tenant may end the lease with three months' notice."
	for question, want := range map[string]string{
		"What does it say about rent and deposit?": "The deposit is three months' rent.",
		"How about ending the lease?":              "The tenant may end the lease with three months' notice.",
	} {
		m := NewMaterial(question, []Passage{{Text: lease}})
		if got := string(m.Statements[m.Rank(question, nil)[0].Statement].Text); got != want {
			t.Errorf("%s: %q ranks first, want %q", question, got, want)
		}
	}
}

// The row that answers is the best statement, and the names of the columns none of the next.
func TestRowsAreRanked(t *testing.T) {
	const question = "How much is the rent in Q3?"
	m := NewMaterial(question, []Passage{{Text: "Item | Q1 | Q2 | Q3\nItem: Salaries; Q1: 88000; Q2: 90500; Q3: 91200\nItem: Rent; Q1: 12000; Q2: 12000; Q3: 13500\nItem: Travel; Q1: 3100; Q2: 4200; Q3: 2800"}})
	order := m.Rank(question, nil)
	if best := string(m.Statements[order[0].Statement].Text); best != "Item: Rent; Q1: 12000; Q2: 12000; Q3: 13500" {
		t.Errorf("best is %q", best)
	}
	if !m.namesColumns(0) || m.namesColumns(1) {
		t.Error("the names of the columns are not told")
	}
}

// The word that asks how much need not be in the answer.
func TestMeasureOfAQuestion(t *testing.T) {
	for question, text := range map[string]string{
		"Wie hoch ist die Kaution?": "Die Kaution beträgt 2820 Euro.", "How large is the deposit?": "The deposit is 2,820 euros.",
		"¿Cuánto es la renta?": "La renta es de 940 euros.", "Combien de chambres a la maison ?": "La maison a sept chambres.",
	} {
		sources := []Passage{{Text: text}}
		m := NewMaterial(question, sources)
		if s := m.signals(question, nil)[0]; s.overlap != 1 || s.expected != 1 {
			t.Errorf("%s: %q has %.2f of it, expected %g", question, text, s.overlap, s.expected)
		}
	}
}
