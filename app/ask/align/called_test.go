package align

import (
	"strings"
	"testing"
)

// "Mrs" says whom a question is about and nothing of the answer, and what is said of somebody
// else is no answer.
func TestPersonsOfQuestions(t *testing.T) {
	berg := Passage{Text: "Patient: Ada Berg\n\nIron 11 low\nZinc 80"}
	lund := Passage{Text: "Mrs Lund came by train. She takes iron every morning."}
	if got := bestOf(t, "What is Mrs Berg's iron?", lund, berg); !strings.HasPrefix(got, "Iron 11") {
		t.Errorf("%q", got)
	}
	const question = "What is Mrs Lund allergic to?"
	m := NewMaterial(question, []Passage{{Text: "Mrs Lund came by train. She is well."}, {Text: "Ada Berg is allergic to nuts."}})
	best := m.Rank(question, nil)[0]
	if m.Statements[best.Statement].Source != 0 || !best.Silent {
		t.Errorf("%q, silent %v", string(m.Statements[best.Statement].Text), best.Silent)
	}
	m = NewMaterial("Where does Mrs Lund take iron?", []Passage{lund})
	if best := m.Rank("When does Mrs Lund take iron?", nil)[0]; best.Silent {
		t.Errorf("silent: %q", string(m.Statements[best.Statement].Text))
	}
}

// A file's name says what its rows are of, and a mail's sentences are its sender's.
func TestWhatPassagesAreCalledBy(t *testing.T) {
	rows := Passage{Text: "Iron 11\nZinc 80", Title: "Report", File: "Report Berg 2026"}
	other := Passage{Text: "Iron 14\nZinc 70", Title: "Report", File: "Report Lund 2026"}
	m := NewMaterial("What is the zinc of Berg?", []Passage{other, rows})
	if best := m.Rank("What is the zinc of Berg?", nil)[0]; m.Statements[best.Statement].Source != 1 {
		t.Errorf("%q of %d", string(m.Statements[best.Statement].Text), m.Statements[best.Statement].Source)
	}
	mail := Passage{Text: "From: Ines Roth <ines@post.example>\nTo: Office <office@desk.example>\nSubject: Lamp\n\nThe lamp came broken on Monday. I ask you to send another one.", Title: "Lamp"}
	if got := bestOf(t, "What does Ines Roth want?", mail); got != "I ask you to send another one." {
		t.Errorf("%q", got)
	}
	if got := bestOf(t, "Who wrote about the lamp?", mail); strings.HasPrefix(got, "I ask") {
		t.Errorf("%q", got)
	}
}

// What was talked about is no decision.
func TestDecisionsRankFirst(t *testing.T) {
	minutes := Passage{Text: "Minutes\n\n3. Boat shed\n\nAnna showed two plans for the boat shed.\n\nDecision: nothing is built before spring.\n\n4. Keys\n\nDecision: Ole keeps the keys."}
	if got := bestOf(t, "What did we decide about the boat shed?", minutes); got != "Decision: nothing is built before spring." {
		t.Errorf("%q", got)
	}
	if got := bestOf(t, "Who showed plans for the boat shed?", minutes); !strings.HasPrefix(got, "Anna") {
		t.Errorf("%q", got)
	}
}
