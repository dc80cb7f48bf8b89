package ask

import (
	"slices"

	"carrel/app/ask/align"
)

// A report that was put right later is quoted with its correction: the figure stands in both, and
// the wrong one answers the question as well.

// corrections are the statements in which the passages correct a value that the best one has; nil
// where they do not.
func (r *run) corrections() []int {
	if len(r.order) == 0 {
		return nil
	}
	items := r.material.Corrected(r.order[0].Statement)
	if slices.ContainsFunc(items, func(i int) bool {
		st := r.material.Statements[i]
		return st.Commands() || len(st.Text) > align.LongestSentence
	}) {
		return nil
	}
	return items
}

// tellCorrection answers with the correction.
func (r *run) tellCorrection(items []int) {
	r.writer.reset()
	r.writer.plain(r.say(saysCorrected))
	for _, i := range items {
		r.writer.quote(r.material.Statements[i])
	}
	r.answer().Status = StatusDone
}
