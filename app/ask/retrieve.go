package ask

import (
	"context"
	"slices"
	"strings"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/app/ask/prose"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

const (
	retrieveK    = 10 // passages searched for
	shownSources = 8  // passages shown and checked against
)

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
	compared, comparing := intent.ComparisonOf(r.turn.Question)
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
	if (r.lookedIn != "" || r.byWriter) && r.besides != "" {
		query.Text = r.besides // the minutes need not say which meeting's they are, nor a paper whose it is
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
	if err == nil {
		results.Hits, err = r.wholeSteps(ctx, results.Hits)
	}
	if err != nil {
		return nil, err
	}
	f, err := r.find(ctx, results.Hits)
	if err != nil {
		return nil, err
	}
	if !comparing && r.topic == "" {
		if again, err := r.mendSlips(ctx, query, results, f); err != nil {
			return nil, err
		} else if again != nil {
			results = *again
			if f, err = r.find(ctx, again.Hits); err != nil {
				return nil, err
			}
		}
	}
	r.byWords, r.unspoken, r.unmeant = results.ByWords, results.Foreign, results.Unmeant
	if r.leaning() {
		r.notice(r.say(saysLeans, r.search))
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
	return len(ws) >= fewestPasted && len(ws) <= mostPasted && !strings.ContainsAny(question, "?？¿\"“”„«»") && !intent.AskWords[ws[0].Fold] && !intent.Requests[ws[0].Fold] && !intent.WantsList(question)
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
	if results.Unmeant {
		r.notice(r.say(saysUnmeant))
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
	case r.topic == "" && asksOfSame(r.question()) && r.leaning():
		return withNames(r.question(), r.search)
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
	slices.Sort(out)
	return out
}
