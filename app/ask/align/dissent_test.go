package align

import (
	"testing"
)

// tower are documents that disagree, and one about other years.
var tower = []Passage{
	{Document: "guide", Text: "The harbour tower of Ulm is 34 metres high. Its bell was cast on 3 May 1874."},
	{Document: "letters", Text: "As my father wrote, the harbour tower of Ulm is 43 metres high. The bell of the tower was cast on 4 May 1874."},
	{Document: "sales", Text: "In 2019 the tower of Ulm had 4,100 visitors."},
	{Document: "report", Text: "In 2020 the tower of Ulm had 5,800 visitors. The harbour tower of Ulm is more than 30 metres high."},
}

func TestDissent(t *testing.T) {
	a := New("How high is the tower?", NewMaterial("How high is the tower?", tower))
	for _, c := range []struct {
		sentence string
		state    State
		source   int
		other    string
	}{
		{"The harbour tower of Ulm is 34 metres high.", Conflict, 0, "43 metres"},
		{"The harbour tower of Ulm is 43 metres high.", Conflict, 1, "34 metres"},
		{"The bell of the tower was cast on 4 May 1874.", Quoted, 1, ""}, // only "its" says that it is the same bell
		{"In 2019 the tower of Ulm had 4,100 visitors.", Quoted, 2, ""},
		{"The tower of Ulm had 5,800 visitors in 2020.", Supported, 3, ""},
	} {
		f := a.Align(c.sentence)
		if f.State != c.state || f.Source != c.source {
			t.Errorf("%q: %s in %d, want %s in %d", c.sentence, f.State, f.Source, c.state, c.source)
		}
		if other := f.Against; (other == nil) != (c.other == "") || other != nil && (other.Value != c.other || other.Source == f.Source) {
			t.Errorf("%q: against it %+v, want %q", c.sentence, other, c.other)
		}
	}
}

// What a statement is about often stands only in the title or beside it.
func TestDissentSubject(t *testing.T) {
	for name, c := range map[string]struct {
		titles, texts [2]string
		sentence      string
		conflict      bool
	}{
		"companies": {[2]string{"a", "b"}, [2]string{"Lumen plc. The board proposes a dividend of $0.85 per share for the year.", "Bosch AG. The board proposes a dividend of $0.40 per share for the year."},
			"The board proposes a dividend of $0.85 per share for the year.", false},
		"companies, the other way": {[2]string{"b", "a"}, [2]string{"Bosch AG. The board proposes a dividend of $0.40 per share for the year.", "Lumen plc. The board proposes a dividend of $0.85 per share for the year."},
			"The board proposes a dividend of $0.40 per share for the year.", false},
		"companies in titles": {[2]string{"lumen annual report", "bosch annual report"}, [2]string{"The board proposes a dividend of $0.85 per share for the year.", "The board proposes a dividend of $0.40 per share for the year."},
			"The board proposes a dividend of $0.85 per share for the year.", false},
		"years": {[2]string{"a", "b"}, [2]string{"Lumen annual report 2018. The average number of employees during the year was 8,412.", "Lumen annual report 2017. The average number of employees during the year was 7,900."},
			"The average number of employees during the year was 8,412.", false},
		"years in titles": {[2]string{"Report 2018", "Report"}, [2]string{"The average number of employees during the year was 8,412.", "The average number of employees during the year was 7,900."},
			"The average number of employees during the year was 8,412.", false},
		"places, behind": {[2]string{"a", "b"}, [2]string{"The monthly rent of the flat is 940 euros. It lies in Mill Lane.", "The monthly rent of the flat is 900 euros. It lies in Hill Road."},
			"The monthly rent of the flat is 940 euros.", false},
		"heading further up": {[2]string{"a", "b"}, [2]string{"Mill Lane 3. The flat has rooms. They are large. The monthly rent of the flat is 940 euros.", "Hill Road 7. The flat has rooms. They are large. The monthly rent of the flat is 900 euros."},
			"The monthly rent of the flat is 940 euros.", false},
		"one subject and year": {[2]string{"Annual report 2018", "Press release"}, [2]string{"Lumen plc, 2018. The average number of employees during the year was 8,412.", "Lumen plc, 2018. The average number of employees during the year was 7,900."},
			"The average number of employees during the year was 8,412.", false}, // only one title has the year
		"one subject": {[2]string{"Lease", "Letter to the tenant"}, [2]string{"Mill Lane 3. The monthly rent of the flat is 940 euros.", "Mill Lane 3. The monthly rent of the flat is 900 euros. Visitors pay nothing."},
			"The monthly rent of the flat is 940 euros.", true},
		"one year": {[2]string{"a", "b"}, [2]string{"Lumen annual report 2018. The average number of employees during the year was 8,412.", "Lumen in 2018. The average number of employees during the year was 7,900."},
			"The average number of employees during the year was 8,412.", true},
		"the year is the value": {[2]string{"a", "b"}, [2]string{"The old harbour tower was built in 1887.", "The old harbour tower was built in 1889."},
			"The old harbour tower was built in 1887.", true},
	} {
		var sources []Passage
		for i, text := range c.texts {
			sources = append(sources, Passage{Text: text, Document: string(rune('a' + i)), Title: c.titles[i]})
		}
		f := New("", NewMaterial("", sources)).Align(c.sentence)
		if got := f.State == Conflict; got != c.conflict || f.Source != 0 {
			t.Errorf("%s: %s in %d, against %+v", name, f.State, f.Source, f.Against)
		}
	}
}
