package app

import (
	"context"
	"errors"

	"carrel/app/ask"
	"carrel/inference"
)

// provenance says where the answers of a model with adapters come from.
func (a *App) provenance(ctx context.Context, spec inference.ModelSpec, adapters []inference.Adapter) ask.Provenance {
	p := ask.Provenance{Carrel: Version}
	if e := a.engine.embedder(); e != nil {
		p.Embedder = e.Name()
	}
	if spec.Path == "" {
		return p
	}
	if info, err := a.engine.Start(ctx); err == nil {
		p.Engine = ask.RecipeEngine{Library: info.Library, Binding: info.Binding, Backends: info.Backends}
	}
	var err error
	if p.ModelSHA256, err = a.hashes.of(spec.Path); err != nil {
		a.log.printf("hash of the model: %v", err)
	}
	for _, adapter := range adapters {
		hash, err := a.hashes.of(adapter.Path)
		if err != nil {
			a.log.printf("hash of an adapter: %v", err)
		}
		p.AdapterSHA256 = append(p.AdapterSHA256, hash)
	}
	return p
}

// Reproduce makes a kept answer again and compares it with what was kept; see
// ask.Asker.Reproduce. The error is CodeNotFound where there is no such answer,
// CodeUnsupported where it was not kept with what is needed.
func (a *App) Reproduce(ctx context.Context, answer string) (ask.Reproduction, error) {
	var made ask.Reproduction
	err := a.asJob(ctx, func(ctx context.Context) (err error) {
		made, err = a.asker.Reproduce(ctx, answer)
		return err
	})
	switch {
	case errors.Is(err, ask.ErrNoTurn):
		return made, noAnswer(answer)
	case errors.Is(err, ask.ErrNoRecipe):
		return made, Errorf(CodeUnsupported, "This answer was written by a Carrel that did not keep yet what is needed to make it again. Ask the question once more.")
	case errors.Is(err, ask.ErrUnfinished):
		return made, Errorf(CodeUnsupported, "This answer was stopped, or failed, before its end, so there is nothing whole to compare with. Ask the question once more.")
	}
	return made, err
}

func noAnswer(id string) error {
	return Errorf(CodeNotFound, "There is no answer %q. `carrel chats CHAT` shows the answers of a chat with their ids.", id)
}
