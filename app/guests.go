package app

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"

	"carrel/app/ask"
	"carrel/inference"
	"carrel/inference/models"
)

// This file is what other programs on this computer may ask for, through the
// local API.

// LocalModel is a model that another program may name.
type LocalModel struct {
	ID   string // a bundled one's id, else the file's name without .gguf
	Kind inference.Kind
	path string
}

// LocalModels are the models that another program may name: those of the
// settings first, then those that come with Carrel, then those in the folder for
// models. It may name no other file.
func (a *App) LocalModels() []LocalModel {
	var list []LocalModel
	have := map[string]bool{}
	add := func(path string, kind inference.Kind) {
		m := LocalModel{ID: localID(path), Kind: kind, path: path}
		if !have[m.ID] {
			have[m.ID] = true
			list = append(list, m)
		}
	}
	if spec, err := a.engine.chatModel(a.ctx, ""); err == nil {
		add(spec.Path, inference.KindChat)
	}
	if spec, ok := a.embeddingSpec(); ok {
		add(spec.Path, inference.KindEmbedding)
	}
	for _, m := range models.Bundled() {
		if path, err := models.Resolve(m.ID); err == nil && m.Kind != inference.KindRerank {
			add(path, m.Kind)
		}
	}
	for _, kind := range []inference.Kind{inference.KindChat, inference.KindEmbedding} {
		for _, f := range models.Find(a.modelPlaces(), kind) {
			add(f.Path, kind)
		}
	}
	return list
}

func localID(path string) string {
	if m, ok := bundledModel(path); ok {
		return m.ID
	}
	return strings.TrimSuffix(filepath.Base(path), ".gguf")
}

func (a *App) embeddingSpec() (inference.ModelSpec, bool) {
	a.engine.mu.Lock()
	defer a.engine.mu.Unlock()
	if a.engine.embed == nil {
		return inference.ModelSpec{}, false
	}
	return a.engine.embed.spec, true
}

// localModel finds the model of a kind that an id means. The error has
// CodeNoModel.
func (a *App) localModel(id string, kind inference.Kind) (inference.ModelSpec, error) {
	// The usual ones without a look into any file.
	chat, chatErr := a.engine.chatModel(a.ctx, "")
	if kind == inference.KindChat && chatErr == nil && id == localID(chat.Path) {
		return chat, nil
	}
	if spec, ok := a.embeddingSpec(); kind == inference.KindEmbedding && ok && id == localID(spec.Path) {
		return spec, nil
	}
	var of []string
	for _, m := range a.LocalModels() {
		if m.Kind != kind {
			continue
		}
		if m.ID == id {
			found, err := findModel(m.path, kind, a.config.Threads)
			return found.spec, err
		}
		of = append(of, m.ID)
	}
	if len(of) == 0 && chatErr != nil && kind == inference.KindChat {
		return inference.ModelSpec{}, chatErr
	}
	return inference.ModelSpec{}, Errorf(CodeNoModel, "There is no model %q for %s here. There is: %s.", id, kind.Purpose(), strings.Join(of, ", "))
}

func (a *App) localChatModel(ctx context.Context, id string) (inference.ModelSpec, error) {
	if id == "" {
		return a.engine.chatModel(ctx, "")
	}
	return a.localModel(id, inference.KindChat)
}

// Complete has the model with that id write, changed by the adapters that are
// named, as inference.Client.Stream does. The error has CodeNoModel where there is
// no such model or adapter.
func (a *App) Complete(ctx context.Context, model string, adapters []ask.AdapterChoice, request inference.GenerateRequest, on func(inference.Piece)) (inference.GenerateResult, error) {
	var err error
	if request.Model, err = a.localChatModel(ctx, model); err != nil {
		return inference.GenerateResult{}, err
	}
	used, err := a.localAdapters(ctx, request.Model, adapters)
	if err != nil {
		return inference.GenerateResult{}, err
	}
	for _, u := range used {
		request.Adapters = append(request.Adapters, inference.Adapter{Path: u.Path, Scale: u.Scale})
	}
	request.Guest, request.KeepSystem = true, true
	var result inference.GenerateResult
	err = a.asJob(ctx, func(ctx context.Context) (err error) {
		result, err = a.engine.Stream(ctx, request, on)
		return err
	})
	return result, err
}

// Answer answers a question from the library for a program that keeps its chat
// itself: nothing is stored. It reports every step to emit, in this goroutine.
func (a *App) Answer(ctx context.Context, request ask.Request, emit func(ask.Step)) (ask.Turn, error) {
	for _, id := range request.Documents {
		if _, err := a.Library.Document(ctx, id); err != nil {
			return ask.Turn{}, err
		}
	}
	var turn ask.Turn
	err := a.asJob(ctx, func(ctx context.Context) (err error) {
		turn, err = a.guests.Ask(ctx, request, emit)
		return err
	})
	return turn, err
}

// forGuests is the engine as other programs' answers from the library use it: the
// person's own go first.
type forGuests struct{ *engine }

// Load is the engine's.
func (g forGuests) Load(ctx context.Context, spec inference.ModelSpec) (inference.ModelInfo, error) {
	info, err := g.engine.LoadForGuest(ctx, spec)
	return g.engine.loaded(ctx, spec, info, err)
}

// Generate is the engine's.
func (g forGuests) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	r.Guest = true
	return g.engine.Generate(ctx, r, onText)
}

// guestsAtOnce is how many answers for other programs are written at once: as many as
// the engine does for them. More would wait there, and a summary of the person's
// behind them; here they wait in the order in which they came.
const guestsAtOnce = inference.AnswersAtOnce - 1

// asJob runs what writes an answer, for which the library's work in the
// background makes room. The error is errClosing where Carrel ends first.
func (a *App) asJob(ctx context.Context, run func(context.Context) error) error {
	select {
	case a.guest <- struct{}{}:
		defer func() { <-a.guest }()
	case <-ctx.Done():
		return ctx.Err()
	case <-a.ctx.Done():
		return errClosing
	}
	running, cancel := context.WithCancel(ctx)
	id := rand.Text()
	if err := a.jobs.start(id, cancel); err != nil {
		cancel()
		return err
	}
	defer a.jobs.end(id)
	err := run(running)
	if running.Err() != nil && ctx.Err() == nil {
		return errClosing
	}
	return err
}

// Vectors are the vectors of texts, each of length 1, with the number of tokens
// that each had.
type Vectors struct {
	Rows   [][]float32
	Tokens []int
}

// Vectors computes the vectors of texts with the embedding model of that id, just
// as they are. A text that is longer than the model reads is an error with
// inference.CodePromptTooLong: none is cut.
func (a *App) Vectors(ctx context.Context, model string, texts []string) (Vectors, error) {
	spec, err := a.localModel(model, inference.KindEmbedding)
	if err != nil {
		return Vectors{}, err
	}
	lengths, limit, err := a.engine.Lengths(ctx, spec, texts)
	if err != nil {
		return Vectors{}, err
	}
	for i, n := range lengths {
		if n > limit {
			return Vectors{}, Errorf(inference.CodePromptTooLong, "Text %d has %d tokens, and this model reads %d. Divide it.", i+1, n, limit)
		}
	}
	rows, err := a.engine.Embed(ctx, spec, texts)
	return Vectors{Rows: rows, Tokens: lengths}, err
}
