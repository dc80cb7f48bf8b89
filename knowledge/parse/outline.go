package parse

import (
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

// maxLevel is the deepest level of a heading that is told from the one above.
const maxLevel = 6

// outlineEntry is one bookmark, its title reduced to letters and digits.
type outlineEntry struct {
	level int
	key   string
}

// bookmarks are those of a document by page number.
type bookmarks map[int][]outlineEntry

// readOutline collects the bookmarks of a document.
func readOutline(d *pdfDocument) bookmarks {
	o := bookmarks{}
	left := maxOutlineEntries
	first, err := d.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: d.ref})
	if err != nil || first.Bookmark == nil {
		return o
	}
	d.numberPages()
	o.walk(d, nil, 1, &left)
	return o
}

// numberPages lets pdfium go through the page tree once. Asked for the number of
// a page that it has not come by, it goes through the tree from its start, for
// every bookmark of a long document again.
func (d *pdfDocument) numberPages() {
	missing := 0
	for i := 0; i < d.pages && missing < maxMissingPages; i++ {
		if _, err := d.FPDF_GetPageSizeByIndexF(&requests.FPDF_GetPageSizeByIndexF{Document: d.ref, Index: i}); err != nil {
			missing++
		}
	}
}

// walk collects the outline's entries below parent.
func (o bookmarks) walk(d *pdfDocument, parent *references.FPDF_BOOKMARK, level int, left *int) {
	if level > maxOutlineDepth {
		return
	}
	child, err := d.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: d.ref, Bookmark: parent})
	if err != nil {
		return
	}
	for at := child.Bookmark; at != nil && *left > 0; {
		*left--
		o.add(d, *at, level)
		o.walk(d, at, level+1, left)
		next, err := d.FPDFBookmark_GetNextSibling(&requests.FPDFBookmark_GetNextSibling{Document: d.ref, Bookmark: *at})
		if err != nil {
			return
		}
		at = next.Bookmark
	}
}

func (o bookmarks) add(d *pdfDocument, at references.FPDF_BOOKMARK, level int) {
	dest, err := d.FPDFBookmark_GetDest(&requests.FPDFBookmark_GetDest{Document: d.ref, Bookmark: at})
	if err != nil || dest.Dest == nil {
		return
	}
	index, err := d.FPDFDest_GetDestPageIndex(&requests.FPDFDest_GetDestPageIndex{Document: d.ref, Dest: *dest.Dest})
	if err != nil || index.Index < 0 {
		return
	}
	title, err := d.FPDFBookmark_GetTitle(&requests.FPDFBookmark_GetTitle{Bookmark: at})
	if err != nil {
		return
	}
	if key := compact(title.Title); key != "" {
		o[index.Index+1] = append(o[index.Index+1], outlineEntry{min(level, maxLevel), key})
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
