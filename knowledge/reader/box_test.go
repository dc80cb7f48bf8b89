package reader_test

import (
	"slices"
	"testing"

	"carrel/knowledge/reader"
)

// box is a rectangle by its left, bottom, width and height.
func box(left, bottom, width, height float64) reader.Box {
	return reader.Box{Left: left, Bottom: bottom, Right: left + width, Top: bottom + height}
}

// What lies side by side on a line is one stroke; lines, columns, and what has
// another word between them stay apart.
func TestJoinBoxes(t *testing.T) {
	for name, c := range map[string]struct{ boxes, others, want []reader.Box }{
		"along a line":      {[]reader.Box{box(10, 100, 50, 12), box(62, 101, 40, 11)}, nil, []reader.Box{box(10, 100, 92, 12)}},
		"lines and columns": {[]reader.Box{box(10, 100, 50, 12), box(10, 82, 30, 12), box(300, 100, 30, 12)}, nil, []reader.Box{box(10, 100, 50, 12), box(10, 82, 30, 12), box(300, 100, 30, 12)}},
		"a word between":    {[]reader.Box{box(10, 100, 50, 12), box(70, 100, 40, 12)}, []reader.Box{box(62, 102, 6, 8)}, []reader.Box{box(10, 100, 50, 12), box(70, 100, 40, 12)}},
		"tails of a line":   {[]reader.Box{box(10, 100, 50, 12), box(62, 100, 40, 12)}, []reader.Box{box(20, 110, 6, 8), box(59, 110, 6, 8)}, []reader.Box{box(10, 100, 92, 12)}},
		"under one of them": {[]reader.Box{box(10, 100, 50, 12), box(62, 100, 40, 12)}, []reader.Box{box(20, 100, 6, 8)}, []reader.Box{box(10, 100, 92, 12)}},
		"none":              {nil, nil, []reader.Box{}},
	} {
		if got := reader.JoinBoxes(c.boxes, c.others); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Recognised words of a line are one box but where another word stands among them.
func TestBoxesOfRecognisedWords(t *testing.T) {
	words := []reader.Word{
		{Start: 0, End: 3, Line: 0, Box: box(10, 100, 30, 12)}, {Start: 4, End: 7, Line: 0, Box: box(45, 100, 30, 12)},
		{Start: 8, End: 11, Line: 1, Box: box(10, 80, 30, 12)},
		{Start: 12, End: 15, Line: 2, Box: box(41, 102, 3, 9)}, // between the first two
	}
	got := reader.BoxesOf(words, []reader.Span{{Start: 0, End: 11}, {Start: 0, End: 15}, {Start: 20, End: 22}})
	want := [][]reader.Box{
		{words[0].Box, words[1].Box, words[2].Box},
		{box(10, 100, 65, 12), words[2].Box, words[3].Box},
		{},
	}
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			t.Errorf("span %d: %v, want %v", i, got[i], want[i])
		}
	}
}
