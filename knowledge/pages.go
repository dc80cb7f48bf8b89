package knowledge

import (
	"context"

	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// Pages returns the text of the pages from..to, both included.
func (l *Library) Pages(ctx context.Context, id string, from, to int) ([]reader.Page, error) {
	row, err := l.store.PlainDocument(ctx, id) // questions ask for many a page
	if row, err = l.there(ctx, id, row, err); err != nil {
		return l.teamPages(ctx, id, from, to, err)
	}
	if row.State != string(StateSearchable) && row.State != string(StateEmbedded) {
		return nil, nil
	}
	return l.store.Pages(ctx, row.Seq, from, to)
}

// PageAt is a page of a document.
type PageAt struct {
	Document string // its id
	Page     int    // from 1
}

// PagesAt returns pages of any documents of this computer, all at once; those that are not
// there, or not read, are left out.
func (l *Library) PagesAt(ctx context.Context, at []PageAt) (map[PageAt]reader.Page, error) {
	ids := make([]string, len(at))
	for i, a := range at {
		ids[i] = a.Document
	}
	rows, err := l.store.PlainByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var keys []index.PageKey
	of := map[index.PageKey]PageAt{}
	for _, a := range at {
		row, there := rows[a.Document]
		if !there || !row.HiddenAt.IsZero() || row.State != string(StateSearchable) && row.State != string(StateEmbedded) {
			continue
		}
		key := index.PageKey{Document: row.Seq, Page: a.Page}
		if _, known := of[key]; !known {
			keys = append(keys, key)
		}
		of[key] = a
	}
	found, err := l.store.PagesAt(ctx, keys)
	pages := make(map[PageAt]reader.Page, len(found))
	for key, p := range found {
		pages[of[key]] = p
	}
	return pages, err
}
