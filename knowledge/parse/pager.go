package parse

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"carrel/knowledge/reader"
)

// block is a piece of a document that flows: a paragraph, or a table.
type block struct {
	text   string // a paragraph as the file has it; "\f" where a page begins. See tidy
	prefix string // what stands before it and is not in the file's text: "- ", "2.1 "
	level  int    // of a heading, 1 to 6; 0 for none
	item   bool   // of a list: nothing but a line end between it and the next
	notes  []note // what it refers to, for the foot of the page

	rows    [][]string // a table instead, if not nil
	breaks  []bool     // for each row, whether a page begins before it
	heads   int        // how many rows name the columns
	title   string     // of the table
	place   string     // name of the place, "" for none
	running bool       // stands on every page: furniture
}

// note is a foot- or endnote.
type note struct {
	name string // "note 2"
	mark string // "2"
	text string
}

// tidy brings a text of a document into the form of a page's text: no more
// than one space or empty line together, no invisible characters.
func tidy(s string) string {
	if isPlain(s) {
		return strings.TrimSuffix(s, " ")
	}
	return normalise(s).text
}

// isPlain reports whether s is ASCII that can be seen, on one line, with no more
// than one space between words and none before them.
func isPlain(s string) bool {
	last := byte(' ')
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c >= 0x7F || c == ' ' && last == ' ' {
			return false
		}
		last = s[i]
	}
	return true
}

// pageBuilder puts the text of a page together and knows where it stands.
type pageBuilder struct {
	text  strings.Builder
	runes int
	page  reader.Page
}

// write adds text and gives its span.
func (b *pageBuilder) write(s string) (start, end int) {
	start = b.runes
	b.text.WriteString(s)
	b.runes += utf8.RuneCountInString(s)
	return start, b.runes
}

// pager cuts blocks into pages and hands them on.
type pager struct {
	page  func(reader.Page) error
	hard  bool   // pages end where the file says, and only there
	label string // of the pages to come
	pages int
	cut   bool // some text was left out of a page that was too long

	b     pageBuilder
	notes []note
	last  *block // what was written last on this page
	under string // the heading that things stand under
}

// all writes blocks and finishes the last page.
func (p *pager) all(blocks []block) error {
	for _, k := range blocks {
		if err := p.add(k); err != nil {
			return err
		}
	}
	return p.end()
}

// add writes a block, on as many pages as it takes.
func (p *pager) add(k block) error {
	if k.rows != nil {
		return p.table(k)
	}
	parts := strings.Split(k.text, "\f")
	if !p.hard {
		parts = []string{strings.Join(parts, " ")}
	}
	for i, part := range parts {
		if i > 0 {
			if err := p.end(); err != nil {
				return err
			}
		}
		text := tidy(part)
		if text == "" {
			continue
		}
		k := k
		if i > 0 && len(parts) > 1 && parts[0] != "" {
			k.prefix, k.level = "", 0 // the rest of a paragraph
		}
		if err := p.paragraph(k, text); err != nil {
			return err
		}
	}
	p.notes = append(p.notes, k.notes...)
	return nil
}

func (p *pager) paragraph(k block, text string) error {
	length := utf8.RuneCountInString(text)
	if !p.hard && p.b.runes > 0 {
		// A heading begins a page a little early, so that it is not left alone.
		full := p.b.runes >= pageRunes || p.b.runes+length > pageMaxRunes
		if full || k.level > 0 && p.b.runes >= pageRunes*3/4 {
			if err := p.end(); err != nil {
				return err
			}
		}
	}
	// A paragraph longer than a page.
	for !p.hard && length > pageMaxRunes {
		n := pageEnd(text)
		p.write(k, strings.TrimRight(text[:n], " \n"))
		if err := p.end(); err != nil {
			return err
		}
		text = strings.TrimLeft(text[n:], " \n")
		length = utf8.RuneCountInString(text)
		k.prefix, k.level = "", 0
	}
	if text != "" {
		p.write(k, text)
	}
	return nil
}

