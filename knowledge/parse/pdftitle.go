package parse

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Many PDFs do not say what they are called, or say what the file was called that they were
// made of. A paper's title stands on its first page in the largest letters, above everything.

// Limits of a title that is taken from the page.
const (
	titleLarger    = 1.25 // times the letters of the text
	titleWords     = 4    // fewer are a letter's head, or a chapter's ("Appendix A")
	titleMostWords = 30
	titleMostLines = 4
	titleFirstLine = 6   // it begins in one of the first lines: above it stand a journal, a day
	titleText      = 400 // code points of smaller letters that a page with a title has at least
)

// titleOn is the title that a document's first page bears, of which sizes are those of its
// lines' letters in points; "" where it bears none for certain.
func titleOn(page []line, sizes []float64) string {
	if len(sizes) != len(page) {
		return ""
	}
	largest := 0.0
	for i, l := range page {
		if letters(l.text) > 1 {
			largest = max(largest, sizes[i])
		}
	}
	same := func(i int) bool { return math.Abs(sizes[i]-largest) < 0.25 }
	smaller := map[int]int{} // code points, by size in half points
	from, to := -1, -1
	for i, l := range page {
		switch {
		case !same(i):
			smaller[int(math.Round(2*sizes[i]))] += utf8.RuneCountInString(l.text)
		case letters(l.text) < 2:
		case from < 0:
			from, to = i, i+1
		case to == i:
			to++
		default:
			return "" // the largest letters are elsewhere too: a poster, a chapter's first page
		}
	}
	body, most, all := 0.0, 0, 0
	for half, n := range smaller {
		all += n
		if n > most {
			body, most = float64(half)/2, n
		}
	}
	if from < 0 || from >= titleFirstLine || to-from > titleMostLines || all < titleText || largest < titleLarger*body {
		return ""
	}
	var said []string
	for _, l := range page[from:to] {
		said = append(said, strings.TrimSpace(l.text))
	}
	title := strings.Join(said, " ")
	words := len(strings.Fields(title))
	if words < titleWords || words > titleMostWords || 3*letters(title) < 2*utf8.RuneCountInString(title) || strings.HasSuffix(title, ".") {
		return ""
	}
	return sensibleTitle(title)
}

// nameOfFile says whether a title is one word of parts, as files are called and texts are not:
// "paper_final_v3", "TR-2022-08".
func nameOfFile(title string) bool {
	return !strings.ContainsFunc(title, unicode.IsSpace) && strings.ContainsFunc(title, func(r rune) bool { return r == '_' || r == '.' || unicode.IsDigit(r) })
}
