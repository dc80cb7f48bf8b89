package align

import (
	"strings"
	"testing"
)

// The files of two sisters and of a lodger, as the question may mix them up.
func householdFiles() []Passage {
	ada := "Report\n\nName: Ada Berg, born 3 May 1951. Surveyor: Ole Lind."
	ida := "Report\n\nName: Ida Berg, born 9 June 1956. Surveyor: Ole Lind."
	log := "Notes\n\n02.03.2026  Ada Berg. Asks for a new key.\n05.03.2026  Herr Sand, the boiler makes a noise.\n09.03.2026  Ada Berg. The loan is 90 euros since Monday. All is well.\n"
	return []Passage{
		{Document: "ida", Title: "Report", File: "scan 2", Head: ida, Text: "She has no dog. The loan is 300 euros. She never smoked."},
		{Document: "ada", Title: "Report", File: "scan 1", Head: ada, Text: "Report\n\nName: Ada Berg, born 3 May 1951. Surveyor: Ole Lind."},
		{Document: "ada", Title: "Report", File: "scan 1", Head: ada, Text: "No pets. The loan is 120 euros."},
		{Document: "log", Title: "Notes", File: "notes", Head: log, Text: log},
	}
}

func TestDossier(t *testing.T) {
	for question, want := range map[string]string{
		"How high is Ada Berg's loan?":             "The loan is 120 euros.",
		"How high is Ida Berg's loan?":             "The loan is 300 euros.",
		"What did Ada Berg ask for, a key?":        "Asks for a new key.",
		"Does Ada Berg have pets?":                 "No pets.",
		"Which noise does Ada Berg's boiler make?": "",
		"Has Ada Berg ever smoked?":                "",
	} {
		m := NewMaterial(question, householdFiles())
		best := m.Rank(question, nil)[0]
		got := string(m.Statements[best.Statement].Text)
		switch {
		case want == "" && !best.Silent:
			t.Errorf("%s: %q is taken for an answer", question, got)
		case want != "" && (got != want || best.Silent || !best.Theirs || best.Stranger):
			t.Errorf("%s: %q, %+v", question, got, best)
		}
	}
}

// What stands in somebody else's papers is known to, but for what names whom the question asks
// about; and a question for a document's maker is none for whom it is of.
func TestDossierStrangers(t *testing.T) {
	const question = "Has Ada Berg ever smoked?"
	files := householdFiles()
	files[0].Text += " Her sister Ada Berg has a boat."
	m := NewMaterial(question, files)
	for _, o := range m.Rank(question, nil) {
		st := m.Statements[o.Statement]
		if own := st.Source == 0 && !strings.Contains(string(st.Text), "Ada"); own != o.Stranger && st.Source < 3 {
			t.Errorf("%q: stranger %v", string(st.Text), o.Stranger)
		}
	}
	for _, o := range m.Rank("Who is Ole Lind?", nil) {
		if o.Theirs || o.Stranger {
			t.Errorf("%q is of the surveyor", string(m.Statements[o.Statement].Text))
		}
	}
}

func TestSubjects(t *testing.T) {
	for head, want := range map[string]string{
		"Patient: Ada Berg, DOB 03/05/1951. Requested by: Dr Ole Lind":                                 "Ada Berg",
		"Mietakte\n\nMieterin: Frau Ada Berg\nWohnung 3":                                               "Ada Berg",
		"Ada Berg, geb. 3.5.1951\nStand: 2026":                                                         "Ada Berg",
		"wir berichten über Herrn Ole Lind, geboren am 9. Juli 1964":                                   "Ole Lind",
		"# Review: Ada Berg\n\nDate: 4 May":                                                            "Ada Berg",
		"From: Ole Lind <o@lind.example>\nTo: Ada Berg\nSubject: Keys":                                 "",
		"Author: Ole Lind. Present: Ada Berg, Ida Berg.":                                               "",
		"The rules of New York apply.\n\nNote: see below.":                                             "",
		"Deciders: Ada Berg, Ole Lind\n\nWe use oak.":                                                  "",
		"Rota: week 1; early: Ada Berg; late: Ole Lind\nRota: week 2; early: Ole Lind; late: Ida Berg": "", // a list's rows
		"day: 1; patient: Ada Berg; pulse: 60\nday: 2; patient: Ada Berg; pulse: 62":                   "Ada Berg Ada Berg",
	} {
		var got []string
		for _, name := range subjects(head, "en") {
			for _, w := range name[1:] { // behind what stands before it
				got = append(got, w.Text)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %q, want %q", head, s, want)
		}
	}
}

// Initials before a figure are the words that they are of.
func TestInitials(t *testing.T) {
	notes := Passage{Head: "Name: Ada Berg", Text: "The gas pressure was low. GP at home 34 mbar, said the fitter. GP is what he calls it."}
	if got := bestOf(t, "What is Ada Berg's gas pressure at home?", notes); !strings.HasPrefix(got, "GP at home") {
		t.Errorf("%q", got)
	}
}

// A column "Date" or "To" makes no mail's head of a row.
func TestRowsAreNoMailHeads(t *testing.T) {
	sheet := Passage{Text: "Date | Level | To\nDate: 2026-03-01; Level: 71; To: Ole\nDate: 2026-06-01; Level: 59; To: Ida"}
	if got := bestOf(t, "What is the level for Ida?", sheet); !strings.HasPrefix(got, "Date: 2026-06-01") {
		t.Errorf("%q", got)
	}
	m := NewMaterial("level", []Passage{sheet})
	for i, st := range m.Statements {
		if _, dated := m.EntryDate(i); st.inMailHead() || dated == (i == 0) {
			t.Errorf("%q: in a mail's head %v, dated %v", string(st.Text), st.inMailHead(), dated)
		}
	}
}
