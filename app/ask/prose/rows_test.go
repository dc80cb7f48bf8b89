package prose

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
