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

	"carrel/inference"
	"carrel/knowledge"
	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// Library is what is asked about.
type Library interface {
	Search(context.Context, knowledge.Query) (knowledge.Results, error)
	// Boxes returns where spans of a page stand in its picture, one list per span.
	Boxes(ctx context.Context, id string, page int, spans []reader.Span) ([][]reader.Box, error)
	Documents(context.Context) ([]knowledge.Document, error)
	Document(ctx context.Context, id string) (knowledge.Document, error)
	Pages(ctx context.Context, id string, from, to int) ([]reader.Page, error)
	Activity() knowledge.Activity
	// Chosen lists the documents with the ids, or all, that the filters let pass.
	Chosen(ctx context.Context, ids []string, filters knowledge.Filters) ([]knowledge.Document, error)
	// Passages returns those of a document in their order.
	Passages(ctx context.Context, id string) ([]knowledge.DocumentPassage, error)
}

// Generator is the model that writes. Its errors are *inference.Error.
type Generator interface {
	Load(context.Context, inference.ModelSpec) (inference.ModelInfo, error)
	CountTokens(context.Context, inference.ModelSpec, []inference.Message) (int, error)
	// Generate calls onText with every piece of text, one call at a time, and
	// returns what it has when ctx is cancelled.
	Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error)
}

// Config is what an Asker needs.
type Config struct {
	Library Library
	Engine  Generator
	History *History // nil: no chat is kept
	// Model says which model a Request means; "" is the default.
	Model func(ctx context.Context, name string) (inference.ModelSpec, error)
	Now   func() time.Time // nil: time.Now
	// Provenance says where the answers of a model come from, for their recipes;
	// it may take as long as hashing the model's file, which is not done for a spec
	// without a Path. nil: no recipe is made.
	Provenance func(context.Context, inference.ModelSpec, []inference.Adapter) Provenance
	// Adapters finds those that a Request names, for its model. nil: there are none.
	Adapters func(context.Context, inference.ModelSpec, []AdapterChoice) ([]UsedAdapter, error)
}

// Asker answers questions. It may be used from several goroutines.
type Asker struct {
	config Config
}

// New returns an Asker; it starts nothing.
func New(c Config) *Asker {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Asker{config: c}
}

// ErrNoQuestion is the error for a question without a word.
var ErrNoQuestion = errors.New("ask: the question is empty")

// boxesTimeout is how long a finished answer waits for its marks' places; they
// can be had later, when a citation is opened.
const boxesTimeout = 5 * time.Second

