package api_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carrel/app"
	"carrel/inference/adaptertest"
)

// Model files that are dropped are added to the models where they are, what is broken
// is said with its reason, and a folder of models is not followed for its README.
func TestDroppedModels(t *testing.T) {
	core, h := open(t, app.Options{})
	dir := t.TempDir()
	adaptertest.Write(t, filepath.Join(dir, "tone.gguf"), 1, nil)
	for name, text := range map[string]string{"cut.gguf": "GGUF", "README.md": "# A tone", "config.json": "{}"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	events := core.Subscribe()
	defer events.Close()
	drop := func(paths ...string) (seen app.SeenModels, followed bool) {
		t.Helper()
		if _, err := core.Drop(t.Context(), paths); err != nil {
			t.Fatal(err)
		}
		for {
			e, ok := events.Next(t.Context())
			switch {
			case !ok:
				t.Fatal("no event tells of the models")
			case e.Type == app.EventFolderAdded:
				followed = true
			case e.Type == app.EventModels:
				return *e.Models, followed
			}
		}
	}
	models := func() (state app.ChatModels) {
		t.Helper()
		into(t, h, "GET", "/api/chat-model", "", &state)
		return state
	}

	seen, followed := drop(dir)
	if followed || len(seen.Models) != 2 || seen.Models[0].Use != app.UseNone || seen.Models[1].Use != app.UseAdapter {
		t.Errorf("followed %t, %+v", followed, seen)
	}
	if !strings.Contains(seen.Models[0].Text, "probably not downloaded to the end") || !strings.Contains(seen.Text, "1 of 2 files") {
		t.Errorf("%+v", seen)
	}
	state := models()
	if !slices.Equal(state.Places, []string{dir}) || len(state.Adapters) != 1 || state.Adapters[0].Path != filepath.Join(dir, "tone.gguf") {
		t.Errorf("places %q, adapters %+v", state.Places, state.Adapters)
	}
	var chosen app.ChatAdapters
	into(t, h, "GET", "/api/adapters", "", &chosen)
	if len(chosen.Adapters) != 1 || !chosen.Adapters[0].Fits || chosen.Model == "" {
		t.Errorf("%+v", chosen)
	}

	// A file of a folder that is listed already, and one that is of no use, are not kept.
	drop(filepath.Join(dir, "tone.gguf"))
	if seen, _ := drop(filepath.Join(dir, "cut.gguf")); seen.Text != "This file can't be used. Nothing has been added." {
		t.Errorf("%q", seen.Text)
	}
	if state := models(); len(state.Places) != 1 {
		t.Errorf("places %q", state.Places)
	}

	// With something to read beside them both are done.
	if err := os.WriteFile(filepath.Join(dir, "lease.txt"), []byte("The term begins in May."), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, followed := drop(dir); !followed {
		t.Error("a folder with a document is not followed")
	}

	into(t, h, "DELETE", "/api/models/places?path="+dir, "", &state)
	if len(state.Places) != 0 || len(state.Adapters) != 0 {
		t.Errorf("places %q, adapters %+v", state.Places, state.Adapters)
	}
	wantError(t, call(h, "POST", "/api/models/places", `{"paths":["models"]}`), 400, app.CodeBadRequest)
}
