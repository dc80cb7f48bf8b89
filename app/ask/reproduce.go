package ask

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"carrel/inference"
	"carrel/knowledge"
)

// Reproduction is what came of making an answer again.
type Reproduction struct {
	Answer   string `json:"answer"` // id of its turn
	Chat     string `json:"chat"`
	Question string `json:"question"`
	// Same says that the text is the same to the byte.
	Same bool `json:"same"`
	// Whole says that it is, and that all it stands on is as it was too.
	Whole       bool         `json:"whole"`
	Recorded    string       `json:"recorded"` // the text as it was kept
	Now         string       `json:"now"`      // the text as it came out now
	Differences []Difference `json:"differences"`
}

// Difference is something that is not as it was when an answer was written.
type Difference struct {
	Kind     DifferenceKind `json:"kind"`
	Document string         `json:"document,omitempty"` // id as it was recorded
	Text     string         `json:"text"`               // in words
}

// DifferenceKind says what differs.
type DifferenceKind string

// The kinds of differences.
const (
	DifferentText     DifferenceKind = "text"
	DifferentChecks   DifferenceKind = "checks"   // the same text, whose sentences are judged otherwise
	DifferentModel    DifferenceKind = "model"    // another file under its name
	DifferentEngine   DifferenceKind = "engine"   // another version, another variant for the processor, or computed elsewhere
	DifferentCarrel   DifferenceKind = "carrel"   // another version
	DifferentPrompt   DifferenceKind = "prompt"   // what Carrel would give the model now
	DocumentChanged   DifferenceKind = "changed"  // its file has other content now
	DocumentGone      DifferenceKind = "gone"     // it is not in the library any more
	PassageRead       DifferenceKind = "passage"  // the same file, whose text is read otherwise
	DocumentElsewhere DifferenceKind = "unproved" // in a team's store that does not tell
)

// matters says whether a difference means that the answer does not stand on what
// it stood on, though its text may be the same.
func (k DifferenceKind) matters() bool {
	return k != DifferentEngine && k != DifferentCarrel && k != DifferentPrompt && k != DocumentElsewhere
}

// Errors of Reproduce.
var (
	ErrNoTurn     = errors.New("ask: there is no such answer")
	ErrNoRecipe   = errors.New("ask: the answer has no recipe")
	ErrUnfinished = errors.New("ask: the answer was not finished")
)

// Reproduce makes a kept answer again, from the passages, the prompt and the
// settings that its recipe has, and compares. Nothing is kept. An answer that
// Carrel gave without a model is made again from the passages alone.
//
// The error is ErrNoTurn, ErrNoRecipe for an answer of before there were any,
// ErrUnfinished for one that was stopped or failed, one of finding its model,
// or what kept it from being written this time.
func (a *Asker) Reproduce(ctx context.Context, id string) (Reproduction, error) {
	turn, earlier, err := a.config.History.turn(ctx, id)
	if err != nil {
		return Reproduction{}, err
	}
	old := turn.Answer
	switch {
	case old.Status != StatusDone:
		return Reproduction{}, ErrUnfinished
	case old.Recipe == nil:
		return Reproduction{}, ErrNoRecipe
	}
	again, engine, err := a.again(ctx, turn, earlier)
	if err != nil {
		return Reproduction{}, err
	}
	out := Reproduction{
		Answer: turn.ID, Chat: turn.Chat, Question: turn.Question,
		Same: again.Text == old.Text, Recorded: old.Text, Now: again.Text, Differences: []Difference{},
	}
	differs := func(kind DifferenceKind, document, format string, args ...any) {
		out.Differences = append(out.Differences, Difference{kind, document, fmt.Sprintf(format, args...)})
	}
	if !out.Same {
		differs(DifferentText, "", "%s", textDiffers(old, again))
	} else if !sameChecks(old, again) {
		differs(DifferentChecks, "", "The text is the same, but its sentences are judged otherwise than they were.")
	}
	if now := again.Recipe; now != nil {
		old.Recipe.compare(*now, differs)
	}
	if engine.otherwise {
		differs(DifferentPrompt, "", "This Carrel would put the question to the model in other words; it was given the recorded ones.")
	}
	if err := a.compareDocuments(ctx, old.Recipe.Searches, differs); err != nil {
		return Reproduction{}, err
	}
	if err := a.compareRead(ctx, old.Recipe.Read, differs); err != nil {
		return Reproduction{}, err
	}
	out.Whole = out.Same
	for _, d := range out.Differences {
		out.Whole = out.Whole && !d.Kind.matters()
	}
	return out, nil
}

