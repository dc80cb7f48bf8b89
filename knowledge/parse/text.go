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
