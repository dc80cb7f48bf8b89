package ask

import (
	"cmp"
	"context"
	"slices"

	"carrel/app/ask/tally"
	"carrel/knowledge"
)

// "How much did we pay Berg & Co in total?" and "How many invoices are over 500?" are answered
// by counting and adding up the rows of one table, each of which is shown: no model adds up
// reliably, and a search finds some of the rows. It is done only where each word of the
// question is accounted for, by a value in the rows, by the name of a column or by what the
// table is called; else the question is one as any other.

// tally answers a question for a count or a sum; false where it is none, or where it is not
// certain which rows count.
func (r *run) tally(ctx context.Context) (bool, error) {
	asked, ok := tally.Read(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 {
		return false, nil
	}
	docs, err := r.withTables(ctx, asked)
	if err != nil {
		return false, err
	}
	var tables []tally.Table
	for _, d := range docs {
		if !tally.Readable(d) {
			continue
		}
		pages, err := r.asker.config.Library.Pages(ctx, d.ID, 1, d.Pages)
		if err != nil {
			return false, err
		}
		tables = append(tables, tally.Tables(d, pages)...)
	}
	found, unsure := asked.In(tables)
	if unsure {
		r.notice("Carrel counts and adds up only where it is certain which rows of one table count. Here it is not, so nothing was added up.")
	}
	if found == nil {
		return false, nil
	}
	r.showTally(ctx, asked, *found)
	return true, nil
}

// mostTallied is how many documents are looked through for the table.
const mostTallied = 12

// withTables are the documents that may have the table: those that are called like what is
// asked for, and those that are found for it.
func (r *run) withTables(ctx context.Context, asked tally.Question) ([]knowledge.Document, error) {
	docs, err := r.chosen(ctx)
	if err != nil {
		return nil, err
	}
	results, err := r.asker.config.Library.Search(ctx, knowledge.Query{Text: r.turn.Question, K: 2 * retrieveK, Documents: r.request.Documents, Filters: r.request.Filters, Plain: true, Rerank: "none"})
	if err != nil {
		return nil, err
	}
	found := map[string]int{}
	for i, h := range results.Hits {
		if _, seen := found[h.Document.ID]; !seen {
			found[h.Document.ID] = i + 1
		}
	}
	rank := func(d knowledge.Document) int {
		if at := found[d.ID]; at > 0 {
			return at
		}
		return 2*retrieveK + 1
	}
	docs = slices.DeleteFunc(docs, func(d knowledge.Document) bool { return found[d.ID] == 0 && !asked.Calls(d) })
	slices.SortStableFunc(docs, func(a, b knowledge.Document) int { return cmp.Compare(rank(a), rank(b)) })
	return docs[:min(len(docs), mostTallied)], nil
}
