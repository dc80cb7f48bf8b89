package align

import "testing"

// What an answer needs and its source does not: who speaks, who is spoken to, nouns that say
// nothing, one word for two; and what two statements say one after the other.
func TestAlignGenericWords(t *testing.T) {
	for _, test := range []struct {
		passage      string
		right, wrong []string
	}{
		{ // documents and their authors speak
			"Cover is lost if the form is not sent within two years. Although our goals were vague, we knew that we wanted a tool for pupils.",
			[]string{
				`The summary says that cover is lost "if the form is not sent within two years".`,
				`The authors knew that they "wanted a tool for pupils".`,
			},
			[]string{
				`The summary says that cover is lost "if the form is not sent within ten years".`,
				"The pupils knew that the authors wanted a tool.",
			},
		},
		{ // readers are spoken to
			"It is recommended to use the spare key at night. You can leave the yard by the north gate.",
			[]string{"Users are recommended to use the spare key at night.", "Visitors can leave the yard by the north gate."},
			[]string{"Users are recommended to use the main key at night."},
		},
		{ // a denial of the adverb alone
			"Oil lamps are normally (but not exclusively) used in the northern huts.",
			[]string{"Oil lamps are normally used in the northern huts."},
			[]string{"Oil lamps are used exclusively in the northern huts.", "Oil lamps are not used in the northern huts."},
		},
		{ // one word, or two
			"The steel rack in the reading room holds cdroms, audiobooks and maps. A fault in the read-only table of the tool leads to a runtime error.",
			[]string{"The steel rack in the reading room holds CD-ROMs, audio books and maps.", "A fault in the read-only table of the tool leads to a run-time error."},
			nil,
		},
		{ // nouns that say nothing
			"Most tiles in the hall are unglazed.",
			[]string{"Most tiles in the hall are of the unglazed kind."},
			[]string{"Most tiles in the hall are of the glazed kind."},
		},
		{ // a syllable that denies
			"The church uses unfermented juice at the feast.",
			[]string{"At the feast the church uses juice that is not fermented."},
			[]string{"At the feast the church uses juice that is fermented."},
		},
		{ // passive beside another "by"
			"The ferry line is run by Nordkyst on behalf of the county and carries over 300,000 passengers a year.",
			[]string{"Each year, more than 300,000 passengers are carried by the ferry line."},
			[]string{"Each year, more than 300,000 ferry lines are carried by the passengers."},
		},
		{
			"Korean engineer Minjun Park is the head of the yard since 8 May 2015.",
			[]string{"Minjun Park, an engineer from Korea, has been the head of the yard since 8 May 2015."},
			nil,
		},
		{ // parts.go
			"The lock house is a small brick building that was finished before all others. Only few people may live there. The lock house consists of three rooms and a stair.",
			[]string{"The lock house was finished before all others and is made up of three rooms and a stair."},
			[]string{"The lock house was finished before all others and is made up of two rooms and a stair.", "A small brick building may live there and is made up of three rooms."},
		},
	} {
		for _, s := range test.right {
			bears(t, test.passage, s, true)
		}
		for _, s := range test.wrong {
			bears(t, test.passage, s, false)
		}
	}
}

// A quotation with words of the sentence around it is marked with the sentence that they stand on,
// one by itself alone.
func TestAlignQuotationMark(t *testing.T) {
	passage := "Petra Holm married in May in order to join the two farms. The barn stood empty."
	a := New("", NewMaterial("", []Passage{{Text: passage}}))
	mark := func(s string) string {
		f := a.Align(s)
		if f.State != Quoted {
			t.Fatalf("%q: %s, missing %q", s, f.State, f.Missing)
		}
		return string([]rune(passage)[f.Span.Start:f.Span.End])
	}
	if got, want := mark(`Petra Holm married "in order to join the two farms".`), "Petra Holm married in May in order to join the two farms."; got != want {
		t.Errorf("marked %q, want %q", got, want)
	}
	if got, want := mark(`"in order to join the two farms"`), "in order to join the two farms"; got != want {
		t.Errorf("marked %q, want %q", got, want)
	}
}
