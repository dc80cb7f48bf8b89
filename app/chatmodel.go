package app

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"carrel/inference"
	"carrel/inference/models"
)

// ChatModels says which model writes the answers, and which could.
type ChatModels struct {
	Text string `json:"text"` // in words
	// Current is the model that the settings name; nil: it cannot be used.
	Current *ChatModel `json:"current,omitempty"`
	// Models were found on this computer, those of other programs among them.
	Models []ChatModel `json:"models"`
	// Adapters lie in Folder, or beside the model that writes.
	Adapters []ChatAdapter `json:"adapters"`
	// Folder is where model files are looked for, besides those that come with
	// Carrel and other programs' folders; any other file can be chosen by its path.
	Folder string `json:"folder"`
	// Places are files and folders that the person has added: their models are
	// listed where they are.
	Places []string      `json:"places"`
	Memory models.Memory `json:"memory"`
	// Packs says of each pack for graphics processors whether it is used, and why not.
	Packs []string `json:"packs"`

	machine models.Machine
	crashes *loadCrashes
	places  *placements
}

// ChatModel is a model that writes answers.
type ChatModel struct {
	ID         string     `json:"id"` // to choose it by: a bundled one's name, or a path
	Name       string     `json:"name"`
	Path       string     `json:"path"`
	Bytes      int64      `json:"bytes"`
	Parameters uint64     `json:"parameters"` // how many weights it has
	Bundled    bool       `json:"bundled"`    // it comes with Carrel
	Program    string     `json:"program"`    // whose folder it lies in: "Ollama"; "" for Carrel's own or none
	Need       int64      `json:"need"`       // memory that it takes, in bytes
	Fit        models.Fit `json:"fit"`
	FitText    string     `json:"fit_text"` // in words
	// TokensPerSecond is how fast it should write, by what was measured with
	// another model; 0: not known.
	TokensPerSecond float64 `json:"tokens_per_second"`
	// Crashes says why the model is not loaded any more: it made the engine stop
	// each time. "" for all others.
	Crashes string `json:"crashes,omitempty"`
	// Placed says where the model is computed and why not where it would be fastest:
	// it failed on the graphics processor. "" for all others.
	Placed string `json:"placed,omitempty"`
}

// ChatModelRequest chooses the model that writes the answers.
type ChatModelRequest struct {
	Model string `json:"model"` // ChatModel.ID, or the path of a GGUF file
}

// loadedContext is for how many tokens the engine loads a model at most where
// nobody says otherwise; see inference.ModelSpec.
const loadedContext = 8192

// ChatModels says which model writes the answers, and which could. It looks into
// every model file of the computer's known folders.
func (a *App) ChatModels() ChatModels {
	c := ChatModels{Folder: a.options.Folders.models(), Places: a.addedPlaces(), Models: []ChatModel{}, machine: a.machine(a.ctx, MeasureNever), crashes: a.engine.crashes, places: a.engine.places}
	c.Memory = c.machine.Memory
	c.Packs = append([]string{}, a.engine.packs.all()...)
	places := a.modelPlaces()
	if home, err := os.UserHomeDir(); err == nil {
		places = append(places, models.Elsewhere(home, os.Getenv)...)
	}
	var found []models.Found
	for _, m := range models.Bundled() {
		path, err := models.Resolve(m.ID)
		if err != nil {
			continue
		}
		if file, err := models.Inspect(path); err == nil && file.Kind == inference.KindChat {
			found = append(found, models.Found{File: file})
		}
	}
	spec, err := a.engine.chatModel(a.ctx, "")
	c.Adapters = a.chatAdapters(spec)
	for _, f := range append(found, models.Find(places, inference.KindChat)...) {
		c.Models = append(c.Models, c.describe(f, spec.Path))
	}
	if err != nil {
		c.Text = "No answers can be written. " + inWords(err)
		return c
	}
	for i, m := range c.Models {
		if sameFile(m.Path, spec.Path) {
			c.Current = &c.Models[i]
		}
	}
	if c.Current == nil {
		if file, err := models.Inspect(spec.Path); err == nil {
			c.Models = append(c.Models, c.describe(models.Found{File: file}, spec.Path))
			c.Current = &c.Models[len(c.Models)-1]
		}
	}
	if c.Current != nil {
		c.Text = fmt.Sprintf("Answers are written on this computer, by %s.", c.Current.Name)
	} else {
		c.Text = fmt.Sprintf("Answers are written by %s, whose file is not there any more.", spec.Path)
	}
	return c
}

