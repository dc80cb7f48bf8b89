package ask

import (
	"context"
	"slices"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// find is the ranking of what a search found, which knows whom the documents are of where the
// question may name somebody.
func (r *run) find(ctx context.Context, hits []knowledge.Hit, chosen int) (found, error) {
	heads, err := r.heads(ctx, hits)
	if err != nil {
		return found{}, err
	}
	return findHeaded(r.asked(), hits, chosen, heads), nil
}

// heads are the beginnings of the documents that hits are of, by their ids; none where the
// question names nobody, and of a team's store only those of documents that were chosen, since
// each would have to be fetched.
func (r *run) heads(ctx context.Context, hits []knowledge.Hit) (map[string]string, error) {
	asked := prose.Words(r.asked(), prose.Detect(r.asked()))
	if !slices.ContainsFunc(asked, func(w prose.Word) bool { return w.Term != "" && prose.IsCapital(w) }) {
		return nil, nil
	}
	heads := map[string]string{}
	for _, h := range hits {
		away := h.Document.Elsewhere && !slices.Contains(r.request.Documents, h.Document.ID)
		if _, known := heads[h.Document.ID]; known || away {
			continue
		}
		pages, err := r.asker.config.Library.Pages(ctx, h.Document.ID, 1, 1)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		heads[h.Document.ID] = ""
		if err == nil && len(pages) == 1 {
			heads[h.Document.ID] = firstRunes(pages[0].Text, align.HeadRunes)
		}
	}
	return heads, nil
}
