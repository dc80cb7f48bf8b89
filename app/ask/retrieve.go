package ask

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

// How follow-up questions are completed.
const (
	followUpTerms = 2  // a question with fewer content words than this leans on the one before
	ownTerms      = 6  // one with so many stands alone, pronouns or not
	earlierTerms  = 8  // how many words of the question before are taken over
	earlierTurns  = 4  // how far back that goes
	retrieveK     = 10 // passages searched for
	shownSources  = 8  // passages shown and checked against
)

// whole are the words that begin a question with a verb and things of its own.
var whole = prose.Set(`where when who whom whose why wo wann wer wem wen wessen warum weshalb wieso ou quand qui pourquoi donde cuando quien`)

// retrieve searches and shows what was found.
func (r *run) retrieve(ctx context.Context) ([]knowledge.Hit, error) {
	if len(r.turn.Selection) > 0 {
		return r.retrieveSelection(ctx)
	}
	var questions []string
	for _, t := range r.earlier {
		questions = append(questions, t.Question)
	}
	r.search = standalone(r.turn.Question, questions)
	compared, comparing := comparisonOf(r.turn.Question)
	r.within = r.request.Documents
	if !comparing {
		if err := r.findTopic(ctx); err != nil {
			return nil, err
		}
	}
	if r.topic != "" {
		r.search = r.topic
	} else if !comparing {
		if err := r.findNamed(ctx); err != nil {
			return nil, err
		}
		if r.named == nil {
			if err := r.findMeeting(ctx); err != nil {
				return nil, err
			}
		}
	}
	query := knowledge.Query{Text: r.search, K: retrieveK, Documents: r.within, Filters: r.request.Filters, Rerank: r.request.Rerank}
	if r.lookedIn != "" && r.besides != "" {
		query.Text = r.besides // the minutes need not say which meeting's they are
	}
	var results knowledge.Results
	var err error
	if comparing {
		var last *knowledge.Results
		var hits []knowledge.Hit
		if hits, last, err = r.searchSides(ctx, compared); err == nil {
			results, results.Hits = *last, hits
		}
	} else {
		results, err = r.asker.config.Library.Search(ctx, query)
		if err == nil {
			results, err = r.widen(ctx, &query, results)
		}
	}
	if err == nil && len(results.Hits) == 0 {
		// A question quotes loosely, and may have a dash before a word.
		query.Plain = true
		results, err = r.asker.config.Library.Search(ctx, query)
	}
	if err == nil && !comparing && pasted(r.turn.Question) {
		results, err = r.exactly(ctx, query, results)
	}
	if err == nil {
		results, err = r.besideAlone(ctx, query, results)
	}
	if err != nil {
		return nil, err
	}
	f := find(r.asked(), results.Hits, 0)
	if !comparing && r.topic == "" {
		if again, err := r.mendSlips(ctx, query, results, f); err != nil {
			return nil, err
		} else if again != nil {
			results, f = *again, find(r.asked(), again.Hits, 0)
		}
	}
	r.byWords, r.unspoken = results.ByWords, results.Foreign
	if r.leaning() {
		r.notice(fmt.Sprintf("This question leans on the one before, so Carrel searched for “%s”.", r.search))
	}
	r.tellOf(results)
	r.showFound(f)
	r.warnOfCommands()
	if comparing {
		r.divide(compared)
	}
	return results.Hits, nil
}

// leaning says whether what is searched for is the question with words of the one before.
func (r *run) leaning() bool { return r.topic == "" && r.search != r.question() }

// besideAlone puts what a question that leans finds by itself beside what was found, where it
// may be a new one after all, and leaves namesakes out.
func (r *run) besideAlone(ctx context.Context, query knowledge.Query, results knowledge.Results) (knowledge.Results, error) {
	if r.leaning() && asksItself(r.question()) {
		query.Text = r.question()
		alone, err := r.asker.config.Library.Search(ctx, query)
		if err != nil {
			return results, err
		}
		results.Hits = inTurn([][]knowledge.Hit{results.Hits, alone.Hits})
	}
	results.Hits = withoutNamesakes(r.search, results.Hits)
	return results, nil
}

