package inference_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"carrel/inference"
	"carrel/inference/wire"
)

// graphicsEngine is an engine with a graphics processor that dies of loading a whole
// model, has no memory for a part of one, and dies of writing: with a small cache
// before the first piece of text, else after it. On the processor it works.
func graphicsEngine() {
	hello, _ := json.Marshal(wire.Greeting{Protocol: wire.Version, Info: json.RawMessage("{}")})
	_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Hello, Payload: hello})
	_, _ = wire.Read(os.Stdin)
	for {
		f, err := wire.Read(os.Stdin)
		if err != nil {
			os.Exit(0)
		}
		var r wire.Request
		var load inference.LoadRequest
		var writes inference.GenerateRequest
		if json.Unmarshal(f.Payload, &r) != nil || json.Unmarshal(r.Params, &load) != nil || json.Unmarshal(r.Params, &writes) != nil {
			os.Exit(1)
		}
		if r.Method == wire.MethodGenerate {
			place := writes.Model.Place
			if !place.SmallCache {
				_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Text, Call: f.Call, Payload: []byte("Once")})
			}
			if place.Special() {
				os.Exit(2)
			}
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Result, Call: f.Call, Payload: []byte(`{"text":"Once upon"}`)})
			continue
		}
		spec := load.Model
		loading, _ := json.Marshal(spec)
		_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Loading, Payload: loading})
		switch {
		case spec.Place.Backend == inference.NoBackend:
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Loading})
			info, _ := json.Marshal(inference.ModelInfo{Name: spec.Place.String()})
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Result, Call: f.Call, Payload: info})
		case spec.Place.Layers == 0:
			os.Exit(3)
		default:
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Loading})
			failure, _ := json.Marshal(inference.Error{Code: inference.CodeModelBroken, Message: "There is no memory on it."})
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Failure, Call: f.Call, Payload: failure})
		}
	}
}

// ladder has a model tried at one place after the other.
type ladder struct {
	watched
	steps []inference.Place
	mu    sync.Mutex
	why   []string
}

func (l *ladder) Place(inference.ModelSpec, inference.EngineInfo) inference.Place {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.steps[min(len(l.why), len(l.steps)-1)]
}

func (l *ladder) fail(why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.why = append(l.why, why)
}

func (l *ladder) Refused(_ inference.ModelSpec, _ inference.EngineInfo, why string) { l.fail(why) }

func (l *ladder) Crashed(spec inference.ModelSpec, _ inference.EngineInfo, how, _ string) {
	l.fail(how + " " + spec.Place.String())
}

// A model that crashes the graphics processor, and does not fit there in part, is
// computed on the processor, within one call.
func TestAModelIsTriedWithLess(t *testing.T) {
	steps := []inference.Place{{Backend: "CUDA"}, {Backend: "CUDA", Layers: 12, SmallCache: true}, {Backend: inference.NoBackend}}
	l := &ladder{steps: steps}
	c := inference.New(inference.Config{Command: command(t, "graphics-engine"), Loads: l})
	defer c.Close()
	spec := inference.ModelSpec{Path: "/a/model.gguf", Kind: inference.KindChat}
	info, err := c.Load(t.Context(), spec)
	if err != nil || info.Name != "on the processor" || len(l.why) != 2 || !strings.Contains(l.why[0], "exit status 3 all of it on the graphics processor") || l.why[1] != "There is no memory on it." {
		t.Errorf("%+v, %v after %q", info, err, l.why)
	}

	// Where no other place is left the call fails with what happened at the last one.
	l = &ladder{steps: steps[1:2]}
	d := inference.New(inference.Config{Command: command(t, "graphics-engine"), Loads: l})
	defer d.Close()
	_, err = d.Load(t.Context(), spec)
	if code(t, err, inference.CodeModelBroken); len(l.why) != 1 {
		t.Errorf("after %q", l.why)
	}
}

// An engine that a graphics processor brings down while it writes is not asked for the
// same again there: the next question is computed with less, and where nothing of an
// answer had come, the same one.
func TestACrashWhileComputingIsKnown(t *testing.T) {
	l := &ladder{steps: []inference.Place{{Backend: "CUDA"}, {Backend: "CUDA", SmallCache: true}, {Backend: inference.NoBackend}}}
	c := inference.New(inference.Config{Command: command(t, "graphics-engine"), Loads: l})
	defer c.Close()
	q := inference.GenerateRequest{Model: inference.ModelSpec{Path: "/a/model.gguf"}, Prompt: "Tell me a tale."}
	r, err := c.Generate(t.Context(), q, nil)
	if code(t, err, inference.CodeEngineDied); r.Text != "Once" || len(l.why) != 1 || l.why[0] != "the engine stopped: exit status 2" {
		t.Errorf("%q after %q", r.Text, l.why)
	}
	if r, err = c.Generate(t.Context(), q, nil); err != nil || r.Text != "Once upon" || len(l.why) != 2 {
		t.Errorf("%q, %v after %q", r.Text, err, l.why)
	}

	// What brings the engine down while ONNX Runtime computes may be anything else in it.
	l = &ladder{steps: []inference.Place{{Backend: inference.ONNXBackend}, {Backend: inference.NoBackend}}}
	d := inference.New(inference.Config{Command: command(t, "graphics-engine"), Loads: l})
	defer d.Close()
	if _, err = d.Generate(t.Context(), q, nil); len(l.why) != 0 {
		t.Errorf("a crash is put down to ONNX Runtime: %q", l.why)
	}
	code(t, err, inference.CodeEngineDied)
}

// The real engine computes with less memory for what it has read, and in a smaller
// context, where a model's place says so.
func TestASmallPlace(t *testing.T) {
	c := start(t)
	q := inference.GenerateRequest{Model: chat(t), Prompt: "Once upon a time", MaxTokens: 2, IgnoreEOS: true, LogProbs: true, Sampling: inference.Sampling{Temperature: ptr(0.0)}}
	q.Model.ContextTokens = 0
	write := func() (probs []float64) {
		r, err := c.Stream(t.Context(), q, func(p inference.Piece) {
			if p.Token != nil {
				probs = append(probs, p.Token.LogProb)
			}
		})
		if err != nil || len(probs) != 2 {
			t.Fatalf("%+v, %v", r, err)
		}
		return probs
	}
	q.Model.Place = inference.Place{Backend: inference.NoBackend, SmallCache: true, MostContext: 256}
	small := write()
	spec := q.Model
	spec.Kind = inference.KindChat
	if info, err := c.Load(t.Context(), spec); err != nil || info.ContextTokens != 256 {
		t.Errorf("%+v, %v", info, err)
	}
	if err := c.Unload(t.Context(), spec.Path); err != nil {
		t.Fatal(err)
	}
	q.Model.Place = inference.Place{}
	q.Model.ContextTokens = 512
	if whole := write(); slices.Equal(small, whole) {
		t.Error("keys and values of 8 bits give the bits of 16")
	}
}
