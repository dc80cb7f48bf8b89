package ask

import (
	"context"
	"regexp"
	"slices"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/app/ask/quantity"
	"carrel/knowledge"
)

// "Do my documents disagree on the cost of the wall?" wants the values that they give, side by
// side, each with whose it is. Whether they speak of the same thing is the person's to judge.

// measured matches words that only say that a value is wanted: "the number of piles".
var measured = regexp.MustCompile(`(?i)^(?:the |die |der )?(?:numbers?|amounts?|sums?|totals?|figures?|values?|zahl|anzahl|summe|höhe) (?:of|for|von|der|des) `)

// Sizes of what is compared.
const (
	valuesK      = 40
	valueShare   = 0.6 // of what is asked about that a sentence has, by rarity
	mostValues   = 8
	quotedValues = 3 // sentences that give the same value, where all do
)

// given is a value that a statement gives.
type given struct {
	statement int
	value     quantity.Number
}

// tellValues answers a question whether documents disagree on a value; false for any other, and
// where none gives one.
func (r *run) tellValues(ctx context.Context) (bool, error) {
	what := intent.DifferOn(r.turn.Question)
	if what == "" || len(r.turn.Selection) > 0 {
		return false, nil
	}
	query := knowledge.Query{Text: what, K: valuesK, Documents: r.request.Documents, Filters: r.request.Filters, Plain: true}
	results, err := r.asker.config.Library.Search(ctx, query)
	if err != nil {
		return false, err
	}
	values := valuesIn(what, results.Hits)
	if len(values) == 0 {
		return false, nil
	}
	r.tellOf(results)
	var hits []knowledge.Hit
	for _, v := range values {
		if h := results.Hits[v.statement]; len(hits) < shownSources && !slices.ContainsFunc(hits, func(o knowledge.Hit) bool {
			return o.Passage == h.Passage && o.Page == h.Page && o.Document.ID == h.Document.ID
		}) {
			hits = append(hits, h)
		}
	}
	r.search = what
	r.show(hits, 0)
	r.warnOfCommands()
	r.writer = newWriter(ctx, r, align.New(r.search, r.material))
	return true, r.writeValues(ctx, what)
}

// valuesIn finds the hits that give values, one for each; statement is the hit's index.
func valuesIn(what string, hits []knowledge.Hit) (out []given) {
	for i, h := range hits {
		f := find(what, []knowledge.Hit{h}, 0)
		for _, v := range valuesOf(f.material, f.order, what) {
			if !slices.ContainsFunc(out, func(o given) bool { return o.statement == i }) {
				out = append(out, given{i, v.value})
			}
		}
	}
	return out
}

// valuesOf are the statements that have what is asked about and a value of it, the best first.
func valuesOf(m *align.Material, order []align.Ranked, what string) (out []given) {
	for _, o := range order {
		st := m.Statements[o.Statement]
		if m.Share(o.Statement, measured.ReplaceAllString(what, "")) < valueShare || st.Heads() || st.Commands() || len(st.Text) > align.LongestSentence {
			continue
		}
		if _, n, ok := m.Valued(o.Statement, what); ok {
			out = append(out, given{o.Statement, n})
		}
	}
	return out
}

// writeValues quotes one statement for each value.
func (r *run) writeValues(ctx context.Context, what string) error {
	all := valuesOf(r.material, r.order, what)
	var different []given
	for _, v := range all {
		if !slices.ContainsFunc(different, func(o given) bool { return o.value.Same(v.value) }) {
			different = append(different, v)
		}
	}
	r.answer().Form, r.answer().Status = FormList, StatusDone
	shown := different[:min(len(different), mostValues)]
	if len(different) > 1 {
		r.writer.plain(r.say(saysValues))
	} else {
		r.writer.plain(r.say(saysOneValue))
		shown = all[:min(len(all), quotedValues)]
	}
	for _, v := range shown {
		st := r.material.Statements[v.statement]
		by, err := r.whose(ctx, st)
		if err != nil {
			return err
		}
		r.writer.plain(apart + by + ":")
		r.writer.quote(st)
	}
	return nil
}

// whose says whose words a statement is, where its page tells, else of which document it is, and
// of when.
func (r *run) whose(ctx context.Context, st align.Statement) (string, error) {
	s := r.answer().Sources[st.Source]
	label := flatten(s.Document.Title)
	if from, _, ok := s.dated.Span(); ok && len(s.dated) == len("2006-01-02") {
		label += ", " + r.day(from)
	}
	if by, err := r.voiceOf(ctx, st); err != nil || by != "" {
		return by, err
	}
	return label, nil
}
