package ask

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"carrel/app/ask/align"
	"carrel/app/ask/intent"
	"carrel/inference"
	"carrel/knowledge"
	"carrel/knowledge/index"
)

// run is one question on its way.
type run struct {
	asker    *Asker
	notes    *notebook // nil: none are made
	emit     func(Step)
	started  time.Time
	request  Request
	earlier  []Turn
	turn     Turn
	recorder *recorder

	search    string                                 // what was searched for
	slips     []knowledge.Slip                       // of the question, that were mended in it
	topic     string                                 // of a question on what documents say about a matter; "" for others
	within    []string                               // ids of the documents that were searched; nil: all
	named     []knowledge.Document                   // those of them that the question names in passing; nil: none
	besides   string                                 // the question without their name, which says nothing of what answers it
	lookedIn  string                                 // what named are, in words; "" for their titles
	byWriter  bool                                   // it names them by who wrote them
	which     bool                                   // it is asked which meeting it was
	part      string                                 // of the documents that is summed up, as the question calls it: "section 5"; "" for all
	cut       map[string][]knowledge.DocumentPassage // its passages, by their document
	byWords   bool                                   // the search knows the question's language by its words only
	unspoken  bool                                   // it does not know it at all, and no document is in it
	unmeant   bool                                   // the question could not be compared by meaning
	mentioned map[sourcePage]mention                 // what was found of those that mention something
	mentions  int                                    // how many that were
	mailsOnly bool                                   // they are mails
	first     bool                                   // it is asked for the earliest
	material  *align.Material
	order     []align.Ranked
	overlap   float64        // share of the question's terms that the best sentence has
	silent    bool           // of whom the question names, the best sentence says nothing that it asks
	both      []int          // statements that name all sides of a comparison
	sides     []comparedSide // of a comparison; nil: the question is none
	writer    *writer
}

func (r *run) answer() *Answer { return &r.turn.Answer }

func (r *run) step(s Step) {
	s.Chat, s.Turn = r.turn.Chat, r.turn.ID
	r.emit(s)
}

// notice tells the person something beside the answer, once: two documents of the same
// title may be left out for the same reason.
func (r *run) notice(text string) {
	if !slices.Contains(r.answer().Notices, text) {
		r.answer().Notices = append(r.answer().Notices, text)
	}
}

func (r *run) since() float64 {
	return float64(r.asker.config.Now().Sub(r.started)) / float64(time.Millisecond)
}

// answerQuestion runs the question to its end and sets the answer's status.
func (r *run) answerQuestion(ctx context.Context) {
	// The text of documents and models is a stranger's: what it does to the
	// checking of one answer must not end the program.
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(os.Stderr, "ask: panic: %v\n%s", p, debug.Stack())
			r.answer().Status = StatusFailed
			r.answer().Error = "Carrel failed while it checked this answer. What was found is still here. Please report it."
		}
	}()
	if reply := intent.Greeting(r.turn.Question); reply != "" && len(r.turn.Selection) == 0 {
		r.greet(ctx, reply)
		return
	}
	var spec inference.ModelSpec
	var loading *loading
	if !r.request.Quote {
		var modelErr error
		spec, modelErr = r.asker.config.Model(ctx, r.request.Model)
		loading = r.load(ctx, spec, modelErr)
		defer loading.end()
	}
	// The first that takes the question for its own answers it; the last takes all.
	for _, way := range []struct {
		answer func(context.Context) (done bool, err error)
		verb   string // what the library could not be, where it fails
	}{
		{func(ctx context.Context) (bool, error) { return r.sumUp(ctx, spec, loading) }, "looked through"},
		{r.tellOrigins, "looked through"},
		{r.tellMentions, "searched"},
		{r.tellChanges, "searched"},
		{r.tellDecisions, "searched"},
		{r.tellSaid, "searched"},
		{r.tellValues, "searched"},
		{r.tally, "searched"},
		{func(ctx context.Context) (bool, error) { return true, r.answerFromPassages(ctx, spec, loading) }, "searched"},
	} {
		done, err := way.answer(ctx)
		if err != nil {
			r.fail(ctx, fmt.Errorf("the library could not be %s: %w", way.verb, err))
			return
		}
		if done {
			return
		}
	}
}

