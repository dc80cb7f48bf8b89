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
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// mostRowsShown is how many rows are quoted; of more the first are.
const mostRowsShown = 25

// showTally answers with what was counted or added up, and the rows.
func (r *run) showTally(ctx context.Context, asked tallyAsked, t tallied) {
	r.writer = newWriter(ctx, r, nil)
	a := r.answer()
	ref := referenceTo(t.document)
	shown := t.rows[:min(len(t.rows), mostRowsShown)]
	var hits []knowledge.Hit
	for i, row := range shown {
		text := string([]rune(row.page.Text)[row.span.Start:row.span.End])
		a.Sources = append(a.Sources, Source{
			N: i + 1, Document: ref, Page: row.page.Number, Where: reader.Where(t.document.Unit, row.page, row.span.Start, row.span.End),
			Start: row.span.Start, End: row.span.End, Text: text, Score: 1, Best: row.span,
		})
		hits = append(hits, knowledge.Hit{Rank: i + 1, Score: 1, Document: ref, Page: row.page.Number, Where: a.Sources[i].Where, Start: row.span.Start, End: row.span.End, Text: text, FileHash: t.document.Hash, Dated: t.document.Date.Day})
	}
	if r.search = r.turn.Question; r.notes != nil {
		r.notes.found(knowledge.Query{Text: r.search, Documents: []string{t.document.ID}}, modeSelected, hits)
	}
	a.Timings.RetrieveMS = r.since()
	r.step(Step{Kind: StepSources, Sources: slices.Clone(a.Sources)})
	r.recorder.note(r.turn, true)
	a.Form, a.Status = FormList, StatusDone
	if (asked.sum || asked.mean) && t.repeats() {
		r.notice("Some of these rows have the same number one below the other. If that is one cell over several rows in the document, it was counted in each of them.")
	}
	r.writer.plain(r.tallied(asked, t))
	for i, row := range shown {
		r.writer.quoteAfter("\n", align.Statement{Source: i, Span: reader.Span{End: row.span.End - row.span.Start}, Text: []rune(a.Sources[i].Text)})
	}
	if more := len(t.rows) - len(shown); more > 0 {
		r.writer.plain("\n\n" + r.say("Further rows count, and stand in the table only: %s.", figure.Count(more)))
	}
}

// tallied says what was reckoned, from which rows.
func (r *run) tallied(asked tallyAsked, t tallied) string {
	decimal, mean := func(n *big.Rat) string { return r.point(decimal(n)) }, func(n *big.Rat) string { return r.point(mean(n)) }
	where := "“" + flatten(t.document.Title) + "”"
	if t.label != "" && prose.Fold(t.label) != prose.Fold(t.document.Title) && prose.Fold(t.label) != prose.Fold(naming.Bare(t.document.Path)) {
		where += ", " + flatten(t.label)
	} else if t.document.Title == "" {
		where = "“" + filepath.Base(t.document.Path) + "”"
	}
	which := ""
	if len(t.by) > 0 {
		which = r.say(" with “%s”", strings.Join(t.by, "”, “"))
	}
	for i, n := range asked.bounds {
		and := r.say(" and")
		if i == 0 {
			and, which = "", which+r.say(" whose “%s” is", flatten(t.columns[t.column]))
		}
		which += and + " " + r.say(boundNames[n.Bound]) + " " + n.Text
	}
	rows := figure.Counted(len(t.rows), r.say("row"), r.say("rows"))
	switch {
	case asked.most != 0:
		extreme := r.say("highest")
		if asked.most < 0 {
			extreme = r.say("lowest")
		}
		return r.say("Of %s of %s%s the %s “%s” is %s:", figure.Counted(t.among, r.say("row"), r.say("rows")), where, which, extreme, flatten(t.columns[t.column]), decimal(t.sum))
	case asked.mean:
		return r.say("The average “%s” of %s of %s%s is %s. These are the rows:", flatten(t.columns[t.column]), rows, where, which, mean(t.sum))
	}
	if asked.sum && len(t.rows) == 1 {
		return r.say("One row of %s%s counts, its “%s” is %s:", where, which, flatten(t.columns[t.column]), decimal(t.sum))
	}
	if asked.sum {
		return r.say("Carrel added up “%s” of %s of %s%s: %s. These are the rows:", flatten(t.columns[t.column]), rows, where, which, decimal(t.sum))
	}
	different := ""
	if t.of >= 0 {
		values := map[string]bool{}
		for _, row := range t.rows {
			values[prose.Fold(row.cells[t.of])] = true
		}
		if len(values) < len(t.rows) {
			different = r.say(", of %s different “%s”", figure.Count(len(values)), flatten(t.columns[t.of]))
		}
	}
	end := r.say(". These are the rows:")
	if len(t.rows) == 0 {
		end = "."
	}
	return r.say("Carrel counted %s of %s%s%s%s", rows, where, which, different, end)
}

var boundNames = map[quantity.Bound]string{quantity.MoreThan: "more than", quantity.AtLeast: "at least", quantity.LessThan: "less than", quantity.AtMost: "at most"}
