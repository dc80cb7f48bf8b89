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
	Start int `json:"start"` // code points into the text
	End   int `json:"end"`
	Line  int `json:"line"` // number of the line on the page, from 0
	Box   Box `json:"box"`
}

// BoxesOf gives the rectangles that cover spans of a text with its words: one
// list per span, in reading order, merged per line as far as that covers no
// other word.
func BoxesOf(words []Word, spans []Span) [][]Box {
	all := make([][]Box, len(spans))
	for i, s := range spans {
		var within []Word
		var others []Box
		for _, w := range words {
			if w.End <= s.Start || w.Start >= s.End {
				others = append(others, w.Box)
			} else {
				within = append(within, w)
			}
		}
		boxes := []Box{}
		line := -1
		for _, w := range within {
			if last := len(boxes) - 1; w.Line == line && boxes[last].JoinsOver(w.Box, others) {
				boxes[last] = boxes[last].Union(w.Box)
				continue
			}
			boxes = append(boxes, w.Box)
			line = w.Line
		}
		all[i] = boxes
	}
	return all
}
