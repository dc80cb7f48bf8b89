package ask

import (
	"context"
	"strings"

	"carrel/knowledge/reader"
)

// places says where citations are, more closely than the passage they are from: a
// passage can be a dozen lines, or go over several headings or rows of a sheet.
type places struct {
	library Library
	pages   map[pageKey]citedPage
}

type pageKey struct {
	document string
	page     int
}

type citedPage struct {
	unit reader.Unit
	page reader.Page
	ok   bool
}

// where is the place of a citation in words; that of its passage where the page's
// text is not what was quoted from, or cannot be had.
func (p *places) where(ctx context.Context, c Citation, passage string) string {
	if c.Document.Elsewhere { // of which the store has the text alone, without its lines
		return passage
	}
	if passage == "" || strings.HasPrefix(passage, string(reader.UnitPage)+" ") && !strings.Contains(passage, ",") {
		return passage // a page is a page
	}
	at := p.of(ctx, pageKey{c.Document.ID, c.Page})
	runes := []rune(at.page.Text)
	if !at.ok || c.End > len(runes) || string(runes[c.Start:c.End]) != c.Quote {
		return passage
	}
	return reader.Where(at.unit, at.page, c.Start, c.End)
}

// of is a page that citations are on; its zero value where it cannot be had.
func (p *places) of(ctx context.Context, key pageKey) citedPage {
	at, known := p.pages[key]
	if !known {
		at = p.read(ctx, key)
		if p.pages == nil {
			p.pages = map[pageKey]citedPage{}
		}
		p.pages[key] = at
	}
	return at
}

func (p *places) read(ctx context.Context, key pageKey) citedPage {
	doc, err := p.library.Document(ctx, key.document)
	if err != nil {
		return citedPage{}
	}
	pages, err := p.library.Pages(ctx, key.document, key.page, key.page)
	if err != nil || len(pages) != 1 {
		return citedPage{}
	}
	return citedPage{doc.Unit, pages[0], true}
}
