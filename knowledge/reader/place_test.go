package reader

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// lease is a text of parts: a title, two sections of which the first begins with one of its own.
func lease(number int) Page {
	text := "Lease\n\nBetween A and B.\n\n1 Rent\n\n1.1 Amount\n\nIt is 1,450 euros.\n\n2 Keys\n\nTwo keys."
	p := Page{Number: number, Text: text}
	for _, h := range []struct {
		level int
		text  string
	}{{1, "Lease"}, {2, "1 Rent"}, {3, "1.1 Amount"}, {2, "2 Keys"}} {
		at := strings.Index(text, h.text)
		p.Headings = append(p.Headings, Heading{h.level, at, at + len(h.text), h.text})
	}
	return p
}

func TestWhereUnderHeadings(t *testing.T) {
	for _, c := range []struct {
		number   int
		from, to string
		want     string
	}{
		{1, "1,450", "euros.", "under “1.1 Amount”"},
		{1, "1 Rent", "euros.", "under “1.1 Amount”"}, // nothing stands under the first alone
		{1, "1,450", "keys.", "under “1.1 Amount” to “2 Keys”"},
		{1, "2 Keys", "2 Keys", "under “2 Keys”"},
		{1, "Between", "B.", "part 1"},        // under the title is no place
		{2, "Between", "B.", "under “Lease”"}, // here it is none
		{1, "Lease", "euros.", "part 1"},
	} {
		p := lease(c.number)
		start, end := strings.Index(p.Text, c.from), strings.Index(p.Text, c.to)+len(c.to)
		if got := Where(UnitPart, p, start, end); got != c.want {
			t.Errorf("%q to %q of part %d: %q, want %q", c.from, c.to, c.number, got, c.want)
		}
	}
	p := lease(2)
	p.Headings = p.Headings[3:]
	if got := Where(UnitPart, p, 0, 5); got != "part 2" {
		t.Errorf("before the first heading: %q", got)
	}
	p.Headings[0].Text = strings.Repeat("Schlüssel ", 20)
	if got := Where(UnitPart, p, len(p.Text)-4, len(p.Text)); utf8.RuneCountInString(got) > headingRunes+8 || !strings.HasSuffix(got, "…”") {
		t.Errorf("a long heading: %q", got)
	}
}

func TestShown(t *testing.T) {
	for _, c := range []struct{ where, title, want string }{
		{"part 1", "Lease", ""},
		{"part 2", "Lease", "part 2"},
		{"sheet Costs, B4:D4", "Costs", "B4:D4"},
		{"sheet Costs", "Costs", ""},
		{"sheet Costs 2024, B4:D4", "Costs", "sheet Costs 2024, B4:D4"},
		{"message Offer", "Offer", ""},
		{"page 3", "page", "page 3"},
		{"sheet Costs, B4:D4", "", "sheet Costs, B4:D4"},
	} {
		if got := Shown(c.where, c.title); got != c.want {
			t.Errorf("%q of %q: %q, want %q", c.where, c.title, got, c.want)
		}
	}
}

func TestWhere(t *testing.T) {
	cells := []Place{{0, 5, "A1:C1"}, {6, 11, "A2:C2"}}
	for _, c := range []struct {
		unit       Unit
		page       Page
		start, end int
		want       string
	}{
		{UnitPage, Page{Number: 12, Label: "xii"}, 0, 4, "page 12"},
		{UnitSlide, Page{Number: 3, Places: []Place{{10, 20, "notes"}}}, 12, 15, "slide 3, notes"},
		{UnitSlide, Page{Number: 3, Places: []Place{{10, 20, "notes"}}}, 2, 10, "slide 3"},
		{UnitSheet, Page{Number: 1, Label: "Budget", Places: cells}, 6, 9, "sheet Budget, A2:C2"},
		{UnitSheet, Page{Number: 1, Label: "Budget", Places: cells}, 0, 9, "sheet Budget, A1:C2"},
		{UnitChapter, Page{Number: 4, Label: "Whales"}, 0, 1, "chapter Whales"},
		{UnitMessage, Page{Number: 4}, 0, 1, "message 4"},
		{UnitPart, Page{Number: 2, Line: 10, Text: "één\ntwo\nthree\n"}, 4, 7, "line 11"},
		{UnitPart, Page{Number: 2, Line: 10, Text: "één\ntwo\nthree\n"}, 0, 8, "lines 10–11"},
		{UnitPart, Page{Number: 2}, 0, 8, "part 2"},
	} {
		if got := Where(c.unit, c.page, c.start, c.end); got != c.want {
			t.Errorf("Where(%s, %d..%d) = %q, want %q", c.unit, c.start, c.end, got, c.want)
		}
	}
}
