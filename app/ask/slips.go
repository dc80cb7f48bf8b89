package ask

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"carrel/app/ask/prose"
	"carrel/knowledge"
)

// mendSlips searches with the words that the person probably meant, where what was found
// may not answer the question and it has words that no document has. It gives what that
// finds if it is about the question, and tells the person; else nil.
func (r *run) mendSlips(ctx context.Context, query knowledge.Query, results knowledge.Results, f found) (*knowledge.Results, error) {
	if gauge := gaugeFor(r.search, results.ByWords); !gauge.weak(results.Hits) && !gauge.doubtful(results.Hits, f.overlap()) {
		return nil, nil
	}
	library := r.asker.config.Library
	query.Text = prose.WithoutNow(r.turn.Question) // what documents say without, nobody mistyped
	slips, err := library.Slips(ctx, query)
	if err != nil || len(slips) == 0 {
		return nil, err
	}
	search := r.search
	r.slips, r.search = slips, mended(search, slips)
	query.Text = r.search
	again, err := library.Search(ctx, query)
	if err == nil {
		again, err = r.besideAlone(ctx, query, again)
	}
	if err != nil || gaugeFor(r.search, again.ByWords).weak(again.Hits) {
		r.slips, r.search = nil, search
		return nil, err
	}
	var typed, meant []string
	for _, s := range slips {
		typed, meant = append(typed, "“"+s.Typed+"”"), append(meant, "“"+s.Meant+"”")
	}
	r.notice(fmt.Sprintf("Your documents do not have %s, so Carrel searched for %s.", strings.Join(typed, " or "), strings.Join(meant, " and ")))
	return &again, nil
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
