package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

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

// plainFormat is how a kind of text that is kept as it stands is read.
type plainFormat struct {
	name string
	end  func(text string) int // how many bytes the next page takes
	look func(*reader.Page)    // fills in headings and tables; pages come in order; may be nil
}

// readText gives the pages of a text document.
func readText(j job) (reader.Meta, error) {
	return readPlain(j, plainFormat{name: formatText, end: pageEnd})
}

func readPlain(j job, format plainFormat) (reader.Meta, error) {
	if len(j.data) > maxTextBytes {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeTooLarge, Message: "This text file is larger than 64 MB, the most that Carrel reads of text. Split it into smaller files."}
	}
	text := decodeText(j.data)
	if strings.TrimSpace(text) == "" {
		return reader.Meta{}, &reader.Problem{Code: reader.CodeEmpty, Message: "There is nothing but blank space in this file."}
	}
	meta := reader.Meta{Format: format.name, Unit: reader.UnitPart}
	line := 1
	for _, s := range paginate(text, format.end) {
		meta.Pages++
		p := reader.Page{Number: meta.Pages, Text: s, Line: line}
		line += strings.Count(s, "\n")
		if format.look != nil {
			format.look(&p)
		}
		if err := j.page(p); err != nil {
			return reader.Meta{}, err
		}
	}
	return meta, nil
}

// paginate cuts text into pages that end where end says. Pages of blank space alone are joined to the
// one before.
func paginate(text string, end func(string) int) []string {
	var pages []string
	for part := range strings.SplitSeq(text, "\f") {
		for part != "" {
			n := end(part)
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
