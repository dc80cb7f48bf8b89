package app

import (
	"context"
	"path/filepath"
	"strings"

	"carrel/app/ask"
	"carrel/inference"
	"carrel/inference/models"
)

// ChatAdapter is a LoRA adapter that lies on this computer: a small file that
// changes how a model answers.
type ChatAdapter struct {
	ID    string  `json:"id"` // to choose it by: its file's name without .gguf, or its path where another has that name
	Title string  `json:"title"`
	Path  string  `json:"path"`
	Base  string  `json:"base"` // the model that it says it was made for, "" for none
	Rank  int     `json:"rank"`
	Alpha float64 `json:"alpha"`
	Bytes int64   `json:"bytes"`
	Fits  bool    `json:"fits"` // the model that writes
	Text  string  `json:"text"` // whether it does, in words
}

// ChatAdapters are the LoRA adapters that lie on this computer, with the model
// that they would change.
type ChatAdapters struct {
	Model    string        `json:"model"`  // what the model that writes is called; "" where there is none
	Folder   string        `json:"folder"` // where adapters are looked for, besides beside that model
	Adapters []ChatAdapter `json:"adapters"`
}

// ChatAdapters lists the adapters that a chat can be written with. Unlike
// ChatModels it looks into no other program's folders.
func (a *App) ChatAdapters(ctx context.Context) ChatAdapters {
	spec, _ := a.engine.chatModel(ctx, "") // without one the adapters say so themselves
	return ChatAdapters{Model: a.engine.status().Model, Folder: a.options.Folders.models(), Adapters: a.chatAdapters(spec)}
}

// chatAdapters are those that can be found, and whether they fit the model that
// writes.
func (a *App) chatAdapters(spec inference.ModelSpec) []ChatAdapter {
	list := []ChatAdapter{}
	named := map[string]bool{}
	for _, f := range models.FindAdapters(a.modelPlaces(), spec.Path) {
		made := ChatAdapter{ID: f.Name, Title: f.Title, Path: f.Path, Base: f.Base, Rank: f.Rank, Alpha: f.Alpha, Bytes: f.Bytes}
		if named[f.Name] {
			made.ID = f.Path
		}
		named[f.Name] = true
		switch err := f.FitsTo(spec.Path); {
		case spec.Path == "":
			made.Text = "There is no model that it could be used with."
		case err != nil:
			made.Text = inWords(err)
		default:
			made.Fits, made.Text = true, "It fits the model that writes."
		}
		list = append(list, made)
	}
	return list
}

// useAdapters finds the adapters that a question names, as they are listed or by
// their paths, and sees that they fit its model.
func (a *App) useAdapters(ctx context.Context, spec inference.ModelSpec, choices []ask.AdapterChoice) ([]ask.UsedAdapter, error) {
	return a.findAdapters(spec, choices, true)
}

// localAdapters is useAdapters for other programs, which may name no other file
// than those that are listed.
func (a *App) localAdapters(ctx context.Context, spec inference.ModelSpec, choices []ask.AdapterChoice) ([]ask.UsedAdapter, error) {
	return a.findAdapters(spec, choices, false)
}

func (a *App) findAdapters(spec inference.ModelSpec, choices []ask.AdapterChoice, byPath bool) ([]ask.UsedAdapter, error) {
	if len(choices) > inference.MaxAdapters {
		return nil, Errorf(CodeBadRequest, "At most %d adapters can be used at once.", inference.MaxAdapters)
	}
	var found []models.Adapter // looked for where a name needs it
	var used []ask.UsedAdapter
	for _, choice := range choices {
		adapter := ask.UsedAdapter{Scale: 1}
		if choice.Scale != nil {
			adapter.Scale = *choice.Scale
		}
		if !(adapter.Scale >= -inference.MaxScale && adapter.Scale <= inference.MaxScale) {
			return nil, Errorf(CodeBadRequest, "The adapter %s cannot have the strength %g. 1 is as it was made; it can be from -%d to %d.", choice.Name, adapter.Scale, inference.MaxScale, inference.MaxScale)
		}
		var file models.Adapter
		var err error
		if byPath && filepath.IsAbs(choice.Name) {
			file, err = models.InspectAdapter(choice.Name)
		} else {
			if found == nil {
				found = models.FindAdapters(a.modelPlaces(), spec.Path)
			}
			file, err = adapterNamed(found, choice.Name, a.options.Folders.models())
		}
		if err == nil {
			err = file.FitsTo(spec.Path)
		}
		if err != nil {
			return nil, err
		}
		adapter.Name, adapter.Path = file.Name, file.Path
		for _, other := range used {
			if other.Path == adapter.Path {
				return nil, Errorf(CodeBadRequest, "The adapter %s is named twice.", file.Name)
			}
		}
		used = append(used, adapter)
	}
	return used, nil
}

func adapterNamed(found []models.Adapter, name, folder string) (models.Adapter, error) {
	var names []string
	for _, f := range found {
		if f.Name == name || f.Path == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	if len(names) == 0 {
		return models.Adapter{}, Errorf(CodeNoModel, "There is no adapter %q, and no other. Put the GGUF file of a LoRA adapter into %s, or give its path.", name, folder)
	}
	return models.Adapter{}, Errorf(CodeNoModel, "There is no adapter %q here. There is: %s.", name, strings.Join(names, ", "))
}