// write puts a paragraph on the page.
func (p *pager) write(k block, text string) {
	if p.b.runes+len(text) > maxPageRunes {
		p.cut = true
		return
	}
	p.space(k)
	whole := k.prefix + text
	start, end := p.b.write(whole)
	if k.level > 0 {
		// A heading's own spaces and line ends are part of it, the indent is not.
		indent := len(whole) - len(strings.TrimLeft(whole, " "))
		p.b.page.Headings = append(p.b.page.Headings, reader.Heading{Level: min(k.level, 6), Start: start + indent, End: end, Text: whole[indent:]})
		p.under = whole[indent:]
	}
	p.mark(k, start, end)
}

// mark names the place of what was written.
func (p *pager) mark(k block, start, end int) {
	if k.place != "" {
		if last := len(p.b.page.Places) - 1; last >= 0 && p.b.page.Places[last].Name == k.place {
			p.b.page.Places[last].End = end
		} else {
			p.b.page.Places = append(p.b.page.Places, reader.Place{Start: start, End: end, Name: k.place})
		}
	}
	if k.running {
		p.b.page.Furniture = append(p.b.page.Furniture, reader.Span{Start: start, End: end})
	}
}

// space writes what stands between the last block and this one.
func (p *pager) space(k block) {
	switch {
	case p.b.runes == 0:
	case p.last != nil && p.last.item && k.item:
		p.b.write("\n")
	default:
		p.b.write("\n\n")
	}
	p.last = &k
}

// cellSeparator stands between the cells of a row.
const cellSeparator = " | "

// rowText is the line of a table's row, without the empty cells at its end.
func rowText(cells []string) string {
	return strings.TrimLeft(strings.TrimRight(strings.Join(cells, cellSeparator), " |"), " ")
}

// table writes a table row by row; where a page is full it goes on on the next,
// under the same names of columns.
func (p *pager) table(k block) error {
	var columns []string
	full := 0
	for _, cells := range k.rows {
		if rowText(cells) != "" {
			full++
		}
	}
	if k.heads > 0 && full > k.heads {
		columns = columnNames(k.rows[:k.heads])
	}
	if !p.hard && p.b.runes >= pageRunes {
		if err := p.end(); err != nil {
			return err
		}
	}
	table := reader.Table{Title: k.title, Columns: columns}
	if table.Title == "" {
		table.Title = oneLine(p.under, 300)
	}
	finish := func() {
		if len(table.Rows) > 0 {
			table.Start, table.End = table.Rows[0].Start, table.Rows[len(table.Rows)-1].End
			p.b.page.Tables = append(p.b.page.Tables, table)
			p.mark(k, table.Start, table.End)
		}
		table.Rows = nil
	}
	for i, cells := range k.rows {
		line := rowText(cells)
		if line == "" {
			continue
		}
		full := !p.hard && p.b.runes > 0 && p.b.runes+utf8.RuneCountInString(line) > pageMaxRunes
		if full || p.hard && i < len(k.breaks) && k.breaks[i] {
			finish()
			if err := p.end(); err != nil {
				return err
			}
		}
		if p.b.runes+len(line) > maxPageRunes {
			p.cut = true
			continue
		}
		if len(table.Rows) == 0 {
			p.space(k)
		} else {
			p.b.write("\n")
		}
		start, end := p.b.write(line)
		table.Rows = append(table.Rows, reader.Span{Start: start, End: end})
	}
	finish()
	p.notes = append(p.notes, k.notes...)
	return nil
}

// columnNames gives the names of columns out of the rows that have them: those
// that stand above each other are one name, "2018" over "Q1" is "2018 Q1". A cell
// of several rows is in each of them.
func columnNames(rows [][]string) []string {
	var names []string
	for _, row := range rows {
		for i, cell := range row {
			for len(names) <= i {
				names = append(names, "")
			}
			if cell != "" && names[i] != cell && !strings.HasSuffix(names[i], " "+cell) {
				names[i] = strings.TrimSpace(names[i] + " " + cell)
			}
		}
	}
	return names
}