// Ask answers a question and reports every step to emit, which is called from
// one goroutine at a time and should be quick. The turn is stored before the
// search, and as it grows. Cancelling ctx stops the answer and keeps its text.
//
// The error is ErrNoQuestion, ErrNoChat, ErrSelection, ErrSelectionLong,
// knowledge.ErrFilter, or one of reading the chat, what was selected, or of
// finding the model and adapters that the request names: then there is no turn, and no step was emitted. In every other case the turn says what
// came of it: Answer.Status, and Answer.Error where the engine or the search
// failed.
func (a *Asker) Ask(ctx context.Context, req Request, emit func(Step)) (Turn, error) {
	started := a.config.Now()
	question := strings.TrimSpace(req.Question)
	if len(words(question, english_)) == 0 {
		return Turn{}, ErrNoQuestion
	}
	if err := req.Filters.Check(); err != nil {
		return Turn{}, err
	}
	if req.Model != "" {
		if _, err := a.config.Model(ctx, req.Model); err != nil {
			return Turn{}, err
		}
	}
	if len(req.Selection) > 0 {
		selected, err := a.selected(ctx, req.Selection)
		if err != nil {
			return Turn{}, err
		}
		req.Selected = selected
	}
	if len(req.Selected) > 0 {
		req.Documents, req.Filters = nil, knowledge.Filters{}
	}
	earlier := req.Earlier
	var about string // the collection that the chat stays with
	if req.Chat != "" && a.config.History != nil {
		chat, err := a.config.History.Chat(ctx, req.Chat)
		if err != nil {
			return Turn{}, err
		}
		earlier = chat.Turns
		about = chat.Collection
		// Documents that are chosen one by one need not be in it.
		if len(req.Filters.Collections) == 0 && len(req.Documents) == 0 && len(req.Selected) == 0 && about != "" {
			req.Filters.Collections = []string{about}
		}
	}
	adapters, lost, err := a.adapters(ctx, req, earlier)
	if err != nil {
		return Turn{}, err
	}
	var notes *notebook
	if a.config.Provenance != nil {
		notes = &notebook{provenance: a.config.Provenance}
		noting := a.config
		noting.Library, noting.Engine = notingLibrary{a.config.Library, notes}, notingEngine{a.config.Engine, notes}
		a = New(noting)
	}
	run := &run{
		asker: a, notes: notes, emit: emit, started: started, request: req, earlier: earlier,
		turn: Turn{ID: newID(), Chat: req.Chat, Question: question, AskedAt: started.UTC(), Documents: req.Documents, Filters: req.Filters, Selection: req.Selected, Answer: Answer{
			Sentences: []Sentence{}, Citations: []Citation{}, Sources: []Source{}, Notices: []string{}, Status: StatusRunning, Quoting: req.Quote, Adapters: adapters,
		}},
	}
	if lost != "" {
		run.notice(lost)
	}
	run.turn.collection = about
	if len(req.Filters.Collections) == 1 {
		run.turn.collection = req.Filters.Collections[0]
	} else if len(req.Filters.Collections) > 1 {
		run.turn.collection = ""
	}
	if run.turn.Chat == "" {
		run.turn.Chat = newID()
	}
	if req.Seed != nil {
		run.answer().Seed = *req.Seed
	}
	run.recorder = record(ctx, a.config.History, run.turn)
	run.step(Step{Kind: StepBegun})
	run.answerQuestion(ctx)
	run.finish(ctx)
	return run.turn, nil
}

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

	search   string // what was searched for
	material *material
	order    []ranked
	overlap  float64        // share of the question's terms that the best sentence has
	both     []int          // statements that name all sides of a comparison
	sides    []comparedSide // of a comparison; nil: the question is none
	writer   *writer
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
	var spec inference.ModelSpec
	var loading *loading
	if !r.request.Quote {
		var modelErr error
		spec, modelErr = r.asker.config.Model(ctx, r.request.Model)
		loading = r.load(ctx, spec, modelErr)
		defer loading.end()
	}

	docs, problem, summing, err := r.whichSummary(ctx)
	switch {
	case err != nil:
		r.fail(ctx, fmt.Errorf("the library could not be looked through: %w", err))
		return
	case problem != "":
		r.writer = newWriter(ctx, r, nil)
		r.step(Step{Kind: StepSources, Sources: r.answer().Sources})
		r.writer.plain(problem)
		r.answer().Abstained, r.answer().Unsearched, r.answer().Status = true, true, StatusDone
		return
	case summing:
		r.summarise(ctx, docs, spec, loading)
		return
	}

	hits, err := r.retrieve(ctx)
	if err != nil {
		r.fail(ctx, fmt.Errorf("the library could not be searched: %w", err))
		return
	}
	r.writer = newWriter(ctx, r, newAligner(r.search, r.answer().Sources, r.material))
	chosen := len(r.turn.Selection) > 0 // by the person, so it is what the question is about
	if weak(hits) && !chosen {
		r.abstain(ctx)
		return
	}
	unsure := doubtful(hits, r.overlap) && !chosen
	var items []int
	said := r.foreign(support(hits).nearness)
	if said != "" && !chosen {
		unsure = true
		r.notice(said)
	}
	if topic, ok := topicOf(r.turn.Question); ok && !unsure {
		items = r.onTopic(topic)
		unsure = len(items) == 0 && !chosen
	} else if !unsure && r.sides == nil && wantsList(r.turn.Question) {
		items = r.listed()
	}
	if r.sides != nil {
		switch lacking := r.without(); {
		case said != "", len(lacking) == len(r.sides):
			r.sides, unsure = nil, true // nothing of either, or only names that both languages share: what comes closest
		case len(lacking) > 0:
			r.notice("I found nothing on this for " + strings.Join(lacking, " or ") + ".")
			fallthrough
		default:
			unsure = false
		}
	}
	if r.request.Quote {
		r.quoteAs(unsure, items)
		return
	}
	info, err := loading.wait()
	if err != nil {
		r.fail(ctx, err)
		return
	}
	if profileFor(info.Parameters).sentences > 0 && (unsure || r.sides != nil || items != nil) {
		// A small model is given one sentence, which is no list and no comparison.
		r.quoteAs(unsure, items)
		return
	}
	r.answer().Model = info.Name
	r.generate(ctx, spec, info)
	if r.request.SecondOpinion && r.answer().Status == StatusDone {
		r.opine(ctx, spec, info)
	}
}

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
	if topic, ok := topicOf(r.turn.Question); ok {
		r.search = topic
	} else if r.search != r.turn.Question {
		r.notice(fmt.Sprintf("This question leans on the one before, so Carrel searched for “%s”.", r.search))
	}
	compared, comparing := comparisonOf(r.turn.Question)
	query := knowledge.Query{Text: r.search, K: retrieveK, Documents: r.request.Documents, Filters: r.request.Filters, Rerank: r.request.Rerank}
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
	}
	if err == nil && len(results.Hits) == 0 {
		// A question quotes loosely, and may have a dash before a word.
		query.Plain = true
		results, err = r.asker.config.Library.Search(ctx, query)
	}
	if err != nil {
		return nil, err
	}
	for _, said := range stillReading(r.asker.config.Library.Activity()) {
		r.notice(said)
	}
	if results.Rerank != nil && results.Rerank.Failed != "" {
		r.notice(results.Rerank.Failed)
	}
	r.show(results.Hits, 0)
	if comparing {
		r.divide(compared)
	}
	return results.Hits, nil
}

