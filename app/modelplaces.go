package app

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge/figure"
	"carrel/knowledge/reader"
)

// mostPlaces is how many files and folders can be added; a folder holds any number.
const mostPlaces = 200

// AddModelsRequest names GGUF files, and folders with such files.
type AddModelsRequest struct {
	Paths []string `json:"paths"` // absolute
}

// SeenModels are the GGUF files that somebody dropped or named.
type SeenModels struct {
	Text   string      `json:"text"` // what came of it, in words
	Models []SeenModel `json:"models"`
}

// SeenModel is a GGUF file as its header says. It stays where it is.
type SeenModel struct {
	Path string   `json:"path"`
	Name string   `json:"name"`
	Use  ModelUse `json:"use"`
	// Text is what it is and whether it fits this computer; of one of no use, why.
	Text string     `json:"text"`
	Fit  models.Fit `json:"fit"` // of an adapter, and of one of no use, "unknown"
}

// ModelUse is what a GGUF file is good for.
type ModelUse string

// The uses.
const (
	UseAnswers  ModelUse = "answers"
	UseMeaning  ModelUse = "meaning" // it finds passages by meaning
	UseReranker ModelUse = "reranker"
	UseAdapter  ModelUse = "adapter"
	UseNone     ModelUse = "none" // broken, or unknown to the engine
)

// AddModels looks into GGUF files and folders, and adds those that are of use to the
// models, in place: nothing is copied. What is of no use is in the reply with the
// reason, and is not added.
func (a *App) AddModels(ctx context.Context, request AddModelsRequest) (SeenModels, error) {
	a.choosing.Lock()
	defer a.choosing.Unlock()
	seen := SeenModels{Models: []SeenModel{}}
	places := a.addedPlaces()
	spec, _ := a.engine.chatModel(ctx, "") // without one no adapter fits
	memory := models.MachineMemory()
	for _, path := range request.Paths {
		if !filepath.IsAbs(path) {
			return SeenModels{}, Errorf(CodeBadRequest, "%q is not a complete path. Give it from the root on.", path)
		}
		path = filepath.Clean(path)
		useful := false
		for _, file := range models.Look(path) {
			m := describeSeen(file, spec, memory)
			useful = useful || m.Use != UseNone
			seen.Models = append(seen.Models, m)
		}
		if useful && !a.listed(path, places) {
			places = append(places, path)
		}
	}
	if len(seen.Models) == 0 {
		return SeenModels{}, Errorf(CodeNoModel, "There is no model there: no file that ends in .gguf. Nothing has been added.")
	}
	if len(places) > mostPlaces {
		return SeenModels{}, Errorf(CodeBadRequest, "At most %d files and folders can be added to the models. Add the folder that they lie in.", mostPlaces)
	}
	if err := a.options.Folders.setConfig("model_places", places); err != nil {
		return SeenModels{}, err
	}
	seen.Text = seenWords(seen.Models)
	return seen, nil
}

// RemoveModelPlace takes a file or folder out of the models that was added. The file
// itself stays where it is, and stays in use if it is the one that writes.
func (a *App) RemoveModelPlace(path string) (ChatModels, error) {
	a.choosing.Lock()
	defer a.choosing.Unlock()
	places := a.addedPlaces()
	at := slices.Index(places, path)
	if at < 0 {
		return ChatModels{}, Errorf(CodeNotFound, "%s was not added to the models.", path)
	}
	var left any
	if places = slices.Delete(places, at, at+1); len(places) > 0 {
		left = places
	}
	if err := a.options.Folders.setConfig("model_places", left); err != nil {
		return ChatModels{}, err
	}
	return a.ChatModels(), nil
}

// addedPlaces are the files and folders that were added, as the settings have them now.
func (a *App) addedPlaces() []string {
	c, err := a.options.Folders.ReadConfig()
	if err != nil || c.ModelPlaces == nil {
		return []string{} // what is wrong with the settings is said at the start
	}
	return c.ModelPlaces
}

// modelPlaces are Carrel's own folder of models, and what was added.
func (a *App) modelPlaces() []models.Place {
	places := []models.Place{{Dir: a.options.Folders.models()}}
	for _, path := range a.addedPlaces() {
		places = append(places, models.Place{Dir: path})
	}
	return places
}