// end finishes the page, notes at its foot; a page without anything on it is
// none.
func (p *pager) end() error {
	notes := p.notes
	p.notes = nil
	for _, n := range notes {
		if text := tidy(n.text); text != "" {
			p.write(block{prefix: n.mark + " ", place: n.name}, text)
		}
	}
	if p.b.runes == 0 {
		return nil
	}
	return p.flush()
}

// flush hands on the page, an empty one too.
func (p *pager) flush() error {
	p.pages++
	page := p.b.page
	page.Number, page.Label, page.Text = p.pages, p.label, p.b.text.String()
	p.b, p.last = pageBuilder{}, nil
	if err := p.page(page); err != nil {
		return receiverError{err}
	}
	return nil
}

// flowingText is a document that flows: Word writes down where its pages began
// when it was last saved, and how many there were, and so do others.
type flowingText struct {
	name    string // "This Word document"
	what    string // "This Word document (DOCX)"
	blocks  []block
	before  []block // what its pages have at their head and foot
	after   []block
	core    officeProperties
	title   string // in the text
	unseen  int    // code points that readers do not see
	damaged bool   // there was more
}

// flowingPages hands on the pages of a document that flows: its own, or parts of
// its text.
func flowingPages(j job, format string, d flowingText) (reader.Meta, error) {
	if d.damaged && len(d.blocks) == 0 {
		return reader.Meta{}, cutOff(d.what)
	}
	meta := reader.Meta{Format: format, Unit: reader.UnitPart, Title: d.core.title, Author: d.core.author, Date: d.core.date()}
	if meta.Title == "" {
		meta.Title = sensibleTitle(d.title)
	}
	blocks := slices.Concat(d.before, d.blocks, d.after)
	pages, long, own := ownPages(blocks, d.core.pages)
	if own {
		meta.Unit, meta.Pages = reader.UnitPage, len(pages)
		for _, page := range pages {
			if err := j.page(page); err != nil {
				return reader.Meta{}, err
			}
		}
	} else {
		p := &pager{page: j.page}
		if err := p.all(blocks); err != nil {
			return reader.Meta{}, err
		}
		meta.Pages, long = p.pages, p.cut
	}
	if meta.Pages == 0 {
		return reader.Meta{}, nothingIn(d.name, d.unseen > 0)
	}
	if d.damaged {
		meta.Warnings = append(meta.Warnings, damagedEnd())
	}
	hiddenText(&meta, "This document has hidden text", d.unseen, 1)
	if long {
		meta.Warnings = append(meta.Warnings, longPages())
	}
	return meta, nil
}

// ownPages lays a document out by the page breaks in it, and reports whether
// these are those of a person's paper: there are as many pages as the document
// says of itself. Documents made by programs say 1, or have breaks here and
// there. long says that a page was cut short.
func ownPages(blocks []block, want int) (pages []reader.Page, long, own bool) {
	if want <= 0 {
		return nil, false, false
	}
	runes := 0
	p := &pager{hard: true, page: func(r reader.Page) error {
		if len(pages) == want {
			return errors.New("more pages than the document says")
		}
		runes += utf8.RuneCountInString(r.Text)
		pages = append(pages, r)
		return nil
	}}
	own = p.all(blocks) == nil && len(pages) == want && runes/want <= pageMaxRunes
	return pages, p.cut, own
}

// plainText is the text of blocks, without their order of tables and lists.
func plainText(blocks []block) string {
	var parts []string
	for _, k := range blocks {
		if k.rows != nil {
			for _, row := range k.rows {
				parts = append(parts, rowText(row))
			}
			continue
		}
		if text := tidy(strings.ReplaceAll(k.text, "\f", " ")); text != "" {
			parts = append(parts, k.prefix+text)
		}
	}
	return strings.Join(parts, "\n")
}
