package parse

import (
	"math"
	"sort"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"carrel/knowledge/reader"
)

// Bounds of an outline: one that loops back into itself ends here. A walk of
// 10,000 entries takes some 0.1 s.
const (
	maxOutlineEntries = 10000
	maxOutlineDepth   = 12
)

// outlineEntry is one bookmark, its title reduced to letters and digits.
type outlineEntry struct {
	level int
	key   string
}

// headingFinder finds the headings of a document's pages: those of the outline
// where there is one, else the lines set larger than the body's text. Both are
// best effort: an outline entry whose title is not on its page is left out.
type headingFinder struct {
	d       *pdfDocument
	outline map[int][]outlineEntry // by page number
	sizes   map[int]int            // code points seen so far, by font size in half points
}

func newHeadingFinder(d *pdfDocument) *headingFinder {
	f := &headingFinder{d: d, outline: map[int][]outlineEntry{}, sizes: map[int]int{}}
	left := maxOutlineEntries
	f.walk(nil, 1, &left)
	return f
}

// walk collects the outline's entries below parent.
func (f *headingFinder) walk(parent *references.FPDF_BOOKMARK, level int, left *int) {
	if level > maxOutlineDepth {
		return
	}
	child, err := f.d.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: f.d.ref, Bookmark: parent})
	if err != nil {
		return
	}
	for at := child.Bookmark; at != nil && *left > 0; {
		*left--
		f.add(*at, level)
		f.walk(at, level+1, left)
		next, err := f.d.FPDFBookmark_GetNextSibling(&requests.FPDFBookmark_GetNextSibling{Document: f.d.ref, Bookmark: *at})
		if err != nil {
			return
		}
		at = next.Bookmark
	}
}

func (f *headingFinder) add(at references.FPDF_BOOKMARK, level int) {
	dest, err := f.d.FPDFBookmark_GetDest(&requests.FPDFBookmark_GetDest{Document: f.d.ref, Bookmark: at})
	if err != nil || dest.Dest == nil {
		return
	}
	index, err := f.d.FPDFDest_GetDestPageIndex(&requests.FPDFDest_GetDestPageIndex{Document: f.d.ref, Dest: *dest.Dest})
	if err != nil || index.Index < 0 {
		return
	}
	title, err := f.d.FPDFBookmark_GetTitle(&requests.FPDFBookmark_GetTitle{Bookmark: at})
	if err != nil {
		return
	}
	if key := compact(title.Title); key != "" {
		f.outline[index.Index+1] = append(f.outline[index.Index+1], outlineEntry{level, key})
	}
}

// compact reduces s to its letters and digits in lower case, so that titles
// compare equal however they are spaced, numbered with dots, or set.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, oneLine(s, 300))
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

// on gives the headings of page n in the order of its text.
func (f *headingFinder) on(n int, p pdfPage) []reader.Heading {
	if p.text == "" || len(p.origin) > maxPageRunes {
		return nil
	}
	if len(f.outline) > 0 {
		if len(f.outline[n]) == 0 {
			return nil
		}
		return match(f.outline[n], lines(p.text))
	}
	return f.bySize(p)
}

// match finds the lines that outline entries name. A title may run over two
// lines, and the page may number it where the outline does not ("3.2 Method").
func match(entries []outlineEntry, page []line) []reader.Heading {
	const numbering = 8 // "appendixb", "1234"
	keys := make([]string, len(page))
	for i, l := range page {
		keys[i] = compact(l.text)
	}
	var found []reader.Heading
	taken := make([]bool, len(page))
	for _, e := range entries {
		// One line first: a page number above the title would pass for its
		// numbering.
		first, last := -1, -1
		for span := 1; span <= 2 && first < 0; span++ {
			for i := 0; i+span <= len(page); i++ {
				key := strings.Join(keys[i:i+span], "")
				if keys[i] != "" && !taken[i] && strings.HasSuffix(key, e.key) && len(key)-len(e.key) <= numbering {
					first, last = i, i+span-1
					break
				}
			}
		}
		if first < 0 {
			continue
		}
		h := reader.Heading{Level: e.level, Start: page[first].start, End: page[last].end, Text: page[first].text}
		taken[first], taken[last] = true, true
		if last > first {
			h.Text += " " + page[last].text
		}
		found = append(found, h)
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].Start < found[j].Start })
	return found
}

// bySize takes lines for headings whose letters are larger than most of the
// document's so far. It asks for the size of one character per line, which
// costs under 5 % of reading a page.
func (f *headingFinder) bySize(p pdfPage) []reader.Heading {
	const (
		larger     = 1.15 // body 10 pt, heading 11.5 pt
		longest    = 120  // code points of a heading's line
		mostOnPage = 12   // more than that, and it is a poster or a slide
	)
	page := lines(p.text)
	sizes := make([]float64, len(page))
	for i, l := range page {
		for at := l.start; at < l.end; at++ {
			// The first letter: bullets and numbers are often set in another font.
			if size := f.size(p, at, l); size > 0 {
				sizes[i] = size
				f.sizes[int(math.Round(2*size))] += l.end - l.start
				break
			}
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

// size is the height in points of the font at a code point of the line, 0
// where that is no letter or the size is not known.
func (f *headingFinder) size(p pdfPage, at int, l line) float64 {
	if !unicode.IsLetter(runeOf(l, at)) {
		return 0
	}
	char, ok := f.d.charIndex(p, at)
	if !ok {
		return 0
	}
	nominal, err := f.d.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: p.handle, Index: char})
	if err != nil {
		return 0
	}
	// Many programs set the font at size 1 and scale it by the text matrix.
	m, err := f.d.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: p.handle, Index: char})
	if err != nil {
		return nominal.FontSize
	}
	size := nominal.FontSize * math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D))
	if math.IsNaN(size) || size > 10000 {
		return 0
	}
	return size
}

func runeOf(l line, at int) rune {
	i := l.start
	for _, r := range l.text {
		if i == at {
			return r
		}
		i++
	}
	return 0
}