// listed says whether the models at a path are listed without being added.
func (a *App) listed(path string, added []string) bool {
	dirs := append([]string{a.options.Folders.models()}, added...)
	if home, err := os.UserHomeDir(); err == nil {
		for _, place := range models.Elsewhere(home, os.Getenv) {
			dirs = append(dirs, place.Dir)
		}
	}
	return slices.ContainsFunc(dirs, func(dir string) bool {
		return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
	})
}

func describeSeen(file models.Looked, spec inference.ModelSpec, memory models.Memory) SeenModel {
	m := SeenModel{Path: file.Path, Name: filepath.Base(file.Path), Use: UseNone, Fit: models.FitUnknown}
	switch {
	case file.Err != nil:
		m.Text = inWords(file.Err)
	case file.Adapter != nil:
		adapter := file.Adapter
		m.Name, m.Use = cmp.Or(adapter.Title, adapter.Name), UseAdapter
		m.Text = "An adapter: a small file that changes how a model answers"
		if adapter.Base != "" {
			m.Text += ", made for " + adapter.Base
		}
		m.Text += ". "
		if err := adapter.FitsTo(spec.Path); err != nil && spec.Path != "" {
			m.Text += inWords(err)
		} else if err == nil {
			m.Text += "It fits the model that writes. Choose it beside the question, under Model."
		}
		m.Text = strings.TrimSpace(m.Text)
	default:
		model := file.Model
		m.Name = model.Name
		m.Use = map[inference.Kind]ModelUse{inference.KindChat: UseAnswers, inference.KindEmbedding: UseMeaning, inference.KindRerank: UseReranker}[model.Kind]
		need := model.Need(min(cmp.Or(model.TrainContext, loadedContext), loadedContext))
		m.Fit = memory.Fits(need)
		m.Text = fmt.Sprintf("%s %s parameters, %s. %s", purposeWords[m.Use], parameterWords(model.Parameters), SizeWords(model.Bytes), fitWords(m.Fit, need, memory))
	}
	return m
}

var purposeWords = map[ModelUse]string{
	UseAnswers:  "A model that writes answers.",
	UseMeaning:  "A model that finds passages by meaning. Choose it under Settings, Finding.",
	UseReranker: "A model that looks at the best passages a second time. Choose it under Settings, Second look.",
}

func parameterWords(n uint64) string {
	if n >= 1e9 {
		return fmt.Sprintf("%.1f billion", float64(n)/1e9)
	}
	return fmt.Sprintf("%.0f million", float64(n)/1e6)
}

// SizeWords says how large a file is, in the unit that people expect for it.
func SizeWords(bytes int64) string {
	if bytes >= 1e9 {
		return gigabytes(bytes)
	}
	return fmt.Sprintf("%.0f MB", max(1, float64(bytes)/1e6))
}

func seenWords(list []SeenModel) string {
	useless := 0
	for _, m := range list {
		if m.Use == UseNone {
			useless++
		}
	}
	added := len(list) - useless
	switch {
	case added == 0 && useless == 1:
		return "This file can't be used. Nothing has been added."
	case added == 0:
		return fmt.Sprintf("None of these %s files can be used. Nothing has been added.", figure.Count(useless))
	case useless > 0:
		return fmt.Sprintf("%s of %s files are among the models now, where they are; the others can't be used.", figure.Count(added), figure.Count(len(list)))
	case added == 1:
		return "It is among the models now. The file stays where it is."
	}
	return fmt.Sprintf("These %d are among the models now. The files stay where they are.", added)
}

// Bounds of a look through a folder that was dropped.
const mostEntries = 5000

// whatIsIn tells whether a folder that was dropped has models, and whether there is
// anything to read: code and settings, and what is written about a model beside it,
// are no reason to follow a folder of models.
func whatIsIn(dir string) (hasModels, hasDocuments bool) {
	entries := 0
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if entries++; err != nil || entries > mostEntries || hasModels && hasDocuments {
			return fs.SkipAll
		}
		if entry.IsDir() {
			return nil
		}
		name := strings.ToLower(entry.Name())
		format, ok := reader.FormatOf(name)
		switch {
		case models.IsGGUF(name):
			hasModels = true
		case ok && format.Name != "source" && !strings.HasPrefix(name, "readme") && !strings.HasPrefix(name, "license"):
			hasDocuments = true
		}
		return nil
	})
	return hasModels, hasDocuments
}
