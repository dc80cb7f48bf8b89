package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"carrel/app/audit"
	"carrel/app/lock"
	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge/index"
	"carrel/knowledge/reader"
)

// Diagnosis is what Carrel is made of on this machine, and what is wrong with it.
type Diagnosis struct {
	Version      string                `json:"version"`
	Go           string                `json:"go"`
	Modules      map[string]string     `json:"modules"` // versions of the parts that matter
	Program      string                `json:"program"`
	Folders      Folders               `json:"folders"`
	Running      int                   `json:"running"` // process that has the data folder, 0 for none
	DatabaseSize int64                 `json:"database_bytes"`
	Resources    string                `json:"resources"` // folder of the engine's libraries and the bundled models
	Engine       *inference.EngineInfo `json:"engine"`    // null where it does not start
	Models       []ModelCheck          `json:"models"`
	Embedding    string                `json:"embedding"` // what computes the bundled embedding model, in words; "" where the engine does not start
	Reranker     string                `json:"reranker"`  // what looks at a search's best passages again: "none", "chat", or the path of a model
	System       lock.FeatureSet       `json:"system"`
	Lock         lock.Status           `json:"lock"`
	Tried        []string              `json:"tried"`    // which packs for graphics processors are used and why not; where models could not be computed on one, and where they are now
	Problems     []string              `json:"problems"` // what is wrong, and what to do
}

// ModelCheck is a model file and whether it is the one that it should be.
type ModelCheck struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Kind     inference.Kind `json:"kind"`
	Path     string         `json:"path"`
	Bytes    int64          `json:"bytes"`
	SHA256   string         `json:"sha256"` // "" where the file could not be read
	Expected string         `json:"expected_sha256"`
	OK       bool           `json:"ok"`
}

// modulesThatMatter are those whose version changes what Carrel does.
var modulesThatMatter = []string{
	"github.com/hybridgroup/yzma", "github.com/klippa-app/go-pdfium", "github.com/ncruces/go-sqlite3",
	"github.com/tetratelabs/wazero", "github.com/wailsapp/wails/v2",
}

// Diagnose looks at everything that Carrel needs. A library that no process
// has is opened and checked; one in use is left alone.
func Diagnose(ctx context.Context, folders Folders) Diagnosis {
	d := Diagnosis{
		Version: Version, Go: runtime.Version(), Modules: map[string]string{}, Folders: folders,
		System: lock.Features(), Tried: []string{}, Problems: []string{},
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if slices.Contains(modulesThatMatter, m.Path) {
				d.Modules[m.Path] = m.Version
			}
		}
	}
	var err error
	if d.Lock, err = lock.Apply(lock.Core, lock.Options{}); err != nil {
		d.problem("The lock on the network could not be put on: %v.", err)
	} else if d.Lock.State != lock.StateKernel {
		d.problem("%s", d.Lock.Text)
	}
	d.lookAtFolders(ctx)
	d.lookAtModels()
	if d.Program, err = FindCarrel(); err != nil {
		d.problem("%s", err)
		return d
	}
	d.tryEngine(ctx)
	return d
}

// problem notes what is wrong, and what to do.
func (d *Diagnosis) problem(format string, args ...any) {
	d.Problems = append(d.Problems, fmt.Sprintf(format, args...))
}

// lookAtFolders looks at the settings, the library and the audit log.
func (d *Diagnosis) lookAtFolders(ctx context.Context) {
	folders := d.Folders
	for _, wrong := range folders.settingsProblems() {
		d.problem("%s", wrong)
	}
	if config, err := folders.ReadConfig(); err == nil {
		d.Reranker = config.rerank().Reranker
	}
	if info, err := os.Stat(folders.database()); err == nil {
		d.DatabaseSize = info.Size()
	}
	d.Running = runningOwner(ctx, folders)
	if d.DatabaseSize > 0 && d.Running == 0 {
		for _, wrong := range checkLibrary(ctx, folders) {
			d.problem("The library: %s", wrong)
		}
	}
	if report, err := audit.Verify(folders.auditLog()); err != nil {
		d.problem("The audit log cannot be read: %v.", cause(err))
	} else if report.Broken != nil {
		d.problem("The audit log (%s) was changed by something other than Carrel: %v.", folders.auditLog(), report.Broken)
	}
}