// answerFromPassages searches, and answers from what is found: with the model's words, with
// quotations where none is wanted or a small model would not do, or by saying that nothing
// relevant is there. The error is that of the search; all others are the answer's.
func (r *run) answerFromPassages(ctx context.Context, spec inference.ModelSpec, loading *loading) error {
	hits, err := r.retrieve(ctx)
	if err != nil {
		return err
	}
	r.writer = newWriter(ctx, r, align.New(r.search, r.material))
	chosen := len(r.turn.Selection) > 0 // by the person, so it is what the question is about
	foreign := r.foreign(ctx, support(hits).nearness)
	if foreign != "" && !chosen {
		r.notice(foreign)
	}
	gauge := gaugeFor(r.search, r.byWords)
	explained := len(r.order) > 0 && r.order[0].Defines // few words ask for it, and few answer
	weak := gauge.weak(hits) && !chosen && !explained
	if weak && r.lookedIn == "" { // else it is where the person says that it is
		r.abstain(ctx)
		return nil
	}
	lacks := r.material.LacksSum(r.search, r.order[:min(len(r.order), quotedSentences)])
	unsure := weak || (gauge.doubtful(hits, r.overlap) && !explained || r.unmeant && gauge.doubtfulByWords(hits, r.overlap) || r.silent || lacks || foreign != "") && !chosen
	unsure, items := r.shape(unsure, chosen, foreign != "")
	corrected := r.corrections()
	if unsure || chosen || r.sides != nil || items != nil {
		corrected = nil
	}
	if r.request.Quote {
		if corrected != nil {
			r.tellCorrection(corrected)
			return nil
		}
		r.quoteAs(unsure, items)
		return nil
	}
	info, err := r.await(loading)
	if err != nil {
		r.fail(ctx, err)
		return nil
	}
	if profileFor(info.Parameters).sentences > 0 && (unsure || r.sides != nil || items != nil || r.which) {
		// A small model is given one sentence, which is no list and no comparison.
		r.quoteAs(unsure, items)
		return nil
	}
	if corrected != nil {
		if profileFor(info.Parameters).sentences > 0 {
			r.tellCorrection(corrected) // a small model would say what fits best, right or wrong
			return nil
		}
		st := r.material.Statements[corrected[len(corrected)-1]]
		r.notice(fmt.Sprintf("“%s” corrects a value: “%s”", flatten(r.answer().Sources[st.Source].Document.Title), firstRunes(flatten(string(st.Text)), 2*headingRunes)))
	}
	if lacking := r.without(); r.sides != nil && len(lacking) > 0 {
		// Where the sides are quoted, it stands under the side's name.
		r.notice(r.say(saysNoneFor, strings.Join(lacking, r.say(" or "))))
	}
	r.answer().Model = info.Name
	r.generate(ctx, spec, info)
	if r.request.SecondOpinion && r.answer().Status == StatusDone {
		r.opine(ctx, spec, info)
	}
	return nil
}

// shape decides whether the answer is a comparison, a list of items (indices of statements)
// or neither, and so whether what was found may not answer the question after all. chosen
// says that the person selected it, foreign that it is in another language than the question.
func (r *run) shape(unsure, chosen, foreign bool) (stillUnsure bool, items []int) {
	switch {
	case unsure:
	case r.topic != "":
		items = r.onTopic(r.topic)
		unsure = len(items) == 0 && !chosen
	case r.sides == nil && intent.WantsList(r.turn.Question):
		items = r.listed()
	case r.sides == nil && align.AsksHow(r.search):
		items = r.steps()
	}
	if r.sides == nil {
		return unsure, items
	}
	if foreign || len(r.without()) == len(r.sides) {
		r.sides = nil // nothing of either, or only names that both languages share: what comes closest
		return true, items
	}
	r.answer().Form = FormComparison
	return false, items
}

// fail sets how the answer ended early: stopped where the person did it, failed
// otherwise.
func (r *run) fail(ctx context.Context, err error) {
	if ctx.Err() != nil {
		r.answer().Status = StatusStopped
		return
	}
	r.answer().Status = StatusFailed
	var engine *inference.Error
	if errors.As(err, &engine) {
		r.answer().Error = engine.Message
		return
	}
	r.answer().Error = err.Error()
}

// finish waits for the marks' places, stores the answer and emits it.
func (r *run) finish(ctx context.Context) {
	if r.writer != nil {
		r.writer.placeMarks()
		r.warnOfHidden(ctx)
	}
	r.answer().Timings.TotalMS = r.since()
	if r.notes != nil {
		r.answer().Recipe = r.notes.recipe(ctx, r.answer())
	}
	if err := r.recorder.finish(r.turn); err != nil {
		r.answer().Unsaved = notSaved(err)
		r.recorder.history.unsaved.hold(r.turn)
	}
	answer := r.turn.Answer
	r.step(Step{Kind: StepDone, Answer: &answer})
}

// notSaved says in words why a turn could not be stored.
func notSaved(err error) string {
	switch {
	case index.IsFull(err):
		return "the disk is full"
	case errors.Is(err, context.DeadlineExceeded):
		return "the disk did not respond in time"
	}
	return "the disk reported an error"
}
