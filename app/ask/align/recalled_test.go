package align

import "testing"

// A name that a text gives once, in its title, its heading or its first sentence, goes for the
// sentences behind it that have none of their own.
func TestAlignRecalledName(t *testing.T) {
	sources := []Passage{
		{Text: "Orlund Group traffic data. In 2014 the group carried 300,226 tons of freight. The rest is estimated.", Document: "a"},
		{Text: "Membership costs 40 euros a year and includes the use of the boats and the sauna at weekends. Students pay half of that sum.", Document: "b", Title: "Vellbach Rowing Club"},
		{Text: "Anna Keller and Tom Feld taught at the school in Leeds. Other teachers mocked them for their hats and their long walks.", Document: "d"},
		{Text: "The town of Brenn lies on the Oltena. Castelan lies on the Mirr. It has 3,100 inhabitants and a large market.", Document: "c"},
	}
	a := New("", NewMaterial("", sources))
	for sentence, want := range map[string]bool{
		"In 2014 the Orlund Group carried 300,226 tons of freight.":                                                            true,
		"In 2014 the Vellbach Group carried 300,226 tons of freight.":                                                          false,
		"Vellbach Rowing Club's membership costs 40 euros a year and includes the use of the boats and the sauna at weekends.": true,
		"Tom Feld mocked other teachers for their hats and their long walks.":                                                  false,
		"Castelan has 3,100 inhabitants and a large market.":                                                                   true,
		"Brenn has 3,100 inhabitants and a large market.":                                                                      false,
		"Students pay half of that sum to Vellbach Rowing Club in cash monthly.":                                               false,
	} {
		if f := a.Align(sentence); (f.State == Supported || f.State == Quoted) != want {
			t.Errorf("%q: %s, missing %q", sentence, f.State, f.Missing)
		}
	}
}
