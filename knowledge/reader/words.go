package reader

// Recognition is what was recognised in the picture of a page.
type Recognition struct {
	Text       string
	Words      []Word   // in the order of Text, without overlap
	Confidence float64  // how sure the recogniser is of the letters on average, 0 to 100
	Languages  []string // codes of those that it was recognised in, as tesseract has them: "deu"
	Program    string   // what recognised it, with its version: "tesseract 5.3.0"; "" where that is not known
}

// Word is a piece of recognised text with its place on the page. A word that
// was broken at a line's end is two.
type Word struct {
	Start int // code points into the text
	End   int
	Line  int // number of the line on the page, from 0
	Box   Box
}

// BoxesOf gives the rectangles that cover spans of a text with its words: one
// list per span, in reading order, merged per line.
func BoxesOf(words []Word, spans []Span) [][]Box {
	all := make([][]Box, len(spans))
	for i, s := range spans {
		boxes := []Box{}
		line := -1
		for _, w := range words {
			if w.End <= s.Start || w.Start >= s.End {
				continue
			}
			if last := len(boxes) - 1; w.Line == line {
				b := &boxes[last]
				b.Left, b.Bottom = min(b.Left, w.Box.Left), min(b.Bottom, w.Box.Bottom)
				b.Right, b.Top = max(b.Right, w.Box.Right), max(b.Top, w.Box.Top)
				continue
			}
			boxes = append(boxes, w.Box)
			line = w.Line
		}
		all[i] = boxes
	}
	return all
}
