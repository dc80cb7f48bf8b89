package parse

import (
	"math"
	"sort"
	"strings"
	"unicode"

	"carrel/knowledge/reader"
)

// headingFinder finds the headings of a document's pages: those of the outline
// where there is one, else the lines set larger than the body's text. Both are
// best effort: an outline entry whose title is not on its page is left out.
type headingFinder struct {
	outline bookmarks
	sizes   map[int]int // code points seen so far, by font size in half points
}

// line is one line of a page's text.
type line struct {
	start, end int // code points
	text       string
}

func lines(text string) []line {
	var all []line
	start := 0
	for s := range strings.SplitSeq(text, "\n") {
		n := len([]rune(s))
		all = append(all, line{start, start + n, s})
		start += n + 1
	}
	return all
}

// on gives the headings of page n in the order of its text. sizes are those of
// its lines' letters in points, 0 where not known; it takes them from pages in
// their order.
func (f *headingFinder) on(n int, text string, sizes []float64) []reader.Heading {
	if text == "" {
		return nil
	}
	if len(f.outline) > 0 {
		if len(f.outline[n]) == 0 {
			return nil
		}
		return match(f.outline[n], lines(text))
	}
	return f.bySize(lines(text), sizes)
}

// bySize takes lines for headings whose letters are larger than most of the
// document's so far.
func (f *headingFinder) bySize(page []line, sizes []float64) []reader.Heading {
	const (
		larger     = 1.15 // body 10 pt, heading 11.5 pt
		longest    = 120  // code points of a heading's line
		mostOnPage = 12   // more than that, and it is a poster or a slide
	)
	if len(sizes) != len(page) {
		return nil
	}
	for i, l := range page {
		if sizes[i] > 0 {
			f.sizes[int(math.Round(2*sizes[i]))] += l.end - l.start
		}
	}
	body, most := 0.0, 0
	for half, n := range f.sizes {
		if size := float64(half) / 2; n > most || n == most && size < body {
			body, most = size, n
		}
	}
	var found []reader.Heading
	for i := 0; i < len(page); i++ {
		l, size := page[i], sizes[i]
		if size < body*larger || l.end-l.start > longest || letters(l.text) < 2 || strings.HasSuffix(l.text, ".") {
			continue
		}
		h := reader.Heading{Start: l.start, End: l.end, Text: l.text}
		switch ratio := size / body; {
		case ratio >= 1.7:
			h.Level = 1
		case ratio >= 1.35:
			h.Level = 2
		default:
			h.Level = 3
		}
		// A heading of two lines is one heading.
		if i+1 < len(page) && math.Abs(sizes[i+1]-size) < 0.25 && page[i+1].end-page[i+1].start <= longest && letters(page[i+1].text) >= 2 {
			i++
			h.End, h.Text = page[i].end, h.Text+" "+page[i].text
		}
		found = append(found, h)
	}
	if len(found) > mostOnPage {
		return nil
	}
	return found
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// lineSizes gives the size of the letters of each line of a page's text, from
// where its lines stand; 0 for a line without letters.
func lineSizes(text string, placed []textLine) []float64 {
	page := lines(text)
	sizes := make([]float64, len(page))
	for i := range placed {
		p := &placed[i]
		at := sort.Search(len(page), func(k int) bool { return page[k].end >= p.start })
		if at < len(page) && sizes[at] == 0 && letters(p.text) > 0 {
			sizes[at] = p.size
		}
	}
	return sizes
}
