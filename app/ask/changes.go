package ask

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// “What changed between the two versions of the policy?” is answered with the sentences that
// only one of them has, those that are alike side by side. No search finds these: what is the
// same in both has the question's words as well.

// sentenceAt is a sentence of a document with its place.
type sentenceAt struct {
	page  reader.Page
	span  reader.Span
	text  string          // as it stands there
	words map[string]bool // folded
	key   string
}

// mostComparedPages is how many pages the versions have at most that are compared.
const mostComparedPages = 200

func (r *run) sentencesOf(ctx context.Context, d knowledge.Document) (out []sentenceAt, err error) {
	pages, err := r.asker.config.Library.Pages(ctx, d.ID, 1, d.Pages)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		runes := []rune(p.Text)
		for _, span := range prose.Sentences(p.Text) {
			if inSpans(p.Furniture, span.Start, span.End) {
				continue
			}
			s := sentenceAt{page: p, span: span, text: string(runes[span.Start:span.End]), words: map[string]bool{}}
			s.key = strings.Join(strings.Fields(prose.Fold(s.text)), " ")
			for _, w := range prose.Words(s.text, prose.English) {
				s.words[w.Fold] = true
			}
			if len(s.words) > 0 {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// change is what one version says where the other says otherwise, or nothing.
type change struct{ before, now *sentenceAt }

// alikeShare is how many of their words two sentences share, at least, of which one took the
// other's place.
const alikeShare = 0.5

// changesBetween are the sentences that only one of two versions has: those that took
// another's place, then what is new, then what is gone, each in its order. ok is false where
// these are more than manyChanges, or ctx has ended.
func changesBetween(ctx context.Context, before, now []sentenceAt) (out []change, ok bool) {
	only := func(list, other []sentenceAt) (own []*sentenceAt) {
		have := map[string]int{}
		for _, s := range other {
			have[s.key]++
		}
		for i, s := range list {
			if have[s.key] > 0 {
				have[s.key]--
				continue
			}
			own = append(own, &list[i])
		}
		return own
	}
	gone, come := only(before, now), only(now, before)
	if max(len(gone), len(come)) > manyChanges {
		return nil, false // each is looked for among all others
	}
	var fresh []change
	for _, n := range come {
		if ctx.Err() != nil {
			return nil, false
		}
		best, at := alikeShare, -1
		for i, g := range gone {
			if g == nil {
				continue
			}
			shared := 0
			for w := range g.words {
				if n.words[w] {
					shared++
				}
			}
			if share := 2 * float64(shared) / float64(len(g.words)+len(n.words)); share > best {
				best, at = share, i
			}
		}
		if at < 0 {
			fresh = append(fresh, change{now: n})
			continue
		}
		out = append(out, change{gone[at], n})
		gone[at] = nil
	}
	out = append(out, fresh...)
	for _, g := range gone {
		if g != nil {
			out = append(out, change{before: g})
		}
	}
	return out, len(out) <= manyChanges
}

// mostChanges is how many changes are shown; with more than manyChanges the documents are
// taken for two of their own.
const (
	mostChanges = 30
	manyChanges = 400
)

// tellChanges answers a question for what changed between two versions of a document; false
// for any other, and where the library has no two.
func (r *run) tellChanges(ctx context.Context) (bool, error) {
	asked, ok := changesOf(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 || strings.Trim(asked.name, "0123456789. ") == "" {
		return false, nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return false, err
	}
	older, newer, ok := asked.versions(naming.Find(asked.name, docs, true))
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
	changes, ok := changesBetween(ctx, before, now)
	if !ok {
		return false, ctx.Err()
	}
	r.noteChanges(older, newer, before, now, changes)
	r.showChanges(ctx, older, newer, changes)
	return true, nil
}

// noteChanges writes down what of the versions the answer stands on: what is shown, and of each
// its first sentence, as all of it may stand in the other.
func (r *run) noteChanges(older, newer knowledge.Document, before, now []sentenceAt, changes []change) {
	if r.notes == nil {
		return
	}
	var hits []knowledge.Hit
	noted := map[*sentenceAt]bool{}
	note := func(d knowledge.Document, s *sentenceAt) {
		if s == nil || noted[s] {
			return
		}
		noted[s] = true
		hits = append(hits, knowledge.Hit{
			Rank: len(hits) + 1, Score: 1, Document: referenceTo(d), Page: s.page.Number, Where: reader.Where(d.Unit, s.page, s.span.Start, s.span.End),
			Start: s.span.Start, End: s.span.End, Text: s.text, FileHash: d.Hash, Dated: d.Date.Day,
		})
	}
	for _, c := range changes[:min(len(changes), mostChanges)] {
		note(older, c.before)
		note(newer, c.now)
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
func (r *run) showChanges(ctx context.Context, older, newer knowledge.Document, changes []change) {
	a := r.answer()
	r.search = r.turn.Question
	shown := changes[:min(len(changes), mostChanges)]
	at := map[*sentenceAt]int{}
	add := func(d knowledge.Document, s *sentenceAt) {
		if s == nil {
			return
		}
		at[s] = len(a.Sources)
		a.Sources = append(a.Sources, Source{
			N: len(a.Sources) + 1, Document: referenceTo(d), Page: s.page.Number, Where: reader.Where(d.Unit, s.page, s.span.Start, s.span.End),
			Start: s.span.Start, End: s.span.End, Text: s.text, Score: 1, Best: s.span,
		})
	}
	for _, c := range shown {
		add(older, c.before)
		add(newer, c.now)
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
	quote := func(s *sentenceAt) {
		r.writer.quoteAfter("\n", align.Statement{Source: at[s], Span: reader.Span{End: s.span.End - s.span.Start}, Text: []rune(s.text)})
	}
	said := ""
	head := func(text string) {
		if text = r.say(text); said != text || text == r.say(saysBefore) {
			r.writer.plain("\n\n" + text)
			said = text
		}
	}
	for _, c := range shown {
		switch {
		case c.before == nil:
			head(saysNew)
			quote(c.now)
		case c.now == nil:
			head(saysGone)
			quote(c.before)
		default:
			head(saysBefore)
			quote(c.before)
			r.writer.plain("\n" + r.say(saysNow))
			quote(c.now)
		}
	}
	if more := len(changes) - len(shown); more > 0 {
		r.writer.plain("\n\n" + r.say(saysMore, figure.Count(more)))
	}
}
