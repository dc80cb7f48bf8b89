package passage

import (
	"strings"
	"unicode/utf8"
)

// SpanBytes returns the code points start..end of text, as a part of it. Offsets
// beyond its end are taken as its end.
func SpanBytes(text []byte, start, end int) []byte {
	from, i, n := len(text), 0, 0
	for i < len(text) && n < end {
		if n == start {
			from = i
		}
		if text[i] < utf8.RuneSelf {
			i++
		} else {
			_, size := utf8.DecodeRune(text[i:])
			i += size
		}
		n++
	}
	return text[min(from, i):i]
}

// A Cutter returns spans of one text; spans in ascending order cost one walk
// over the text in all.
type Cutter struct {
	text   string
	offset int // in bytes
	count  int // in code points
}

// NewCutter returns a Cutter for text.
func NewCutter(text string) *Cutter { return &Cutter{text: text} }

// Span returns the code points start..end. Offsets beyond the text's end are
// taken as its end.
func (c *Cutter) Span(start, end int) string {
	from := c.seek(start)
	return c.text[from:c.seek(max(start, end))]
}

// seek returns the offset in bytes of a code point.
func (c *Cutter) seek(n int) int {
	if n < c.count {
		c.offset, c.count = 0, 0
	}
	for c.count < n && c.offset < len(c.text) {
		_, size := utf8.DecodeRuneInString(c.text[c.offset:])
		c.offset += size
		c.count++
	}
	return c.offset
}

// Context is the line put before a passage for indexing and embedding, never
// for showing: the document's title, the headings it stands under, and the
// table it stands inside.
func Context(title, heading, inside string) string {
	parts := make([]string, 0, 3)
	for _, part := range []string{title, heading, inside} {
		if part != "" && (len(parts) == 0 || part != parts[len(parts)-1]) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, Separator)
}

// Separator stands between a title and its headings.
const Separator = " › "
