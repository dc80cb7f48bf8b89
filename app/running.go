package app

import (
	"context"
	"fmt"
	"time"

	"carrel/inference"
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
}

// RunningModels is RunningSettings and what they mean, in words.
type RunningModels struct {
	Minutes int    `json:"minutes"`
	Text    string `json:"text"`
}

func (c Config) running() RunningSettings { return RunningSettings{Minutes: c.ModelMinutes} }

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
	settings := inference.EngineSettings{KeepSeconds: s.keep() * 60, PromptBytes: a.config.promptBytes()}
	if settings.PromptBytes > 0 {
		settings.PromptDir = a.options.Folders.prompts()
	}
	return settings
}

// Running says how models are run on this computer.
func (a *App) Running() RunningModels {
	s := *a.runningAs.Load()
	r := RunningModels{Minutes: s.Minutes}
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

func minutesWords(n int) string {
	if n == 1 {
		return "a minute"
	}
	return fmt.Sprintf("%d minutes", n)
}
