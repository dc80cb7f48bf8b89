package app

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/inference/models/modeltest"
)

// A model goes down from one place to the next, over restarts, until something
// changes or the person asks for it.
func TestPlacementsGoDown(t *testing.T) {
	folder := t.TempDir()
	spec := inference.ModelSpec{Path: filepath.Join(folder, "small.gguf"), Kind: inference.KindEmbedding}
	modeltest.Write(t, spec.Path, modeltest.Options{})
	engine := inference.EngineInfo{Library: "v0.5.0", Devices: []inference.Device{{Name: "CPU", Kind: "cpu"}, {Name: "CUDA0", Kind: "gpu"}, {Name: "Vulkan0", Kind: "gpu"}}}
	file := filepath.Join(folder, "places.json")
	open := func() loads {
		return loads{readLoadCrashes(filepath.Join(folder, "crashes.json"), t.Logf), readPlacements(file, t.Logf)}
	}
	l := open()
	if place := l.Place(spec, inference.EngineInfo{Devices: engine.Devices[:1]}); place != (inference.Place{}) {
		t.Errorf("without a graphics processor: %v", place)
	}
	var seen []string
	for range 10 {
		at := spec
		at.Place = l.Place(spec, engine)
		seen = append(seen, at.Place.Backend)
		if at.Place.Backend == inference.NoBackend {
			break
		}
		if len(seen)%2 == 0 {
			l.Refused(at, engine, "There is no memory.")
		} else {
			l.Crashed(at, engine, "signal: aborted", "")
		}
		l = open() // after a restart
	}
	// The model has one layer, of which there is no half.
	if got := strings.Join(seen, " "); got != "CUDA CUDA Vulkan Vulkan none" {
		t.Fatalf("tried on %s", got)
	}
	if l.MayLoad(spec, engine) != nil || len(l.crashes) != 0 {
		t.Error("a crash of the graphics processor counts as one of the file")
	}
	l.Place(spec, engine)
	if words := l.places.words(spec.Path); !strings.Contains(words, "on the processor") || !strings.Contains(words, "(There is no memory, on ") {
		t.Errorf("%q", words)
	}
	lines := l.places.all(engine)
	if len(lines) != 5 || !strings.Contains(lines[0], "all of it on the graphics processor (CUDA): the engine stopped: signal: aborted") || !strings.HasSuffix(lines[4], "on the processor: from then on") {
		t.Errorf("%q", lines)
	}
	newer := engine
	newer.Library = "v0.6.0"
	if place := l.Place(spec, newer); place.Backend != "CUDA" {
		t.Errorf("with another engine: %v", place)
	}

	at := spec
	at.Place = inference.Place{Backend: inference.NoBackend}
	l.Crashed(at, engine, "signal: killed", "")
	if len(l.crashes) != 1 {
		t.Error("a crash on the processor is not counted")
	}
	if !l.places.forget(spec.Path) {
		t.Error("nothing was forgotten")
	}
	if place := open().Place(spec, engine); place != (inference.Place{Backend: "CUDA"}) {
		t.Errorf("after the person asked for it: %v", place)
	}

	// A file that does not load anywhere has nothing to do with the graphics processor.
	at.Place = inference.Place{Backend: "CUDA"}
	l.Refused(at, engine, "It is broken.")
	at.Place = inference.Place{Backend: inference.NoBackend}
	l.Refused(at, engine, "It is broken.")
	if lines := l.places.all(engine); len(lines) != 0 {
		t.Errorf("%q", lines)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if place := open().Place(spec, engine); place.Backend != "CUDA" {
		t.Errorf("what cannot be read: %v", place)
	}
}

// With some of its layers there is memory for as many as the header says; each attempt
// that fails takes a quarter of them away, since it takes as long as loading does.
func TestFewerLayersAtEachAttempt(t *testing.T) {
	k := &placement{}
	steps := []inference.Place{}
	for n := 28; n > 0; n -= 4 {
		steps = append(steps, inference.Place{Backend: "CUDA", Layers: n})
	}
	steps = append(steps, inference.Place{Backend: "Vulkan", Layers: 28}, inference.Place{Backend: inference.NoBackend})
	var tried []int
	for _, step := range steps {
		if !k.failed(step) {
			tried = append(tried, step.Layers)
			k.Tried = append(k.Tried, triedPlace{Place: step})
		}
	}
	if want := []int{28, 20, 12, 8, 4, 28, 0}; !slices.Equal(tried, want) {
		t.Errorf("%v layers were tried, want %v", tried, want)
	}
}

// A bundled embedding model that neither ONNX Runtime nor llama.cpp can load is refused, once:
// what is remembered of the one is forgotten when the other says that it is the file.
func TestPlacementsOfABrokenTwin(t *testing.T) {
	carrel, err := FindCarrel()
	if err != nil {
		t.Skip(err)
	}
	path, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		t.Skip(err)
	}
	if models.Twin(inference.ModelSpec{Path: path, Kind: inference.KindEmbedding}) == "" {
		t.Skip("there is no ONNX Runtime here")
	}
	resources, real := t.TempDir(), filepath.Dir(filepath.Dir(path))
	t.Setenv("CARREL_RESOURCES", resources)
	for _, name := range []string{"engine", "onnxruntime"} {
		if err := os.Symlink(filepath.Join(real, name), filepath.Join(resources, name)); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spec := inference.ModelSpec{Path: filepath.Join(resources, "models", filepath.Base(path)), Kind: inference.KindEmbedding}
	if err := os.Mkdir(filepath.Dir(spec.Path), 0o700); err != nil {
		t.Fatal(err)
	}
	content = bytes.Replace(content, []byte("token_embd.weight"), []byte("token_gone.weight"), 1)
	if err := os.WriteFile(spec.Path, content, 0o600); err != nil { // its header can be read
		t.Fatal(err)
	}
	folders, err := FindFolders(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	l := &countedLoads{loads: loads{readLoadCrashes(filepath.Join(state, "crashes.json"), t.Logf), readPlacements(filepath.Join(state, "places.json"), t.Logf)}}
	config := EngineConfig(carrel, folders, t.Logf)
	config.Loads = l
	client := inference.New(config)
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	l.enough = cancel
	_, err = client.Embed(ctx, spec, []string{"rent"})
	var failure *inference.Error
	if !errors.As(err, &failure) || failure.Code != inference.CodeModelBroken {
		t.Fatalf("%v after %v", err, l.refused)
	}
	if want := []string{inference.ONNXBackend, inference.NoBackend}; !slices.Equal(l.refused, want) {
		t.Errorf("tried %q, want %q", l.refused, want)
	}
}

// `carrel doctor` says what embeds, and why that takes longer where it does.
func TestDoctorSaysWhatEmbeds(t *testing.T) {
	path, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		t.Skip(err)
	}
	spec := inference.ModelSpec{Path: path, Kind: inference.KindEmbedding}
	if models.Twin(spec) == "" {
		t.Skip("there is no ONNX Runtime here")
	}
	engine := inference.EngineInfo{Library: "v0.5.0", Devices: []inference.Device{{Name: "CPU", Kind: "cpu"}}}
	places := readPlacements(filepath.Join(t.TempDir(), "places.json"), t.Logf)
	expect := func(want string) {
		t.Helper()
		if got := embeddedBy(places, engine); !strings.Contains(got, want) {
			t.Errorf("%q, without %q", got, want)
		}
	}
	expect("by ONNX Runtime on the processor")
	spec.Place.Backend = inference.ONNXBackend
	places.failed(spec, engine, "It computes something else.", false)
	expect("since ONNX Runtime failed")

	resources, real := t.TempDir(), filepath.Dir(filepath.Dir(path))
	for _, name := range []string{"engine", "models"} {
		if err := os.Symlink(filepath.Join(real, name), filepath.Join(resources, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CARREL_RESOURCES", resources)
	expect("there is no ONNX Runtime for this computer")
}

// countedLoads notes where models could not be loaded.
type countedLoads struct {
	loads
	refused []string
	enough  func()
}

func (l *countedLoads) Refused(spec inference.ModelSpec, engine inference.EngineInfo, why string) {
	if l.refused = append(l.refused, spec.Place.Backend); len(l.refused) > 9 {
		l.enough() // it would be tried for ever
	}
	l.loads.Refused(spec, engine, why)
}

// The bundled embedding model goes from ONNX Runtime to llama.cpp where that fails, also
// by a crash, which does not count as one of the model.
func TestPlacementsWithoutONNX(t *testing.T) {
	path, err := models.Resolve(models.DefaultEmbedding)
	if err != nil {
		t.Skip(err)
	}
	spec := inference.ModelSpec{Path: path, Kind: inference.KindEmbedding}
	if models.Twin(spec) == "" {
		t.Skip("there is no ONNX Runtime here")
	}
	folder := t.TempDir()
	l := loads{readLoadCrashes(filepath.Join(folder, "crashes.json"), t.Logf), readPlacements(filepath.Join(folder, "places.json"), t.Logf)}
	engine := inference.EngineInfo{Library: "v0.5.0", Backends: []string{"CPU", "ONNX Runtime 1.2.3"}, Devices: []inference.Device{{Name: "CPU", Kind: "cpu"}}}
	at := spec
	if at.Place = l.Place(spec, engine); at.Place != (inference.Place{Backend: inference.ONNXBackend}) {
		t.Fatalf("at first %+v", at.Place)
	}
	card := engine
	card.Devices = append(card.Devices[:1:1], inference.Device{Name: "CUDA0", Kind: "gpu"})
	if place := l.Place(spec, card); place.Backend != "CUDA" {
		t.Errorf("with a graphics processor %+v", place)
	}
	l.Crashed(at, engine, "signal: illegal instruction", "")
	if at.Place = l.Place(spec, engine); at.Place.Backend != inference.NoBackend || len(l.crashes) != 0 {
		t.Errorf("after a crash %+v, %d crashes", at.Place, len(l.crashes))
	}
	if words := l.places.words(path); !strings.Contains(words, "it failed by ONNX Runtime on the processor (the engine stopped: signal: illegal instruction") {
		t.Errorf("%q", words)
	}
	l.Crashed(at, engine, "signal: killed", "")
	if len(l.crashes) != 1 {
		t.Error("a crash of llama.cpp does not count")
	}
	newer := engine
	newer.Backends = []string{"CPU", "ONNX Runtime 1.2.4"}
	if place := l.Place(spec, newer); place.Backend != inference.ONNXBackend {
		t.Errorf("another ONNX Runtime is not tried: %+v", place)
	}
}
