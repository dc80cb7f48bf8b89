package passage

import "testing"

func TestIsReferences(t *testing.T) {
	for text, want := range map[string]bool{
		"Berg, A. (1971), \"Tides of the Coast,\" Journal of Harbours, 4, 12-19.\nOlsen, J. B. (1980), \"Tides,\" Lund: University Press.\nVik, T. (1981), \"Piers,\" Proceedings of the Tidal Society, 71-80.":                               true,
		"Berg A, Olsen JB (2006). “Tides of the Coast.” Journal of Harbours, 15(3), 651–674. doi:10.1000/1234.\nVik T (2011). Piers. Springer, Lund.":                                                                                         true,
		"A. Berg. Tides of the coast. Journal of Harbours, 60(2):271–285, 1992.\nJ. Olsen and T. Vik. Piers. University Press, Lund, 1993.":                                                                                                   true,
		"The tides were measured by Berg (1971), and again by Olsen (1980). The decision rule of Vik was proved by Lund and Berg (1969) from the data of the harbour, which has been dredged in every year since the war and is deep enough.": false,
		"Dear Mr A. Berg,\nThe rent of 2019 is due. Please pay 940 euros by 3 May 2020.\nJ. Olsen":                                                                                                                                            false,
		"": false,
	} {
		if got := IsReferences(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestReferencesFrom(t *testing.T) {
	for text, want := range map[string]int{
		"The tides rise.\nReferences\n[1] Berg, A. (1971). Tides. Harbours, 4, 12-19.": 16,
		"The tides rise.\n\n## 7. Bibliography\n\nA. Berg. Tides of the coast. 1992.":  17,
		"References\nBerg, A. (1971). Tides. Harbours, 4, 12-19.":                      0,
		"The tides rise, see the references\nby Berg, A. (1971).":                      -1,
		"References\nThe applicant names two people who know him well.":                -1,
		"The tides rise.": -1,
	} {
		if got := ReferencesFrom(text); got != want {
			t.Errorf("%q: from %d, want %d", text, got, want)
		}
	}
}