// again makes an answer once more.
func (a *Asker) again(ctx context.Context, turn Turn, earlier []Turn) (Answer, *recordedEngine, error) {
	recipe := turn.Answer.Recipe
	spec := recipe.Model.spec()
	engine := &recordedEngine{Generator: a.config.Engine, calls: recipe.Calls}
	replay := New(Config{
		Library: &recordedLibrary{Library: a.config.Library, searches: recipe.Searches, sources: turn.Answer.Sources},
		Engine:  engine, Now: a.config.Now, Provenance: a.config.Provenance, Adapters: a.config.Adapters,
		Model: func(ctx context.Context, name string) (inference.ModelSpec, error) {
			if len(recipe.Calls) == 0 {
				return a.config.Model(ctx, name)
			}
			_, err := a.config.Model(ctx, spec.Path)
			if err != nil {
				// A bundled model lies where Carrel does, which may have moved.
				if usual, other := a.config.Model(ctx, ""); other == nil && filepath.Base(usual.Path) == recipe.Model.File {
					spec.Path, err = usual.Path, nil
				}
			}
			return spec, err
		},
	})
	documents := turn.Documents
	if turn.Answer.Summary && len(recipe.Read) > 0 {
		documents = nil
		for _, read := range recipe.Read {
			documents = append(documents, read.Document.ID)
		}
	}
	made, err := replay.Ask(ctx, Request{Question: turn.Question, Quote: turn.Answer.Quoting, SecondOpinion: turn.Answer.SecondOpinion, Summary: turn.Answer.Summary && len(recipe.Read) > 0, Seed: &turn.Answer.Seed, Adapters: recipe.choices(), Documents: documents, Filters: turn.Filters, Selected: turn.Selection, Earlier: earlier, again: true}, func(Step) {})
	switch {
	case err != nil:
		return Answer{}, nil, err
	case made.Answer.Status == StatusStopped:
		return Answer{}, nil, context.Cause(ctx)
	case made.Answer.Status != StatusDone:
		return Answer{}, nil, errors.New(made.Answer.Error)
	}
	return made.Answer, engine, nil
}

// textDiffers says where two texts part.
func textDiffers(old, now Answer) string {
	a, b := []rune(old.Text), []rune(now.Text)
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	text := fmt.Sprintf("The text differs from character %d on: it was “%s”, and is “%s” now.", same+1, piece(a, same), piece(b, same))
	for _, c := range old.Recipe.Calls {
		if !c.Chosen {
			return text + " It was written without a chosen seed, when the engine is free to use more or fewer processor cores and to write other answers beside it; that alone can change the words. With --seed it is not."
		}
	}
	return text
}

// piece is what stands at a place of a text, briefly.
func piece(text []rune, at int) string {
	from := max(0, min(at, len(text))-12)
	return flatten(firstRunes(string(text[from:]), 40))
}

func sameChecks(a, b Answer) bool {
	x, y := a.Judged(), b.Judged()
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].Text != y[i].Text || x[i].State != y[i].State || len(x[i].Evidence) != len(y[i].Evidence) {
			return false
		}
		for j, e := range x[i].Evidence {
			if f := y[i].Evidence[j]; e.Document.ID != f.Document.ID || e.Page != f.Page || e.Start != f.Start || e.End != f.End {
				return false
			}
		}
	}
	return true
}

