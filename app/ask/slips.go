package ask

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"carrel/knowledge"
)

// mendSlips searches with the words that the person probably meant, where what was found
// may not answer the question and it has words that no document has. What that finds is
// taken if it is about the question, and the person is told.
func (r *run) mendSlips(ctx context.Context, query knowledge.Query, results knowledge.Results) (knowledge.Results, error) {
	if gauge := gaugeFor(r.search, results.ByWords); !gauge.weak(results.Hits) && !gauge.doubtful(results.Hits, overlapOf(r.turn.Question, results.Hits)) {
		return results, nil
	}
	slips, err := r.asker.config.Library.Slips(ctx, query)
	if err != nil || len(slips) == 0 {
		return results, err
	}
	query.Text = mended(query.Text, slips)
	again, err := r.asker.config.Library.Search(ctx, query)
	if err != nil || gaugeFor(query.Text, again.ByWords).weak(again.Hits) {
		return results, err
	}
	var typed, meant []string
	for _, s := range slips {
		typed, meant = append(typed, "“"+s.Typed+"”"), append(meant, "“"+s.Meant+"”")
	}
	r.notice(fmt.Sprintf("Your documents do not have %s, so Carrel searched for %s.", strings.Join(typed, " or "), strings.Join(meant, " and ")))
	r.slips, r.search = slips, query.Text
	return again, nil
}

// overlapOf is the share of a question's terms that the best sentence of what was found has.
func overlapOf(question string, hits []knowledge.Hit) float64 {
	if order := find(question, hits, 0).order; len(order) > 0 {
		return order[0].Overlap
	}
	return 0
}

// mended is a text with the words that are meant.
func mended(text string, slips []knowledge.Slip) string {
	for _, s := range slips {
		whole := regexp.MustCompile(`(^|[^\p{L}])` + regexp.QuoteMeta(s.Typed) + `($|[^\p{L}])`)
		text = whole.ReplaceAllString(text, "${1}"+strings.ReplaceAll(s.Meant, "$", "$$")+"${2}")
	}
	return text
}

// question is what was asked, with the words that are meant.
func (r *run) question() string { return mended(r.turn.Question, r.slips) }
