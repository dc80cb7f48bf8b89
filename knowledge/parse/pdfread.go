package parse

import (
	"bytes"
	"fmt"
	"slices"

	"carrel/knowledge/reader"
)

// pageResult is what is read of one page by itself.
type pageResult struct {
	reader.Page
	sizes  []float64 // of the letters of the text's lines, where headings are told by them
	tables []foundTable
	edges  edges
	hidden string        // how text is kept from sight on it, "" where none is
	unseen []reader.Span // that text
	cut    bool          // its text was too long
	err    error         // it could not be read
}

// readPage reads page n. Its error ends the document; a page that alone cannot
// be read has err set.
func (d *pdfDocument) readPage(n int, labelled, sizes bool) (pageResult, error) {
	r := pageResult{Page: reader.Page{Number: n}}
	if labelled {
		r.Label = d.label(n - 1)
	}
	p, err := d.text(n)
	if err != nil {
		if fatal(err) {
			return r, err
		}
		r.err = err
		return r, nil
	}
	defer d.closeText(p)
	r.Width, r.Height, r.Text = p.width, p.height, p.text
	if len(p.origin) > maxPageRunes {
		r.cut = true
		r.Text = string([]rune(p.text)[:maxPageRunes])
		return r, nil
	}
	if r.Scan = d.isScan(n, p.text); p.text == "" {
		return r, nil
	}
	lines := p.layout.lines(p.pageText)
	if sizes {
		r.sizes = lineSizes(p.text, lines)
	}
	r.tables = p.layout.tablesOf(lines)
	r.edges = edgesOf(lines, p.layout.em)
	how, pieces := d.hiddenText(n, p)
	if r.hidden = how; how != "" {
		r.unseen = hiddenLines(lines, pieces)
	}
	return r, d.raw.err
}

// pdfReading puts pages together to a document, in their order.
type pdfReading struct {
	pages    int // of the document
	page     func(reader.Page) error
	headings headingFinder
	meta     reader.Meta

	readable, missing, cut int
	withText               int // pages that have text, or a picture of it
	hidden                 []int
	hiddenHow              string
	failed                 []pageResult // in a row, held back until one that can be read follows
	table                  *foundTable  // the last one of the page before

	// Pages whose neighbours have yet to come, and those before them: what
	// stands on every page shows on the others.
	held   []reader.Page
	edges  []edges
	unseen [][]reader.Span // of those that are held
	given  int             // of held
}

// take takes the next page. It is false when the rest is missing.
func (r *pdfReading) take(p pageResult) (more bool, err error) {
	if p.err != nil {
		r.failed = append(r.failed, p)
		if len(r.failed) == maxMissingPages {
			declared := r.pages
			r.pages, r.failed = p.Number-maxMissingPages, nil
			r.meta.Warnings = append(r.meta.Warnings, reader.Warning{Code: "damaged",
				Message: fmt.Sprintf("The file says it has %d pages, but those after page %d are not in it.", declared, r.pages)})
			return false, nil
		}
		return true, nil
	}
	r.readable++
	if p.Text != "" || p.Scan {
		r.withText++
	}
	if p.cut {
		r.cut++
	}
	if p.hidden != "" {
		r.hidden = append(r.hidden, p.Number)
		r.hiddenHow = p.hidden
	}
	p.Headings = r.headings.on(p.Number, p.Text, p.sizes)
	if p.Number == 1 && (r.meta.Title == "" || nameOfFile(r.meta.Title)) {
		if title := titleOn(lines(p.Text), p.sizes); title != "" {
			r.meta.Title = title
		}
	}
	r.continueTable(p.tables)
	for _, t := range p.tables {
		p.Tables = append(p.Tables, t.Table)
	}
	if err := r.flush(); err != nil {
		return false, err
	}
	return true, r.hold(p)
}

// flush lets the pages go on that could not be read.
func (r *pdfReading) flush() error {
	for _, p := range r.failed {
		if err := r.hold(p); err != nil {
			return err
		}
	}
	r.missing += len(r.failed)
	r.failed = r.failed[:0]
	return nil
}

// continueTable lets a table at a page's head that has no column heads take
// those of the table at the foot of the page before.
func (r *pdfReading) continueTable(tables []foundTable) {
	if len(tables) > 0 && r.table != nil && tables[0].Columns == nil && len(tables[0].columns) == len(r.table.columns) && r.table.sameColumns(&tables[0]) {
		tables[0].inherit(r.table)
	}
	r.table = nil
	if len(tables) > 0 {
		r.table = &tables[len(tables)-1]
	}
}

// hold keeps a page until enough of its neighbours are known, and lets those go
// that have waited for this one.
func (r *pdfReading) hold(p pageResult) error {
	r.held = append(r.held, p.Page)
	r.edges = append(r.edges, p.edges)
	r.unseen = append(r.unseen, p.unseen)
	if len(r.held)-r.given > furnitureReach {
		if err := r.give(); err != nil {
			return err
		}
	}
	return nil
}

// give lets the first page that is held go.
func (r *pdfReading) give() error {
	p := r.held[r.given]
	for _, f := range [][]reader.Span{furnitureOf(r.edges, r.given), r.unseen[r.given]} {
		if f = spansInOrder(slices.Concat(p.Furniture, f)); !coversAll(p.Text, f) {
			p.Furniture = f // else it is all there is to read
		}
	}
	p.Headings = withoutFurniture(p.Headings, p.Furniture)
	r.held[r.given] = reader.Page{}
	if r.given++; r.given > furnitureReach {
		r.held, r.edges, r.unseen = r.held[1:], r.edges[1:], r.unseen[1:]
		r.given--
	}
	return r.page(p)
}

// withoutFurniture leaves headings out that are running heads.
func withoutFurniture(headings []reader.Heading, furniture []reader.Span) []reader.Heading {
	var kept []reader.Heading
	for _, h := range headings {
		running := false
		for _, f := range furniture {
			running = running || h.Start < f.End && f.Start < h.End
		}
		if !running {
			kept = append(kept, h)
		}
	}
	return kept
}

// end lets all pages go and says what is known of the whole document.
func (r *pdfReading) end(data []byte) (reader.Meta, error) {
	if err := r.flush(); err != nil {
		return reader.Meta{}, err
	}
	for r.given < len(r.held) {
		if err := r.give(); err != nil {
			return reader.Meta{}, err
		}
	}
	r.meta.Pages = r.pages
	if r.withText == 0 {
		return reader.Meta{}, noText(r.readable == 0)
	}
	warn := func(code string, page int, text string) {
		r.meta.Warnings = append(r.meta.Warnings, reader.Warning{Code: code, Message: text, Page: page})
	}
	if r.missing > 0 {
		warn("damaged", 0, countPages(r.missing)+" of this PDF could not be read because the file is damaged there.")
	}
	if len(r.hidden) > 0 {
		warn("hidden_text", r.hidden[0], hiddenWarning(r.hidden, r.hiddenHow))
	}
	if r.cut > 0 {
		warn("damaged", 0, fmt.Sprintf("%s hold more than %d characters each; the rest was left out.", countPages(r.cut), maxPageRunes))
	}
	// Writers end a file with this mark; some tools append a little after it.
	if !bytes.Contains(data[max(0, len(data)-4096):], []byte("%%EOF")) {
		warn("damaged", 0, "The end of this file is missing, so pages may be missing too. If it was downloaded, download it again.")
	}
	return r.meta, nil
}
