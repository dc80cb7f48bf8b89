package ask

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"carrel/inference"
	"carrel/knowledge"
)

// hashPatience is how long the end of an answer waits for its model's hash. It
// is made while the model writes, once per file.
const hashPatience = 30 * time.Second

// notebook writes down, from between an answer and what it uses, what its recipe
// needs. So whatever way an answer is made, nothing of it is forgotten.
type notebook struct {
	// provenance says where the answer comes from; nil: only what is asked is noted.
	provenance func(context.Context, inference.ModelSpec, []inference.Adapter) Provenance
	known      chan struct{} // closed when origin is there; nil before the first call

	mu       sync.Mutex
	origin   Provenance
	spec     inference.ModelSpec
	info     inference.ModelInfo
	searches []RecipeSearch
	calls    []RecipeCall
	read     []RecipeRead
}

// notingLibrary is a library whose searches are written down.
type notingLibrary struct {
	Library
	notes *notebook
}

// Search searches.
func (l notingLibrary) Search(ctx context.Context, q knowledge.Query) (knowledge.Results, error) {
	results, err := l.Library.Search(ctx, q)
	if err != nil {
		return results, err
	}
	l.notes.found(q, results.Mode, results.Hits)
	return results, nil
}

// found writes down what a search found.
func (n *notebook) found(q knowledge.Query, mode knowledge.Mode, hits []knowledge.Hit) {
	made := RecipeSearch{Query: q, Mode: mode, Passages: []RecipePassage{}}
	for _, h := range hits {
		made.Passages = append(made.Passages, RecipePassage{
			Document: h.Document, DocumentSHA256: h.FileHash, Page: h.Page, Where: h.Where, Start: h.Start, End: h.End, SHA256: sum(h.Text), Text: h.Text,
			Dated: h.Dated, Score: h.Score, Cosine: h.Cosine, Nearness: h.Nearness, Coverage: h.Coverage,
		})
	}
	n.mu.Lock()
	n.searches = append(n.searches, made)
	n.mu.Unlock()
}

// Passages reads a document.
func (l notingLibrary) Passages(ctx context.Context, id string) ([]knowledge.DocumentPassage, error) {
	passages, err := l.Library.Passages(ctx, id)
	if err != nil || len(passages) == 0 {
		return passages, err
	}
	d, err := l.Library.Document(ctx, id)
	if err != nil {
		return nil, err
	}
	read := recordRead(d, passages)
	l.notes.mu.Lock()
	l.notes.read = append(l.notes.read, read)
	l.notes.mu.Unlock()
	return passages, nil
}

// notingEngine is a model whose calls are written down.
type notingEngine struct {
	Generator
	notes *notebook
}

// Load loads a model.
func (e notingEngine) Load(ctx context.Context, spec inference.ModelSpec) (inference.ModelInfo, error) {
	info, err := e.Generator.Load(ctx, spec)
	if err == nil {
		e.notes.mu.Lock()
		e.notes.info = info
		e.notes.mu.Unlock()
	}
	return info, err
}

// Generate writes.
func (e notingEngine) Generate(ctx context.Context, r inference.GenerateRequest, onText func(string)) (inference.GenerateResult, error) {
	e.notes.begin(ctx, r.Model, r.Adapters)
	result, err := e.Generator.Generate(ctx, r, onText)
	call := RecipeCall{Messages: r.Messages, MaxTokens: r.MaxTokens, Sampling: r.Sampling.WithDefaults(), Stop: r.Stop, Grammar: r.Grammar, Chosen: r.Sampling.Seed != nil}
	if call.Sampling.Seed == nil {
		call.Sampling.Seed = &result.Seed
	}
	e.notes.mu.Lock()
	e.notes.calls = append(e.notes.calls, call)
	e.notes.mu.Unlock()
	return result, err
}

// begin starts to find out where the answer comes from, beside the writing.
func (n *notebook) begin(ctx context.Context, spec inference.ModelSpec, adapters []inference.Adapter) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.spec = spec
	if n.known != nil || n.provenance == nil {
		return
	}
	n.known = make(chan struct{})
	go func(known chan struct{}) {
		defer close(known)
		origin := n.provenance(context.WithoutCancel(ctx), spec, adapters)
		n.mu.Lock()
		n.origin = origin
		n.mu.Unlock()
	}(n.known)
}

// recipe is what was written down. It waits for the model's hash, unless ctx
// has ended: an answer that was stopped is not to wait.
func (n *notebook) recipe(ctx context.Context, a *Answer) *Recipe {
	n.mu.Lock()
	known := n.known
	n.mu.Unlock()
	if known != nil {
		timer := time.NewTimer(hashPatience)
		defer timer.Stop()
		select {
		case <-known:
		case <-ctx.Done():
		case <-timer.C:
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	here := n.provenance(ctx, inference.ModelSpec{}, nil) // without a model it is known at once
	recipe := &Recipe{
		Carrel: here.Carrel, Engine: n.origin.Engine, Embedder: here.Embedder, Prompt: a.Prompt,
		Searches: n.searches, Calls: n.calls, Read: n.read,
	}
	if recipe.Searches == nil {
		recipe.Searches = []RecipeSearch{}
	}
	if len(n.calls) > 0 {
		recipe.Model = RecipeModel{
			File: filepath.Base(n.spec.Path), Path: n.spec.Path, Name: a.Model, Bytes: n.info.SizeBytes, SHA256: n.origin.ModelSHA256,
			ContextTokens: n.spec.ContextTokens, Threads: n.spec.Threads,
		}
		if place := n.info.Place; place.Backend != "" {
			recipe.Model.Where = place.String()
		}
		for i, used := range a.Adapters {
			made := RecipeAdapter{Name: used.Name, Path: used.Path, Scale: used.Scale}
			if i < len(n.origin.AdapterSHA256) {
				made.SHA256 = n.origin.AdapterSHA256[i]
			}
			recipe.Adapters = append(recipe.Adapters, made)
		}
	} else {
		recipe.Calls = []RecipeCall{}
	}
	for i := range recipe.Searches {
		for j := range recipe.Searches[i].Passages {
			if p := &recipe.Searches[i].Passages[j]; textIn(a.Sources, *p) != "" {
				p.Text = ""
			}
		}
	}
	return recipe
}
