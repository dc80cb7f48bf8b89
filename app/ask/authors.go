package ask

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/app/ask/naming"
	"carrel/app/ask/prose"
	"carrel/app/ask/quantity"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Who wrote a document, and when, its text seldom says in a sentence: it stands between the
// title and the first part, or in what the file says of itself.

// Sizes of what stands above the first part of a document, in code points.
const (
	mostAbove  = 1500
	mostByline = 500
)

// origin is what a document says of who wrote it, and when.
type origin struct {
	document knowledge.Document
	page     reader.Page // its first
	text     []rune      // of that page
	span     reader.Span // the lines that say it; empty for none
	file     string      // what the file says of itself, in words; "" for nothing
}

// whoseOrigin finds the documents whose author or date a question wants; nil where it wants
// neither, names none, or none says it: then it is a question as any other.
func (r *run) whoseOrigin(ctx context.Context) (found []origin, err error) {
	asked, ok := intent.OriginOf(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 {
		return nil, nil
	}
	docs, err := r.meant(ctx, asked.Where)
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		if d.Pages == 0 {
			continue
		}
		pages, err := r.asker.config.Library.Pages(ctx, d.ID, 1, 1)
		if err != nil {
			return nil, err
		}
		o := origin{document: d}
		if len(pages) == 1 {
			o.page, o.text = pages[0], []rune(pages[0].Text)
			o.span = spanOfOrigin(pages[0], d.Title, asked.When)
		}
		o.file = o.said(asked.When)
		if o.file != "" || o.span.End > o.span.Start {
			found = append(found, o)
		}
	}
	return found, nil
}

// said is what the file says of who wrote it, or when.
func (o origin) said(when bool) string {
	d := o.document
	switch {
	case when && (d.Date.Is == reader.DatePublished || d.Date.Is == reader.DateSent):
		return fmt.Sprintf("Its file says that it was %s on %s.", d.Date.Is, d.Date.Day)
	case when && o.span.End == 0 && (d.Date.Is == reader.DateCreated || d.Date.Is == reader.DateSaved):
		return fmt.Sprintf("It does not say so itself; its file was %s on %s.", d.Date.Is, d.Date.Day)
	case !when && d.Author != "" && !ofTitle(d.Author, string(o.text[o.span.Start:o.span.End])):
		return "Its file names as its author: " + flatten(d.Author) + "."
	}
	return ""
}

// spanOfOrigin is where a document's first page names its authors, between the title and the
// first part, or the line there that has a date; empty where there is no such part, or
// nothing between.
func spanOfOrigin(p reader.Page, title string, when bool) reader.Span {
	text := []rune(p.Text)
	above := -1
	for _, m := range marksOf([]reader.Page{p}) {
		if partLine.MatchString(m.title) || m.number == "1" {
			above = m.start
			break
		}
	}
	if above < 0 || above > mostAbove {
		return reader.Span{}
	}
	head := string(text[:above])
	var names, dates []reader.Span
	at := 0
	for line := range strings.Lines(head) {
		span := reader.Span{Start: at, End: at + len([]rune(strings.TrimRight(line, " \t\r\n")))}
		at += len([]rune(line))
		shown := strings.TrimSpace(line)
		switch {
		case shown == "" || ofTitle(shown, title) || !strings.ContainsFunc(shown, unicode.IsLetter):
		case dated(shown):
			dates = append(dates, span)
		default:
			names = append(names, span)
		}
	}
	switch {
	case when && len(dates) > 0:
		return dates[0]
	case when || len(names) == 0:
		return reader.Span{}
	}
	out := reader.Span{Start: names[0].Start, End: names[len(names)-1].End}
	if out.End-out.Start > mostByline || !personName.MatchString(string(text[out.Start:out.End])) {
		return reader.Span{}
	}
	return out
}

// ofTitle says whether all words of a line are of another text too.
func ofTitle(line, title string) bool {
	have := naming.Words(title)
	words := naming.Words(line)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(have, w) })
}

// dated says whether a line has dates, or a month and its year, and little else.
func dated(line string) bool {
	lang := prose.Detect(line)
	words := prose.Words(line, lang)
	dates := len(quantity.Dates(words, []rune(line), lang)) // "Received 4 March 2021; published 2 September 2021"
	return len(words) <= 6*max(1, dates) && (dates > 0 || yearInLine.MatchString(line))
}

var yearInLine = regexp.MustCompile(`\b(?:1[5-9]|20)\d{2}\b`)

// personName matches two words in a row with capitals, as a person's name has.
var personName = regexp.MustCompile(`\p{Lu}[\p{L}'’.-]*(?: \p{Lu}\.?)* \p{Lu}[\p{L}'’-]+`)

// tellOrigins answers a question for who wrote a document, or when; done is false where it is
// none, or no document says it.
func (r *run) tellOrigins(ctx context.Context) (done bool, err error) {
	found, err := r.whoseOrigin(ctx)
	if err != nil || len(found) == 0 {
		return false, err
	}
	r.writer = newWriter(ctx, r, nil)
	r.writeOrigins(found)
	return true, nil
}

// writeOrigins answers with what the documents say of who wrote them, or when.
func (r *run) writeOrigins(found []origin) {
	a := r.answer()
	r.search = r.turn.Question
	for _, o := range found {
		if o.span.End > o.span.Start {
			end := min(len(o.text), max(o.span.End, mostByline))
			a.Sources = append(a.Sources, Source{
				N:        len(a.Sources) + 1,
				Document: referenceTo(o.document),
				Page:     o.page.Number, Where: reader.Where(o.document.Unit, o.page, o.span.Start, o.span.End),
				Start: 0, End: end, Text: string(o.text[:end]), Best: o.span,
			})
		}
	}
	a.Timings.RetrieveMS = r.since()
	r.step(Step{Kind: StepSources, Sources: a.Sources})
	source := 0
	for i, o := range found {
		gap := apart
		if i == 0 {
			gap = ""
		}
		r.writer.plain(gap + firstRunes(flatten(o.document.Title), headingRunes) + ":")
		if o.span.End > o.span.Start {
			r.writer.quote(align.Statement{Source: source, Span: o.span, Text: o.text[o.span.Start:o.span.End]})
			source++
		}
		if o.file != "" {
			r.writer.plain(apart + o.file)
		}
	}
	a.Status = StatusDone
}
