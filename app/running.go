package app

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// KeepAlways as RunningSettings.Minutes has models stay until Carrel ends.
const KeepAlways = -1

const (
	keepMinutes     = 15 // where the settings do not say
	mostKeepMinutes = 24 * 60
)

// RunningSettings is how models are run on this computer.
type RunningSettings struct {
	// Minutes is how long a model that nobody uses stays in memory, at most a day;
	// KeepAlways (-1): until Carrel ends; 0: 15. Where memory gets short it goes before.
	Minutes int `json:"minutes"`
	// Quiet is "always" for half of the fast processor cores, "auto" for that on
	// battery or when it is hot, "never", which "" means too.
	Quiet string `json:"quiet"`
}

// RunningModels is RunningSettings and what they mean, in words.
type RunningModels struct {
	Minutes   int    `json:"minutes"`
	Quiet     string `json:"quiet"`
	Text      string `json:"text"`       // how long models stay
	QuietText string `json:"quiet_text"` // whether they compute with less, now
}

// running is what the settings' file says of it. In place of what a person has
// mistyped there stands the usual, and log is told so: an engine that refused its
// settings would be of less use.
func (c Config) running(log func(format string, args ...any)) RunningSettings {
	s := RunningSettings{Minutes: c.ModelMinutes, Quiet: c.Quiet}
	if s.Minutes < KeepAlways || s.Minutes > mostKeepMinutes {
		log("config.json: model_minutes is %d, and has to be from 1 to %d, or %d for always. %d is taken.", s.Minutes, mostKeepMinutes, KeepAlways, keepMinutes)
		s.Minutes = 0
	}
	switch s.Quiet {
	case "", inference.QuietNever, inference.QuietAuto, inference.QuietAlways:
	default:
		log("config.json: quiet is %q, and has to be auto, always or never. never is taken.", s.Quiet)
		s.Quiet = ""
	}
	if c.PromptCacheMB > mostPromptCacheMB {
		log("config.json: prompt_cache_mb is %d, and can be at most %d. That is taken.", c.PromptCacheMB, mostPromptCacheMB)
	}
	return s
}

// keep is after how many minutes a model goes; 0: never.
func (s RunningSettings) keep() int {
	switch s.Minutes {
	case KeepAlways:
		return 0
	case 0:
		return keepMinutes
	}
	return s.Minutes
}

// engineSettings is what the engine is told of the settings.
func (a *App) engineSettings(s RunningSettings) inference.EngineSettings {
	settings := inference.EngineSettings{KeepSeconds: s.keep() * 60, Quiet: s.Quiet, PromptBytes: a.config.promptBytes()}
	if settings.PromptBytes > 0 {
		settings.PromptDir = a.options.Folders.prompts()
	}
	return settings
}

// Running says how models are run on this computer.
func (a *App) Running() RunningModels {
	s := *a.runningAs.Load()
	r := RunningModels{Minutes: s.Minutes, Quiet: cmp.Or(s.Quiet, inference.QuietNever)}
	r.QuietText = quietWords(r.Quiet, models.MachinePower())
	if keep := s.keep(); keep == 0 {
		r.Text = "A model stays in memory until Carrel ends, or memory gets short."
	} else {
		r.Minutes = keep
		r.Text = fmt.Sprintf("A model that was not used for %s is put away, sooner where memory gets short; the next question loads it again.", minutesWords(r.Minutes))
	}
	return r
}

// SetRunning changes how models are run, from now on.
func (a *App) SetRunning(ctx context.Context, s RunningSettings) (RunningModels, error) {
	if s.Minutes < KeepAlways || s.Minutes > mostKeepMinutes {
		return RunningModels{}, Errorf(CodeBadRequest, "A model stays for a number of minutes from 1 to %d, or always, not for %d.", mostKeepMinutes, s.Minutes)
	}
	switch s.Quiet {
	case inference.QuietAuto, inference.QuietAlways:
	case "", inference.QuietNever:
		s.Quiet = ""
	default:
		return RunningModels{}, Errorf(CodeBadRequest, "Quiet is auto, always or never, not %q.", s.Quiet)
	}
	a.runningMu.Lock()
	defer a.runningMu.Unlock()
	var quiet any = s.Quiet
	if s.Quiet == "" {
		quiet = nil
	}
	if err := a.options.Folders.setConfig("quiet", quiet); err != nil {
		return RunningModels{}, err
	}
	var minutes any = s.Minutes
	if s.Minutes == 0 {
		minutes = nil
	}
	if err := a.options.Folders.setConfig("model_minutes", minutes); err != nil {
		return RunningModels{}, err
	}
	a.runningAs.Store(&s)
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := a.engine.Configure(ctx, a.engineSettings(s)); err != nil {
		a.log.printf("engine: the settings: %v", err) // the next engine has them
	}
	return a.Running(), nil
}

func quietWords(quiet string, power models.Power) string {
	const less = "half of the fast processor cores"
	switch {
	case quiet == inference.QuietAlways:
		return "Models compute with " + less + ", so that this computer stays cool and silent."
	case quiet != inference.QuietAuto:
		return "Models compute with as many processor cores as make them fastest."
	case power.OnBattery && power.Hot:
		return "This computer runs on its battery and is hot: models compute with " + less + "."
	case power.OnBattery:
		return "This computer runs on its battery: models compute with " + less + "."
	case power.Hot:
		return "This computer is hot: models compute with " + less + "."
	case !power.Known:
		return "This computer doesn't tell whether it runs on a battery or is hot, so models compute with all that makes them faster."
	}
	return "On battery, or when this computer is hot, models compute with " + less + ". Now it is neither."
}

func minutesWords(n int) string {
	if n == 1 {
		return "a minute"
	}
	return fmt.Sprintf("%d minutes", n)
}
