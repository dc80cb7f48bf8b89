package reader

import "testing"

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
