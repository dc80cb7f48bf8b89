package knowledge

import (
	"context"

	"carrel/knowledge/index"
)

// openings finds, of the passages that fit a query's words best, those with which their
// documents open: where their titles stand, and who wrote them. Most words have none there,
// so the passages are told apart before their texts are read. Documents of a team's store are
// not looked into.
func (l *Library) openings(ctx context.Context, q Query) (Results, error) {
	results := Results{Query: q.Text, Mode: ModeLexical, Hits: []Hit{}}
	filter, err := l.filter(ctx, q.Documents, q.Filters)
	if err != nil {
		return results, err
	}
	languages, err := l.store.Languages(ctx)
	if err != nil {
		return results, err
	}
	k := q.K
	if k <= 0 {
		k = defaultHits
	}
	ranked, err := l.store.Lexical(ctx, index.QueryTerms(q.Text, languages...), k, filter)
	if err != nil || len(ranked) == 0 {
		return results, err
	}
	ids := make([]int64, len(ranked))
	for i, r := range ranked {
		ids[i] = r.Passage
	}
	passages, err := l.store.Openings(ctx, ids, q.Opening)
	if err != nil || len(passages) == 0 {
		return results, err
	}
	var seqs []int64
	for _, p := range passages {
		seqs = append(seqs, p.Document)
	}
	documents, err := l.store.DocumentsBySeq(ctx, seqs)
	if err != nil {
		return results, err
	}
	for _, r := range ranked {
		p, ok := passages[r.Passage]
		d, there := documents[p.Document]
		if !ok || !there || !d.HiddenAt.IsZero() {
			continue
		}
		results.Hits = append(results.Hits, Hit{
			Rank: len(results.Hits) + 1, Score: r.Score, Document: DocumentRef{ID: d.ID, Path: d.Path, Title: d.Title}, Passage: p.ID,
			Page: p.Page, Start: p.Start, End: p.End, Text: p.Text, Heading: p.Heading, FileHash: d.Hash,
		})
	}
	return results, nil
}