// show makes sources of hits, of which the first were chosen by the person, and
// gives them out.
func (r *run) show(hits []knowledge.Hit, chosen int) {
	f := find(r.search, hits, chosen)
	r.material, r.order, r.answer().Sources = f.material, f.order, f.sources
	if len(f.order) > 0 {
		r.overlap = f.signals[f.order[0].statement].overlap
	}
	r.answer().Timings.RetrieveMS = r.since()
	r.step(Step{Kind: StepSources, Sources: f.sources})
	r.recorder.note(r.turn, true)
}

// generate lets the model write.
func (r *run) generate(ctx context.Context, spec inference.ModelSpec, info inference.ModelInfo) {
	p := profileFor(info.Parameters)
	in := promptInput{question: r.turn.Question, sources: r.answer().Sources, material: r.material, order: r.order}
	if r.search != r.turn.Question {
		in.earlier = briefly(r.earlier)
	}
	built, err := buildPrompt(ctx, p, in, info.ContextTokens, func(ctx context.Context, m []inference.Message) (int, error) {
		return r.asker.config.Engine.CountTokens(ctx, spec, m)
	})
	if err != nil {
		r.fail(ctx, err)
		return
	}
	r.answer().Prompt = built.form
	if built.leftOut > 0 {
		what := "passages"
		if p.sentences > 0 {
			what = "sentences"
		}
		r.notice(fmt.Sprintf("The model was given %d of the %d best %s; the others do not fit into its context.", built.pieces, built.pieces+built.leftOut, what))
	}
	// Without a seed the engine draws one and is free to follow the machine's
	// load; the result says which.
	sampling := inference.Sampling{Seed: r.request.Seed}
	if p.repeat > 0 {
		sampling.Repeat = &p.repeat
	}
	r.writer.strict = p.sentences > 0
	genCtx, stop := context.WithCancel(ctx)
	defer stop()
	result, err := r.asker.config.Engine.Generate(genCtx, inference.GenerateRequest{
		Model: spec, Messages: built.messages, MaxTokens: built.maxTokens, Sampling: sampling, Adapters: usable(r.answer().Adapters),
		// More questions on them will come. Of a chat that is not kept nothing is.
		KeepPrompt: len(r.request.Documents) > 0 && r.asker.config.History != nil,
	}, func(text string) {
		if r.answer().Timings.FirstTokenMS == 0 {
			r.answer().Timings.FirstTokenMS = r.since()
		}
		if r.writer.write(text) {
			stop()
		}
	})
	if err == nil || genCtx.Err() != nil {
		r.answer().Seed = result.Seed
	}
	r.answer().Thought = result.Thought
	r.answer().Timings.PromptTokens, r.answer().Timings.AnswerTokens = result.PromptTokens, result.AnswerTokens
	failed := err != nil && r.writer.ended == notEnded // else it was stopped from here
	if failed && r.writer.strict {
		r.writer.drop() // half a sentence cannot be judged, and nobody has seen it
	} else {
		r.writer.close()
	}
	empty := strings.TrimSpace(r.answer().Text) == ""
	switch {
	case failed:
		r.fail(ctx, err)
		return
	case r.writer.ended == looped:
		r.notice("The model began to repeat itself and was stopped.")
	case r.writer.ended == invented && !empty:
		r.notice("The model went on with what your documents don't say. That was left out.")
	case r.writer.ended == invented:
	case result.StopReason == inference.StopLength, result.StopReason == inference.StopContext:
		r.notice("The answer was cut off because it became too long.")
	}
	r.answer().Status = StatusDone
	switch {
	case empty && r.writer.ended == invented:
		r.quote("What the model wrote is not all in your documents, so here is what they say:", closestSentences)
	case empty:
		r.quote("The model gave no answer. This sentence fits best:", 1)
	case r.writer.strict && r.restates():
		r.addQuotes("Your documents say:", 1)
	}
}

// restates says whether an answer has no word that the question does not have:
// small models like to say the question again.
func (r *run) restates() bool {
	lang := r.material.lang
	asked := newStatement([]rune(r.search), lang)
	for term := range newStatement([]rune(r.answer().Text), lang).terms {
		if !asked.terms[term] {
			return false
		}
	}
	return true
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
	}
	r.answer().Timings.TotalMS = r.since()
	if r.notes != nil {
		r.answer().Recipe = r.notes.recipe(ctx, r.answer())
	}
	if err := r.recorder.finish(r.turn); err != nil {
		r.notice("This answer was not saved: " + notSaved(err) + " Copy what you need before you close it.")
	}
	answer := r.turn.Answer
	r.step(Step{Kind: StepDone, Answer: &answer})
}

// notSaved says in words why a turn could not be stored.
func notSaved(err error) string {
	switch {
	case index.IsFull(err):
		return "the disk is full."
	case errors.Is(err, context.DeadlineExceeded):
		return "the disk did not respond in time."
	}
	return "the disk reported an error."
}
