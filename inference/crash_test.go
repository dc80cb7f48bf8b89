//go:build unix

package inference_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/inference/models/modeltest"
)

// watched notes what it is told of loading, and refuses what has crashed.
type watched struct {
	mu              sync.Mutex
	loaded, crashed []inference.ModelSpec
	how             string
	engine          inference.EngineInfo
}

var errCrashed = &inference.Error{Code: inference.CodeModelCrashes, Message: "It has crashed."}

func (w *watched) MayLoad(spec inference.ModelSpec, _ inference.EngineInfo) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, crashed := range w.crashed {
		if crashed == spec {
			return errCrashed
		}
	}
	return nil
}

func (w *watched) Place(inference.ModelSpec, inference.EngineInfo) inference.Place {
	return inference.Place{}
}

func (w *watched) Refused(inference.ModelSpec, inference.EngineInfo, string) {}

func (w *watched) Loaded(spec inference.ModelSpec, _ inference.EngineInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.loaded = append(w.loaded, spec)
}

func (w *watched) Crashed(spec inference.ModelSpec, engine inference.EngineInfo, how, _ string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.crashed, w.how, w.engine = append(w.crashed, spec), how, engine
}

// A file that passes the look into its header and kills the engine is told of,
// before its caller's error: the next call for it is refused, and no engine is lost
// for it. The other models go on.
func TestACrashWhileLoadingIsKnown(t *testing.T) {
	start(t) // skips where there is no engine
	w := &watched{}
	c := inference.New(inference.Config{Command: command(t, "engine"), Loads: w, Log: func(s string) { t.Log(s) }})
	defer c.Close()
	bad := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "bad.gguf"), Kind: inference.KindEmbedding}
	modeltest.WriteCrashing(t, bad.Path, bad.Kind)
	if _, err := models.Inspect(bad.Path); err != nil {
		t.Fatalf("it does not pass the look into its header: %v", err)
	}
	_, err := c.Embed(t.Context(), bad, []string{"anything"})
	code(t, err, inference.CodeEngineDied)
	if len(w.crashed) != 1 || w.crashed[0] != bad || w.how == "" || w.engine.Library != "v0.5.0" {
		t.Fatalf("told of %+v (%s) in %+v", w.crashed, w.how, w.engine)
	}
	info, err := c.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Embed(t.Context(), bad, []string{"anything"})
	code(t, err, inference.CodeModelCrashes)
	good := minilm(t)
	if _, err := c.Embed(t.Context(), good, []string{"anything"}); err != nil {
		t.Error(err)
	}
	good.Kind = inference.KindEmbedding
	if again, err := c.Start(t.Context()); err != nil || again.PID != info.PID || len(w.loaded) != 1 || w.loaded[0] != good {
		t.Errorf("engine %d after %d, %v; loaded %+v", again.PID, info.PID, err, w.loaded)
	}
}

// An engine that is ended on purpose while it loads has not crashed; one that is
// killed has.
func TestEndingIsNoCrash(t *testing.T) {
	spec := inference.ModelSpec{Path: "/a/model.gguf", Kind: inference.KindChat}
	for name, crashed := range map[string]int{"close": 0, "interrupt": 0, "kill": 1} {
		if name == "interrupt" && signal.Ignored(os.Interrupt) {
			t.Log("left out: an interrupt ends nothing here (nohup, or started in the background by a shell)")
			continue
		}
		w := &watched{}
		ended := make(chan struct{})
		c := inference.New(inference.Config{Command: command(t, "loading-engine"), Loads: w, Log: func(s string) {
			if strings.HasPrefix(s, "engine ended") { // after Loads was told
				close(ended)
			}
		}})
		// It answers after it has said that it loads, and goes on loading for ever.
		info, err := c.Load(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		pid, _ := strconv.Atoi(info.Name)
		engine, err := os.FindProcess(pid)
		if err != nil {
			t.Fatal(err)
		}
		switch name {
		case "close":
			c.Close()
		case "interrupt":
			err = engine.Signal(os.Interrupt)
		case "kill":
			err = engine.Kill()
		}
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Fatalf("%s: the engine has not ended", name)
		}
		c.Close()
		if len(w.crashed) != crashed || len(w.loaded) != 0 {
			t.Errorf("%s: crashed %v, loaded %v", name, w.crashed, w.loaded)
		}
	}
}
