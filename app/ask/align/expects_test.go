package align

import (
	"testing"

	"carrel/app/ask/prose"
)

func TestExpects(t *testing.T) {
	for question, want := range map[string]expected{
		"When was the mill built?":                          expectDate,
		"In which year was it built?":                       expectDate,
		"Works of which dynasties date from that time?":     expectAnything,
		"What sea did it reach when he died?":               expectAnything,
		"What was the average annual temperature in 2010?":  expectNumber,
		"How high is the tower?":                            expectNumber,
		"How did he build it?":                              expectAnything,
		"Who said when it would be built?":                  expectName,
		"The idea is embraced by whom?":                     expectName,
		"Wie viele Einwohner hat Bonn?":                     expectNumber,
		"In welchem Jahr wurde die Mühle gebaut?":           expectDate,
		"What percentage of voters wanted the new bridge?":  expectNumber,
		"Which of the two countries is larger in its area?": expectAnything,
	} {
		if got := expects(newStatement([]rune(question), prose.Detect(question))); got != want {
			t.Errorf("%s: %d, want %d", question, got, want)
		}
	}
}
