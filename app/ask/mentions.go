package ask

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/figure"
	"carrel/knowledge/passage"
	"carrel/knowledge/reader"
)

// "Which of my documents mention trademarks?" wants documents, not a sentence: each that
// has the words, with the place that says most of it. No model is asked: it would be given
// a few of them only.

// mentionsK is how many passages are looked through for what is to be mentioned.
const mentionsK = 200

// either parts what is asked for where one of several is enough.
var either = regexp.MustCompile(`(?i),? (?:or|oder|o) `)

// tellMentions answers a question for the documents that mention something; done is false
// where it is none.
func (r *run) tellMentions(ctx context.Context) (done bool, err error) {
	what, ok := intent.MentionsOf(r.turn.Question)
	if !ok || len(r.turn.Selection) > 0 {
		return false, nil
	}
	if err := r.retrieveMentions(ctx, what); err != nil {
		return false, err
	}
	r.writer = newWriter(ctx, r, align.New(r.search, r.material))
	r.listMentions()
	return true, nil
}

// mention is a document, or a mail of one, that has what is looked for.
type mention struct {
	hit    knowledge.Hit
	by     string    // of a mail: of whom and when it is; "" for others
	quotes string    // of a mail: whose words they are that it quotes
	at     time.Time // its date; zero where it is not known
}

// retrieveMentions finds the documents that have the words of what, the best passage of
// each, the best document first, each mail of a mailbox by itself. By meaning nothing is looked
// for: what is alike does not mention it.
func (r *run) retrieveMentions(ctx context.Context, what string) error {
	r.search, r.within = what, r.request.Documents
	query := knowledge.Query{Text: what, Mode: knowledge.ModeLexical, K: mentionsK, Documents: r.within, Filters: r.request.Filters, Plain: true}
	results, err := r.asker.config.Library.Search(ctx, query)
	if err != nil {
		return err
	}
	r.tellOf(results)
	if !knowledge.AsksForReferences(r.turn.Question) { // a document that says it, before one that only cites who does
		results.Hits = citingLast(results.Hits)
	}
	wanted := either.Split(what, -1)
	seen := map[string]bool{}
	var all []mention
	first, mailed := intent.AsksFirst(r.turn.Question), 0
	for _, h := range results.Hits {
		if seen[h.Document.ID] || !hasAny(h.Text, wanted) {
			continue
		}
		seen[h.Document.ID] = true
		mails, isMail, err := r.mailsMentioning(ctx, h, wanted)
		if err != nil {
			return err
		}
		if mailed += len(mails); isMail {
			all = append(all, mails...)
			continue
		}
		m := mention{hit: h}
		if from, _, ok := h.Dated.Span(); ok {
			m.at = from
		}
		all = append(all, m)
	}
	if mailed > 0 && intent.AsksMails(r.turn.Question) {
		all = slices.DeleteFunc(all, func(m mention) bool { return m.by == "" })
		r.mailsOnly = true
	}
	r.mentions = len(all)
	if first {
		dated := slices.DeleteFunc(slices.Clone(all), func(m mention) bool { return m.at.IsZero() })
		if n := len(all) - len(dated); n > 0 && len(dated) > 0 {
			r.notice("Not counting " + figure.Counted(n, "document that mentions it and has no date", "documents that mention it and have no date") + ".")
		}
		if own := slices.DeleteFunc(slices.Clone(dated), func(m mention) bool { return m.quotes != "" }); len(own) > 0 {
			dated = own // what a mail quotes was said before
		}
		if r.first = len(dated) > 0; r.first {
			all = dated
		}
	}
	if r.first || r.mailsOnly {
		slices.SortStableFunc(all, func(a, b mention) int { return a.at.Compare(b.at) })
	}
	most := shownSources
	if r.first {
		most = firstShown
	}
	if len(all) > shownSources && !r.first {
		least, which, things := "", "that say most of it", "documents"
		if len(results.Hits) == mentionsK {
			least = "at least "
		}
		if r.mailsOnly {
			which, things = "that were sent first", "mails"
		}
		r.notice(fmt.Sprintf("These words are in %s%s %s; the %d %s are shown. Limit the question to a folder, a collection or a type for the others.",
			least, figure.Count(len(all)), things, shownSources, which))
	}
	var hits []knowledge.Hit
	r.mentioned = map[sourcePage]mention{}
	for _, m := range all[:min(len(all), most)] {
		hits = append(hits, m.hit)
		r.mentioned[m.place()] = m
	}
	r.show(hits, 0)
	return nil
}

// citingLast puts parts of lists of references behind the other hits.
func citingLast(hits []knowledge.Hit) []knowledge.Hit {
	var others, cite []knowledge.Hit
	for _, h := range hits {
		if passage.ReferencesFrom(h.Text) == 0 || passage.IsReferences(h.Text) {
			cite = append(cite, h)
		} else {
			others = append(others, h)
		}
	}
	return append(others, cite...)
}

// firstShown is how many documents are shown where it is asked which was the first.
const firstShown = 3

// sourcePage is a page of a document.
type sourcePage struct {
	document string
	page     int
}

func (m mention) place() sourcePage { return sourcePage{m.hit.Document.ID, m.hit.Page} }

// mostMails is how many mails of a mailbox are looked through one by one.
const mostMails = 5000