// describe describes a model file. What the engine has loaded already needs no
// memory that is not taken.
func (c ChatModels) describe(f models.Found, loaded string) ChatModel {
	m := ChatModel{
		ID: f.Path, Name: cmp.Or(f.Title, f.Name), Path: f.Path, Bytes: f.Bytes, Parameters: f.Parameters, Program: f.Program,
		Need: f.Need(min(cmp.Or(f.TrainContext, loadedContext), loadedContext)),
	}
	if bundled, ok := bundledModel(f.Path); ok {
		m.ID, m.Name, m.Bundled = bundled.ID, bundled.Name, true
	}
	memory := c.Memory
	if sameFile(f.Path, loaded) {
		memory.Free = memory.Total
	}
	m.Fit = memory.Fits(m.Need)
	m.FitText = fitWords(m.Fit, m.Need, c.Memory)
	if !c.machine.RateOnGPU && m.Fit != models.FitNot {
		m.TokensPerSecond = c.machine.TokensPerSecond(m.Bytes, models.PlaceCPU)
	}
	if c.crashes != nil {
		m.Crashes = c.crashes.refused(f.Path, "")
		m.Placed = c.places.words(f.Path)
	}
	return m
}

// RetryModel has a model that crashed too often, or failed on the graphics processor,
// loaded once more where it is fastest: any kind, by a bundled one's id or its path.
// One that crashed too often is left alone at once if it does so again. Of the chosen
// models all others stay what they are.
func (a *App) RetryModel(ctx context.Context, request ChatModelRequest) (ChatModels, error) {
	path, err := models.Resolve(request.Model)
	if err != nil {
		return ChatModels{}, err
	}
	file, err := models.Inspect(path)
	if err != nil {
		return ChatModels{}, err
	}
	a.choosing.Lock()
	defer a.choosing.Unlock()
	a.engine.crashes.forgive(path)
	a.engine.packs.forget()
	if a.engine.places.forget(path) {
		if err := a.engine.Unload(ctx, path); err != nil { // a loaded model stays where it is
			return ChatModels{}, err
		}
	}
	chosen, _ := a.engine.chatModel(ctx, "")
	if sameFile(chosen.Path, path) {
		path = chosen.Path
	}
	_, err = a.engine.Load(ctx, inference.ModelSpec{Path: path, Kind: file.Kind, Threads: a.config.Threads})
	if file.Kind == inference.KindChat && path != chosen.Path {
		a.unload(path)
		a.running.Go(a.engine.warmUp) // it may have been put away for this one
	}
	if err != nil {
		return ChatModels{}, err
	}
	return a.ChatModels(), nil
}

// sameFile says whether two paths name one file: a folder of models may be a link.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

func fitWords(fit models.Fit, need int64, m models.Memory) string {
	switch fit {
	case models.FitWell:
		return fmt.Sprintf("Fits: it takes %s of memory.", gigabytes(need))
	case models.FitTight:
		return fmt.Sprintf("Fits when other programs are closed: it takes %s of memory, and %s of %s are free.", gigabytes(need), gigabytes(m.Free), gigabytes(m.Total))
	case models.FitNot:
		return fmt.Sprintf("Too large for this computer: it takes %s of memory, and there are %s.", gigabytes(need), gigabytes(m.Total))
	}
	return fmt.Sprintf("It takes %s of memory.", gigabytes(need))
}

func gigabytes(bytes int64) string { return fmt.Sprintf("%.1f GB", float64(bytes)/1e9) }

// UseChatModel has another model write the answers, by its id or path, from the
// next question on. It is loaded first; one of no use, or too large for this
// computer, is refused and nothing changes.
func (a *App) UseChatModel(ctx context.Context, request ChatModelRequest) (ChatModels, error) {
	if strings.TrimSpace(request.Model) == "" {
		return ChatModels{}, Errorf(CodeBadRequest, "No model is named. Give one of those that `carrel model` lists, or the path of a GGUF file.")
	}
	a.choosing.Lock()
	defer a.choosing.Unlock()
	found, err := findModel(request.Model, inference.KindChat, a.config.Threads)
	if err != nil {
		return ChatModels{}, err
	}
	before, _ := a.engine.chatModel(ctx, "")
	c := ChatModels{Memory: models.MachineMemory()}
	if m := c.describe(models.Found{File: found.file}, before.Path); m.Fit == models.FitNot {
		return ChatModels{}, Errorf(CodeBadRequest, "%s cannot be used. %s Choose a smaller one; nothing has been changed.", m.Name, m.FitText)
	}
	info, err := a.engine.Client.Load(ctx, found.spec)
	if err != nil {
		a.running.Go(a.engine.warmUp) // what was loaded before may have made room
		return ChatModels{}, err
	}
	name := found.spec.Path
	if bundled, ok := bundledModel(name); ok {
		name, info.Name = bundled.ID, bundled.Name
	}
	if err := a.options.Folders.setConfig("chat_model", name); err != nil {
		if before.Path != found.spec.Path {
			a.unload(found.spec.Path)
		}
		return ChatModels{}, err
	}
	a.engine.chooseChat(name, found.spec, info.Name)
	a.statusChanged()
	if before.Path != "" && before.Path != found.spec.Path {
		a.unload(before.Path)
	}
	return a.ChatModels(), nil
}

// chooseChat notes the model that writes from now on, which is loaded.
func (e *engine) chooseChat(name string, spec inference.ModelSpec, title string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.chatName, e.chat, e.chatErr = name, spec, nil
	e.state.Model, e.state.State, e.state.Text = title, EngineReady, engineReady
}
