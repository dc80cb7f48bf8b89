package parse

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"carrel/knowledge/reader"
)

// Text has no pages of its own. Here a page is a stretch of it that a person
// can take in at a glance and that a citation can open: about as much as two
// printed pages, cut between paragraphs. A form feed ends a page too, as it
// does on a printer. Pages put together are the whole text again (its form
// feeds left out).
const (
	pageRunes    = 4000 // a page ends at the first empty line after 3/4 of this, or the first line end after it
	pageMaxRunes = 6000 // and at the latest here, in the middle of a line if need be
)

// maxTextBytes bounds text and Markdown documents: 16,000 pages.
const maxTextBytes = 64 << 20

// readText gives the pages of a text document.
func readText(j job) (reader.Meta, error) { return readPlain(j, formatText) }

// readMarkdown gives the pages of a Markdown document.
func readMarkdown(j job) (reader.Meta, error) { return readPlain(j, formatMarkdown) }

func readPlain(j job, format string) (reader.Meta, error) {
	if len(j.data) > maxTextBytes {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeTooLarge, Message: "This text file is larger than 64 MB, the most that Carrel reads of text. Split it into smaller files."}
	}
	text := decodeText(j.data)
	if strings.TrimSpace(text) == "" {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is nothing but blank space in this file."}
	}
	meta := reader.Meta{Format: format, Unit: reader.UnitPart}
	markdown := &markdownHeadings{}
	line := 1
	for _, s := range paginate(text) {
		meta.Pages++
		p := reader.Page{Number: meta.Pages, Text: s, Line: line}
		line += strings.Count(s, "\n")
		if format == formatMarkdown {
			p.Headings = markdown.on(s)
			if meta.Title == "" && len(p.Headings) > 0 && p.Headings[0].Level == 1 {
				meta.Title = oneLine(p.Headings[0].Text, 300)
			}
		}
		if err := j.page(p); err != nil {
			return reader.Meta{}, err
		}
	}
	return meta, nil
}

// isBinary reports whether data is no text in any encoding that decodeText
// knows.
func isBinary(data []byte) bool {
	if utf16Order(data) != nil || bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")) {
		return false
	}
	// A look at beginning, middle and end: an archive that begins with a
	// readable note is still one.
	const part = 8 << 10
	for _, at := range []int{0, len(data)/2 - part/2, len(data) - part} {
		at = max(0, at)
		odd := 0
		sample := data[at:min(len(data), at+part)]
		for _, b := range sample {
			switch {
			case b == 0:
				return true
			case b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1B || b == 0x7F:
				odd++
			}
		}
		if odd*50 > len(sample) { // texts with a stray control character exist
			return true
		}
	}
	return false
}

// utf16Order is the byte order of UTF-16 text, by its mark or, without one, by
// the zeros that text in Latin script has in every second place; nil when data
// is not UTF-16.
func utf16Order(data []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return binary.BigEndian
	}
	sample := data[:min(len(data), 4096)&^1]
	if len(sample) < 8 || len(data)%2 == 1 {
		return nil
	}
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	half := len(sample) / 2
	for i, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		if zeros[i]*10 > half*7 && zeros[1-i] == 0 && plausible(sample, order) {
			return order
		}
	}
	return nil
}

// plausible reports whether a sample reads as text in UTF-16 of this order:
// columns of numbers in a binary file have zeros in every second place too.
func plausible(sample []byte, order binary.ByteOrder) bool {
	controls := 0
	for i := 0; i+1 < len(sample); i += 2 {
		if u := order.Uint16(sample[i:]); u < 0x20 && u != '\n' && u != '\r' && u != '\t' && u != '\f' {
			controls++
		}
	}
	return controls*50 <= len(sample)/2
}

// decodeText gives text as UTF-8: from UTF-8, UTF-16, or else Windows-1252, of
// which Latin-1 is a part. Line ends become "\n"; controls other than tab, line
// feed and form feed go; everything else stays as it is.
func decodeText(data []byte) string {
	var text string
	if order := utf16Order(data); order != nil {
		units := make([]uint16, 0, len(data)/2)
		for i := 0; i+1 < len(data); i += 2 {
			units = append(units, order.Uint16(data[i:]))
		}
		text = string(utf16.Decode(units))
	} else if utf8.Valid(data) {
		text = string(data)
	} else if decoded, err := charmap.Windows1252.NewDecoder().Bytes(data); err == nil && !mostlyUTF8(data) {
		text = string(decoded)
	} else {
		// UTF-8 with a few broken bytes, such as a file cut in a character.
		text = strings.ToValidUTF8(string(data), string(utf8.RuneError))
	}
	text = strings.TrimPrefix(text, "\uFEFF")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n', r == '\t', r == '\f':
			return r
		case unicode.IsControl(r), r&0xFFFE == 0xFFFE:
			return -1
		}
		return r
	}, text)
}

// mostlyUTF8 reports whether data, which is not valid UTF-8, has at least ten
// times as many whole multi-byte characters as broken bytes. In Windows-1252 it
// is the other way round.
func mostlyUTF8(data []byte) bool {
	whole, broken := 0, 0
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		data = data[n:]
	}
	return whole >= 10*broken
}

// paginate cuts text into pages. Pages of blank space alone are joined to the
// one before.
func paginate(text string) []string {
	var pages []string
	for part := range strings.SplitSeq(text, "\f") {
		for part != "" {
			n := pageEnd(part)
			piece := part[:n]
			part = part[n:]
			if len(pages) > 0 && strings.TrimSpace(piece) == "" {
				pages[len(pages)-1] += piece
			} else {
				pages = append(pages, piece)
			}
		}
	}
	return pages
}

// pageEnd is how many bytes of text the next page takes.
func pageEnd(text string) int {
	runes, lineEnd, space := 0, 0, 0
	lastWasNewline := false
	for at, r := range text {
		if runes == pageMaxRunes {
			switch {
			case lineEnd > 0:
				return lineEnd
			case space > 0:
				return space
			}
			return at
		}
		runes++
		switch {
		case r == '\n':
			if lastWasNewline && runes >= pageRunes*3/4 || runes >= pageRunes {
				return at + 1
			}
			lastWasNewline = true
			if runes >= pageRunes/2 {
				lineEnd = at + 1
			}
		case unicode.IsSpace(r):
			if runes >= pageRunes/2 {
				space = at + utf8.RuneLen(r)
			}
		default:
			lastWasNewline = false
		}
	}
	return len(text)
}
