package knowledge

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// DocumentPassage is a passage of a document that is read as a whole.
type DocumentPassage struct {
	Page  int
	Where string // its place in words, as in Hit
	Start int    // code points into the page's text
	End   int
	Text  string // exactly that span
	// Heading is the headings it stands under, highest first, joined by
	// passage.Separator; "" for none.
	Heading string
	// Contents says that it is a table of contents, an index or a list of references.
	Contents bool
	Tables   []reader.Span // rows of figures, code points into the page's text
	// Vector is its embedding by what serves searches; nil where there is none yet.
	Vector []float32
}

// Passages returns the passages of a document in their order; none where it has
// not been read. Of a document that is in the team's store alone it gives the
// passages of its pages as they are there, without vectors.
func (l *Library) Passages(ctx context.Context, id string) ([]DocumentPassage, error) {
	row, err := l.row(ctx, id)
	if err != nil {
		return l.teamPassages(ctx, id, err)
	}
	served := l.begin()
	defer served.use.RUnlock()
	list, vectors, err := l.store.PassagesOf(ctx, row.Seq, served.key)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	pages, err := l.store.Pages(ctx, row.Seq, list[0].Page, list[len(list)-1].Page)
	if err != nil {
		return nil, err
	}
	byNumber := make(map[int]reader.Page, len(pages))
	for _, p := range pages {
		byNumber[p.Number] = p
	}
	out := make([]DocumentPassage, 0, len(list))
	for _, p := range list {
		page := byNumber[p.Page]
		out = append(out, DocumentPassage{
			Page: p.Page, Where: reader.Where(reader.Unit(row.Unit), page, p.Start, p.End), Start: p.Start, End: p.End, Text: p.Text,
			Heading: p.Heading, Contents: leadsElsewhere(p.Text), Tables: tableSpans(page), Vector: vectors[p.ID],
		})
	}
	return out, nil
}

func tableSpans(p reader.Page) []reader.Span {
	var spans []reader.Span
	for _, t := range p.Tables {
		spans = append(spans, reader.Span{Start: t.Start, End: t.End})
	}
	return spans
}

func (l *Library) teamPassages(ctx context.Context, id string, missing error) ([]DocumentPassage, error) {
	d, err := l.teamDocument(ctx, id, missing)
	if err != nil {
		return nil, err
	}
	pages, err := l.teamPages(ctx, id, 1, max(d.Pages, 1), missing)
	if err != nil {
		return nil, err
	}
	var out []DocumentPassage
	splitter := passage.NewSplitter(passage.DefaultLimits)
	for _, p := range pages {
		text, tables := passage.NewCutter(p.Text), tableSpans(p)
		for _, s := range splitter.Page(p) {
			one := text.Span(s.Start, s.End)
			out = append(out, DocumentPassage{
				Page: p.Number, Where: reader.Where(d.Unit, p, s.Start, s.End), Start: s.Start, End: s.End, Text: one,
				Heading: s.Heading, Contents: leadsElsewhere(one), Tables: tables,
			})
		}
	}
	return out, nil
}

// Chosen lists the documents that a search with these limits would look into, by
// title: those with the ids, or all, that the filters let pass. ErrFilter says that
// a filter cannot be applied.
func (l *Library) Chosen(ctx context.Context, ids []string, filters Filters) ([]Document, error) {
	pass, err := l.passing(ctx, ids, filters)
	if err != nil {
		return nil, err
	}
	rows, err := l.store.Documents(ctx)
	if err != nil {
		return nil, err
	}
	var docs []Document
	for _, row := range rows {
		if ok, _ := pass(row); ok && row.HiddenAt.IsZero() {
			docs = append(docs, l.document(row))
		}
	}
	slices.SortStableFunc(docs, func(a, b Document) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), cmp.Compare(a.Path, b.Path))
	})
	return docs, nil
}
