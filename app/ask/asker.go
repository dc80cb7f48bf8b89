package ask

import (
	"context"
	"errors"
	"strings"
	"time"

	"carrel/app/ask/align"
	"carrel/app/ask/prose"
	"carrel/inference"
	"carrel/knowledge"
	"carrel/knowledge/reader"
)

// Library is what is asked about.
type Library interface {
	Search(context.Context, knowledge.Query) (knowledge.Results, error)
	// Slips gives the words of a query that no passage has, with those that are meant.
	Slips(context.Context, knowledge.Query) ([]knowledge.Slip, error)
	// Boxes returns where spans of a page stand in its picture, one list per span.
	Boxes(ctx context.Context, id string, page int, spans []reader.Span) ([][]reader.Box, error)
	Documents(context.Context) ([]knowledge.Document, error)
	Document(ctx context.Context, id string) (knowledge.Document, error)
	Pages(ctx context.Context, id string, from, to int) ([]reader.Page, error)
	// PagesAt returns pages of any documents of this computer; those that are not there are left out.
	PagesAt(context.Context, []knowledge.PageAt) (map[knowledge.PageAt]reader.Page, error)
	Activity() knowledge.Activity
	// Chosen lists the documents with the ids, or all, that the filters let pass.
	Chosen(ctx context.Context, ids []string, filters knowledge.Filters) ([]knowledge.Document, error)
	// Collections lists the collections by name.
	Collections(context.Context) ([]knowledge.Collection, error)
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
	// Loading tells whether the model file at path, which is waited for, is being loaded;
	// else it waits for other answers to end. nil: it is being loaded.
	Loading func(path string) bool
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
	if len(prose.Words(question, prose.English)) == 0 {
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
		asker: a, notes: notes, emit: emit, started: started, request: req, earlier: withoutGreetings(earlier),
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
	go align.Load() // while passages are looked for: the first sentence is not to wait for it
	run.answerQuestion(ctx)
	run.finish(ctx)
	return run.turn, nil
}