// compare tells what else than the documents differs between two recipes.
func (r Recipe) compare(now Recipe, differs func(DifferenceKind, string, string, ...any)) {
	if len(r.Calls) > 0 && len(now.Calls) > 0 {
		switch was, is := r.Model, now.Model; {
		case was.SHA256 == "" || is.SHA256 == "":
			differs(DifferentModel, "", "Whether the model file %s is the same cannot be told: its hash was not known in time.", was.File)
		case was.SHA256 != is.SHA256:
			differs(DifferentModel, "", "The model file %s has other content now (SHA-256 %s…, was %s…).", was.File, is.SHA256[:12], was.SHA256[:12])
		}
		for i, was := range r.Adapters {
			switch {
			case i >= len(now.Adapters) || was.SHA256 == "" || now.Adapters[i].SHA256 == "":
				differs(DifferentModel, "", "Whether the adapter %s is the same cannot be told: its hash was not known in time.", was.Name)
			case was.SHA256 != now.Adapters[i].SHA256:
				differs(DifferentModel, "", "The adapter %s has other content now (SHA-256 %s…, was %s…).", was.Name, now.Adapters[i].SHA256[:12], was.SHA256[:12])
			}
		}
		if was, is := r.Engine.inWords(), now.Engine.inWords(); was != is {
			differs(DifferentEngine, "", "The engine is %s; it was %s.", is, was)
		}
		if was, is := r.Model.Where, now.Model.Where; was != is && was != "" && is != "" {
			differs(DifferentEngine, "", "The model is computed %s; it was %s.", is, was)
		}
	}
	if r.Carrel != now.Carrel {
		differs(DifferentCarrel, "", "This is Carrel %s; the answer was written by %s.", now.Carrel, r.Carrel)
	}
	if r.Prompt != now.Prompt && now.Prompt != "" {
		differs(DifferentPrompt, "", "This Carrel's prompt is %s; the answer's was %s, and that was used.", now.Prompt, r.Prompt)
	}
}

func (e RecipeEngine) inWords() string {
	return fmt.Sprintf("llama.cpp %s with %s", e.Library, strings.Join(e.Backends, ", "))
}

// compareDocuments tells which documents are not what they were.
func (a *Asker) compareDocuments(ctx context.Context, searches []RecipeSearch, differs func(DifferenceKind, string, string, ...any)) error {
	told := map[string]bool{}
	for _, s := range searches {
		for _, p := range s.Passages {
			id := p.Document.ID
			if told[id] {
				continue
			}
			kind, text, err := a.compareDocument(ctx, p)
			if err != nil {
				return err
			}
			if kind != "" {
				told[id] = true
				differs(kind, id, "%s", text)
			}
		}
	}
	return nil
}

func (a *Asker) compareDocument(ctx context.Context, p RecipePassage) (kind DifferenceKind, text string, err error) {
	d, err := a.config.Library.Document(ctx, p.Document.ID)
	var replaced *knowledge.Replaced
	switch {
	case errors.As(err, &replaced):
		return DocumentChanged, fmt.Sprintf("“%s” has been changed since then, and is in the library as it is now.", p.Document.Title), nil
	case p.Document.Elsewhere && errors.Is(err, knowledge.ErrStoreAway):
		return DocumentElsewhere, fmt.Sprintf("“%s” is in the team's store, which does not answer now.", p.Document.Title), nil
	case errors.Is(err, knowledge.ErrNotFound):
		return DocumentGone, fmt.Sprintf("“%s” is no longer in the library.", p.Document.Title), nil
	case err != nil && p.Document.Elsewhere:
		return DocumentElsewhere, fmt.Sprintf("“%s” is in the team's store, which does not answer now.", p.Document.Title), nil
	case err != nil:
		return "", "", err
	case p.DocumentSHA256 != "" && d.Hash != p.DocumentSHA256:
		return DocumentChanged, fmt.Sprintf("“%s” has other content than it had.", p.Document.Title), nil
	}
	pages, err := a.config.Library.Pages(ctx, p.Document.ID, p.Page, p.Page)
	if err != nil {
		return "", "", err
	}
	if len(pages) == 1 {
		if runes := []rune(pages[0].Text); p.Start <= p.End && p.End <= len(runes) && sum(string(runes[p.Start:p.End])) == p.SHA256 {
			return "", "", nil
		}
	}
	return PassageRead, fmt.Sprintf("“%s” is the same file, but its text is read otherwise than it was; a passage of %s is not at its place.", p.Document.Title, whereOf(p)), nil
}

