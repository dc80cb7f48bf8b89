package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// flow puts together the text of a document that has blocks but no pages, such
// as a web page: paragraphs, headings, list items and tables, with their places.
type flow struct {
	text     strings.Builder
	runes    int // code points in text
	headings []reader.Heading
	tables   []reader.Table
}

// write adds s, which stands apart from what is there by gap ("\n" or
// "\n\n"), and returns where it begins.
func (f *flow) write(gap, s string) int {
	if f.runes > 0 {
		f.text.WriteString(gap)
		f.runes += len(gap)
	}
	start := f.runes
	f.text.WriteString(s)
	f.runes += utf8.RuneCountInString(s)
	return start
}

// paragraph adds a block of text. Blank text adds nothing.
func (f *flow) paragraph(s string) {
	if s = strings.Trim(s, " \n"); s != "" {
		f.write("\n\n", s)
	}
}

// heading adds a heading of a level from 1 to 6 on a line of its own.
func (f *flow) heading(level int, s string) {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		return
	}
	start := f.write("\n\n", s)
	f.headings = append(f.headings, reader.Heading{Level: min(max(level, 1), 6), Start: start, End: f.runes, Text: s})
}

// table adds a table, one line for each row, its cells joined by rowText.
// Without a title it goes by the heading that it stands under.
func (f *flow) table(title string, columns []string, rows [][]string) {
	t := reader.Table{Title: title, Columns: columns}
	if n := len(f.headings); title == "" && n > 0 {
		t.Title = f.headings[n-1].Text
	}
	gap := "\n\n"
	for _, cells := range rows {
		line := rowText(cells)
		if line == "" {
			continue
		}
		start := f.write(gap, line)
		t.Rows = append(t.Rows, reader.Span{Start: start, End: f.runes})
		gap = "\n"
	}
	if len(t.Rows) > 0 {
		t.Start, t.End = t.Rows[0].Start, f.runes
		f.tables = append(f.tables, t)
	}
}

// add adds a whole page of text with its headings and tables.
func (f *flow) add(p reader.Page) {
	if p.Text == "" {
		return
	}
	at := f.write("\n\n", p.Text)
	for _, h := range p.Headings {
		h.Start, h.End = h.Start+at, h.End+at
		f.headings = append(f.headings, h)
	}
	for _, t := range p.Tables {
		t = tablePart(t, len(t.Rows), -at)
		f.tables = append(f.tables, t)
	}
}

// page gives all of it as one page, without a number.
func (f *flow) page() reader.Page {
	return reader.Page{Text: f.text.String(), Headings: f.headings, Tables: f.tables}
}

// handOut hands on a text of any length as pages, and gives the number of the
// last; last is that of the page before them.
func (j job) handOut(text reader.Page, last int) (int, error) {
	for _, page := range cutPage(text) {
		last++
		page.Number = last
		if err := j.page(page); err != nil {
			return last, err
		}
	}
	return last, nil
}

// cutPage cuts a page that may be long into stretches as paginate does, but not
// inside a heading or a row, and not between a heading and what it heads. A
// table that is cut keeps its title and columns on both sides. The page has
// headings and tables, no places or furniture; its other fields go to every
// stretch, Line counted on.
func cutPage(p reader.Page) []reader.Page {
	var pages []reader.Page
	headings, tables := p.Headings, slices.Clone(p.Tables)
	text, at, line := p.Text, 0, p.Line
	for text != "" {
		n := pageEnd(text)
		end := at + utf8.RuneCountInString(text[:n])
		if n < len(text) {
			if better := joint(headings, tables, at, end); better != end {
				n, end = byteOffset(text, better-at), better
			}
		}
		piece := p
		piece.Text = strings.TrimRight(text[:n], "\n")
		last := at + utf8.RuneCountInString(piece.Text)
		piece.Headings, piece.Tables = nil, nil
		for len(headings) > 0 && headings[0].End <= last {
			h := headings[0]
			h.Start, h.End = h.Start-at, h.End-at
			piece.Headings = append(piece.Headings, h)
			headings = headings[1:]
		}
		for len(tables) > 0 {
			t := &tables[0]
			n := 0
			for n < len(t.Rows) && t.Rows[n].End <= last {
				n++
			}
			if n > 0 {
				piece.Tables = append(piece.Tables, tablePart(*t, n, at))
			}
			// A row longer than a page is text like any other.
			for n < len(t.Rows) && t.Rows[n].Start < end {
				n++
			}
			if n < len(t.Rows) {
				t.Rows = t.Rows[n:]
				break
			}
			tables = tables[1:]
		}
		if line > 0 {
			piece.Line = line
			line += strings.Count(text[:n], "\n")
		}
		if strings.TrimSpace(piece.Text) != "" {
			pages = append(pages, piece)
		}
		// A heading that the cut went through is one no more.
		for len(headings) > 0 && headings[0].Start < end {
			headings = headings[1:]
		}
		text, at = text[n:], end
	}
	return pages
}

// tablePart is the table of the first n rows of t, their places counted from at.
func tablePart(t reader.Table, n, at int) reader.Table {
	rows := make([]reader.Span, n)
	for i, r := range t.Rows[:n] {
		rows[i] = reader.Span{Start: r.Start - at, End: r.End - at}
	}
	t.Rows, t.Start, t.End = rows, rows[0].Start, rows[n-1].End
	return t
}

// joint moves a cut at end of the page that began at start to where it does no
// harm: before a heading at the page's end, before a row that it would cut.
func joint(headings []reader.Heading, tables []reader.Table, start, end int) int {
	half := start + (end-start)/2
	for _, t := range tables {
		if t.Start >= end {
			break
		}
		for _, r := range t.Rows {
			if r.Start < end && end < r.End && r.Start > half {
				end = r.Start
			}
		}
	}
	for moved := true; moved; {
		moved = false
		for _, h := range headings {
			if h.Start >= end {
				break
			}
			// The blank line after it counts as its own.
			if end <= h.End+2 && h.Start > half {
				end, moved = h.Start, true
			}
		}
	}
	return end
}

// byteOffset is where the n-th code point of s begins.
func byteOffset(s string, n int) int {
	for at := range s {
		if n == 0 {
			return at
		}
		n--
	}
	return len(s)
}
