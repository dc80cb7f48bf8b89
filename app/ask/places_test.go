package ask

import (
	"context"
	"strings"
	"testing"

	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// onePage is a library of one document of parts that has one page.
type onePage struct {
	Library
	page reader.Page
}

func (onePage) Document(context.Context, string) (knowledge.Document, error) {
	return knowledge.Document{Unit: reader.UnitPart}, nil
}

func (o onePage) Pages(context.Context, string, int, int) ([]reader.Page, error) {
	return []reader.Page{o.page}, nil
}

// A citation is placed by its own words, not by the passage that it is from.
func TestCitationsArePlacedByTheirWords(t *testing.T) {
	text := "Contract\n\n1 Salary\n\nIt is 5,850 euros.\n\n2 Holidays\n\nThere are 30 days."
	page := reader.Page{Number: 1, Text: text}
	for i, h := range []string{"Contract", "1 Salary", "2 Holidays"} {
		at := strings.Index(text, h)
		page.Headings = append(page.Headings, reader.Heading{Level: min(i+1, 2), Start: at, End: at + len(h), Text: h})
	}
	at := strings.Index(text, "There")
	c := Citation{Page: 1, Start: at, End: len(text), Quote: "There are 30 days."}
	p := places{library: onePage{page: page}}
	for _, test := range []struct{ passage, want string }{
		{"part 1", "under “2 Holidays”"},
		{"page 3", "page 3"}, // nothing to read for that
		{"", ""},
	} {
		if got := p.where(context.Background(), c, test.passage); got != test.want {
			t.Errorf("of %q: %q, want %q", test.passage, got, test.want)
		}
	}
	c.Quote = "There are 25 days." // what was there before
	if got := p.where(context.Background(), c, "part 1"); got != "part 1" {
		t.Errorf("of a text that has changed: %q", got)
	}
	page.Headings, page.Line = nil, 10
	c.Quote = "There are 30 days."
	lines := places{library: onePage{page: page}}
	if got := lines.where(context.Background(), c, "lines 10–18"); got != "line 18" {
		t.Errorf("among lines: %q", got)
	}
}
