package parse

import (
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// markdownHeadings finds the headings of a Markdown text, page after page: it
// remembers whether a page ended inside a code block.
type markdownHeadings struct {
	fence string // what the open code block began with; "": none is open
}

// on gives the headings of the next page. A heading's span covers its title,
// without the signs that make it one. Headings are those of CommonMark, "# One"
// and underlined ones of one line.
func (m *markdownHeadings) on(text string) []reader.Heading {
	var found []reader.Heading
	var before line // the line above, for underlined headings
	underlinable := false
	at := 0
	for s := range strings.SplitAfterSeq(text, "\n") {
		l := line{at, at + utf8.RuneCountInString(s), strings.TrimSuffix(s, "\n")}
		at = l.end
		trimmed := strings.TrimLeft(l.text, " ")
		indent := len(l.text) - len(trimmed)
		if m.fence != "" {
			if indent < 4 && strings.HasPrefix(trimmed, m.fence) && strings.Trim(trimmed, m.fence[:1]+" \t") == "" {
				m.fence = ""
			}
			underlinable = false
			continue
		}
		if indent >= 4 || strings.HasPrefix(l.text, "\t") {
			underlinable = false // code
			continue
		}
		if f := fence(trimmed); f != "" {
			m.fence = f
			underlinable = false
			continue
		}
		if level, ok := underline(trimmed); ok && underlinable {
			found = append(found, heading(level, before, before.text))
			underlinable = false
			continue
		}
		hashes := len(trimmed) - len(strings.TrimLeft(trimmed, "#"))
		if rest := trimmed[hashes:]; hashes >= 1 && hashes <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			title := strings.TrimSpace(rest)
			if t := strings.TrimRight(title, "#"); t == "" || strings.HasSuffix(t, " ") {
				title = strings.TrimSpace(t) // closing signs
			}
			if title != "" {
				found = append(found, heading(hashes, l, title))
			}
			underlinable = false
			continue
		}
		// A list, a quotation or a table row is no title.
		underlinable = trimmed != "" && !strings.ContainsAny(trimmed[:1], "-*+>|=")
		before = l
	}
	return found
}

// fence is what opens a code block, "```" or longer, or "".
func fence(s string) string {
	for _, sign := range []string{"`", "~"} {
		n := len(s) - len(strings.TrimLeft(s, sign))
		if n >= 3 && (sign == "~" || !strings.Contains(s[n:], "`")) {
			return s[:n]
		}
	}
	return ""
}

// underline is the level that a line of "=" or "-" gives the line above it.
func underline(s string) (level int, ok bool) {
	s = strings.TrimRight(s, " \t")
	switch {
	case s == "":
		return 0, false
	case strings.Trim(s, "=") == "":
		return 1, true
	case strings.Trim(s, "-") == "":
		return 2, true
	}
	return 0, false
}

// heading places a title inside its line.
func heading(level int, l line, title string) reader.Heading {
	title = strings.TrimSpace(title)
	start := l.start + utf8.RuneCountInString(l.text[:strings.Index(l.text, title)])
	return reader.Heading{Level: level, Start: start, End: start + utf8.RuneCountInString(title), Text: title}
}
