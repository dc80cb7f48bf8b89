package align

import (
	"strings"
	"testing"
)

// Two valves in one file, and incident reports that are told from each other by their titles.
func seriesFiles() []Passage {
	return []Passage{
		{Document: "valves", Title: "valve notes", File: "valves", Text: "KV-20 ball valve (rev. B)\n\nPressure: 16 bar at most\nWeight: 1.2 kg\nNever open it under load.\n\nKV-35 ball valve (rev. A)\n\nPressure: 40 bar at most\nWeight: 2.9 kg\n"},
		{Document: "five", Title: "FZ-5: pump house flooded", File: "FZ-5", Text: "# FZ-5: pump house flooded\n\n## Cause\n\nThe float was stuck. This is what FZ-9 had too.\n\n## Damage\n\nThe motor was lost.\n"},
		{Document: "nine", Title: "FZ-9: pump house flooded again", File: "FZ-9", Text: "# FZ-9: pump house flooded again\n\n## Cause\n\nA fuse had blown.\n\n## Damage\n\nThe carpet was lost.\n"},
	}
}

func TestDesignated(t *testing.T) {
	for question, want := range map[string]string{
		"What pressure does the KV-35 take?":   "Pressure: 40 bar at most",
		"What pressure does the KV 20 take?":   "Pressure: 16 bar at most",
		"what pressure does the kv-35 take":    "Pressure: 40 bar at most",
		"What was lost in FZ-9?":               "The carpet was lost.",
		"What was lost in FZ-5?":               "The motor was lost.",
		"Which report says what FZ-9 had too?": "This is what FZ-9 had too.",
	} {
		m := NewMaterial(question, seriesFiles())
		best := m.Rank(question, nil)[0]
		if got := string(m.Statements[best.Statement].Text); !strings.HasPrefix(got, want) || best.Stranger || best.Silent {
			t.Errorf("%s: %q, %+v", question, got, best)
		}
	}
	// What is said of another of the series is quoted for none.
	const question = "What pressure does the KV-35 take?"
	m := NewMaterial(question, seriesFiles())
	for _, o := range m.Rank(question, nil) {
		st := m.Statements[o.Statement]
		if another := st.Source == 0 && st.Span.Start < strings.Index(m.passages[0].Text, "KV-35"); another != o.Stranger && st.Source == 0 {
			t.Errorf("%q: of another %v", string(st.Text), o.Stranger)
		}
	}
	for _, question := range []string{"What is the difference between KV-20 and KV-35?", "What pressure does the KV-99 take?", "What pressure does it take?"} {
		if d := NewMaterial(question, seriesFiles()).designated(question); d.of != nil {
			t.Errorf("%s is of one of the series: %+v", question, d)
		}
	}
}
