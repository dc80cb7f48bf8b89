package ask

import (
	"context"
	"math/big"
	"path/filepath"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	"carrel/app/ask/tally"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// mostRowsShown is how many rows are quoted; of more the first are.
const mostRowsShown = 25

// showTally answers with what was counted or added up, and the rows.
func (r *run) showTally(ctx context.Context, asked tally.Question, t tally.Result) {
	r.writer = newWriter(ctx, r, nil)
	a := r.answer()
	ref := referenceTo(t.Document)
	shown := t.Rows[:min(len(t.Rows), mostRowsShown)]
	var hits []knowledge.Hit
	for i, row := range shown {
		text := string([]rune(row.Page.Text)[row.Span.Start:row.Span.End])
		a.Sources = append(a.Sources, Source{
			N: i + 1, Document: ref, Page: row.Page.Number, Where: reader.Where(t.Document.Unit, row.Page, row.Span.Start, row.Span.End),
			Start: row.Span.Start, End: row.Span.End, Text: text, Score: 1, Best: row.Span,
		})
		hits = append(hits, knowledge.Hit{Rank: i + 1, Score: 1, Document: ref, Page: row.Page.Number, Where: a.Sources[i].Where, Start: row.Span.Start, End: row.Span.End, Text: text, FileHash: t.Document.Hash, Dated: t.Document.Date.Day})
	}
	if r.search = r.turn.Question; r.notes != nil {
		r.notes.found(knowledge.Query{Text: r.search, Documents: []string{t.Document.ID}}, modeSelected, hits)
	}
	a.Timings.RetrieveMS = r.since()
	r.step(Step{Kind: StepSources, Sources: slices.Clone(a.Sources)})
	r.recorder.note(r.turn, true)
	a.Form, a.Status = FormList, StatusDone
	if (asked.Sum || asked.Mean) && t.Repeats() {
		r.notice("Some of these rows have the same number one below the other. If that is one cell over several rows in the document, it was counted in each of them.")
	}
	r.writer.plain(r.tallied(asked, t))
	for i, row := range shown {
		r.writer.quote(align.Statement{Source: i, Span: reader.Span{End: row.Span.End - row.Span.Start}, Text: []rune(a.Sources[i].Text)})
	}
	if more := len(t.Rows) - len(shown); more > 0 {
		r.writer.plain(apart + r.say("Further rows count, and stand in the table only: %s.", figure.Count(more)))
	}
}

// tallied says what was reckoned, from which rows.
func (r *run) tallied(asked tally.Question, t tally.Result) string {
	decimal, mean := func(n *big.Rat) string { return r.point(tally.Decimal(n)) }, func(n *big.Rat) string { return r.point(tally.Mean(n)) }
	where := "“" + flatten(t.Document.Title) + "”"
	if t.Label != "" && prose.Fold(t.Label) != prose.Fold(t.Document.Title) && prose.Fold(t.Label) != prose.Fold(naming.Bare(t.Document.Path)) {
		where += ", " + flatten(t.Label)
	} else if t.Document.Title == "" {
		where = "“" + filepath.Base(t.Document.Path) + "”"
	}
	which := ""
	if len(t.By) > 0 {
		which = r.say(" with “%s”", strings.Join(t.By, "”, “"))
	}
	for i, n := range asked.Bounds {
		and := r.say(" and")
		if i == 0 {
			and, which = "", which+r.say(" whose “%s” is", flatten(t.Columns[t.Column]))
		}
		which += and + " " + r.say(boundNames[n.Bound]) + " " + n.Text
	}
	rows := figure.Counted(len(t.Rows), r.say("row"), r.say("rows"))
	switch {
	case asked.Most != 0:
		extreme := r.say("highest")
		if asked.Most < 0 {
			extreme = r.say("lowest")
		}
		return r.say("Of %s of %s%s the %s “%s” is %s:", figure.Counted(t.Among, r.say("row"), r.say("rows")), where, which, extreme, flatten(t.Columns[t.Column]), decimal(t.Sum))
	case asked.Mean:
		return r.say("The average “%s” of %s of %s%s is %s. These are the rows:", flatten(t.Columns[t.Column]), rows, where, which, mean(t.Sum))
	}
	if asked.Sum && len(t.Rows) == 1 {
		return r.say("One row of %s%s counts, its “%s” is %s:", where, which, flatten(t.Columns[t.Column]), decimal(t.Sum))
	}
	if asked.Sum {
		return r.say("Carrel added up “%s” of %s of %s%s: %s. These are the rows:", flatten(t.Columns[t.Column]), rows, where, which, decimal(t.Sum))
	}
	different := ""
	if t.Of >= 0 {
		values := map[string]bool{}
		for _, row := range t.Rows {
			values[prose.Fold(row.Cells[t.Of])] = true
		}
		if len(values) < len(t.Rows) {
			different = r.say(", of %s different “%s”", figure.Count(len(values)), flatten(t.Columns[t.Of]))
		}
	}
	end := r.say(". These are the rows:")
	if len(t.Rows) == 0 {
		end = "."
	}
	return r.say("Carrel counted %s of %s%s%s%s", rows, where, which, different, end)
}

var boundNames = map[quantity.Bound]string{quantity.MoreThan: "more than", quantity.AtLeast: "at least", quantity.LessThan: "less than", quantity.AtMost: "at most"}
