package ask

import (
	"strings"
	"testing"

	"carrel/app/ask/intent"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

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
	for asked, want := range map[intent.Section]string{
		{Title: "abstract"}: "We measured the tides of Skar for nine years. They rise by two metres in spring. The harbour has to be dredged.",
		{Number: "2.1"}:     "The gauges were made of brass and oak by a smith.",
		{Number: "2"}:       "A gauge was read every hour by two people.\n2.1 Gauges\nThe gauges were made of brass and oak by a smith.",
		{Title: "results"}:  "The tide rises by two metres in spring, and by one in autumn, as the gauges show.",
		{Number: "3"}:       "The tide rises by two metres in spring, and by one in autumn, as the gauges show.",
		{Number: "9"}:       "",
		{Title: "gauges"}:   "The gauges were made of brass and oak by a smith.",
	} {
		got := ""
		if to, ok := stretchIn(pages, asked); ok {
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
	for asked, want := range map[intent.Section]string{
		{Number: "6"}: "This License does not grant permission to use\n      the names.",
		{Number: "7"}: "Unless required by applicable law or\n      agreed to in writing, it is as it is.",
		{Number: "8"}: "", // shorter than a part is
	} {
		got := ""
		if to, ok := stretchIn(pages, asked); ok {
			text := []rune(pages[0].Text)
			end := len(text)
			if to.toPage == 0 {
				end = to.to
			}
			got = strings.TrimSpace(string(text[to.from:end]))
		}
		if got != want {
			t.Errorf("%s: %q, want %q", asked.Number, got, want)
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
	to, ok := stretchIn(pages, intent.Section{Number: "6"})
	var p knowledge.DocumentPassage
	p.Page, p.Start, p.End, p.Text, p.Heading = 1, 0, len([]rune(text)), text, "§ 5 Nutzung"
	cut := to.cut(pages, []knowledge.DocumentPassage{p})
	if !ok || len(cut) != 1 || cut[0].Heading != "§ 6 Ende" || strings.TrimSpace(cut[0].Text) != "Die Pacht endet im Herbst nach der Ernte." {
		t.Errorf("%v %+v", ok, cut)
	}
}

// A part is found by a heading that names it among other things, or behind a Roman number, and
// what begins with one letter of those is a number too.
func TestFindsPartsByTheirTitles(t *testing.T) {
	const text = "I. METHODS\nThe gauges were read every hour by two people.\nII. RESULTS\nThe tide rises by two metres in the spring.\nIV. Uncertainty and Shortcomings\nNo gauge was read in the winter of the year.\nV. Conclusion\nThe harbour has to be dredged, as we said.\n"
	pages := []reader.Page{{Number: 1, Text: text}}
	for _, title := range []string{"I. METHODS", "II. RESULTS", "IV. Uncertainty and Shortcomings", "V. Conclusion"} {
		at := strings.Index(text, title)
		pages[0].Headings = append(pages[0].Headings, reader.Heading{Level: 3, Start: at, End: at + len(title), Text: title})
	}
	for title, want := range map[string]string{
		"methods": "The gauges were read every hour by two people.", "results": "The tide rises by two metres in the spring.",
		"limitations": "No gauge was read in the winter of the year.", "conclusions": "The harbour has to be dredged, as we said.", "recommendations": "",
	} {
		got := ""
		if to, ok := stretchIn(pages, intent.Section{Title: title}); ok {
			end := len(text)
			if to.toPage == 0 {
				end = to.to
			}
			got = strings.TrimSpace(text[to.from:end])
		}
		if got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
}
