package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
)

// engine is the client of the engine process with the models that the person's
// settings name, and the state of both in words.
type engine struct {
	*inference.Client
	app     *App
	crashes *loadCrashes
	places  *placements
	packs   *packs // nil: there are none

	mu       sync.Mutex
	state    EngineStatus
	lexical  string // why the chosen embedding model cannot be used, "" where it can
	chatName string // path or id
	chat     inference.ModelSpec
	chatErr  error
	embed    *embedder // nil: no embedding model
}

func (a *App) newEngine() *engine {
	e := &engine{app: a, crashes: readLoadCrashes(a.options.Folders.loadCrashes(), a.log.printf), places: readPlacements(a.options.Folders.placements(), a.log.printf)}
	e.packs = newPacks(a.options.Carrel, a.options.Folders, a.log.printf)
	config := inference.Config{
		Command: EngineCommand(a.options.Carrel, a.options.Folders),
		Log:     func(s string) { a.log.printf("engine: %s", s) },
		Loads:   loads{e.crashes, e.places},
		Starts:  e.packs,
	}
	if e.packs != nil {
		e.packs.trying = e.trying
	}
	e.Client = inference.New(config)
	e.chatName = a.config.ChatModel
	if e.chatName == "" {
		e.chatName = models.DefaultChat
	}
	e.state = EngineStatus{State: EngineStarting, Text: "Getting ready to answer…"}
	if e.chat, e.chatErr = findChat(e.chatName, a.config.Threads); e.chatErr != nil {
		e.state = EngineStatus{State: EngineFailed, Text: inWords(e.chatErr)}
	} else if e.state.Model = bundledName(e.chat.Path); e.state.Model == "" {
		e.state.Model = filepath.Base(e.chat.Path)
	}
	name := a.config.EmbeddingModel
	if name == "" {
		name = models.DefaultEmbedding
	}
	var err error
	if e.embed, err = e.openEmbedder(name); err != nil {
		e.lexical = inWords(err)
		a.log.printf("embedding model: %v", err)
	}
	return e
}

// trying says that a graphics processor is being tried, which can take a minute, once.
func (e *engine) trying() {
	e.mu.Lock()
	before := e.state.Text
	if e.state.State == EngineStarting {
		e.state.Text = "Trying this computer’s graphics processor. That is done once, and can take a minute or two…"
	}
	changed := e.state.Text != before
	e.mu.Unlock()
	if changed {
		e.app.statusChanged()
	}
}

// foundModel is a model file that has been looked into.
type foundModel struct {
	spec inference.ModelSpec
	file models.File
}

// findModel finds a model, by a bundled one's id or a path, and looks into its file.
func findModel(name string, kind inference.Kind, threads int) (foundModel, error) {
	path, err := models.Resolve(name)
	if err != nil {
		var failure *inference.Error
		if !errors.As(err, &failure) {
			err = Errorf(CodeNoModel, "%w.", err) // no folder of models at all
		}
		return foundModel{}, err
	}
	file, err := models.Inspect(path)
	if err != nil {
		return foundModel{}, err
	}
	if file.Kind != kind {
		return foundModel{}, &inference.Error{Code: inference.CodeModelKind,
			Message: fmt.Sprintf("%s is a model for %s, not for %s. Choose another one.", path, file.Kind.Purpose(), kind.Purpose())}
	}
	return foundModel{inference.ModelSpec{Path: path, Kind: kind, Threads: threads}, file}, nil
}

func findChat(name string, threads int) (inference.ModelSpec, error) {
	found, err := findModel(name, inference.KindChat, threads)
	return found.spec, err
}

// bundledModel is the bundled model whose file lies at path; false for other files.
func bundledModel(path string) (models.Model, bool) {
	for _, m := range models.Bundled() {
		if resolved, err := models.Resolve(m.ID); err == nil && resolved == path {
			return m, true
		}
	}
	return models.Model{}, false
}

// bundledName is the name of the bundled model at path, "" for other files.
func bundledName(path string) string {
	m, _ := bundledModel(path)
	return m.Name
}

// chatModel says which file a request's model means.
func (e *engine) chatModel(_ context.Context, name string) (inference.ModelSpec, error) {
	e.mu.Lock()
	chosen, spec, err := e.chatName, e.chat, e.chatErr
	e.mu.Unlock()
	if name == "" || name == chosen {
		return spec, err
	}
	return findChat(name, e.app.config.Threads)
}

// warmUp starts the engine and loads the chat model, so that the first
// question does not wait for it.
func (e *engine) warmUp() {
	spec, err := e.chatModel(e.app.ctx, "")
	if err != nil {
		return
	}
	e.Load(e.app.ctx, spec)
}

// Load loads a model and keeps the state that the interface shows.
func (e *engine) Load(ctx context.Context, spec inference.ModelSpec) (inference.ModelInfo, error) {
	info, err := e.Client.Load(ctx, spec)
	return e.loaded(ctx, spec, info, err)
}

func (e *engine) loaded(ctx context.Context, spec inference.ModelSpec, info inference.ModelInfo, err error) (inference.ModelInfo, error) {
	if name := bundledName(spec.Path); name != "" {
		info.Name = name // the files' own names are the workshop's: "8k Lc100K Mix1 Ep2"
	}
	e.observe(ctx, spec, info.Name, err)
	return info, err
}

// Generate writes, and keeps the state that the interface shows.
func (e *engine) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	result, err := e.Client.Generate(ctx, r, onText)
	e.observe(ctx, r.Model, "", err)
	return result, err
}

// Stream is Generate with the tokens.
func (e *engine) Stream(ctx context.Context, r inference.GenerateRequest, on func(inference.Piece)) (inference.GenerateResult, error) {
	result, err := e.Client.Stream(ctx, r, on)
	e.observe(ctx, r.Model, "", err)
	return result, err
}

const engineReady = "Answers are written on this computer."

// observe draws the state from the outcome of a call for the default chat model.
func (e *engine) observe(ctx context.Context, spec inference.ModelSpec, name string, err error) {
	if ctx.Err() != nil {
		return
	}
	e.mu.Lock()
	if spec.Path != e.chat.Path {
		e.mu.Unlock()
		return
	}
	before := e.state
	if name != "" {
		e.state.Model = name
	}
	var failure *inference.Error
	switch {
	case err == nil:
		e.state.State, e.state.Text = EngineReady, strings.TrimSpace(engineReady+" "+e.places.words(e.chat.Path))
	case errors.As(err, &failure) && (failure.Code == inference.CodePromptTooLong || failure.Code == inference.CodeBadRequest || failure.Code == inference.CodeAdapter):
		// The request's fault, not the engine's.
	default:
		e.state.State, e.state.Text = EngineFailed, inWords(err)
	}
	changed := e.state != before
	e.mu.Unlock()
	if changed {
		e.app.statusChanged()
	}
}

func (e *engine) status() EngineStatus {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.state
}

// embedder gives the library's embedder, or a nil interface.
func (e *engine) embedder() knowledge.Embedder {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.embed == nil {
		return nil
	}
	return e.embed
}

func inWords(err error) string {
	var failure *inference.Error
	if errors.As(err, &failure) {
		return failure.Message
	}
	return err.Error()
}
