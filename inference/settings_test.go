package inference_test

import (
	"slices"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/models"
)

// An engine that refuses its settings works without them, and the log has why.
func TestAnEngineStartsWithSettingsThatItRefuses(t *testing.T) {
	if _, err := models.ResourceDir(); err != nil {
		t.Skip("the engine is not set up:", err)
	}
	logged := make(chan string, 100)
	c := inference.New(inference.Config{Command: command(t, "engine"), Log: func(s string) { logged <- s }})
	t.Cleanup(func() { c.Close() })
	if err := c.Configure(t.Context(), inference.EngineSettings{Quiet: "sometimes"}); err != nil {
		t.Fatal(err)
	}
	if info, err := c.Start(t.Context()); err != nil || info.PID == 0 {
		t.Fatalf("%+v, %v", info, err)
	}
	var lines []string
	for len(logged) > 0 {
		lines = append(lines, <-logged)
	}
	if !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, "sometimes") }) {
		t.Errorf("the log: %q", lines)
	}
}
