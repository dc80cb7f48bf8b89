package ask

import (
	"slices"
	"testing"
)

func TestSentencesOfRows(t *testing.T) {
	for text, want := range map[string][]string{
		"Item | Q1 | Q3\nItem: Rent; Q1: 12000; Q3: 13500\nItem: Travel; Q1: 3100; Q3: 2800": {"Item | Q1 | Q3", "Item: Rent; Q1: 12000; Q3: 13500", "Item: Travel; Q1: 3100; Q3: 2800"},
		"Tenancy | Notice\nup to five years | three months\nlonger | six months":             {"Tenancy | Notice", "up to five years | three months", "longer | six months"},
		"The rent is due on the first of a month; the deposit: two rents; heating: by\nuse.": {"The rent is due on the first of a month; the deposit: two rents; heating: by\nuse."},
	} {
		var got []string
		for _, s := range Sentences(text) {
			got = append(got, string([]rune(text)[s.Start:s.End]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	}
}

// The row that answers is the best statement, and the names of the columns none of the next.
func TestRowsAreRanked(t *testing.T) {
	const question = "How much is the rent in Q3?"
	m := newMaterial(question, []Source{{N: 1, Text: "Item | Q1 | Q2 | Q3\nItem: Salaries; Q1: 88000; Q2: 90500; Q3: 91200\nItem: Rent; Q1: 12000; Q2: 12000; Q3: 13500\nItem: Travel; Q1: 3100; Q2: 4200; Q3: 2800"}})
	order := m.rank(m.signals(question, nil))
	if best := string(m.statements[order[0].statement].text); best != "Item: Rent; Q1: 12000; Q2: 12000; Q3: 13500" {
		t.Errorf("best is %q", best)
	}
	if !m.namesColumns(0) || m.namesColumns(1) {
		t.Error("the names of the columns are not told")
	}
}