// fewestPasted and mostPasted are how many words a text has that is looked for as it stands.
const (
	fewestPasted = 3
	mostPasted   = 16
)

// pasted says whether what is asked is no question but a text to be found as it stands, as
// the message of a program that failed.
func pasted(question string) bool {
	ws := prose.Words(question, prose.Detect(question))
	return len(ws) >= fewestPasted && len(ws) <= mostPasted && !strings.ContainsAny(question, "?？¿\"“”„«»") && !askWords[ws[0].Fold] && !wantsList(question)
}

// exactly puts the passages that have the question's words as they stand before the others.
func (r *run) exactly(ctx context.Context, query knowledge.Query, results knowledge.Results) (knowledge.Results, error) {
	query.Text, query.Plain = `"`+strings.Trim(query.Text, " .!:")+`"`, false
	exact, err := r.asker.config.Library.Search(ctx, query)
	if err != nil || len(exact.Hits) == 0 {
		return results, err
	}
	hits := exact.Hits
	for _, h := range results.Hits {
		if len(hits) < retrieveK && !slices.ContainsFunc(exact.Hits, func(e knowledge.Hit) bool { return e.Passage == h.Passage }) {
			hits = append(hits, h)
		}
	}
	results.Hits = hits
	return results, nil
}

// tellOf tells what was left out of a search.
func (r *run) tellOf(results knowledge.Results) {
	if results.Team != "" {
		r.notice(results.Team)
	}
	for _, said := range stillReading(r.asker.config.Library.Activity()) {
		r.notice(said)
	}
	if results.Rerank != nil && results.Rerank.Failed != "" {
		r.notice(results.Rerank.Failed)
	}
}

// asked is what the sentences that answer are measured by.
func (r *run) asked() string {
	switch {
	case r.besides != "" && r.search == r.question():
		return mended(r.besides, r.slips)
	case r.topic == "" && asksItself(r.question()):
		return r.question() // where to look may follow from the question before; what answers has this one's words
	}
	return r.search
}

// show makes sources of hits, of which the first were chosen by the person, and
// gives them out.
func (r *run) show(hits []knowledge.Hit, chosen int) { r.showFound(find(r.asked(), hits, chosen)) }

// showFound gives the sources out.
func (r *run) showFound(f found) {
	r.material, r.order, r.answer().Sources = f.material, f.order, f.sources
	r.overlap, r.silent = f.overlap(), len(f.order) > 0 && f.order[0].Silent
	r.answer().Timings.RetrieveMS = r.since()
	r.step(Step{Kind: StepSources, Sources: f.sources})
	r.recorder.note(r.turn, true)
}

// standalone returns the text to search for: the question itself, or, for a
// follow-up that cannot stand alone, the question with the content words of
// the question before it. A question leans on the one before when it has a
// pronoun that points back and fewer than six content words, opens with "and"
// (but not with "and where" and the like) or "what about", or has fewer than two
// content words. The rule is plain on purpose: it is deterministic and can be told
// to a person.
func standalone(question string, earlier []string) string {
	if len(earlier) > earlierTurns {
		earlier = earlier[len(earlier)-earlierTurns:]
	}
	before := ""
	for _, q := range earlier {
		before = complete(q, before)
	}
	return complete(question, before)
}

func complete(question, before string) string {
	if before == "" || !leans(question) {
		return question
	}
	lang := prose.Detect(before + " " + question)
	have := map[string]bool{}
	for _, w := range prose.Words(question, lang) {
		have[w.Term] = true
	}
	var taken []string
	for _, w := range prose.Words(before, lang) {
		if w.Term != "" && !have[w.Term] && !asksOnly[w.Fold] && len(taken) < earlierTerms {
			have[w.Term] = true
			taken = append(taken, w.Text)
		}
	}
	if len(taken) == 0 {
		return question
	}
	return question + " " + strings.Join(taken, " ")
}

// asksOnly are words of a question that say nothing of what it is about.
var asksOnly = prose.Set(`much many must can could may might should shall would will need tell please
	viel viele muss mussen kann konnen darf durfen soll sollen bitte`)

