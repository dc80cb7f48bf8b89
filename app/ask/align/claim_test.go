package align

import "testing"

// Words that mostly point to the source ("the text states") are words as any other where they
// do not.
func TestAlignPointing(t *testing.T) {
	const passage = "Anna Birk burned the report in May. The lawyers of the city kept a copy of it in the archive, and sold the water of the old servers' cooling system to the swimming pool. The tests are an old method, and there is no want of evidence that they work."
	for _, said := range []string{
		"Anna Birk wrote the report in May.",
		"Anna Birk mentions the report in May.",
		"The lawyers of the city provided a copy of it in the archive.",
		"The lawyers of the city kept a document of it in the archive.",
		"The cooling system of the city is a server-based system.",
		"The tests are an evidence-based method.",
		"The city provided the water of the cooling system.",
	} {
		bears(t, passage, said, false)
	}
	for _, said := range []string{
		"Anna Birk burned the report in May.",
		"According to the document, Anna Birk burned the report in May.",
		"The text says that Anna Birk burned the report in May.",
		"Anna Birk burned the report in May, as stated in the document.",
		"Anna Birk, as the passage states, burned the report in May.",
		"Based on the provided context, Anna Birk burned the report in May.",
		"The document says: \"Anna Birk burned the report in May\".",
	} {
		bears(t, passage, said, true)
	}
	const german = "Der Mieter zahlt die Kosten der Heizung bis zum dritten Werktag. Der Verwalter verwahrt den Schlüssel im Büro."
	bears(t, german, "Laut dem Dokument zahlt der Mieter die Kosten der Heizung.", true)
	bears(t, german, "Im Text steht, dass der Mieter die Kosten der Heizung zahlt.", true)
	bears(t, german, "Der Verwalter schreibt den Schlüssel im Büro.", false)
}