// lookAtModels finds the bundled models and hashes them.
func (d *Diagnosis) lookAtModels() {
	var err error
	if d.Resources, err = models.ResourceDir(); err != nil {
		d.problem("%s.", err)
	}
	for _, m := range models.Bundled() {
		c := ModelCheck{ID: m.ID, Name: m.Name, Kind: m.Kind, Expected: m.SHA256}
		if d.Resources != "" {
			c.Path = filepath.Join(d.Resources, "models", m.File)
			if info, err := os.Stat(c.Path); err == nil {
				c.Bytes = info.Size()
			}
			if c.SHA256, err = models.Hash(c.Path); err != nil {
				d.problem("The model %s is not usable: %s", m.Name, inWords(err))
			} else if c.OK = c.SHA256 == m.SHA256; !c.OK {
				d.problem("The model file %s is not the one that belongs to this version of Carrel. Run `make setup` again, or install Carrel again.", c.Path)
			}
		}
		d.Models = append(d.Models, c)
	}
}

// tryEngine starts an engine of its own, and says what was tried with graphics processors.
func (d *Diagnosis) tryEngine(ctx context.Context) {
	folders, silent := d.Folders, func(string, ...any) {}
	packs := newPacks(d.Program, folders, silent)
	patience := 30*time.Second + time.Duration(len(models.Packs(d.Resources)))*packTime
	client := inference.New(inference.Config{Command: EngineCommand(d.Program, folders), Starts: packs})
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if info, err := client.Start(ctx); err != nil {
		d.problem("The engine does not start: %s", inWords(err))
	} else {
		d.Engine = &info
		places := readPlacements(folders.placements(), silent)
		d.Tried = append(d.Tried, places.all(info)...)
		d.Embedding = embeddedBy(places, info)
		for _, why := range readLoadCrashes(folders.loadCrashes(), silent).all(engineState(info)) {
			d.problem("%s", why)
		}
	}
	d.Tried = append(packs.all(), d.Tried...)
}

// embeddedBy says in words what computes the bundled embedding model.
func embeddedBy(places *placements, engine inference.EngineInfo) string {
	path, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		return "nothing: its model is not there"
	}
	spec := inference.ModelSpec{Path: path, Kind: inference.KindEmbedding}
	place := places.place(spec, engine)
	switch {
	case place.Backend == inference.ONNXBackend, place.OnGraphics():
		return place.String()
	case models.Twin(spec) == "":
		return "by llama.cpp on the processor, which takes longer: there is no ONNX Runtime for this computer"
	}
	return "by llama.cpp on the processor, which takes longer, since ONNX Runtime failed"
}

// checkLibrary opens the database and says what is wrong with it.
func checkLibrary(ctx context.Context, folders Folders) []string {
	claim, err := MakeClaim(folders)
	if err != nil {
		return []string{inWords(err)}
	}
	defer claim.Release()
	store, err := index.Open(ctx, folders.database())
	if err != nil {
		return []string{inWords(cannotOpen(err, folders.Data))}
	}
	defer store.Close()
	wrong, err := store.Check(ctx)
	if err != nil {
		return append(wrong, inWords(err))
	}
	return wrong
}

// Running reports whether a Carrel that answers has the folders.
func Running(ctx context.Context, folders Folders) bool { return runningOwner(ctx, folders) != 0 }

// runningOwner gives the process that has the folders, 0 for none.
func runningOwner(ctx context.Context, folders Folders) int {
	// Not Dial: looking must not create the folders.
	o, err := folders.readOwner()
	if err != nil {
		return 0
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if _, err := Dial(ctx, folders); err != nil {
		return 0
	}
	return o.PID
}

// EngineCommand is the argv of the engine process.
func EngineCommand(carrel string, f Folders) []string {
	return []string{carrel, "engine", "--state", filepath.Join(f.State, "engine")}
}

// readerConfig says how documents are read: by a child that may read the compiled
// code of its parser, which another one, that sees no document, has written.
func readerConfig(carrel string, f Folders, log func(string)) reader.Config {
	return reader.Config{
		Command: readerCommand(carrel, f), Compiler: compilerCommand(carrel, f), Cache: parserFolder(f),
		Log: log,
	}
}

func parserFolder(f Folders) string { return filepath.Join(f.Cache, "parser") }

func readerCommand(carrel string, f Folders) []string {
	return []string{carrel, "reader", "--cache", parserFolder(f)}
}

func compilerCommand(carrel string, f Folders) []string {
	return []string{carrel, "compiler", "--cache", parserFolder(f)}
}