// compareRead tells which documents that were summed up are not what they were.
func (a *Asker) compareRead(ctx context.Context, list []RecipeRead, differs func(DifferenceKind, string, string, ...any)) error {
	for _, was := range list {
		kind, text, err := a.compareDocument(ctx, RecipePassage{Document: was.Document, DocumentSHA256: was.DocumentSHA256})
		if kind == PassageRead || err == nil && kind == "" { // it is there as it was; what was read of it?
			var passages []knowledge.DocumentPassage
			if passages, err = a.config.Library.Passages(ctx, was.Document.ID); err == nil {
				now := recordRead(knowledge.Document{}, passages)
				switch kind = ""; {
				case !was.same(now):
					kind, text = PassageRead, fmt.Sprintf("“%s” is the same file, but its text is read otherwise than it was.", was.Document.Title)
				case was.Embedded != now.Embedded:
					kind, text = PassageRead, fmt.Sprintf("Of “%s” %d passages had been embedded then, and %d are now, which changes what counts as telling.", was.Document.Title, was.Embedded, now.Embedded)
				}
			}
		}
		if err != nil {
			return err
		}
		if kind != "" {
			differs(kind, was.Document.ID, "%s", text)
		}
	}
	return nil
}

func whereOf(p RecipePassage) string {
	if p.Where != "" {
		return p.Where
	}
	return fmt.Sprintf("page %d", p.Page)
}

// recordedLibrary is a library whose searches find what they found before.
type recordedLibrary struct {
	Library
	sources []Source

	mu       sync.Mutex
	searches []RecipeSearch // that have not been made again
}

// Search gives what the same search found, or else the next one. One beside the main search,
// which a recipe of an earlier Carrel has not got, finds nothing, and leaves that to the main.
func (l *recordedLibrary) Search(_ context.Context, q knowledge.Query) (knowledge.Results, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.searches) == 0 {
		return knowledge.Results{Query: q.Text, Hits: []knowledge.Hit{}}, nil
	}
	beside := q.Plain && q.Rerank == "none" || q.Opening > 0
	n := -1
	for i, s := range l.searches {
		if s.Query.Text == q.Text && s.Query.Plain == q.Plain && s.Query.Opening == q.Opening && (!beside || s.Query.Rerank == q.Rerank) {
			n = i
			break
		}
	}
	if n < 0 {
		if beside {
			return knowledge.Results{Query: q.Text, Hits: []knowledge.Hit{}}, nil
		}
		n = 0
	}
	s := l.searches[n]
	l.searches = append(l.searches[:n:n], l.searches[n+1:]...)
	return knowledge.Results{Query: q.Text, Mode: s.Mode, Hits: s.hits(l.sources)}, nil
}

// Activity tells of nothing: it is not what the answer was about.
func (l *recordedLibrary) Activity() knowledge.Activity { return knowledge.Activity{} }

// recordedEngine is a model that is given what it was given before.
type recordedEngine struct {
	Generator

	mu        sync.Mutex
	calls     []RecipeCall // that have not been made again
	otherwise bool         // it would be given something else now
}

// Generate makes the next recorded call; one more than there were is made as it comes.
func (e *recordedEngine) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	e.mu.Lock()
	if len(e.calls) == 0 {
		e.otherwise = true
	} else {
		call := e.calls[0]
		e.calls = e.calls[1:]
		e.otherwise = e.otherwise || !sameMessages(call.Messages, r.Messages)
		again := call.request(r.Model)
		again.Adapters, again.OnThought = r.Adapters, r.OnThought
		r = again
	}
	e.mu.Unlock()
	return e.Generator.Generate(ctx, r, onText)
}

func sameMessages(a, b []inference.Message) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
