package align

import "testing"

// A word that is a part of a compound, two that are all of it, and a verb's noun answer for each
// other where a German question is asked.
func TestRankGermanCompounds(t *testing.T) {
	for _, c := range []struct{ question, text, want string }{
		{"Wie viele Krankheitstage hatte sie?", "Drei Krankheiten hatte sie als Kind.\n\nSie war elf Arbeitstage wegen Krankheit nicht da.", "Sie war elf Arbeitstage wegen Krankheit nicht da."},
		{"Wie lang ist die Frist für den Rücktritt?", "Die Frist für den Einzug ist drei Wochen lang.\n\nDie Rücktrittsfrist beträgt zehn Tage.", "Die Rücktrittsfrist beträgt zehn Tage."},
		{"Darf ich einen Hund halten?", "Der Hund der Nachbarin ist alt.\n\nDie Haltung eines Hundes ist untersagt.", "Die Haltung eines Hundes ist untersagt."},
		{"Wann wurde der Verlängerung zugestimmt?", "Die Verlängerung beginnt am 1. Mai.\n\nDer Verlängerung stimme ich am 4. Juni zu.", "Der Verlängerung stimme ich am 4. Juni zu."},
	} {
		if got := bestOf(t, c.question, Passage{Text: c.text}); got != c.want {
			t.Errorf("%s: %q", c.question, got)
		}
	}
	// "Zeitung" is not of "Zeit", and whether a sentence is borne out heeds none of this.
	whole, _ := newStatement([]rune("Zur Zeit ist es still."), "de").compounds(newStatement([]rune("Welche Zeitung kommt?"), "de"))
	if len(whole) > 0 && whole["zeitung"] {
		t.Errorf("%v", whole)
	}
	m := NewMaterial("Wann ist das?", []Passage{{Text: "Die Frist für den Rücktritt beträgt zehn Tage."}})
	if got := New("Wann ist das?", m).Align("Die Rücktrittsfrist beträgt zwölf Tage."); got.State == Supported || got.State == Quoted {
		t.Errorf("%v", got.State)
	}
}

// Short entries of a list that are sentences, and those that give a day to a name, say something
// by themselves; whom a letter addresses says nothing.
func TestRankShortEntries(t *testing.T) {
	const list = "# Vermerk Adler\n\n- Herr Adler ist seit dem 1. Mai 2009 hier.\n- Er hat keine Haftpflichtversicherung.\n- Wiedervorlage: 8. Juni 2025\n- Der Beirat wurde nach seinen Angaben nicht gefragt.\n"
	for question, want := range map[string]string{
		"Wann ist die Wiedervorlage bei Adler?":     "- Wiedervorlage: 8. Juni 2025",
		"Ist Herr Adler haftpflichtversichert?":     "- Er hat keine Haftpflichtversicherung.",
		"When is the review of the file of Mr Alm?": "- Review: 8 June 2025",
	} {
		text := list
		if question[0] == 'W' && question[1] == 'h' {
			text = "# File of Mr Alm\n\n- Mr Alm has been here since 1 May 2009.\n- Review: 8 June 2025\n- The board was not asked by the office.\n"
		}
		m := NewMaterial(question, []Passage{{Text: text}})
		best := m.Rank(question, nil)[0].Statement
		if got := string(m.Statements[best].Text); got != want || m.Bare(best) || m.Statements[best].Heads() {
			t.Errorf("%s: %q, bare %v", question, got, m.Bare(best))
		}
	}
	m := NewMaterial("Bare?", []Passage{{Text: "- red apples\n- green pears.\n"}})
	if !m.Bare(0) || !m.Bare(1) {
		t.Error("entries without a verb say something")
	}
	for _, text := range []string{"Sehr geehrte Frau Dr. Moor,", "Liebe Frau Alt,", "Dear Mr Berg,", "Chère Madame,"} {
		if st := newStatement([]rune(text), "de"); !st.Heads() {
			t.Errorf("%q says something", text)
		}
	}
	if got := bestOf(t, "Was hat Herr Adler Frau Moor angeboten?", Passage{Text: "Von: Herr Adler\n\nSehr geehrte Frau Moor, Frau Dr. Alt,\n\nich biete an, die Hälfte zu zahlen. Das Wetter ist gut.\n"}); got != "ich biete an, die Hälfte zu zahlen." {
		t.Errorf("%q", got)
	}
}

// Where it is asked how high something is and nothing found has a sum, nothing answers.
func TestLacksSum(t *testing.T) {
	for _, c := range []struct {
		question, text string
		want           bool
	}{
		{"Wie hoch ist das Honorar der Gutachterin?", "Die Gutachterin war am 3. Mai 2025 in der Gartenstraße 12.", true},
		{"Wie hoch ist das Honorar der Gutachterin?", "Die Gutachterin erhält 1.200,00 €.", false},
		{"Wie hoch ist der Turm?", "Der Turm misst 40 Meter.", false},
		{"Wie hoch ist der Turm?", "Der Turm wurde am 4. Mai 1900 gebaut.", true},
		{"How high is the tower?", "The tower was built on 4 May 1900.", true},
		{"What did the roof cost?", "The roof cost £900.", false},
		{"What did the roof cost?", "The roof was mended in May.", true},
		{"What does the fee cover?", "The fee covers water and heating.", false},
	} {
		m := NewMaterial(c.question, []Passage{{Text: c.text}})
		if got := m.LacksSum(c.question, m.Rank(c.question, nil)); got != c.want {
			t.Errorf("%s %q: %v", c.question, c.text, got)
		}
	}
}

// A decision is told where the line of a page breaks in it.
func TestDecidesOverLines(t *testing.T) {
	if _, told := newStatement([]rune("Der Antrag, das Tor zu streichen, fand keine\nMehrheit."), "de").Decides(); !told {
		t.Error("not told")
	}
}
