package align

import (
	"testing"

	"carrel/app/ask/prose"
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

// The heading of a numbered clause that ends as a sentence does, and a heading with a line
// under it, are headings.
func TestClausesAreHeadings(t *testing.T) {
	for text, want := range map[string]bool{
		"3. Grant of Patent License.":                          true,
		"10. Automatic Licensing of Downstream Recipients.":    true,
		"§ 12. Termination of the Lease.":                      true,
		"Exhibit B - \"Notice\" for Others ----------------":   true,
		"- [Copy a running model](#copy-a-running-model)":      true,
		"[#18]: https://example.org/watcher/issues/18":         true,
		"DF(1) User Commands of the system DF(1)":              true,
		"See [how a model is copied](#copy) in the last part.": false,
		"df(1) shows the space that du(1) counts.":             false,
		"3. Close the valve.":                                  false,
		"4. Anna Berg keeps both keys.":                        false,
		"The pipe -- of copper -- leaks, as Berg said ------.": false,
		"Payable until 28 March 2026":                          false,
		"Gültig ab dem 1. März 2026.":                          false,
		"Meeting of 28 March 2026":                             true,
	} {
		if got := newStatement([]rune(text), prose.Detect(text)).IsHeading(); got != want {
			t.Errorf("%s: a heading: %v", text, got)
		}
	}
}

// What the document's title says is said of all its sentences.
func TestTitlesCount(t *testing.T) {
	passages := []Passage{
		{Title: "Northern Terms 2019", Text: "You may use the marks of the owner only with consent."},
		{Title: "Harbour Rules", Text: "Licensed under the Northern Terms of 2019. Boats may be moored for two nights."},
	}
	const question = "May I use the marks under the Northern Terms of 2019?"
	m := NewMaterial(question, passages)
	if best := m.Rank(question, nil)[0].Statement; m.Statements[best].Source != 0 {
		t.Errorf("best is %q", string(m.Statements[best].Text))
	}
}

// Of the sentences that have a word, the one that explains it is best where its meaning is asked.
func TestDefinitionsRankFirst(t *testing.T) {
	for question, want := range map[string]bool{
		"What is a Combined Work?": true, "What does “Combined Work” mean in this licence?": true, "What are combined works according to it?": true,
		"Define “combined work”.": true, "What is the combined work for?": false, "What is a combined work for?": true, "What is the fee for a combined work?": false, "What is an example of a combined work?": false,
		"What does a combined work cost?": false,
	} {
		asked := newStatement([]rune(question), prose.English)
		if got := asked.askedTerms(); (len(got) == 2) != want {
			t.Errorf("%s: asks what %q means", question, got)
		}
	}
	for _, tt := range []struct{ question, text, want string }{
		{"What is a “Combined Work”?", "\"The Library\" is a work under this licence, other than a Combined Work as defined below. 4.2 A \"Combined Work\" is a work made by linking.", "4.2 A \"Combined Work\" is a work made by linking."},
		{"What does “convey” mean?", "You may convey copies. To \"convey\" a work means to let others have copies. They convey it again.", "To \"convey\" a work means to let others have copies."},
		{"What is /opt for?", "Files of packages in /opt are kept in /var/opt too. /opt is reserved for add-on packages.", "/opt is reserved for add-on packages."},
		{"Was bedeutet der Fehler F75?", "F75 wird in Abschnitt 9 erklärt. F28: Keine Zündung. F75: Kein Druckanstieg. Rufen Sie den Kundendienst.", "F75: Kein Druckanstieg."},
		{"What does error code E-12 mean?", "Codes\n- E-11: no water.\n- E-12: door open.\n", "- E-12: door open."},
		{"What does warp mean?", "Good warp never tears. Warp – the threads that are stretched first.", "Warp – the threads that are stretched first."},
		{"What is record linkage?", "Record linkage begins with software for record linkage. Record linkage, or computer matching, is a means of joining lists.", "Record linkage, or computer matching, is a means of joining lists."},
		{"Was bedeutet Kaution?", "Die Kaution beträgt 900 Euro. Kaution bezeichnet eine Sicherheit für den Vermieter.", "Kaution bezeichnet eine Sicherheit für den Vermieter."},
	} {
		m := NewMaterial(tt.question, []Passage{{Text: tt.text}})
		if got := string(m.Statements[m.Rank(tt.question, nil)[0].Statement].Text); got != tt.want {
			t.Errorf("%s: %q is best", tt.question, got)
		}
	}
}

// What may be done is told by what it is about, not by "may".
func TestPermissionsAreRanked(t *testing.T) {
	for question, text := range map[string]string{
		"Darf ich eine Katze halten?": "Der Mieter darf die Wohnung streichen. Katzen und Hunde bedürfen der Zustimmung.",
		"May I own a cat?":            "The tenant may paint the flat. Cats and dogs need the landlord's consent.",
	} {
		m := NewMaterial(question, []Passage{{Text: text}})
		if best := m.Rank(question, nil)[0].Statement; best != 1 {
			t.Errorf("%s: %q is best", question, string(m.Statements[best].Text))
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
		"What did the dentist cost?": "Dentist: 286.30 euros.", "Was kostete der Zahnarzt?": "Der Zahnarzt bekam 286,30 Euro.",
	} {
		sources := []Passage{{Text: text}}
		m := NewMaterial(question, sources)
		if s := m.signals(question, nil)[0]; s.overlap != 1 || s.expected < 1 {
			t.Errorf("%s: %q has %.2f of it, expected %g", question, text, s.overlap, s.expected)
		}
	}
}

// What stands in a list of references, or is the document's title, has the words of a question
// and no answer to it.
func TestTitlesAndReferencesAnswerNothing(t *testing.T) {
	const paper = "A Survey of Cheap Tide Gauges of the Coast\nWe visited every gauge twice. The gauges of wood were off by two centimetres.\nReferences\n" +
		"Olsen, J. (2012). What surveys of cheap tide gauges conclude. Harbours 3, 1-9."
	at := len("A Survey of Cheap Tide Gauges of the Coast\nWe visited every gauge twice. The gauges of wood were off by two centimetres.\n")
	question := "What did the survey of cheap tide gauges of the coast conclude?"
	long := Passage{Title: "The Tides of the Coast"}
	for said, want := range map[string]bool{"The tides of the\ncoast": true, "The Tides of the Coast Report TR-2022": true, "The tides of the coast rise.": false, "The tides of the coast are what all of us measure": false} {
		if long.titles(said) != want {
			t.Errorf("%q is the title: %v", said, !want)
		}
	}
	for name, c := range map[string]struct {
		passage Passage
		silent  int
	}{
		"a paper": {Passage{Text: paper, Title: "A survey of cheap tide gauges of the coast", LeadsAt: at}, 5},
		"a paper of another name, of which references are asked": {Passage{Text: paper, Title: "survey-final"}, 0},
	} {
		m := NewMaterial(question, []Passage{c.passage})
		silent := 0
		for _, st := range m.Statements {
			if st.SaysNothing() {
				silent++
			}
		}
		if best := m.Statements[m.Rank(question, nil)[0].Statement]; silent != c.silent || best.SaysNothing() {
			t.Errorf("%s: %d of %d say nothing, want %d; first %q", name, silent, len(m.Statements), c.silent, string(best.Text))
		}
	}
}
