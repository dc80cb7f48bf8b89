package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
	"carrel/knowledge/language"
)

// engine is the client of the engine process with the models that the person's
// settings name, and the state of both in words.
type engine struct {
	*inference.Client
	app *App

	mu       sync.Mutex
	state    EngineStatus
	lexical  string // why there is no search by meaning, "" where there is
	chatName string // path or id
	chat     inference.ModelSpec
	chatErr  error
	embed    *embedder // nil: no embedding model
}

func (a *App) newEngine() *engine {
	e := &engine{app: a}
	e.Client = inference.New(inference.Config{
		Command: EngineCommand(a.options.Carrel, a.options.Folders),
		Log:     func(s string) { a.log.printf("engine: %s", s) },
	})
	e.chatName = a.config.ChatModel
	if e.chatName == "" {
		e.chatName = models.DefaultChat
	}
	e.state = EngineStatus{State: EngineStarting, Text: "Starting the engine…"}
	if e.chat, _, e.chatErr = findModel(e.chatName, inference.KindChat, a.config.Threads); e.chatErr != nil {
		e.state = EngineStatus{State: EngineFailed, Text: inWords(e.chatErr)}
	} else if e.state.Model = bundledName(e.chat.Path); e.state.Model == "" {
		e.state.Model = filepath.Base(e.chat.Path)
	}
	name := a.config.EmbeddingModel
	if name == "" {
		name = models.DefaultEmbedding
	}
	spec, identity, err := findModel(name, inference.KindEmbedding, a.config.Threads)
	if err != nil {
		e.lexical = "Searching by words only, not by meaning: " + inWords(err)
		a.log.printf("embedding model: %v", err)
	} else {
		e.embed = newEmbedder(e.Client, spec, identity)
	}
	return e
}

// findModel finds a model file and looks into it. identity tells files apart
// wherever they lie.
func findModel(name string, kind inference.Kind, threads int) (spec inference.ModelSpec, identity string, err error) {
	path, err := models.Resolve(name)
	if err != nil {
		var failure *inference.Error
		if !errors.As(err, &failure) {
			err = Errorf(CodeNoModel, "%w.", err) // no folder of models at all
		}
		return spec, "", err
	}
	file, err := models.Inspect(path)
	if err != nil {
		return spec, "", err
	}
	if file.Kind != kind {
		return spec, "", &inference.Error{Code: inference.CodeModelKind,
			Message: fmt.Sprintf("%s is a model for %s, not for %s. Choose another one.", path, purpose(file.Kind), purpose(kind))}
	}
	spec = inference.ModelSpec{Path: path, Kind: kind, Threads: threads}
	for _, m := range models.Bundled() {
		if m.ID == name {
			return spec, m.ID + "@" + m.SHA256[:16], nil // set-up has checked the file's hash
		}
	}
	if kind == inference.KindEmbedding {
		hash, err := models.Hash(path)
		if err != nil {
			return spec, "", err
		}
		identity = file.Name + "@" + hash[:16]
	}
	return spec, identity, nil
}

func purpose(k inference.Kind) string {
	if k == inference.KindEmbedding {
		return "searching by meaning"
	}
	return "answering"
}

// bundledName is the name of the bundled model at path, "" for other files.
func bundledName(path string) string {
	for _, m := range models.Bundled() {
		if resolved, err := models.Resolve(m.ID); err == nil && resolved == path {
			return m.Name
		}
	}
	return ""
}

// chatModel says which file a request's model means.
func (e *engine) chatModel(_ context.Context, name string) (inference.ModelSpec, error) {
	if name == "" || name == e.chatName {
		return e.chat, e.chatErr
	}
	spec, _, err := findModel(name, inference.KindChat, e.app.config.Threads)
	return spec, err
}

// warmUp starts the engine and loads the chat model, so that the first
// question does not wait for it.
func (e *engine) warmUp() {
	if e.chatErr != nil {
		return
	}
	e.Load(e.app.ctx, e.chat)
}

// Load loads a model and keeps the state that the interface shows.
func (e *engine) Load(ctx context.Context, spec inference.ModelSpec) (inference.ModelInfo, error) {
	info, err := e.Client.Load(ctx, spec)
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

// observe draws the state from the outcome of a call for the default chat model.
func (e *engine) observe(ctx context.Context, spec inference.ModelSpec, name string, err error) {
	if spec.Path != e.chat.Path || ctx.Err() != nil {
		return
	}
	e.mu.Lock()
	before := e.state
	if name != "" {
		e.state.Model = name
	}
	var failure *inference.Error
	switch {
	case err == nil:
		e.state.State, e.state.Text = EngineReady, "Answers are written on this computer."
	case errors.As(err, &failure) && (failure.Code == inference.CodePromptTooLong || failure.Code == inference.CodeBadRequest):
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

func (e *engine) notices() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.lexical == "" {
		return nil
	}
	return []string{e.lexical}
}

// embedder gives the library's embedder, or a nil interface.
func (e *engine) embedder() knowledge.Embedder {
	if e.embed == nil {
		return nil
	}
	return e.embed
}

// embedder makes embeddings with one model.
type embedder struct {
	client *inference.Client
	spec   inference.ModelSpec
	name   string
	traits models.EmbeddingTraits
}

// newEmbedder makes an embedder of a model; identity tells it from others. With
// other words before its texts a model makes other vectors, so those are part of
// its name.
func newEmbedder(client *inference.Client, spec inference.ModelSpec, identity string) *embedder {
	traits := models.TraitsOf(identity)
	if traits.Passage != "" || traits.Query != "" {
		identity += "+prefix"
	}
	return &embedder{client: client, spec: spec, name: identity, traits: traits}
}

// Name is the identity of the model, which is stored with the vectors.
func (e *embedder) Name() string { return e.name }

// Embed gives one vector of length 1 per text.
func (e *embedder) Embed(ctx context.Context, purpose knowledge.Purpose, texts []string) ([][]float32, error) {
	before := e.traits.Passage
	if purpose == knowledge.ForQuery {
		before = e.traits.Query
	}
	if before != "" {
		texts = slices.Clone(texts)
		for i := range texts {
			texts[i] = before + texts[i]
		}
	}
	return e.client.Embed(ctx, e.spec, texts)
}

// Speaks reports whether the model was made for texts in that language.
func (e *embedder) Speaks(lang language.Tag) bool {
	return !e.traits.English || lang == language.English
}

func inWords(err error) string {
	var failure *inference.Error
	if errors.As(err, &failure) {
		return failure.Message
	}
	return err.Error()
}
