package align

import "testing"

// bestOf is the statement that ranks first of all passages.
func bestOf(t *testing.T, question string, passages ...Passage) string {
	t.Helper()
	m := NewMaterial(question, passages)
	return string(m.Statements[m.Rank(question, nil)[0].Statement].Text)
}

// What names a table's columns is of all its rows: the one whose own cells have the rest of
// the question answers, not the one right below.
func TestRowsUnderTheirColumns(t *testing.T) {
	const table = "3 Feed\n\nAnimal | Daily ration | Supplier\nGoat | 2 kg | Mill Farm\nSheep | 1.5 kg | Hill Farm\nDonkey | 6 kg | Mill Farm"
	other := Passage{Text: "The donkey lives in the north stable. A daily walk is taken with the goats."}
	for question, want := range map[string]string{
		"What is the daily ration of a donkey?":    "Donkey | 6 kg | Mill Farm",
		"Which supplier brings feed for the sheep": "Sheep | 1.5 kg | Hill Farm",
	} {
		if got := bestOf(t, question, other, Passage{Text: table}); got != want {
			t.Errorf("%s: %q", question, got)
		}
	}
}

// Rows of Markdown have marks at their ends, and a line below the names.
func TestColumnsOfMarkdown(t *testing.T) {
	const table = "| Tool | Where | Inspected |\n|---|---|---|\n| Ladder | shed | 2025 |\n| Winch | boat house | 2024 |\n| Saw | shed | 2026 |"
	if got := bestOf(t, "When was the winch inspected?", Passage{Text: table}); got != "| Winch | boat house | 2024 |" {
		t.Errorf("%q", got)
	}
	m := NewMaterial("", []Passage{{Text: table}})
	for i, st := range m.Statements {
		if heads := st.IsHeading(); heads != (i == 0) {
			t.Errorf("%q: a heading: %v", string(st.Text), heads)
		}
	}
}

// A form's pairs and a table that goes on from another page have no row that names columns.
func TestTablesWithoutNames(t *testing.T) {
	for _, text := range []string{
		"Name | Ada Berg\nBorn | 1957\nStreet | Mill Lane 4\nTown | Ulm",
		"Name | Ada Berg\nBorn | 1957",
		"Goat | 2 kg | Mill Farm\nSheep | 1.5 kg | Hill Farm\nDonkey | 6 kg | Mill Farm",
	} {
		m := NewMaterial("", []Passage{{Text: text}})
		for _, st := range m.Statements {
			if st.row != noRow {
				t.Errorf("%q is of kind %d", string(st.Text), st.row)
			}
		}
	}
}

// A row for a stretch of values answers for each value in it, in a table with rules and in
// one that lost them.
func TestRowsForStretches(t *testing.T) {
	const ruled = "Wind (knots) | What to do\nbelow 10 | All boats may sail\n10 to 18 | Large boats only\n19 to 27 | Reef the sails\nabove 27 | Nobody sails"
	for question, want := range map[string]string{
		"What do we do with a wind of 22 knots?": "19 to 27 | Reef the sails",
		"What do we do with a wind of 7 knots?":  "below 10 | All boats may sail",
		"What if the wind is above 30 knots?":    "above 27 | Nobody sails",
	} {
		if got := bestOf(t, question, Passage{Text: ruled}, Passage{Text: "The wind is measured at the pier."}); got != want {
			t.Errorf("%s: %q", question, got)
		}
	}
	const bare = "How hot is the oven\nAge Bake for Turn\n1 to 3 Close the damper\n5 minutes\n4 to 9 Open the damper\n12 minutes"
	if got := bestOf(t, "What do I do at an age of 6?", Passage{Text: bare}); got != "4 to 9 Open the damper\n12 minutes" && got != "4 to 9 Open the damper" {
		t.Errorf("%q", got)
	}
	if got := bestOf(t, "Who may come on 5 May 2024?", Passage{Text: "From 3 guests on we ask for a deposit.\nOn 5 May 2024 members may come."}); got != "On 5 May 2024 members may come." {
		t.Errorf("%q", got)
	}
}
