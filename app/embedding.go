package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

// Embedding says with which model documents are found by meaning, and with which
// they could be.
type Embedding struct {
	Text string `json:"text"` // in words
	// Current is the model that searches go by; nil: by words only. Coming is the
	// one that takes its place when its work is done, nil for none: Switch says how far
	// that is.
	Current *EmbeddingModel   `json:"current,omitempty"`
	Coming  *EmbeddingModel   `json:"coming,omitempty"`
	Switch  *knowledge.Switch `json:"switch,omitempty"`
	// Models can be chosen, these two among them.
	Models []EmbeddingModel `json:"models"`
	// Folder is where model files are looked for, besides those that come with
	// Carrel; any other file can be chosen by its path.
	Folder string `json:"folder"`
}

// EmbeddingModel is a model for finding passages by meaning.
type EmbeddingModel struct {
	ID      string `json:"id"` // to choose it by: a bundled one's name, or a path
	Name    string `json:"name"`
	Path    string `json:"path"`
	Bytes   int64  `json:"bytes"`
	Bundled bool   `json:"bundled"` // it comes with Carrel
	English bool   `json:"english"` // made for English only
}

// EmbedderRequest chooses a model for finding passages by meaning.
type EmbedderRequest struct {
	Model string `json:"model"` // EmbeddingModel.ID, or the path of a GGUF file
}

func (f Folders) models() string { return filepath.Join(f.Data, "models") }

// Embedding says with which model documents are found by meaning.
func (a *App) Embedding() Embedding {
	e := Embedding{Folder: a.options.Folders.models(), Models: []EmbeddingModel{}}
	serving, coming := a.Library.Embedders()
	e.Switch = a.Library.Activity().Switch
	for _, path := range a.embeddingFiles() {
		if m, ok := describeEmbedding(path); ok {
			e.Models = append(e.Models, m)
		}
	}
	find := func(embedder knowledge.Embedder) *EmbeddingModel {
		if embedder == nil {
			return nil
		}
		for i, m := range e.Models {
			if m.ID == embedder.Source() {
				return &e.Models[i]
			}
		}
		path, err := models.Resolve(embedder.Source())
		if err != nil {
			path = embedder.Source()
		}
		m, ok := describeEmbedding(path)
		if !ok { // its file is gone since it was loaded
			return &EmbeddingModel{ID: embedder.Source(), Name: filepath.Base(path), Path: path}
		}
		e.Models = append(e.Models, m)
		return &m
	}
	e.Current, e.Coming = find(serving), find(coming)
	e.Text = e.words(a.engine.unusable())
	return e
}

func (e *Embedding) words(unusable string) string {
	var text string
	switch {
	case e.Current != nil:
		text = fmt.Sprintf("Documents are found by words and by meaning, with the model %s.", e.Current.Name)
		if e.Current.English {
			text += " It was made for English; in other languages the words count most."
		}
	default:
		text = "Documents are found by their words only, not by meaning."
	}
	if unusable != "" {
		text += " The model in the settings can't be used: " + unusable
	}
	switch {
	case e.Switch == nil:
	case e.Switch.Problem != "":
		text += " The change to another model does not go on: " + e.Switch.Problem
	case e.Coming != nil:
		text += fmt.Sprintf(" %s takes its place when it has read all passages, %s of %s so far.", e.Coming.Name, figure.Count(e.Switch.Done), figure.Count(e.Switch.Total))
	}
	return text
}

// embeddingFiles are the paths of the models that are offered.
func (a *App) embeddingFiles() []string {
	var paths []string
	for _, m := range models.Bundled() {
		if m.Kind != inference.KindEmbedding {
			continue
		}
		if path, err := models.Resolve(m.ID); err == nil {
			paths = append(paths, path)
		}
	}
	for _, f := range models.Find(a.modelPlaces(), inference.KindEmbedding) {
		paths = append(paths, f.Path)
	}
	return paths
}

func describeEmbedding(path string) (EmbeddingModel, bool) {
	file, err := models.Inspect(path)
	if err != nil || file.Kind != inference.KindEmbedding {
		return EmbeddingModel{}, false
	}
	m := EmbeddingModel{ID: path, Name: file.Name, Path: path, Bytes: file.Bytes, English: models.TraitsOf(file).English}
	if bundled, ok := bundledModel(path); ok {
		m.ID, m.Name, m.Bundled = bundled.ID, bundled.Name, true
	}
	return m, true
}