// mailsMentioning are the mails and attachments of the mailbox that a hit is in that have the
// words of one of several things, in its order; isMail is false where it is no mailbox, or one
// that is too large.
func (r *run) mailsMentioning(ctx context.Context, h knowledge.Hit, wanted []string) (out []mention, isMail bool, err error) {
	if h.Document.Elsewhere || !strings.HasPrefix(h.Where, string(reader.UnitMessage)) && !strings.HasPrefix(h.Where, "attachment ") {
		return nil, false, nil
	}
	library := r.asker.config.Library
	d, err := library.Document(ctx, h.Document.ID)
	if err != nil || d.Unit != reader.UnitMessage || d.Pages > mostMails {
		return nil, false, err
	}
	pages, err := library.Pages(ctx, d.ID, 1, d.Pages)
	if err != nil {
		return nil, false, err
	}
	for _, p := range pages {
		if hasAny(p.Text, wanted) {
			out = append(out, r.mailMentioning(d, p, wanted))
		}
	}
	return out, true, nil
}

// mailMentioning is the part of a mail that has the words of one of several things: its own
// text before what it quotes.
func (r *run) mailMentioning(d knowledge.Document, p reader.Page, wanted []string) (m mention) {
	runes := []rune(p.Text)
	span := reader.Span{End: len(runes)}
	m.by = flatten(reader.Where(d.Unit, p, 0, 0))
	var own, quoted align.Voice
	for _, v := range align.Voices(p.Text, d.Title) {
		has := hasAny(string(runes[v.Span.Start:v.Span.End]), wanted)
		switch {
		case !v.Mail:
		case !v.Quoted:
			if m.by, own.Mail = r.mailBy(v, sentAt(v)), true; has {
				own.Span = v.Span
			}
		case has && quoted.Span.End == 0:
			quoted = v
		}
		if v.Mail && !v.Quoted {
			m.at = sentAt(v)
		}
	}
	switch {
	case own.Span.End > 0:
		span = own.Span
	case quoted.Span.End > 0:
		span, m.quotes = quoted.Span, cmp.Or(flatten(quoted.Name), "another mail")
	}
	text := string(runes[span.Start:span.End])
	m.hit = knowledge.Hit{Rank: 1, Score: 1, Document: referenceTo(d), Page: p.Number, Where: reader.Where(d.Unit, p, span.Start, span.End), Start: span.Start, End: span.End, Text: text, FileHash: d.Hash}
	return m
}

// hasAny says whether a text has all words with content of one of several things.
func hasAny(text string, wanted []string) bool {
	lang := prose.Detect(text)
	have := map[string]bool{}
	for _, w := range prose.Words(text, lang) {
		have[w.Term] = true
	}
	return slices.ContainsFunc(wanted, func(what string) bool {
		return !slices.ContainsFunc(prose.Words(what, lang), func(w prose.Word) bool { return w.Term != "" && !have[w.Term] })
	})
}

// listMentions answers with the documents, each with the sentence that says it.
func (r *run) listMentions() {
	a := r.answer()
	a.Status = StatusDone
	if len(a.Sources) == 0 {
		a.Abstained = true
		r.unprepared()
		where := "in your library"
		if r.turn.limited() {
			where = "among the chosen ones"
		}
		r.writer.plain(fmt.Sprintf("I found no document %s that has the words “%s”.", where, r.search))
		return
	}
	a.Form = FormList
	r.writer.plain(r.mentionsLead())
	labels := map[string]int{}
	for _, s := range a.Sources {
		labels[s.Document.Title]++
	}
	quoting := r.material.Quoting()
	for _, i := range r.mentionOrder() {
		s := a.Sources[i]
		label := flatten(s.Document.Title)
		m := r.mentioned[sourcePage{s.Document.ID, s.Page}]
		switch {
		case m.by != "":
			label = m.by
		case labels[s.Document.Title] > 1 && s.Document.Path != "":
			label += " (" + filepath.Join(filepath.Base(filepath.Dir(s.Document.Path)), filepath.Base(s.Document.Path)) + ")"
		}
		if r.first && m.by == "" && !m.at.IsZero() {
			label += ", " + r.day(m.at)
		}
		if k := r.mentionIn(i); k >= 0 {
			if st, fresh := quoting.Next(k); fresh {
				if m.quotes != "" {
					label = r.say(saysQuoting, label, m.quotes)
				}
				r.writer.plain(apart + label + ":")
				r.writer.quote(st)
			}
		}
	}
}

// mentionsLead stands above the documents that mention something.
func (r *run) mentionsLead() string {
	switch {
	case r.first:
		return r.say(saysEarliest)
	case r.mailsOnly && r.mentions == 1:
		return r.say(saysOneMail)
	case r.mailsOnly:
		return r.say(saysMails, figure.Count(r.mentions))
	}
	return r.say(saysMention)
}

// mentionOrder is the order in which the sources are told: by date where that was asked for.
func (r *run) mentionOrder() (order []int) {
	sources := r.answer().Sources
	for i := range sources {
		order = append(order, i)
	}
	if r.first || r.mailsOnly {
		at := func(i int) time.Time { return r.mentioned[sourcePage{sources[i].Document.ID, sources[i].Page}].at }
		slices.SortStableFunc(order, func(a, b int) int { return at(a).Compare(at(b)) })
	}
	return order
}

// headsShare is what a heading counts for that names what is looked for: more than the sentence
// behind it, for which half of that counts.
const headsShare = 0.6

// mentionIn is the statement of the i-th source that has most of what is looked for, of
// equal ones the best; -1 where there is none.
func (r *run) mentionIn(source int) int {
	best, most := -1, 0.0
	for _, o := range r.order {
		st := r.material.Statements[o.Statement]
		if st.Source != source || len(st.Text) > align.LongestSentence {
			continue
		}
		share := r.material.Share(o.Statement, r.search)
		if st.Heads() {
			share *= headsShare // it names it, and says nothing
		}
		if share > most {
			best, most = o.Statement, share
		}
	}
	return best
}
