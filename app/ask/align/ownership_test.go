package align

import "testing"

// What belongs to somebody is not the person, what two people belong to is each one's own, and
// a full stop behind an initial ends neither name nor clause.
func TestAlignBelongings(t *testing.T) {
	const (
		professor = "It is actually the name of one of John W. Eaton’s former professors who wrote a famous textbook on reaction engineering."
		geography = "Political geographers such as Friedrich Ratzel of Germany and Halford Mackinder of Britain also supported imperialism."
		discount  = "Package rates are based on a discount of 0.50% p.a. on the Standard Rate and Credit Lines, and a discount of 0.15% p.a. on Fixed Rates in a package."
		authors   = "The textbook is being written by James B. Rawlings of the University of Wisconsin and John G. Ekerdt of the University of Texas."
		price     = "You may charge any price or no price for each copy that you convey."
		methods   = "Several methods can be used."
	)
	for _, c := range []struct {
		source, said string
		borne        bool
	}{
		{professor, "John W. Eaton wrote the famous textbook on reaction engineering.", false},
		{professor, "It was John W. Eaton who wrote the famous textbook on reaction engineering.", false},
		{professor, "One of John W. Eaton's professors wrote a famous textbook on reaction engineering.", true},
		{geography, "Friedrich Ratzel came from Britain and Halford Mackinder from Germany.", false},
		{geography, "Friedrich Ratzel was from Britain.", false},
		{geography, "Friedrich Ratzel came from Germany and Halford Mackinder from Britain.", true},
		{geography, "Halford Mackinder of Britain supported imperialism.", true},
		{discount, "Package rates are based on a discount of 0.15% p.a. on the Standard Rate and of 0.50% p.a. on Fixed Rates.", false},
		{discount, "Package rates are based on a discount of 0.50% p.a. on the Standard Rate and of 0.15% p.a. on Fixed Rates.", true},
		{authors, "The textbook is being written by James B. Rawlings of the University of Texas and John G. Ekerdt of the University of Wisconsin.", false},
		{authors, "The textbook is being written by James B. Rawlings of the University of Wisconsin.", true},
		{price, "You may not charge any price for the copy that you convey.", false},
		{methods, "Only one method can be used.", false},
		{"There is only one method.", "There is just one method.", true},
	} {
		bears(t, c.source, c.said, c.borne)
	}
}
