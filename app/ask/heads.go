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
func (r *run) find(ctx context.Context, hits []knowledge.Hit) (found, error) {
	question := r.asked()
	heads, err := r.heads(ctx, question, hits)
	if err != nil {
		return found{}, err
	}
	return findHeaded(question, hits, 0, heads), nil
}

// heads are the beginnings of the documents that hits are of, by their ids; none where the
// question names nobody, and of a team's store only those of documents that were chosen, since
// each would have to be fetched.
func (r *run) heads(ctx context.Context, question string, hits []knowledge.Hit) (map[string]string, error) {
	if !slices.ContainsFunc(prose.Words(question, prose.Detect(question)), func(w prose.Word) bool { return w.Term != "" && prose.IsCapital(w) }) {
		return nil, nil
	}
	heads := map[string]string{}
	var at []knowledge.PageAt
	for _, h := range hits {
		id := h.Document.ID
		if _, known := heads[id]; known || h.Document.Elsewhere && !slices.Contains(r.request.Documents, id) {
			continue
		}
		heads[id] = ""
		if !h.Document.Elsewhere {
			at = append(at, knowledge.PageAt{Document: id, Page: 1})
		} else if pages, err := r.asker.config.Library.Pages(ctx, id, 1, 1); err == nil && len(pages) == 1 {
			heads[id] = firstRunes(pages[0].Text, align.HeadRunes)
		}
	}
	pages, err := r.asker.config.Library.PagesAt(ctx, at)
	for page, p := range pages {
		heads[page.Document] = firstRunes(p.Text, align.HeadRunes)
	}
	return heads, err
}
