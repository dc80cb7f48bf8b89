package ask

import (
	"context"
	"strings"

	"carrel/app/ask/naming"
	"carrel/knowledge"
)

// "Which data does the strucchange paper use?" asks that paper, however loudly others speak
// of strucchange.

// findNamed narrows the search to the documents that the question names in passing.
func (r *run) findNamed(ctx context.Context) error {
	if len(naming.PassingNames(r.turn.Question)) == 0 {
		return nil // most questions: the documents need not be read
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return err
	}
	if in, name := naming.InPassing(r.turn.Question, docs); len(in) > 0 && len(in) < len(docs) {
		r.within, r.named = idsOf(in), in
		r.besides = strings.Join(strings.Fields(strings.Replace(r.turn.Question, name, "", 1)), " ")
	}
	return nil
}

// widen searches everything again where the documents that the question names have nothing
// on it, and tells where it looked otherwise.
func (r *run) widen(ctx context.Context, query *knowledge.Query, results knowledge.Results) (knowledge.Results, error) {
	if r.named == nil {
		return results, nil
	}
	if len(results.Hits) > 0 && !gaugeFor(r.search, results.ByWords).weak(results.Hits) {
		r.lookedOnlyIn(r.named)
		return results, nil
	}
	r.within, r.named, r.besides, r.lookedIn, r.which = r.request.Documents, nil, "", "", false
	query.Text, query.Documents = r.search, r.within
	return r.asker.config.Library.Search(ctx, *query)
}