// UseEmbedder has documents found by meaning with another model, by its id or
// path. It is tried first; one of no use is refused and nothing changes. Then the
// library goes over to it in the background.
func (a *App) UseEmbedder(ctx context.Context, request EmbedderRequest) (Embedding, error) {
	if strings.TrimSpace(request.Model) == "" {
		return Embedding{}, Errorf(CodeBadRequest, "No model is named. Give one of those that `carrel embedder` lists, or the path of a GGUF file.")
	}
	a.choosing.Lock()
	defer a.choosing.Unlock()
	e, err := a.engine.openEmbedder(request.Model)
	if err != nil {
		return Embedding{}, err
	}
	before, _ := a.Library.Embedders()
	if own, ok := before.(*embedder); ok {
		a.embedded.Lock()
		a.embeddedWith[own.spec.Path] = true
		a.embedded.Unlock()
	}
	if err := a.Library.UseEmbedder(ctx, e); err != nil {
		if serving, coming := a.Library.Embedders(); !uses(serving, e.spec.Path) && !uses(coming, e.spec.Path) {
			a.unload(e.spec.Path)
		}
		var unfit *knowledge.UnfitEmbedder
		if errors.As(err, &unfit) {
			return Embedding{}, Errorf(CodeBadRequest, "The model %s cannot be used: %s. Choose another one; nothing has been changed.", e.spec.Path, unfit.Why)
		}
		return Embedding{}, sayDiskFull(err, "changing the embedding model")
	}
	// Should this fail, or Carrel be killed before, the settings name the old
	// model, and with it the change is given up.
	if err := a.options.Folders.setConfig("embedding_model", e.source); err != nil {
		if before != nil {
			a.Library.UseEmbedder(ctx, before)
		}
		return Embedding{}, err
	}
	a.engine.chosen(e)
	a.embeddingChanged()
	return a.Embedding(), nil
}

// KeepEmbedder gives a change of the model up and returns to the one that
// documents are found with.
func (a *App) KeepEmbedder(ctx context.Context) (Embedding, error) {
	a.choosing.Lock()
	defer a.choosing.Unlock()
	serving, coming := a.Library.Embedders()
	if coming == nil && a.Library.Activity().Switch == nil {
		return a.Embedding(), nil
	}
	if serving != nil {
		if err := a.options.Folders.setConfig("embedding_model", serving.Source()); err != nil {
			return Embedding{}, err
		}
	}
	if err := a.Library.KeepEmbedder(ctx); err != nil {
		return Embedding{}, sayDiskFull(err, "keeping the embedding model")
	}
	if own, ok := serving.(*embedder); ok {
		a.engine.chosen(own)
	}
	a.embeddingChanged()
	return a.Embedding(), nil
}

// WaitForEmbedder waits until a change of the model is done or given up. Its
// error says why it does not go on.
func (a *App) WaitForEmbedder(ctx context.Context) (Embedding, error) {
	if err := a.untilClosing(ctx, a.Library.WaitForSwitch); err != nil {
		return Embedding{}, err
	}
	return a.Embedding(), nil
}

// embeddingChanged tells the interface, and has the engine put away what is not
// needed any more.
func (a *App) embeddingChanged() {
	serving, coming := a.Library.Embedders()
	a.embedded.Lock()
	var unused []string
	for path := range a.embeddedWith {
		if !uses(serving, path) && !uses(coming, path) {
			unused = append(unused, path)
			delete(a.embeddedWith, path)
		}
	}
	for _, e := range []knowledge.Embedder{serving, coming} {
		if own, ok := e.(*embedder); ok {
			a.embeddedWith[own.spec.Path] = true
		}
	}
	a.embedded.Unlock()
	for _, path := range unused {
		a.unload(path)
	}
	e := a.Embedding()
	a.hub.publish(Event{Type: EventEmbedding, Embedding: &e})
}

// embeddingDone is for the library's news that a change is over, which may come
// while Open is at work still.
func (a *App) embeddingDone() {
	select {
	case <-a.opened:
		_, done := a.Use(a.ctx)
		defer done()
		a.embeddingChanged()
	case <-a.ctx.Done():
	}
}

// unload frees a model's memory in the engine, when it has time.
func (a *App) unload(path string) {
	go func() {
		if err := a.engine.Unload(a.ctx, path); err != nil && a.ctx.Err() == nil {
			a.log.printf("engine: put %s away: %v", path, err)
		}
	}()
}

func uses(e knowledge.Embedder, path string) bool {
	own, ok := e.(*embedder)
	return ok && own.spec.Path == path
}

// unusable is why the model in the settings cannot be used, "" where it can.
func (e *engine) unusable() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.lexical
}

// chosen notes the embedder that is in the settings now.
func (e *engine) chosen(embed *embedder) {
	e.mu.Lock()
	e.embed, e.lexical = embed, ""
	e.mu.Unlock()
}

// noticeOfEmbedding is what the person should know, "" for nothing.
func (a *App) noticeOfEmbedding() string {
	unusable := a.engine.unusable()
	library := a.current.Load()
	if unusable == "" || library == nil {
		return ""
	}
	if serving, _ := library.Embedders(); serving != nil {
		return "The embedding model in the settings can't be used, so documents are found with the former one: " + unusable
	}
	return "Searching by words only, not by meaning: " + unusable
}
