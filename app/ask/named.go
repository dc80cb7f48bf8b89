package ask

import (
	"context"
	"slices"
	"strings"

	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// "Which data does the strucchange paper use?" asks that paper, however loudly others speak
// of strucchange.

// findNamed narrows the search to the documents that the question names in passing.
func (r *run) findNamed(ctx context.Context) error {
	passing := len(naming.PassingNames(r.turn.Question)) > 0
	w, err := r.worksIn(ctx, r.turn.Question, false)
	if err != nil || !passing && len(w.names) == 0 {
		return err // most questions: the documents need not be read
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return err
	}
	if in, name := naming.InPassing(r.turn.Question, docs); len(in) > 0 && len(in) < len(docs) {
		r.within, r.named = idsOf(in), in
		r.besides = strings.Join(strings.Fields(strings.Replace(r.turn.Question, name, "", 1)), " ")
		return nil
	}
	in := w.among(docs)
	if len(in) == 0 || len(in) == len(docs) {
		return nil
	}
	r.within, r.named, r.byWriter = idsOf(in), in, true
	r.besides = withoutWriters(r.turn.Question, w.names)
	return nil
}

// withoutWriters is a question without the names of who wrote what it asks, which their papers
// have in a few places that answer nothing, and without the word for what they wrote.
func withoutWriters(question string, names []string) string {
	var rest []string
	named := false
	for _, f := range strings.Fields(question) {
		bare := strings.Trim(f, ` ,;:.!?()[]"“”„«»`)
		if slices.Contains(names, ownership.ReplaceAllString(bare, "")) {
			named = true
			continue
		}
		if word := prose.Fold(bare); !named || !naming.IsKind(word) {
			rest = append(rest, f)
		}
		named = false
	}
	return strings.Join(rest, " ")
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
	if len(results.Hits) > 0 && r.lookedIn != "" && !r.which && intent.MeetingOf(r.turn.Question).Spoken {
		r.lookedOnlyIn(r.named)
		return results, nil // what other meetings said is no answer
	}
	wider := *query
	wider.Text, wider.Documents = r.search, r.request.Documents
	wide, err := r.asker.config.Library.Search(ctx, wider)
	if err != nil {
		return wide, err
	}
	if r.byWriter && len(results.Hits) > 0 && gaugeFor(r.search, wide.ByWords).doubtful(wide.Hits, find(r.search, wide.Hits, 0).overlap()) {
		r.lookedOnlyIn(r.named) // the others have nothing either, and it is their paper that is meant
		return results, nil
	}
	r.within, r.named, r.besides, r.lookedIn, r.which, r.byWriter = r.request.Documents, nil, "", "", false, false
	*query = wider
	return wide, nil
}
