package align

import (
	"strings"
	"testing"
)

const kilnManual = "# Kiln\n\nThe kiln burns gas. Nobody sleeps beside it.\n\n## Lighting the burner\n\nThe burner is lit with a long match.\n\nTo light it:\n\n1. Open the damper.\n2. Turn the valve to PILOT. The flame is blue. Wait for a minute.\n3. Turn the valve to ON.\n\nNever lean over the kiln.\n\n## Opening hours\n\nThe shed is open from nine to five.\n"

func TestSteps(t *testing.T) {
	steps := "To light it: | 1. Open the damper. | 2. Turn the valve to PILOT. | The flame is blue. | Wait for a minute. | 3. Turn the valve to ON."
	for _, tt := range []struct{ question, at, want string }{
		{"How do I light the burner?", "The burner is lit with a long match.", steps},
		{"How do I light the burner?", "3. Turn the valve to ON.", steps},
		{"How do I light the burner?", "The flame is blue.", steps},
		{"How do I light the burner?", "To light it:", steps},
		{"How do I light the burner?", "Never lean over the kiln.", ""},
		{"How do I open the damper?", "1. Open the damper.", ""}, // one step is the answer
		{"How do I light the burner?", "The shed is open from nine to five.", ""},
	} {
		m := NewMaterial(tt.question, []Passage{{Text: kilnManual, Title: "Manual"}})
		at := -1
		for i, st := range m.Statements {
			if string(st.Text) == tt.at {
				at = i
			}
		}
		if at < 0 {
			t.Fatalf("there is no statement %q", tt.at)
		}
		var got []string
		for _, i := range m.Steps(tt.question, at) {
			got = append(got, string(m.Statements[i].Text))
		}
		if s := strings.Join(got, " | "); s != tt.want {
			t.Errorf("%s at %q: %q, want %q", tt.question, tt.at, s, tt.want)
		}
	}
	m := NewMaterial("", []Passage{{Text: kilnManual}})
	for i, st := range m.Statements {
		end := m.StepEnd(i)
		if want := i + 1; string(st.Text) == "2. Turn the valve to PILOT." {
			if end != i+3 || !strings.HasSuffix(string(m.Quote(i, end).Text), "Wait for a minute.") {
				t.Errorf("the second step ends at %d: %q", end, string(m.Quote(i, end).Text))
			}
		} else if end != want {
			t.Errorf("%q ends at %d, want %d", string(st.Text), end, want)
		}
	}
}

func TestStepsIn(t *testing.T) {
	for text, want := range map[string]string{
		"Before.\n1. One.\n2. Two.\nAfter it.\n\nNo more.":                   "1. One.\n2. Two.\nAfter it.",
		"1. One.\n\n   ```\n   make\n   ```\n\n2. Two.\n\nAfter.":            "1. One.\n\n   ```\n   make\n   ```\n\n2. Two.",
		"1. One:\n   1. inner\n   2. inner\n2. Two.\n":                       "1. One:\n   1. inner\n   2. inner\n2. Two.",
		"Step 1: One.\nStep 2: Two.\n\n## More\n\n1. Ten.\n2. Eleven.":       "Step 1: One.\nStep 2: Two.|1. Ten.\n2. Eleven.",
		"1) Öl.\r\n2) Zwei\r\n   und drei.\r\n":                              "1) Öl.\r\n2) Zwei\r\n   und drei.",
		"1. One alone.\n\nText.":                                             "",
		"Page 7\n2. Two.\n3. Three.\n":                                       "2. Two.\n3. Three.",
		"A\n\nB\n\nC\n\n2. Two.\n3. Three.\n":                                "",
		"1. Rent\n\nThe rent is due.\n\n2. Deposit\n\nThe deposit is due.\n": "",
		"1.5 litres.\n2.5 litres.\n":                                         "",
		"1. One.\n3. Three.\n":                                               "",
	} {
		var got []string
		for _, run := range StepsIn(text) {
			got = append(got, string([]rune(text)[run.Start:run.End]))
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q: %q, want %q", text, s, want)
		}
	}
}
