package intent

import "testing"

// Questions for a part of a document, and others that only have such a word.
func TestSectionOf(t *testing.T) {
	for question, want := range map[string]string{
		"What does section 5 of the CRC paper say?":         "5||the crc paper",
		"What does the abstract of MOB.pdf say?":            "|abstract|mob.pdf",
		"what does the abstract say":                        "|abstract|",
		"Summarise chapter 3 of the manual":                 "3||the manual",
		"What is section 4.2 about?":                        "4.2||",
		"What's in the introduction of report.pdf?":         "|introduction|report.pdf",
		"What are the conclusions of the tide paper?":       "|conclusions|the tide paper",
		"What does the lease say in section 7?":             "7||the lease",
		"Was steht in Abschnitt 2 des Vertrags?":            "2||vertrags",
		"Worum geht es in Kapitel 4 von handbuch.pdf?":      "4||handbuch.pdf",
		"Fasse die Einleitung von bericht.pdf zusammen":     "|einleitung|bericht.pdf",
		"¿Qué dice el capítulo 2 del manual?":               "2||manual",
		"Was steht in § 7 des Pachtvertrags?":               "7||pachtvertrags",
		"Was regelt § 12a Abs. 2 im Pachtvertrag":           "12a||pachtvertrag",
		"Wie lautet § 3?":                                   "3||",
		"Was steht im Pachtvertrag in § 4?":                 "4||pachtvertrag",
		"Was wurde unter TOP 3 der Sitzung beschlossen?":    "3||sitzung",
		"Was steht unter Ziffer 2.1 der Satzung?":           "2.1||satzung",
		"Que dit l'article 5 du bail ?":                     "5||bail",
		"Cosa prevede l'articolo 8 del contratto?":          "8||contratto",
		"¿Qué dice la cláusula 4 del contrato?":             "4||contrato",
		"And what are the limitations of Berg's study?":     "|limitations|berg's study",
		"What were the main findings of the tide paper?":    "|findings|the tide paper",
		"What did the tide paper conclude?":                 "|conclusions|the tide paper",
		"What did the board decide?":                        "|decision|the board",
		"What was the root cause of the flood report?":      "|root cause|the flood report",
		"What are the action items of FZ-5?":                "|action items|fz-5",
		"What does the board recommend?":                    "|recommendations|the board",
		"What future work does the tide paper propose?":     "|future work|the tide paper",
		"Show me the abstract of the paper on tides please": "|abstract|the paper on tides please",
	} {
		s, ok := SectionOf(question)
		if got := s.Number + "|" + s.Title + "|" + s.Where; !ok || got != want {
			t.Errorf("%s: %q %v, want %q", question, got, ok, want)
		}
	}
	for _, question := range []string{"What does the lease say about dogs?", "What is a section?", "Who wrote the introduction?", "When was the part replaced?", "How long is chapter 3?"} {
		if s, ok := SectionOf(question); ok {
			t.Errorf("%s asks for %+v", question, s)
		}
	}
}

// Questions for what a version brought, and the headings that are of it.
func TestVersionOf(t *testing.T) {
	for question, want := range map[string]string{
		"What changed in version 2.4.1?": "2.4.1", "What's new in 3.0?": "3.0", "What was fixed in v1.2.3?": "1.2.3", "What did release 2.0 remove?": "2.0",
		"Was ist neu in Version 2.1?": "2.1", "Was hat sich in 2.1 geändert?": "2.1", "Show the changes": "", "What changed between 2.0 and 2.1?": "",
		"What changed in section 4?": "", "What changed in 2019?": "",
	} {
		if s, ok := VersionOf(question); s.Version != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", question, s.Version, want)
		}
	}
	for heading, want := range map[string]bool{
		"2.4.1 (2026-05-20)": true, "v2.4.1": true, "[2.4.1] - 2026-05-20": true, "Version 2.4.1, of May": true, "gateway 2.4.1": true,
		"2.4.10": false, "12.4.1": false, "2.4.1.3": false, "2.4": false, "Upgrading from 2.3 to 2.4.1": false,
	} {
		if (Section{Version: "2.4.1"}).Versioned(heading) != want {
			t.Errorf("%s: %v", heading, !want)
		}
	}
}
