package align

import (
	"slices"
	"testing"
)

// TestReworded has, of each way in which an editor rewords a sentence, one that the passage bears out
// and one that is wrong in one thing.
func TestReworded(t *testing.T) {
	const passage = "A 1996 study by Okoro examined the wages of dockers. He showed that pay rose with the tide tables. " +
		"A decade after the strike, the Port Authority (PA) opened two quays. The harbour is not, however, in private hands. " +
		"The crane must not be used unless the wind is below force 6. Okoro's trust is a not for profit organization. " +
		"Because of their soft, grey hulls, old barges were seldom painted, and the varnish was kept for soft wood. " +
		"In 1971 he moved to Bergen."
	a := New("What about the harbour?", NewMaterial("What about the harbour?", []Passage{{Text: passage}}))
	for _, c := range []struct {
		sentence string
		want     bool
	}{
		{"Okoro showed that pay rose with the tide tables.", true},
		{"Bergen showed that pay rose with the tide tables.", false},
		{"Ten years after the strike, the Port Authority opened two quays.", true},
		{"Twenty years after the strike, the Port Authority opened two quays.", false},
		{"Ten months after the strike, the Port Authority opened two quays.", false},
		{"The harbour is not in private hands.", true},
		{"The harbour is in private hands.", false},
		{"The crane must be used only when the wind is below force 6.", true},
		{"The crane must be used when the wind is below force 6.", false},
		{"Okoro's trust is a not-for-profit organization.", true},
		{"As the passage notes, the Port Authority opened two quays.", true},
		{"As the passage notes, the Port Authority opened three quays.", false},
	} {
		if f := a.Align(c.sentence); (f.State == Supported || f.State == Quoted) != c.want {
			t.Errorf("%q: %s, missing %q", c.sentence, f.State, f.Missing)
		}
	}
}

// TestShortQuotation has one and two words in quotation marks that stand nowhere: they are named.
func TestShortQuotation(t *testing.T) {
	a := New("", NewMaterial("", []Passage{{Text: "In March the council heard a claim that a weekend job was ‘sometimes harmful’, along with late hours. Inspectors cannot accept \"thank-you\" gifts."}}))
	for sentence, want := range map[string]string{
		"A weekend job was said to be \"always harmful\".": "always harmful",
		"Inspectors cannot accept \"farewell\" gifts.":     "farewell",
	} {
		if f := a.Align(sentence); f.State == Supported || f.State == Quoted || !slices.Contains(f.Missing, want) {
			t.Errorf("%q: %s, missing %q", sentence, f.State, f.Missing)
		}
	}
	if f := a.Align("Inspectors cannot accept \"thank-you\" gifts."); f.State != Supported && f.State != Quoted {
		t.Errorf("%s, missing %q", f.State, f.Missing)
	}
}
