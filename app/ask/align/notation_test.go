package align

import "testing"

// TestNotation has values written otherwise than the source writes them, and what is no other
// writing of them.
func TestNotation(t *testing.T) {
	for _, c := range []struct {
		source, sentence string
		borneOut         bool
	}{
		{"The exemption does not apply to the second category of devices.", "The exemption does not apply to category 2 of devices.", true},
		{"The exemption does not apply to the second category of devices.", "The exemption does not apply to category 3 of devices.", false},
		{"Chapter 4 of the handbook deals with loans.", "The fourth chapter of the handbook deals with loans.", true},
		{"Chapter 4 of the handbook deals with loans.", "Chapter IV of the handbook deals with loans.", true},
		{"Chapter 4 of the handbook deals with loans.", "Chapter VI of the handbook deals with loans.", false},
		{"Title I requires the office to conduct two studies. Title II limits the liability of providers.", "Title II requires the office to conduct two studies.", false},
		{"The nation had a score of 27/100 in the index.", "The nation had a score of 27 out of 100 in the index.", true},
		{"The nation had a score of 27/100 in the index.", "The nation had a score of 72 out of 100 in the index.", false},
		{"The two devices are sold with a warranty of 24 months.", "Both devices are sold with a warranty of 24 months.", true},
		{"Both devices are sold with a warranty of 24 months.", "The two devices are sold with a warranty of 24 months.", true},
		{"Both devices are sold with a warranty of 24 months.", "The three devices are sold with a warranty of 24 months.", false},
		{"Phase III begins in 2027.", "The third phase begins in 2027.", true},
		{"Phase III begins in 2027.", "The second phase begins in 2027.", false},
		{"The king who built the palace was Louis XIV.", "The king who built the palace was Louis the Fourteenth.", true},
		{"The king who built the palace was Louis XIV.", "The king who built the palace was Louis the Fifteenth.", false},
		{"The three devices are sold with a warranty of 24 months.", "Both devices are sold with a warranty of 24 months.", false},
		{"The network grew from 10 Gbit/s to 100 Gbit/s.", "The network grew from ten to one hundred gigabits per second.", true},
		{"The network grew from 10 Gbit/s to 100 Gbit/s.", "The network grew from one hundred Gbit/s to ten Gbit/s.", false},
		{"The library is open from 9 a.m. to 5 p.m. on weekdays.", "The library is open from 9:00 to 17:00 on weekdays.", true},
		{"The library is open from 9 a.m. to 5 p.m. on weekdays.", "The library is open from 9:00 to 15:00 on weekdays.", false},
		{"Penalties range up to a $1,000,000 fine for a second offense.", "For a second offense penalties range up to a fine of 1 million dollars.", true},
	} {
		m := NewMaterial("", []Passage{{Text: c.source + " Everything else is told in the other book."}})
		f := New("", m).Align(c.sentence)
		if (f.State == Supported || f.State == Quoted) != c.borneOut {
			t.Errorf("%q of %q: %s, missing %q", c.sentence, c.source, f.State, f.Missing)
		}
	}
}

// TestFramedQuotations has sentences of one's own with quotations in them: what says only who
// speaks is no claim, the quotation has to be verbatim, and the mark is of what is claimed.
func TestFramedQuotations(t *testing.T) {
	const text = "Luther wrote the essay in 1528. Native packages are normally used for software that has no independent existence outside of the system. " +
		"The determination is made every three years, upon the recommendation of the office. She called the plan “a waste of time and money”, and left. " +
		"Tom Adler opposed all of it. Maria Keller said that the line must pay for itself."
	m := NewMaterial("", []Passage{{Document: "essay", Title: "The Essay", Text: text}})
	a := New("", m)
	for _, c := range []struct {
		sentence string
		state    State
		mark     string
	}{
		{"“The determination is made every three years,” the report concludes.", Quoted, "The determination is made every three years"},
		{"As the summary puts it, “the determination is made every three years”.", Quoted, "The determination is made every three years"},
		{"As the summary puts it, “the determination is made every two years”.", Partly, "The determination is made every three years, upon the recommendation of the office."},
		{"The author points out that it is made “upon the recommendation of the office.”", Quoted, ""},
		{"According to the manual, native packages are normally used “for software that has no independent existence”.", Quoted, "Native packages are normally used for software that has no independent existence outside of the system."},
		{"According to the manual, foreign packages are normally used “for software that has no independent existence”.", Partly, ""},
		{"“Upon the recommendation of the office”, the report says, it is made.", Quoted, ""},
		{"The report makes it clear that “the determination is made every three years”.", Quoted, "The determination is made every three years"},
		{"According to Adler, “the line must pay for itself”.", Partly, ""},
		{"According to Keller, “the line must pay for itself”.", Quoted, ""},
		{"According to Melanchthon, “native packages are normally used for software”.", Partly, ""},
		{"The report says “she called the plan ‘a waste of time and money’”.", Quoted, ""},
		{"The report says that “packages are normally used”.", Quoted, ""},
		{"The report notes that “Packages are normally used”.", Quoted, ""}, // as what opens a sentence
		{"Native “Packages are normally used”, the report says.", Partly, ""},
		{"The report notes that “native packages are normally used […] outside of the system”.", Unsupported, ""},
		{"“The determination is made […] upon the recommendation of the office”, the report says.", Supported, ""},
		{"“The determination is made […] upon the order of the office”, the report says.", Partly, ""},
	} {
		f := a.Align(c.sentence)
		mark := ""
		if f.Source >= 0 {
			mark = string([]rune(text)[f.Span.Start:f.Span.End])
		}
		if f.State != c.state || c.mark != "" && mark != c.mark {
			t.Errorf("%s: %s of %q, missing %q; want %s of %q", c.sentence, f.State, mark, f.Missing, c.state, c.mark)
		}
	}
}

// TestMarkOfOne says that a sentence that is only partly borne out is marked where one statement
// says what it says, not from the one before it on.
func TestMarkOfOne(t *testing.T) {
	const second = "It replaced a ferry that had carried about 900 cars a day."
	m := NewMaterial("", []Passage{{Text: "Construction began in April 1961, and the bridge was opened to traffic on 14 June 1965. " + second + " Tolls were taken until 1979."}})
	f := New("", m).Align("Before the bridge was built there was a ferry, which carried some 900 cars a day.")
	if f.State != Partly || string([]rune(m.passages[0].Text)[f.Span.Start:f.Span.End]) != second {
		t.Errorf("%s of %q, missing %q", f.State, string([]rune(m.passages[0].Text)[f.Span.Start:f.Span.End]), f.Missing)
	}
}
