package app

import (
	"fmt"
	"strings"
	"testing"

	"carrel/inference"
)

// What a person mistypes in config.json is replaced by something that the engine
// takes, and named in the log.
func TestMistypedSettingsOfTheEngine(t *testing.T) {
	for _, tt := range []struct {
		config  Config
		minutes int
		quiet   string
		bytes   int64
		logged  string
	}{
		{Config{}, 0, "", promptCacheMB << 20, ""},
		{Config{ModelMinutes: KeepAlways, Quiet: "auto", PromptCacheMB: -1}, KeepAlways, "auto", 0, ""},
		{Config{Quiet: "sometimes"}, 0, "", promptCacheMB << 20, "quiet"},
		{Config{ModelMinutes: -5, Quiet: "always", PromptCacheMB: 7}, 0, "always", 7 << 20, "model_minutes"},
		{Config{ModelMinutes: 1 << 30}, 0, "", promptCacheMB << 20, "model_minutes"},
		{Config{PromptCacheMB: 1 << 50}, 0, "", mostPromptCacheMB << 20, "prompt_cache_mb"},
	} {
		var logged []string
		s := tt.config.running(func(format string, args ...any) { logged = append(logged, fmt.Sprintf(format, args...)) })
		if want := (RunningSettings{Minutes: tt.minutes, Quiet: tt.quiet}); s != want || tt.config.promptBytes() != tt.bytes {
			t.Errorf("%+v: %+v and %d bytes", tt.config, s, tt.config.promptBytes())
		}
		if said := strings.Join(logged, "\n"); (said == "") != (tt.logged == "") || !strings.Contains(said, tt.logged) {
			t.Errorf("%+v: the log says %q", tt.config, said)
		}
		if s.keep() < 0 || s.keep() > mostKeepMinutes || s.Quiet != "" && s.Quiet != inference.QuietAuto && s.Quiet != inference.QuietAlways {
			t.Errorf("%+v: the engine would refuse it", s)
		}
	}
}
