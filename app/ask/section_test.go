package ask

import (
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

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
		"Show me the abstract of the paper on tides please": "|abstract|the paper on tides please",
	} {
		s, ok := sectionOf(question)
		if got := s.number + "|" + s.title + "|" + s.where; !ok || got != want {
			t.Errorf("%s: %q %v, want %q", question, got, ok, want)
		}
	}
	for _, question := range []string{"What does the lease say about dogs?", "What is a section?", "Who wrote the introduction?", "When was the part replaced?", "How long is chapter 3?"} {
		if s, ok := sectionOf(question); ok {
			t.Errorf("%s asks for %+v", question, s)
		}
	}
}

const paperOne = "The Tides of Skar\nAnna Berg\nUniversity of Lund\nAbstract\nWe measured the tides of Skar for nine years. They rise by two metres in spring. The harbour has to be dredged.\nKeywords: tides, harbours.\n1. Introduction\nTides are seen in every harbour of the coast, and in few of the lake.\n1 . . . . . . 2\n"
const paperTwo = "2 Method\nA gauge was read every hour by two people.\n2.1 Gauges\nThe gauges were made of brass and oak by a smith.\n3 Results\nThe tide rises by two metres in spring, and by one in autumn, as the gauges show.\n"

// A part goes to where the next one begins that is no part of it; what has no heading of its
// own, as most abstracts, is told by its line.
func TestFindsParts(t *testing.T) {
	at := strings.Index(paperOne, "1. Introduction")
	pages := []reader.Page{
		{Number: 1, Text: paperOne, Headings: []reader.Heading{{Level: 1, Start: at, End: at + len("1. Introduction"), Text: "1. Introduction"}}},
		{Number: 2, Text: paperTwo},
	}
	for asked, want := range map[sectionAsked]string{
		{title: "abstract"}: "We measured the tides of Skar for nine years. They rise by two metres in spring. The harbour has to be dredged.",
		{number: "2.1"}:     "The gauges were made of brass and oak by a smith.",
		{number: "2"}:       "A gauge was read every hour by two people.\n2.1 Gauges\nThe gauges were made of brass and oak by a smith.",
		{title: "results"}:  "The tide rises by two metres in spring, and by one in autumn, as the gauges show.",
		{number: "3"}:       "The tide rises by two metres in spring, and by one in autumn, as the gauges show.",
		{number: "9"}:       "",
	} {
		got := ""
		if to, ok := asked.find(pages); ok {
			for k := to.fromPage; k <= to.toPage && k < len(pages); k++ {
				text := []rune(pages[k].Text)
				from, end := 0, len(text)
				if k == to.fromPage {
					from = to.from
				}
				if k == to.toPage {
					end = to.to
				}
				got += string(text[from:end])
			}
		}
		if got = strings.TrimSpace(got); got != want {
			t.Errorf("%+v: %q, want %q", asked, got, want)
		}
	}
}

// The heading of a clause that its text goes on behind ends before it.
func TestFindsRunInHeadings(t *testing.T) {
	pages := []reader.Page{{Number: 1, Text: "   6. Trademarks. This License does not grant permission to use\n      the names.\n\n   7. Disclaimer of Warranty. Unless required by applicable law or\n      agreed to in writing, it is as it is.\n\n   8. Liability. In no event is anybody\n      liable.\n"}}
	for asked, want := range map[sectionAsked]string{
		{number: "6"}: "This License does not grant permission to use\n      the names.",
		{number: "7"}: "Unless required by applicable law or\n      agreed to in writing, it is as it is.",
		{number: "8"}: "", // shorter than a part is
	} {
		got := ""
		if to, ok := asked.find(pages); ok {
			text := []rune(pages[0].Text)
			end := len(text)
			if to.toPage == 0 {
				end = to.to
			}
			got = strings.TrimSpace(string(text[to.from:end]))
		}
		if got != want {
			t.Errorf("%s: %q, want %q", asked.number, got, want)
		}
	}
}

// A passage that began under the part before stands, when it is cut, under the part's own heading.
func TestCutsUnderTheOwnHeading(t *testing.T) {
	text := "§ 5 Nutzung\nDie Wiese wird nur zum Heuen genutzt.\n§ 6 Ende\nDie Pacht endet im Herbst nach der Ernte.\n"
	at := func(part string) int { return len([]rune(text[:strings.Index(text, part)])) }
	heading := func(title string) reader.Heading {
		return reader.Heading{Level: 2, Start: at(title), End: at(title) + len([]rune(title)), Text: title}
	}
	pages := []reader.Page{{Number: 1, Text: text, Headings: []reader.Heading{heading("§ 5 Nutzung"), heading("§ 6 Ende")}}}
	to, ok := sectionAsked{number: "6"}.find(pages)
	var p knowledge.DocumentPassage
	p.Page, p.Start, p.End, p.Text, p.Heading = 1, 0, len([]rune(text)), text, "§ 5 Nutzung"
	cut := to.cut(pages, []knowledge.DocumentPassage{p})
	if !ok || len(cut) != 1 || cut[0].Heading != "§ 6 Ende" || strings.TrimSpace(cut[0].Text) != "Die Pacht endet im Herbst nach der Ernte." {
		t.Errorf("%v %+v", ok, cut)
	}
}
