package app

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// loads is what the engine asks and tells about the loading of models.
type loads struct {
	*loadCrashes
	places *placements
}

// Place says where a model is to be computed now.
func (l loads) Place(spec inference.ModelSpec, engine inference.EngineInfo) inference.Place {
	return l.places.place(spec, engine)
}

// Refused has a model that could not be loaded tried with less on the graphics
// processor.
func (l loads) Refused(spec inference.ModelSpec, engine inference.EngineInfo, why string) {
	l.places.failed(spec, engine, why, false)
}

// Crashed does the same; on the processor it counts the crash.
func (l loads) Crashed(spec inference.ModelSpec, engine inference.EngineInfo, how, tail string) {
	if !l.places.failed(spec, engine, "the engine stopped: "+how, true) {
		l.loadCrashes.Crashed(spec, engine, how, tail)
	}
}

// placements remembers, over restarts, which models could not be computed where they
// would be fastest, and why. That is tried anew once the file, Carrel, llama.cpp, the
// devices or their driver are others, or the person asks for it.
type placements struct {
	file string
	log  func(format string, args ...any)
	mu   sync.Mutex
	kept []placement
	now  inference.EngineInfo // the one that was asked for last
	seen map[string]seenModel // files that were looked into
}

// seenModel is what a file said of itself, for as long as it stays the same: a place is
// asked for at every call, and a header has every word of a vocabulary.
type seenModel struct {
	files []hashedFile
	file  models.File
}

// placement is how far down a model has gone.
type placement struct {
	Path   string         `json:"path"`
	Kind   inference.Kind `json:"kind"`
	Files  []hashedFile   `json:"files"`
	Engine string         `json:"engine"`
	Tried  []triedPlace   `json:"tried"` // what failed, in order
}

// triedPlace is a place where a model could not be computed.
type triedPlace struct {
	Place inference.Place `json:"place"`
	Why   string          `json:"why"`
	At    time.Time       `json:"at"`
}

func (f Folders) placements() string { return filepath.Join(f.State, "model-places.json") }

// readPlacements reads what an earlier Carrel remembered.
func readPlacements(file string, log func(string, ...any)) *placements {
	return &placements{file: file, log: log, seen: map[string]seenModel{}, kept: recall[placement](file, aboutPlaces, log)}
}

const aboutPlaces = "where models are computed"

