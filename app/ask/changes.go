package ask

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/naming"
	"carrel/app/ask/versions"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// “What changed between the two versions of the policy?” is answered with the sentences that
// only one of them has, those that are alike side by side. No search finds these: what is the
// same in both has the question's words as well.

// mostComparedPages is how many pages the versions have at most that are compared.
const mostComparedPages = 200

// sentencesOf are the sentences of a document that is compared.
func (r *run) sentencesOf(ctx context.Context, d knowledge.Document) ([]versions.Sentence, error) {
	pages, err := r.asker.config.Library.Pages(ctx, d.ID, 1, d.Pages)
	return versions.Sentences(pages), err
}

// mostChanges is how many changes are shown.
const mostChanges = 30

// tellChanges answers a question for what changed between two versions of a document; false
// for any other, and where the library has no two.
func (r *run) tellChanges(ctx context.Context) (bool, error) {
	asked, ok := versions.Read(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 || strings.Trim(asked.Name, "0123456789. ") == "" {
		return false, nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return false, err
	}
	older, newer, ok := asked.Choose(naming.Find(asked.Name, docs, true))
	if !ok || older.Pages+newer.Pages > mostComparedPages {
		return false, nil
	}
	before, err := r.sentencesOf(ctx, older)
	if err != nil {
		return false, err
	}
	now, err := r.sentencesOf(ctx, newer)
	if err != nil || len(before) == 0 || len(now) == 0 {
		return false, err
	}
	changes, ok := versions.Between(ctx, before, now)
	if !ok {
		return false, ctx.Err()
	}
	r.noteChanges(older, newer, before, now, changes)
	r.showChanges(ctx, older, newer, changes)
	return true, nil
}

// noteChanges writes down what of the versions the answer stands on: what is shown, and of each
// its first sentence, as all of it may stand in the other.
func (r *run) noteChanges(older, newer knowledge.Document, before, now []versions.Sentence, changes []versions.Change) {
	if r.notes == nil {
		return
	}
	var hits []knowledge.Hit
	noted := map[*versions.Sentence]bool{}
	note := func(d knowledge.Document, s *versions.Sentence) {
		if s == nil || noted[s] {
			return
		}
		noted[s] = true
		hits = append(hits, knowledge.Hit{
			Rank: len(hits) + 1, Score: 1, Document: referenceTo(d), Page: s.Page.Number, Where: reader.Where(d.Unit, s.Page, s.Span.Start, s.Span.End),
			Start: s.Span.Start, End: s.Span.End, Text: s.Text, FileHash: d.Hash, Dated: d.Date.Day,
		})
	}
	for _, c := range changes[:min(len(changes), mostChanges)] {
		note(older, c.Before)
		note(newer, c.Now)
	}
	note(older, &before[0])
	note(newer, &now[0])
	r.notes.found(knowledge.Query{Text: r.turn.Question, Documents: []string{older.ID, newer.ID}}, modeSelected, hits)
}

// namesApart are the names of two files without their endings, with as many of the folders
// before them as tell them apart, or with the endings where only these do.
func namesApart(a, b string) (string, string) {
	parts := func(path string) []string {
		path = strings.ReplaceAll(path, `\`, "/")
		return strings.Split(strings.Trim(strings.TrimSuffix(path, filepath.Ext(path)), "/"), "/")
	}
	x, y := parts(a), parts(b)
	last := func(list []string, n int) string { return strings.Join(list[max(0, len(list)-n):], "/") }
	for n := 1; n <= max(len(x), len(y)); n++ {
		if was, is := last(x, n), last(y, n); was != is {
			return flatten(was), flatten(is)
		}
	}
	return flatten(naming.Bare(a) + filepath.Ext(a)), flatten(naming.Bare(b) + filepath.Ext(b))
}

// showChanges quotes what changed, each sentence from its place.
func (r *run) showChanges(ctx context.Context, older, newer knowledge.Document, changes []versions.Change) {
	a := r.answer()
	r.search = r.turn.Question
	shown := changes[:min(len(changes), mostChanges)]
	at := map[*versions.Sentence]int{}
	add := func(d knowledge.Document, s *versions.Sentence) {
		if s == nil {
			return
		}
		at[s] = len(a.Sources)
		a.Sources = append(a.Sources, Source{
			N: len(a.Sources) + 1, Document: referenceTo(d), Page: s.Page.Number, Where: reader.Where(d.Unit, s.Page, s.Span.Start, s.Span.End),
			Start: s.Span.Start, End: s.Span.End, Text: s.Text, Score: 1, Best: s.Span,
		})
	}
	for _, c := range shown {
		add(older, c.Before)
		add(newer, c.Now)
	}
	a.Timings.RetrieveMS = r.since()
	r.step(Step{Kind: StepSources, Sources: slices.Clone(a.Sources)})
	r.recorder.note(r.turn, true)
	r.writer = newWriter(ctx, r, nil)
	a.Form, a.Status = FormComparison, StatusDone
	was, is := namesApart(older.Path, newer.Path)
	if len(changes) == 0 {
		r.writer.plain(r.say(saysSame, was, is))
		return
	}
	r.writer.plain(r.say(saysOtherwise, is, was))
	quote := func(s *versions.Sentence) {
		r.writer.quote(align.Statement{Source: at[s], Span: reader.Span{End: s.Span.End - s.Span.Start}, Text: []rune(s.Text)})
	}
	said := ""
	head := func(text string) {
		if text = r.say(text); said != text || text == r.say(saysBefore) {
			r.writer.plain(apart + text)
			said = text
		}
	}
	for _, c := range shown {
		switch {
		case c.Before == nil:
			head(saysNew)
			quote(c.Now)
		case c.Now == nil:
			head(saysGone)
			quote(c.Before)
		default:
			head(saysBefore)
			quote(c.Before)
			r.writer.plain(apart + r.say(saysNow))
			quote(c.Now)
		}
	}
	if more := len(changes) - len(shown); more > 0 {
		r.writer.plain(apart + r.say(saysMore, figure.Count(more)))
	}
}
