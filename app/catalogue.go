package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"carrel/app/porter"
	"carrel/app/porter/download"
	"carrel/inference"
	"carrel/inference/models"
)

// Catalogue is which models could be downloaded, and what this computer makes of them.
type Catalogue struct {
	Text string `json:"text"` // in words, with the recommendation
	// Recommended is the id of the one for this computer; "": none fits, or its
	// memory is not known.
	Recommended string         `json:"recommended,omitempty"`
	Machine     models.Machine `json:"machine"`
	Models      []OfferedModel `json:"models"`
	Folder      string         `json:"folder"` // where downloaded models are kept
	// Download is the one that runs, or ran last since Carrel started.
	Download *Download `json:"download,omitempty"`
}

// OfferedModel is a model of the catalogue.
type OfferedModel struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Family     string         `json:"family"`
	Kind       inference.Kind `json:"kind"`
	Parameters int64          `json:"parameters"`
	Context    int            `json:"context"`   // tokens
	Languages  []string       `json:"languages"` // ISO 639, or "many"
	Tools      bool           `json:"tools"`
	Thinking   string         `json:"thinking"` // "never", "choice", "always"
	Text       string         `json:"text"`
	Licence    models.Licence `json:"licence"`
	Host       string         `json:"host"`      // that it comes from
	HostName   string         `json:"host_name"` // as people call it
	Repository string         `json:"repository"`
	Files      []OfferedFile  `json:"files"` // the first is the usual one
}

// OfferedFile is one of a model's files.
type OfferedFile struct {
	ID           string           `json:"id"` // for a download: "qwen3-4b:Q4_K_M"
	Quantisation string           `json:"quantisation"`
	File         string           `json:"file"`
	Bytes        int64            `json:"bytes"`
	Approximate  bool             `json:"approximate"` // bytes is reckoned
	SHA256       string           `json:"sha256"`      // "": taken from the source when it is downloaded
	Need         int64            `json:"need"`        // memory, in bytes
	Placement    models.Placement `json:"placement"`
	Fit          models.Fit       `json:"fit"` // into the main memory
	FitText      string           `json:"fit_text"`
	// TokensPerSecond is how fast it would write; 0: not known.
	TokensPerSecond float64 `json:"tokens_per_second"`
	Path            string  `json:"path,omitempty"` // where it lies on this computer; "": it doesn't
	Kept            int64   `json:"kept"`           // bytes that are here of a download that did not end
	// Consent is what the person is told before a download. Problem says why there
	// can be none.
	Consent string `json:"consent"`
	Problem string `json:"problem,omitempty"`
}

// readingSpeed is how many tokens a second people read; slower answers are waited for.
const readingSpeed = 6

// Measure says whether it is measured how fast this computer is.
type Measure int

// The kinds of Measure.
const (
	MeasureNever Measure = iota // what was measured before holds
	MeasureOnce                 // where that has not been done, or long ago
	MeasureAgain
)

// Catalogue says which models there are to download, and how each would run
// here. How fast this computer is may be measured for it, which takes a second or two.
func (a *App) Catalogue(ctx context.Context, measure Measure) Catalogue {
	offered := models.TheCatalogue()
	c := Catalogue{Machine: a.machine(ctx, measure), Models: []OfferedModel{}, Folder: a.options.Folders.models()}
	for _, o := range offered.Models {
		m := c.describe(offered, o)
		for i := range m.Files {
			a.consents(&m, i, o)
		}
		c.Models = append(c.Models, m)
	}
	c.Download = a.LatestDownload()
	if o, ok := offered.Recommend(c.Machine, loadedContext, readingSpeed); ok {
		c.Recommended = o.ID
		c.Text = c.recommend(o)
		return c
	}
	c.Text = "None of these models is sure to fit into this computer's free memory. Close other programs, or stay with the one that comes with Carrel."
	if c.Machine.Memory.Total == 0 {
		c.Text = "How much memory this computer has is not known, so Carrel cannot recommend a model."
	}
	return c
}

func (c Catalogue) describe(offered models.Catalogue, o models.Offer) OfferedModel {
	m := OfferedModel{
		ID: o.ID, Name: o.Name, Family: o.Family, Kind: o.Kind, Parameters: o.Parameters, Context: o.Context, Languages: o.Languages,
		Tools: o.Tools, Thinking: o.Thinking, Text: o.Text, Licence: offered.Licences[o.Licence],
		Host: o.Source.Host, HostName: offered.Hosts[o.Source.Host].Name, Repository: o.Source.Repository,
	}
	for _, f := range o.Files {
		need := o.Need(f, loadedContext)
		of := OfferedFile{
			ID: o.ID + ":" + f.Quantisation, Quantisation: f.Quantisation, File: f.File, Bytes: f.Bytes, Approximate: f.Approximate,
			Need: need, Placement: c.Machine.Place(need), Fit: c.Machine.Memory.Fits(need),
		}
		if f.SHA256 != nil {
			of.SHA256 = *f.SHA256
		}
		of.FitText = placementWords(of.Placement, of.Fit, need, c.Machine)
		if o.Kind == inference.KindChat {
			of.TokensPerSecond = c.Machine.TokensPerSecond(o.PerToken(f), of.Placement)
		}
		if path := filepath.Join(c.Folder, f.File); isFile(path) {
			of.Path = path
		}
		m.Files = append(m.Files, of)
	}
	return m
}