// place is the first way to compute a model that fits and has not failed.
func (p *placements) place(spec inference.ModelSpec, engine inference.EngineInfo) inference.Place {
	if !slices.ContainsFunc(engine.Devices, func(d inference.Device) bool { return inference.BackendOf(d) != "" }) && models.Twin(spec) == "" {
		return inference.Place{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = engine
	file, err := p.inspect(spec.Path)
	if err != nil {
		return inference.Place{} // the engine says in words what is wrong
	}
	steps := file.Steps(engine.Devices)
	k := p.find(spec, engineState(engine))
	context := spec.ContextTokens
	if context == 0 {
		context = min(max(file.TrainContext, 1), loadedContext)
	}
	for _, step := range steps {
		if k.failed(step) || !file.Fits(step, context, engine.Devices) {
			continue
		}
		return step
	}
	return steps[len(steps)-1]
}

// inspect is models.Inspect, once for each file.
func (p *placements) inspect(path string) (models.File, error) {
	files, err := filesOf(path)
	if err != nil {
		return models.File{}, err
	}
	if known, ok := p.seen[path]; ok && sameFiles(known.files, files) {
		return known.file, nil
	}
	file, err := models.Inspect(path)
	if err == nil {
		p.seen[path] = seenModel{files, file}
	}
	return file, err
}

// failed remembers that a model could not be computed on a graphics processor or by ONNX
// Runtime, and tells whether it was to be. crashed: loading it brought the engine down.
func (p *placements) failed(spec inference.ModelSpec, engine inference.EngineInfo, why string, crashed bool) bool {
	if !spec.Place.Special() {
		if spec.Place.Backend != "" && !crashed {
			p.forget(spec.Path) // it is the file, whatever computes
		}
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	state := engineState(engine)
	k := p.find(spec, state)
	if k == nil {
		p.kept = slices.DeleteFunc(p.kept, func(k placement) bool { return k.Path == spec.Path && k.Kind == spec.Kind })
		files, err := filesOf(spec.Path)
		if err != nil {
			return false
		}
		p.kept = append(p.kept, placement{Path: spec.Path, Kind: spec.Kind, Files: files, Engine: state})
		p.kept = slices.Delete(p.kept, 0, max(0, len(p.kept)-crashesKept))
		k = &p.kept[len(p.kept)-1]
	}
	if !k.failed(spec.Place) {
		k.Tried = append(k.Tried, triedPlace{spec.Place, shortened(why), time.Now().UTC()})
	}
	p.log("%s could not be computed %s (%s); otherwise next", spec.Path, spec.Place, why)
	p.write()
	return true
}

// failed says that a model could not be computed there, or that this is no use after
// what failed: each attempt takes as long as loading does, so that after one with some
// of the layers the next one has a quarter fewer.
func (k *placement) failed(place inference.Place) bool {
	return k != nil && slices.ContainsFunc(k.Tried, func(t triedPlace) bool {
		some := t.Place.Backend == place.Backend && t.Place.Layers > 0 && place.Layers > 0
		return t.Place == place || some && 4*place.Layers > 3*t.Place.Layers
	})
}

// forget has a file tried anew, and tells whether it was not tried everywhere.
func (p *placements) forget(path string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := len(p.kept)
	p.kept = slices.DeleteFunc(p.kept, func(k placement) bool { return sameFile(k.Path, path) })
	if len(p.kept) == before {
		return false
	}
	p.write()
	return true
}

// words says where a file is computed and why not where it would be fastest, "" where
// nothing failed with the engine that was asked for last.
func (p *placements) words(path string) string {
	p.mu.Lock()
	engine, state := p.now, engineState(p.now)
	i := slices.IndexFunc(p.kept, func(k placement) bool { return k.holds(state) && sameFile(k.Path, path) })
	if i < 0 {
		p.mu.Unlock()
		return ""
	}
	k, last := p.kept[i], p.kept[i].Tried[len(p.kept[i].Tried)-1]
	p.mu.Unlock()
	return fmt.Sprintf("%s is computed %s, since it failed %s (%s, on %s). It is tried there again when its file, Carrel or the driver has changed, and at once with “Try again” in Settings, Answers, or `carrel model retry`.",
		filepath.Base(k.Path), p.place(inference.ModelSpec{Path: k.Path, Kind: k.Kind}, engine), last.Place, strings.TrimSuffix(last.Why, "."), last.At.Local().Format("2 January 2006"))
}

// all says of every model what was tried with an engine, and what comes next.
func (p *placements) all(engine inference.EngineInfo) (lines []string) {
	p.mu.Lock()
	kept := slices.Clone(p.kept)
	p.mu.Unlock()
	state := engineState(engine)
	for _, k := range kept {
		if !k.holds(state) {
			continue
		}
		name := filepath.Base(k.Path)
		for _, t := range k.Tried {
			lines = append(lines, fmt.Sprintf("%s %s: %s (on %s)", name, t.Place, t.Why, t.At.Local().Format("2 January 2006 at 15:04")))
		}
		lines = append(lines, fmt.Sprintf("%s %s: from then on", name, p.place(inference.ModelSpec{Path: k.Path, Kind: k.Kind}, engine)))
	}
	return lines
}

// find is what is remembered of a model with an engine; nil: nothing.
func (p *placements) find(spec inference.ModelSpec, state string) *placement {
	i := slices.IndexFunc(p.kept, func(k placement) bool { return k.Path == spec.Path && k.Kind == spec.Kind && k.holds(state) })
	if i < 0 {
		return nil
	}
	return &p.kept[i]
}

// holds says that neither the file nor the engine is another one.
func (k placement) holds(state string) bool {
	files, err := filesOf(k.Path)
	return err == nil && k.Engine == state && len(k.Tried) > 0 && sameFiles(k.Files, files)
}

func (p *placements) write() { retain(p.file, aboutPlaces, p.kept, p.log) }
