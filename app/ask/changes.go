package ask

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// “What changed between the two versions of the policy?” is answered with the sentences that
// only one of them has, those that are alike side by side. No search finds these: what is the
// same in both has the question's words as well.

// changing are the ways to ask it, after fold.
var changing = compileAll(
	`(?:please )?(?:tell me |show me |list )?what(?: has| have| is|'s|s| was| are)? (?:been )?(?:chang(?:ed|es)|new|different|revised)(?: in| between| from| of| with| about)? (?P<what>.+)`,
	`(?:please )?(?:tell me |show me |list )?(?:what (?:are|were) )?(?:the )?(?:changes|differences) (?:in|between|of|to|made to) (?P<what>.+)`,
	`how (?:has|have|did) (?P<what>.+?) (?:been )?chang(?:e|ed)(?: .*)?`,
	`was (?:hat|haben) sich (?:in|im|an|am|bei|zwischen) (?P<what>.+?) (?:geandert|verandert)`,
	`was ist (?:neu|anders) (?:in|im|an|am|bei) (?P<what>.+)`,
	`qu'?est[- ]ce qui (?:a|est) (?:change|nouveau|different) (?:dans|entre) (?P<what>.+)`,
	`que (?:ha cambiado|cambio) (?:en|entre) (?P<what>.+)`,
)

// versionsOf matches what stands around the documents' name there.
var versionsOf = regexp.MustCompile(`^(?:(?:the|den|der|die|les|las|los) )?(?:(?:two|both|last|latest|new|newest|old|older|newer|different|beiden|zwei|neuen|alten|deux|dos|and|the) )*(?:versions?|editions?|fassung(?:en)?|ausgaben?|versiones)(?: \d[\d.]*(?: (?:and|to|und|et|y) (?:version )?\d[\d.]*)?)? (?:of|in|des|der|du|de la|de|del|von) ` +
	`|,? (?:since|from|seit|depuis|desde) (?:the |der |la )?(?:last|old|older|previous|first|letzten|alten|derniere) ?(?:version|edition|one|year|fassung)?$` +
	`|,? (?:between|from|zwischen|entre) (?:version |v)?\d[\d.]* (?:and|to|und|et|y) (?:version |v)?\d[\d.]*$`)

// changesOf gives the name of the documents whose versions a question compares.
func changesOf(question string) (name string, ok bool) {
	q := askedPlainly(question)
	for _, p := range changing() {
		if m := p.FindStringSubmatch(q); m != nil {
			name = versionsOf.ReplaceAllString(m[p.SubexpIndex("what")], "")
			return strings.Trim(versionsOf.ReplaceAllString(name, ""), " ,;"), true
		}
	}
	return "", false
}

// versions are the newest two of the documents that are versions of one; false where they
// are not, or are no more than one.
func versions(docs []knowledge.Document) (older, newer knowledge.Document, ok bool) {
	if len(docs) < 2 {
		return older, newer, false
	}
	edition := func(d knowledge.Document) edition {
		s := Source{Document: referenceTo(d)}
		if d.Date.Is.Telling() {
			s.dated = d.Date.Day
		}
		return editionOf(s)
	}
	first := edition(docs[0]).name
	for _, d := range docs {
		if e := edition(d); e.name == "" || e.name != first {
			return older, newer, false
		}
	}
	docs = slices.Clone(docs)
	slices.SortStableFunc(docs, func(a, b knowledge.Document) int {
		switch x, y := edition(a), edition(b); {
		case x.newer(y):
			return -1
		case y.newer(x):
			return 1
		}
		return 0
	})
	return docs[1], docs[0], edition(docs[0]).newer(edition(docs[1]))
}

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
// another's place, then what is new, then what is gone, each in its order.
func changesBetween(before, now []sentenceAt) (out []change) {
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
	var fresh []change
	for _, n := range come {
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
	return out
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
	name, ok := changesOf(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 || len(nameWords(name)) == 0 {
		return false, nil
	}
	docs, err := r.chosen(ctx)
	if err != nil {
		return false, err
	}
	older, newer, ok := versions(Named(name, docs, true))
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
	changes := changesBetween(before, now)
	if len(changes) > manyChanges {
		return false, nil
	}
	r.showChanges(ctx, older, newer, changes)
	return true, nil
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
	was, is := flatten(bareName(older.Path)), flatten(bareName(newer.Path))
	if len(changes) == 0 {
		r.writer.plain(fmt.Sprintf("“%s” and “%s” have the same sentences.", was, is))
		return
	}
	r.writer.plain(fmt.Sprintf("What “%s” says otherwise than “%s”:", is, was))
	quote := func(s *sentenceAt) {
		r.writer.quoteAfter("\n", align.Statement{Source: at[s], Span: reader.Span{End: s.span.End - s.span.Start}, Text: []rune(s.text)})
	}
	said := ""
	head := func(text string) {
		if said != text || text == "Before:" {
			r.writer.plain("\n\n" + text)
			said = text
		}
	}
	for _, c := range shown {
		switch {
		case c.before == nil:
			head("New:")
			quote(c.now)
		case c.now == nil:
			head("No longer there:")
			quote(c.before)
		default:
			head("Before:")
			quote(c.before)
			r.writer.plain("\nNow:")
			quote(c.now)
		}
	}
	if more := len(changes) - len(shown); more > 0 {
		r.writer.plain("\n\n" + figure.Counted(more, "further change is", "further changes are") + " not shown.")
	}
}
