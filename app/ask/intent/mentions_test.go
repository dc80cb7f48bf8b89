package intent

import "testing"

func TestMentionsOf(t *testing.T) {
	for question, want := range map[string]string{
		"Which of my documents mention trademarks?":               "trademarks",
		"Which documents are about mason bees?":                   "mason bees",
		"what files contain a termination clause":                 "a termination clause",
		"In which letters is the deposit mentioned?":              "the deposit",
		"Where is Anna Berg mentioned?":                           "Anna Berg",
		"List all documents that mention “Queen Street”.":         "Queen Street",
		"Show me my notes about the Moor Railway":                 "the Moor Railway",
		"Which of the reports discuss inflation or unemployment?": "inflation or unemployment",
		"Welche meiner Dokumente erwähnen die Kaution?":           "die Kaution",
		"In welchen Dokumenten wird Anna Berg erwähnt?":           "Anna Berg",
		"¿Cuáles de mis documentos mencionan el contrato?":        "el contrato",
		"Which documents mention it?":                             "",
		"Which documents do I need for the application?":          "",
		"What does the lease mention about dogs?":                 "",
		"Which company is mentioned in the lease?":                "",
		"Which document was signed in 1921?":                      "",
		"What files are stored in /etc?":                          "",
	} {
		got, ok := MentionsOf(question)
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}