// consents says what the download of a model's i-th file would mean.
func (a *App) consents(m *OfferedModel, i int, o models.Offer) {
	f := &m.Files[i]
	f.Kept, _ = download.Part(filepath.Join(a.options.Folders.models(), f.File))
	ask, err := porter.FetchOf(o, o.Files[i], a.config.ModelMirror)
	if err != nil {
		f.Problem = Explain(err).Message
		return
	}
	m.Host = ask.Host
	f.Consent = consent(o, o.Files[i], m.Licence, f.Kept, ask, a.proxyTo(ask.URL))
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func (c Catalogue) recommend(o models.Offer) string {
	for _, m := range c.Models {
		if m.ID != o.ID {
			continue
		}
		f := m.Files[0]
		text := fmt.Sprintf("For this computer Carrel recommends %s, of %s", m.Name, SizeWords(f.Bytes))
		if f.TokensPerSecond > 0 {
			text += fmt.Sprintf(", which should write %s", speedWords(f.TokensPerSecond))
		}
		return text + "."
	}
	return ""
}

// speedWords says a speed as people think of it.
func speedWords(tokens float64) string {
	const wordsOfToken = 0.75
	if words := tokens * wordsOfToken; words >= 1.5 {
		return fmt.Sprintf("about %.0f words a second", words)
	}
	return "less than two words a second"
}

func placementWords(place models.Placement, fit models.Fit, need int64, m models.Machine) string {
	switch place {
	case models.PlaceGPU:
		return fmt.Sprintf("Fits on the graphics card: it takes %s of its memory.", gigabytes(need))
	case models.PlacePartly:
		return fmt.Sprintf("Fits partly on the graphics card: it takes %s of memory.", gigabytes(need))
	}
	return fitWords(fit, need, m.Memory)
}

// measured is how fast this computer is, as it is kept in machine.json. It holds
// for one set of hardware, and for a while: the computer may have been busy.
type measured struct {
	Hardware string    `json:"hardware"`
	Rate     float64   `json:"bytes_per_second"`
	OnGPU    bool      `json:"on_gpu"`
	At       time.Time `json:"at"`
}

const measuredFor = 30 * 24 * time.Hour

func (f Folders) machineFile() string { return filepath.Join(f.State, "machine.json") }

// machine describes this computer. Its graphics processors are only known where
// it may be measured, by the engine.
func (a *App) machine(ctx context.Context, measure Measure) models.Machine {
	m := models.Machine{Memory: models.MachineMemory()}
	var devices []inference.Device
	if measure != MeasureNever {
		if info, err := a.engine.Client.Start(ctx); err == nil {
			devices = info.Devices
		}
	}
	m.GPU = models.GPUMemory(devices)
	if measure != MeasureNever {
		a.measuring.Lock()
		defer a.measuring.Unlock()
	}
	hardware := fmt.Sprintf("%s, %d processors, %d bytes of memory, %d of graphics memory", runtime.GOARCH, runtime.NumCPU(), m.Memory.Total, m.GPU.Total)
	var kept measured
	if data, err := os.ReadFile(a.options.Folders.machineFile()); err == nil {
		_ = json.Unmarshal(data, &kept) // else it is measured again
	}
	known := kept.Rate > 0 && (measure == MeasureNever || kept.Hardware == hardware && time.Since(kept.At) < measuredFor)
	if measure == MeasureAgain || measure == MeasureOnce && !known {
		rate, err := a.measureRate(ctx, m.GPU.Total > 0)
		if err != nil {
			a.log.printf("how fast this computer is: %v", err)
		} else {
			kept, known = measured{hardware, rate, m.GPU.Total > 0, time.Now()}, true
			if data, err := json.Marshal(kept); err == nil {
				_ = writeFile(a.options.Folders.machineFile(), append(data, '\n')) // else it is measured again
			}
		}
	}
	if known {
		m.Rate, m.RateOnGPU = kept.Rate, kept.OnGPU
	}
	return m
}

// measureRate measures how many bytes of weights are gone through in a second:
// with the model that answers, which shows what the processors make of them. A
// small one may lie in their caches; then main memory is the limit.
func (a *App) measureRate(ctx context.Context, onGPU bool) (float64, error) {
	spec, err := a.engine.chatModel(ctx, "")
	if err != nil {
		return 0, err
	}
	file, err := models.Inspect(spec.Path)
	if err != nil {
		return 0, err
	}
	const tokens, times = 16, 3
	result, err := a.engine.Client.Bench(ctx, inference.BenchRequest{Model: spec, GenerateTokens: tokens, Repetitions: times})
	if err != nil {
		return 0, err
	}
	var best float64 // the others had less of the processors
	for _, rate := range result.GenerationSamples {
		best = max(best, rate)
	}
	rate := best * float64(file.Bytes)
	if onGPU {
		return rate, nil
	}
	return min(rate, cmp.Or(models.ReadRate(), rate)), nil
}
