package intent

import (
	"strings"
	"testing"
)

func TestComparisonOf(t *testing.T) {
	for question, want := range map[string]string{
		"Compare the deposit in lease-a.pdf and lease-b.pdf":                      "the deposit|lease-a.pdf|lease-b.pdf",
		"What is the difference between Essential and Important packages?":        "|Essential|Important packages",
		"What are the differences in revenue between 2018 and 2019?":              "revenue|2018|2019",
		"How does the notice period differ between Berlin and Hamburg?":           "the notice period|Berlin|Hamburg",
		"Vergleiche die Miete in Vertrag A und Vertrag B":                         "die miete|Vertrag A|Vertrag B",
		"Was ist der Unterschied zwischen Kaution und Bürgschaft?":                "|Kaution|Bürgschaft",
		"¿Cuál es la diferencia entre el contrato y la oferta?":                   "|el contrato|la oferta",
		"В чём разница между договором и офертой?":                                "|договором|офертой",
		"Compare what FHS and Debian policy say about /usr/local":                 "/usr/local|FHS|Debian policy",
		"Compare how the lease and the house rules treat dogs":                    "dogs|the lease|the house rules",
		"Vergleiche, was Vertrag A und Vertrag B über die Kaution sagen":          "die kaution|Vertrag A|Vertrag B",
		"Compara lo que dicen el contrato y la oferta sobre el plazo":             "el plazo|el contrato|la oferta",
		"比较合同甲和合同乙的押金":                                                            "押金|合同甲|合同乙",
		"ما الفرق بين العقد والعرض؟":                                              "|العقد|العرض",
		"Compare the closing dates of the Moor Railway, the mill and the museum.": "the closing dates|the Moor Railway|the mill|the museum",
	} {
		c, ok := ComparisonOf(question)
		if got := c.Topic + "|" + strings.Join(c.Sides, "|"); !ok || got != want {
			t.Errorf("%s: %q %v, want %q", question, got, ok, want)
		}
	}
	for question, want := range map[string]string{
		"Compare dogs and cats in the lease":                                            "dogs|cats|the lease",
		"What is the difference between essential and required packages in policy.pdf?": "essential|required packages|policy.pdf",
		"Compare paid leave and sick leave under this contract":                         "paid leave|sick leave|this contract",
		"Vergleiche Miete und Kaution im Vertrag":                                       "Miete|Kaution|Vertrag",
		"Compare trains in Spain and trains in the north":                               "trains in Spain|trains in the north|",
		"Compare the mill and the museum":                                               "the mill|the museum|",
	} {
		c, ok := ComparisonOf(question)
		if got := strings.Join(c.Sides, "|") + "|" + c.Place; !ok || c.Topic != "" || got != want {
			t.Errorf("%s: %q about %q, want %q", question, got, c.Topic, want)
		}
	}
	for _, question := range []string{"Who founded the museum and the railway?", "When was the bridge between Lund and Skar built?", "What is compared in chapter 4?"} {
		if c, ok := ComparisonOf(question); ok {
			t.Errorf("%s is read as a comparison of %q", question, c.Sides)
		}
	}
}
