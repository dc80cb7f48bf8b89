package parse

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// headingMark is what pandoc and others let people put after a heading:
// "{#intro .wide}", its address in a link.
var headingMark = regexp.MustCompile(`\s+\{[#.][^{}]*\}\s*$`)

func withoutMark(title string) string {
	if !strings.HasSuffix(strings.TrimSpace(title), "}") {
		return title
	}
	return headingMark.ReplaceAllString(title, "")
}

// pictures matches what shows a picture in Markdown, with the link around it, and tags of
// HTML: badges and logos that stand beside a title.
var pictures = regexp.MustCompile(`\[!\[[^\]]*\]\([^)]*\)\](?:\([^)]*\))?|!\[[^\]]*\]\([^)]*\)|<[A-Za-z/][^<>]*>`)

// withoutPictures is a heading as a title: without the pictures beside its words, unless
// there is nothing else.
func withoutPictures(heading string) string {
	if title := oneLine(pictures.ReplaceAllString(heading, " "), 300); title != "" {
		return title
	}
	return oneLine(heading, 300)
}

// readMarkdown gives the pages of a Markdown document: the text as it stands,
// with its headings and tables.
func readMarkdown(j job) (reader.Meta, error) {
	m := &markdownReader{}
	title := ""
	meta, err := readPlain(j, plainFormat{name: formatMarkdown, end: pageEnd, look: func(p *reader.Page) {
		skip := 0
		if p.Number == 1 {
			skip = m.frontMatter(p.Text)
		}
		p.Headings, p.Tables = m.on(p.Text, skip)
		if title == "" && len(p.Headings) > 0 && p.Headings[0].Level == 1 {
			title = withoutPictures(p.Headings[0].Text)
		}
	}})
	meta.Title, meta.Author, meta.Date = title, m.author, m.date
	if m.title != "" {
		meta.Title = m.title
	}
	return meta, err
}

// markdownReader finds the headings and tables of a Markdown text, page after
// page: it remembers what a page ended inside of.
type markdownReader struct {
	title, author string         // from the front matter
	date          reader.OwnDate // from there too
	fence         string         // what the open code block began with; "": none is open
	table         *reader.Table  // the open table
	under         string         // the last heading
}

// frontMatter reads what stands between two lines "---" (YAML) or "+++" (TOML)
// before the text and returns how many lines that takes.
func (m *markdownReader) frontMatter(text string) int {
	lines := strings.SplitN(text, "\n", 200)
	mark := strings.TrimRight(lines[0], " ")
	if mark != "---" && mark != "+++" {
		return 0
	}
	for i, l := range lines[1:] {
		if l = strings.TrimRight(l, " "); l == mark || l == "..." && mark == "---" {
			for _, field := range lines[1 : i+1] {
				at := strings.IndexAny(field, ":=")
				if at < 0 {
					continue
				}
				value := oneLine(strings.Trim(strings.TrimSpace(field[at+1:]), `"'[]`), 300)
				switch strings.ToLower(strings.TrimSpace(field[:at])) {
				case "title":
					m.title = value
				case "author", "authors":
					m.author = value
				case "date":
					m.date = date(reader.DateWritten, value)
				}
			}
			return i + 2
		}
	}
	return 0
}

// on gives the headings and tables of the next page, whose first lines are
// skipped. A heading's span covers its title, without the signs that make it
// one. Headings are those of CommonMark, "# One" and underlined ones of one
// line; tables are those of GitHub.
func (m *markdownReader) on(text string, skip int) ([]reader.Heading, []reader.Table) {
	var tables []reader.Table
	endTable := func() {
		if m.table != nil && len(m.table.Rows) > 0 {
			m.table.Start, m.table.End = m.table.Rows[0].Start, m.table.Rows[len(m.table.Rows)-1].End
			tables = append(tables, *m.table)
		}
		m.table = nil
	}
	var found []reader.Heading
	var before line // the line above, for underlined headings
	underlinable := false
	at := 0
	for s := range strings.SplitAfterSeq(text, "\n") {
		l := line{at, at + utf8.RuneCountInString(s), strings.TrimSuffix(s, "\n")}
		at = l.end
		if s == "" {
			break // after the last line end
		}
		if skip > 0 {
			skip--
			continue
		}
		trimmed := strings.TrimLeft(l.text, " ")
		indent := len(l.text) - len(trimmed)
		if m.table != nil && (m.fence != "" || !strings.Contains(trimmed, "|")) {
			endTable()
		}
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
		switch row := (reader.Span{Start: l.start, End: l.start + utf8.RuneCountInString(l.text)}); {
		case m.table != nil:
			m.table.Rows = append(m.table.Rows, row)
			underlinable, before = false, l
			continue
		case isTableRule(trimmed) && strings.Contains(before.text, "|") && before.end == l.start && len(found) < maxDeclared*10:
			row.Start = before.start // the names of the columns and the rule are one row
			m.table = &reader.Table{Title: m.under, Columns: markdownCells(before.text), Rows: []reader.Span{row}}
			underlinable, before = false, l
			continue
		}
		if f := fence(trimmed); f != "" {
			m.fence = f
			underlinable = false
			continue
		}
		if level, ok := underline(trimmed); ok && underlinable {
			found = append(found, heading(level, before, withoutMark(before.text)))
			m.under = found[len(found)-1].Text
			underlinable = false
			continue
		}
		hashes := len(trimmed) - len(strings.TrimLeft(trimmed, "#"))
		if rest := trimmed[hashes:]; hashes >= 1 && hashes <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			title := strings.TrimSpace(rest)
			if t := strings.TrimRight(title, "#"); t == "" || strings.HasSuffix(t, " ") {
				title = strings.TrimSpace(t) // closing signs
			}
			title = withoutMark(title)
			if title != "" {
				found = append(found, heading(hashes, l, title))
				m.under = title
			}
			underlinable = false
			continue
		}
		// A list, a quotation or a table row is no title.
		underlinable = trimmed != "" && !strings.ContainsAny(trimmed[:1], "-*+>|=")
		before = l
	}
	if open := m.table; open != nil {
		endTable()
		m.table = &reader.Table{Title: open.Title, Columns: open.Columns} // it may go on
	}
	return found, tables
}

// isTableRule reports whether a line is the rule below a table's first row:
// "|---|:--:|".
func isTableRule(s string) bool {
	return strings.Contains(s, "-") && strings.Contains(s, "|") && strings.Trim(s, "|-: \t") == ""
}

// markdownCells are the cells of a table's row.
func markdownCells(row string) []string {
	row = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(row), "|"), "|")
	cells := strings.Split(strings.ReplaceAll(row, `\|`, "\x00"), "|")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(c, "\x00", "|"))
	}
	return cells
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
