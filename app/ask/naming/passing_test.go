package naming

import (
	"testing"

	"carrel/knowledge"
)

// What an answer is to be according to is named by one word, too.
func TestInPassing(t *testing.T) {
	docs := []knowledge.Document{
		{ID: "g", Path: "/x/guideline-boats-v4.pdf", Title: "guideline boats v4"},
		{ID: "s", Path: "/x/Bootssatzung.docx", Title: "Bootssatzung"},
		{ID: "p", Path: "/x/tides.pdf", Title: "The tides of the North Sea"},
	}
	for question, want := range map[string]string{
		"How long may a boat be according to the guideline?":      "g",
		"What length does the guideline give for boats?":          "g",
		"Was kostet ein Platz laut der Bootssatzung?":             "s",
		"Was kostet ein Platz laut Satzung?":                      "s",
		"How much power does the engine give?":                    "",
		"What does the tides paper say?":                          "p",
		"Is it high tide according to the harbour master of Ayr?": "",
	} {
		got := ""
		found, _ := InPassing(question, docs)
		for _, d := range found {
			got += d.ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}