// asksItself says whether a question that leans on the one before asks something of its
// own: "And what is the monthly rent?", "Who is the judge?"
func asksItself(question string) bool {
	ws := prose.Words(question, prose.Detect(question))
	if len(ws) > 0 && ands[ws[0].Fold] {
		ws = ws[1:]
	}
	if len(ws) < 2 || !askWords[ws[0].Fold] || ws[1].Fold == "about" {
		return false
	}
	own := false
	for _, w := range ws[1:] {
		if prose.Anaphors[w.Fold] {
			return false
		}
		own = own || w.Term != "" && !asksOnly[w.Fold]
	}
	return own
}

var (
	ands     = prose.Set(`and und et y`)
	askWords = prose.Set(`what which who when where how why was welche welcher welches wer wann wo wie warum que quel quelle qui quand ou comment cual quien cuando donde como`)
)

func leans(question string) bool {
	ws := prose.Words(question, prose.Detect(question))
	content := 0
	names := false
	for _, w := range ws {
		if w.Term != "" {
			content++
		}
		names = names || w.Name
	}
	if content < followUpTerms {
		return true
	}
	if len(ws) > 0 && ands[ws[0].Fold] {
		// "And where does glycolysis happen?" is a whole question; "And when was the
		// lawsuit filed?" is about one that was spoken of.
		if len(ws) == 1 || !whole[ws[1].Fold] || slices.ContainsFunc(ws, func(w prose.Word) bool { return prose.Determiners[w.Fold] }) {
			return true
		}
		ws = ws[1:]
	}
	if len(ws) > 1 && ws[1].Fold == "about" && (ws[0].Fold == "what" || ws[0].Fold == "how") {
		return true
	}
	if content >= ownTerms {
		return false
	}
	for i, w := range ws {
		// A pronoun after a name of the question itself points to that:
		// "When did Tesla sell his patents?"
		if prose.Anaphors[w.Fold] && !(names && i > 0) {
			return true
		}
	}
	return false
}

// sources turns hits into numbered sources. Passages of one page that overlap
// or touch are merged, so that a sentence cut by a passage's end is whole and
// nothing is shown twice. It also returns each source's nearness to the question.
func sources(hits []knowledge.Hit) (out []Source, nearness []float64) {
	for _, h := range hits {
		if i := mergeInto(out, h); i >= 0 {
			nearness[i] = max(nearness[i], h.Nearness)
			continue
		}
		if len(out) == shownSources {
			continue
		}
		out = append(out, Source{Document: h.Document, Page: h.Page, Where: h.Where, Start: h.Start, End: h.End, Text: h.Text, Score: h.Score, dated: h.Dated})
		nearness = append(nearness, h.Nearness)
	}
	for i := range out {
		out[i].N = i + 1
	}
	return out, nearness
}

// mergeInto joins h with a source that it overlaps or touches and returns which
// one, -1 for none.
func mergeInto(out []Source, h knowledge.Hit) int {
	for i := range out {
		s := &out[i]
		if s.Document.ID != h.Document.ID || s.Page != h.Page || h.Start > s.End || h.End < s.Start {
			continue
		}
		text, part := []rune(s.Text), []rune(h.Text)
		if len(text) != s.End-s.Start || len(part) != h.End-h.Start {
			continue
		}
		if h.Start < s.Start {
			text = append(append([]rune{}, part[:s.Start-h.Start]...), text...)
			s.Start = h.Start
		}
		if h.End > s.End {
			text = append(text, part[len(part)-(h.End-s.End):]...)
			s.End = h.End
		}
		s.Text = string(text)
		s.Score = max(s.Score, h.Score)
		return i
	}
	return -1
}

// stillReading says in words what the library has not finished, nil for nothing.
func stillReading(a knowledge.Activity) []string {
	n := a.Queued
	if n == 0 && a.Reading != "" {
		n = 1
	}
	if n == 0 {
		return nil
	}
	return []string{figure.Counted(n, "document is", "documents are") + " still being read."}
}

// bestStatements returns the first n of an order as indices in the sources' own
// order, so that the model reads them as they were written.
func bestStatements(order []align.Ranked, n int) []int {
	var out []int
	for i := 0; i < n && i < len(order); i++ {
		out = append(out, order[i].Statement)
	}
	sort.Ints(out)
	return out
}
