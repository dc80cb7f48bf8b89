package align

import "testing"

// Sentences that have the words of a passage, mostly in other words, and say who did it
// to whom: first as the passage does, then not.
func TestArguments(t *testing.T) {
	for _, test := range []struct {
		passage      string
		right, wrong []string
	}{
		{
			"Okafor wrestled the flag away from Lindqvist and, after several guards had looked for it, carried it to the hill. For many years the valley was ruled by Yusuf Qadir. His movement first won seats when Governor Omar al-Hadid invited members to serve in his cabinet in 1984.",
			[]string{"Okafor carried the flag to the hill.", "In 1984 Governor al-Hadid invited members to serve in his cabinet.", "Yusuf Qadir ruled the valley for many years."},
			[]string{"Lindqvist wrestled the flag away from Okafor.", "Lindqvist carried the flag to the hill.", "Qadir invited Omar al-Hadid to serve in his cabinet in 1984.", "Members invited Governor al-Hadid to serve in 1984."},
		},
		{
			"In the north, many young doctors moved to the clinics, while hospitals became in turn more crowded with older patients. The plain visor was replaced with a curved shield for better sight, and the suit had a heated lining. Companies are testing hydrogen as an alternative to diesel.",
			[]string{"Many young doctors went to the clinics.", "A curved shield replaced the plain visor.", "Hydrogen is being tested by companies as an alternative to diesel."},
			[]string{"Hospitals moved young doctors to the clinics.", "The curved shield was replaced with a plain visor.", "A plain visor replaced the curved shield.", "Companies are testing diesel as an alternative to hydrogen.", "Many older patients moved to the clinics."},
		},
		{
			"Norway sold the ship to Chile in 1931. The harbour company received a loan from the national bank. The council sued the builder after the wall had fallen. Brandt wrote the play and Okello directed it. The new treaty replaced the older alliance.",
			[]string{"The ship was sold to Chile by Norway in 1931.", "The harbour company got a loan from the national bank.", "The builder was sued by the council.", "Okello directed the play.", "The older alliance was replaced by the new treaty."},
			[]string{"Chile sold the ship to Norway in 1931.", "The national bank received a loan from the harbour company.", "The builder sued the council.", "Okello wrote the play.", "The older alliance replaced the new treaty.", "The council was sued by the builder."},
		},
		{
			"The wage of a clerk should not be raised merely because a manager with a higher wage depends on him. The regional index is published by Fairwatch, a group which tries to gauge waste in various towns. However, the Marovian government has taken several steps, for instance the creation of an independent Waste Office.",
			[]string{"A clerk's wage should not be raised just because a manager with a higher wage depends on him.", "Fairwatch publishes the regional index."},
			[]string{"The wage of a clerk should not be raised merely because he depends on a manager with a higher wage.", "Fairwatch created the independent Waste Office."},
		},
		{
			"The rank of a tool should not be raised merely because another tool of a higher rank relies on it; such reliances are handled by the installer. In the north, many poor farmers migrated to the mills, while small towns became emptier of farmers (see the list of towns). Haas carried the load seven miles to the 3-mile post.",
			[]string{"The rank of a tool should not be raised just because another tool of a higher rank relies on it.", "Haas carried the load seven miles to the 3-mile post."},
			[]string{"The rank of a tool should not be raised merely because it relies on another tool of a higher rank.", "Small towns migrated poor farmers to the mills.", "Haas carried the load three miles to the 7-mile post."},
		},
		{
			"The Orvel bridge was opened in 1932. In 1987 the deck was replaced at a cost of 18 million pounds, most of which was paid by the county. The authors caution that the trial was too small to show rare side effects. Researchers measured the loss with satellite images, which agreed closely with older field surveys. The study was funded by Helix Pharma.",
			[]string{"Most of the 18 million pounds was paid by the county.", "The trial was too small to show rare side effects.", "The satellite images agreed with older field surveys.", "Helix Pharma funded the study."},
			[]string{"The county was paid 18 million pounds.", "The trial showed rare side effects.", "Field surveys measured the loss, which agreed with older satellite images.", "Helix Pharma was funded by the study."},
		},
	} {
		sources := []Passage{{Text: test.passage}}
		a := New("", NewMaterial("", sources))
		for _, s := range test.right {
			if f := a.Align(s); f.State != Supported && f.State != Quoted {
				t.Errorf("%q is %s, missing %q", s, f.State, f.Missing)
			}
		}
		for _, s := range test.wrong {
			if f := a.Align(s); f.State == Supported || f.State == Quoted {
				t.Errorf("%q is taken for %s", s, f.State)
			}
		}
	}
}
