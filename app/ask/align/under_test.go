package align

import "testing"

func TestUnder(t *testing.T) {
	m := NewMaterial("Which?", []Passage{{Text: "# Log\n\nIt was kept by hand.\n\n## March\n\n- rain\n- Dogs sleep outside.\n\nBring this:\n\n- a rope\n\nApril was dry.\n\n- wind\n"}, {Text: "- lost its heading\n"}})
	under := map[string]string{}
	for i, st := range m.Statements {
		if h, ok := m.Under(i); ok {
			under[string(st.Text)] = string(m.Statements[h].Unmarked().Text)
		}
	}
	if len(under) != 2 || under["- rain"] != "March" || under["- Dogs sleep outside."] != "March" {
		t.Errorf("under their headings stand %q", under)
	}
}

func TestUnmarked(t *testing.T) {
	for text, want := range map[string]string{"## 2.4.0 (2025-11-11)": "2.4.0 (2025-11-11)", "- Faster start.": "- Faster start.", "#5 is broken.": "#5 is broken."} {
		st := newStatement([]rune(text), "en")
		got := st.Unmarked()
		if string(got.Text) != want || got.Span.Start-st.Span.Start != len(text)-len(want) {
			t.Errorf("%q is %q at %v", text, string(got.Text), got.Span)
		}
	}
}

func TestShortEntries(t *testing.T) {
	for text, heading := range map[string]bool{"- Dogs sleep outside.": false, "Dogs sleep outside.": true, "- Faster start.": false, "- Contents": true, "3. Deposit.": true, "- two old pots": false} {
		if st := newStatement([]rune(text), "en"); st.IsHeading() != heading {
			t.Errorf("%q is a heading: %v", text, st.IsHeading())
		}
	}
	m := NewMaterial("Bare?", []Passage{{Text: "- Added a dark theme.\n- It is dark.\n"}})
	if !m.Bare(0) || m.Bare(1) {
		t.Errorf("bare: %v, %v", m.Bare(0), m.Bare(1))
	}
}

func TestAsksUnderWhat(t *testing.T) {
	for question, want := range map[string]bool{
		"Which version dropped Windows?": true, "In welcher Version fiel Windows weg?": true, "When was it dropped?": true, "Dans quelle version …": true, "In which week is regression?": true,
		"Who dropped Windows?": false, "Which dog sleeps outside?": false, "What does the version say?": false,
	} {
		if AsksUnderWhat(question) != want {
			t.Errorf("%q: %v", question, !want)
		}
	}
}
