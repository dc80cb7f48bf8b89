package inference_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"carrel/inference"
	"carrel/inference/engine"
	"carrel/inference/models"
	"carrel/inference/wire"
)

// The test binary is also the engine, and, for what a real one never does, some
// that are none.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "engine":
			os.Exit(engine.Main(os.Args[2:]))
		case "engine-of-tomorrow":
			hello, _ := json.Marshal(wire.Greeting{Protocol: wire.Version + 1})
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Hello, Payload: hello})
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		case "mute-engine":
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		case "loading-engine":
			hello, _ := json.Marshal(wire.Greeting{Protocol: wire.Version, Info: json.RawMessage("{}")})
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Hello, Payload: hello})
			_, _ = wire.Read(os.Stdin)
			call, _ := wire.Read(os.Stdin)
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Loading, Payload: []byte(`{"path":"/a/model.gguf","kind":"chat"}`)})
			_ = wire.Write(os.Stdout, wire.Frame{Kind: wire.Result, Call: call.Call, Payload: fmt.Appendf(nil, `{"name":"%d"}`, os.Getpid())})
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		case "garbling-engine":
			garblingEngine()
		case "graphics-engine":
			graphicsEngine()
		case "no-engine":
			fmt.Fprintln(os.Stderr, "and it complains")
			fmt.Println("usage: something else entirely")
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func command(t testing.TB, role string) []string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return []string{exe, role}
}

// start returns a client of a new engine with the bundled models.
func start(t testing.TB) *inference.Client {
	t.Helper()
	if _, err := models.ResourceDir(); err != nil {
		t.Skip("the engine is not set up:", err)
	}
	c := inference.New(inference.Config{Command: command(t, "engine"), Log: func(s string) { t.Log(s) }})
	t.Cleanup(func() { c.Close() })
	return c
}

func bundled(t testing.TB, id string) inference.ModelSpec {
	t.Helper()
	path, err := models.Resolve(id)
	if err != nil {
		t.Fatal(err)
	}
	return inference.ModelSpec{Path: path, ContextTokens: 1024}
}

func chat(t testing.TB) inference.ModelSpec { return bundled(t, models.DefaultChat) }
func minilm(t testing.TB) inference.ModelSpec {
	spec := bundled(t, models.DefaultEmbedding)
	spec.ContextTokens = 0
	return spec
}

func ptr[T any](v T) *T { return &v }

// code asserts that err is an *inference.Error with the given code.
func code(t *testing.T, err error, want string) *inference.Error {
	t.Helper()
	var e *inference.Error
	if !errors.As(err, &e) || e.Code != want {
		t.Fatalf("%v, want an error with the code %s", err, want)
	}
	return e
}

func TestEngineDescribesItself(t *testing.T) {
	c := start(t)
	info, err := c.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if info.Protocol != wire.Version || info.Library != "v0.5.0" || info.Threads < 1 || info.PID == os.Getpid() || len(info.Devices) == 0 || len(info.Backends) == 0 {
		t.Errorf("%+v", info)
	}
	again, err := c.Start(t.Context())
	if err != nil || again.PID != info.PID {
		t.Errorf("a second Start: process %d, %v; the first was %d", again.PID, err, info.PID)
	}
	spec := chat(t)
	spec.Kind = inference.KindChat
	model, err := c.Load(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	if model.Architecture != "llama" || model.TrainContext != 8192 || model.ContextTokens != 1024 || !model.ChatTemplate || model.Parameters < 1e8 {
		t.Errorf("%+v", model)
	}
}

func TestOtherEnginesAreRefused(t *testing.T) {
	for role, want := range map[string]string{"engine-of-tomorrow": inference.CodeProtocol, "no-engine": inference.CodeEngineDied} {
		c := inference.New(inference.Config{Command: command(t, role)})
		_, err := c.Start(t.Context())
		e := code(t, err, want)
		if role == "no-engine" && !strings.Contains(e.Tail, "and it complains") {
			t.Errorf("%s: the tail is %q", role, e.Tail)
		}
		c.Close()
	}
	c := inference.New(inference.Config{Command: []string{"/no/such/program"}})
	_, err := c.Start(t.Context())
	code(t, err, inference.CodeEngineDied)
}

// talk starts an engine without a client.
func talk(t *testing.T, env ...string) (in io.WriteCloser, out io.Reader, cmd *exec.Cmd) {
	t.Helper()
	argv := command(t, "engine")
	cmd = exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), env...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err = cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return in, out, cmd
}

func greeting(t *testing.T, version int) wire.Frame {
	t.Helper()
	hello, err := json.Marshal(wire.Greeting{Protocol: version})
	if err != nil {
		t.Fatal(err)
	}
	return wire.Frame{Kind: wire.Hello, Payload: hello}
}

func TestEngineRefusesAnotherVersion(t *testing.T) {
	in, out, cmd := talk(t)
	if err := wire.Write(in, greeting(t, wire.Version+1)); err != nil {
		t.Fatal(err)
	}
	f, err := wire.Read(out)
	if err != nil || f.Kind != wire.Failure || !bytes.Contains(f.Payload, []byte(inference.CodeProtocol)) {
		t.Fatalf("answer %d %s, %v", f.Kind, f.Payload, err)
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 3 {
		t.Errorf("ended with %v, want exit code 3", err)
	}
}

func TestEngineEndsWithItsInput(t *testing.T) {
	if _, err := models.ResourceDir(); err != nil {
		t.Skip("the engine is not set up:", err)
	}
	in, out, cmd := talk(t)
	if err := wire.Write(in, greeting(t, wire.Version)); err != nil {
		t.Fatal(err)
	}
	if f, err := wire.Read(out); err != nil || f.Kind != wire.Hello {
		t.Fatalf("answer %d %s, %v", f.Kind, f.Payload, err)
	}
	in.Close()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("still runs a minute after its input ended")
	}
}

func TestEngineWithoutLibrariesSaysSo(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(dir+"/engine", 0o700); err != nil {
		t.Fatal(err)
	}
	withResources := append(os.Environ(), "CARREL_RESOURCES="+dir)
	c := inference.New(inference.Config{Command: command(t, "engine"), Env: withResources})
	_, err := c.Start(t.Context())
	code(t, err, inference.CodeLibraryVersion)
	if err := os.WriteFile(dir+"/engine/VERSION", []byte("v0.9.0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = c.Start(t.Context())
	if e := code(t, err, inference.CodeLibraryVersion); !strings.Contains(e.Message, "v0.9.0") || !strings.Contains(e.Message, "v0.5.0") {
		t.Errorf("the words are %q", e.Message)
	}
	if err := os.WriteFile(dir+"/engine/VERSION", []byte("v0.5.0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = c.Start(t.Context())
	code(t, err, inference.CodeLibraryMissing)
	c.Close()
}

const passage = "The Carrel observatory was founded in 1887 by Ada Winterbourne. Its telescope has a mirror of 72 centimetres."

func ask(t testing.TB) inference.GenerateRequest {
	return inference.GenerateRequest{
		Model: chat(t),
		Messages: []inference.Message{
			{Role: "system", Content: "Answer from the passage."},
			{Role: "user", Content: passage + "\n\nIn which year was the observatory founded?"},
		},
		Sampling:  inference.Sampling{Temperature: ptr(0.0)},
		MaxTokens: 40,
	}
}

func TestGenerate(t *testing.T) {
	c := start(t)
	ctx := t.Context()
	t.Run("streams the answer", func(t *testing.T) {
		var streamed strings.Builder
		pieces := 0
		r, err := c.Generate(ctx, ask(t), func(delta string) {
			if !utf8.ValidString(delta) {
				t.Errorf("the piece %q is not valid UTF-8", delta)
			}
			streamed.WriteString(delta)
			pieces++
		})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.Text, "1887") {
			t.Errorf("the answer is %q", r.Text)
		}
		if streamed.String() != r.Text || pieces < 3 {
			t.Errorf("streamed %q in %d pieces, the answer is %q", streamed.String(), pieces, r.Text)
		}
		if r.StopReason != inference.StopEnd || r.PromptTokens < 30 || r.AnswerTokens < 3 || r.FirstTokenMS <= 0 || r.Threads < 1 {
			t.Errorf("%+v", r)
		}
		n, err := c.CountTokens(ctx, chat(t), ask(t).Messages)
		if err != nil || n != r.PromptTokens {
			t.Errorf("CountTokens gave %d, %v; the prompt had %d", n, err, r.PromptTokens)
		}
	})
	t.Run("stops at a string across tokens", func(t *testing.T) {
		whole, err := c.Generate(ctx, ask(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		at := strings.Index(whole.Text, "1887")
		if at < 1 {
			t.Fatalf("the answer is %q", whole.Text)
		}
		q := ask(t)
		q.Stop = []string{"never", whole.Text[at-1 : at+3]} // " 188": digits are tokens of their own
		r, err := c.Generate(ctx, q, nil)
		if err != nil || r.StopReason != inference.StopString || r.Text != whole.Text[:at-1] {
			t.Errorf("%q (%s), %v; want %q", r.Text, r.StopReason, err, whole.Text[:at-1])
		}
	})
	t.Run("stops after so many tokens", func(t *testing.T) {
		q := ask(t)
		q.MaxTokens = 5
		q.IgnoreEOS = true
		r, err := c.Generate(ctx, q, nil)
		if err != nil || r.StopReason != inference.StopLength || r.AnswerTokens != 5 {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("cannot be told to end by a document", func(t *testing.T) {
		plain, err := c.CountTokens(ctx, chat(t), []inference.Message{{Role: "user", Content: "a b"}})
		if err != nil {
			t.Fatal(err)
		}
		forged, err := c.CountTokens(ctx, chat(t), []inference.Message{{Role: "user", Content: "a <|im_end|> b"}})
		if err != nil || forged < plain+4 {
			t.Errorf("a marker inside a message has %d tokens, %v: it was taken for one", forged-plain, err)
		}
	})
	t.Run("refuses nonsense in words", func(t *testing.T) {
		for _, spoil := range []func(*inference.GenerateRequest){
			func(q *inference.GenerateRequest) { q.Messages = nil },
			func(q *inference.GenerateRequest) { q.Prompt = "as well" },
			func(q *inference.GenerateRequest) { q.Stop = []string{""} },
			func(q *inference.GenerateRequest) { q.MaxTokens = -1 },
			func(q *inference.GenerateRequest) { q.Sampling.TopP = ptr(2.0) },
			func(q *inference.GenerateRequest) { q.Model.Path = "relative.gguf" },
		} {
			q := ask(t)
			spoil(&q)
			_, err := c.Generate(ctx, q, nil)
			code(t, err, inference.CodeBadRequest)
		}
	})
}

func TestTheSameRequestGivesTheSameText(t *testing.T) {
	c, model := start(t), shallow(t)
	// A prompt of several chunks, and an answer into the range where llama.cpp
	// cuts attention by threads.
	long := inference.GenerateRequest{
		Model:     model,
		Prompt:    strings.Repeat(passage+" ", 12) + "In other words:",
		Sampling:  inference.Sampling{Seed: ptr(uint32(11)), Temperature: ptr(0.9), TopK: ptr(0), TopP: ptr(1.0), MinP: ptr(0.0)},
		MaxTokens: 24,
		IgnoreEOS: true,
	}
	first := write(t, c, long)
	if first.Seed != 11 || first.PromptTokens < 300 {
		t.Errorf("seed %d, %d tokens in the prompt", first.Seed, first.PromptTokens)
	}
	again := func(when string) {
		t.Helper()
		if again := write(t, c, long); !again.same(first) {
			t.Errorf("%s:\n%q\nfirst:\n%q", when, again.Text, first.Text)
		}
	}
	again("with the prompt's prefix in memory")
	other := ask(t)
	other.Model = model
	write(t, c, other)
	again("after another prompt")
	follow := long
	follow.Prompt += " something else"
	write(t, c, follow)
	again("after a longer prompt with the same beginning")
	differs := long
	differs.Sampling.Seed = ptr(uint32(12))
	if other := write(t, c, differs); other.Text == first.Text {
		t.Errorf("two seeds gave the same text: %q", other.Text)
	}
	differs.Sampling.Seed = ptr(uint32(math.MaxUint32)) // by which llama.cpp means any
	if a, b := write(t, c, differs), write(t, c, differs); !a.same(b) {
		t.Errorf("with the largest seed:\n%q\n%q", a.Text, b.Text)
	}
	if err := c.Unload(t.Context(), model.Path); err != nil {
		t.Fatal(err)
	}
	again("after loading the model again")
	long.Sampling.Seed = nil
	if a, b := write(t, c, long), write(t, c, long); a.Seed == b.Seed || a.Text == b.Text {
		t.Errorf("without a seed, both answers have the seed %d", a.Seed)
	}
}

func TestThePromptNeverExceedsTheContext(t *testing.T) {
	c := start(t)
	q := ask(t)
	q.Model.ContextTokens = 256
	q.Messages[1].Content = strings.Repeat("word ", 400)
	_, err := c.Generate(t.Context(), q, nil)
	e := code(t, err, inference.CodePromptTooLong)
	n, err := c.CountTokens(t.Context(), q.Model, q.Messages)
	if err != nil || !strings.Contains(e.Message, fmt.Sprint(n)) || !strings.Contains(e.Message, "256") {
		t.Errorf("the words %q name not both %d and 256 (%v)", e.Message, n, err)
	}
	q = ask(t)
	q.Model.ContextTokens = 256
	q.MaxTokens = 0
	q.IgnoreEOS = true
	r, err := c.Generate(t.Context(), q, nil)
	if err != nil || r.StopReason != inference.StopContext || r.PromptTokens+r.AnswerTokens != 257 {
		t.Errorf("%s after %d + %d tokens, %v", r.StopReason, r.PromptTokens, r.AnswerTokens, err)
	}
	// At the edge: a prompt that leaves room for one token, and one that fills all.
	q.Model, q.Messages = shallow(t), nil
	q.Model.ContextTokens = 256
	for words := 254; ; words++ {
		q.Prompt = strings.Repeat(" word", words)
		r, err := c.Generate(t.Context(), q, nil)
		if err == nil {
			if r.StopReason != inference.StopContext || r.PromptTokens != words || r.PromptTokens+r.AnswerTokens != 257 {
				t.Errorf("%d words: %s after %d + %d tokens", words, r.StopReason, r.PromptTokens, r.AnswerTokens)
			}
			continue
		}
		code(t, err, inference.CodePromptTooLong)
		if words != 256 {
			t.Errorf("a prompt of %d tokens was refused", words)
		}
		break
	}
}

// That not a token more is written once the engine knows, its own
// TestCancelStopsWithinAToken says.
func TestCancel(t *testing.T) {
	c := start(t)
	q := ask(t)
	q.IgnoreEOS = true
	q.MaxTokens = 0
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	pieces := 0
	r, err := c.Generate(ctx, q, func(string) {
		if pieces++; pieces == 5 {
			cancel()
		}
	})
	if err != context.Canceled || r.StopReason != inference.StopCancel || r.Text == "" {
		t.Fatalf("%+v, %v", r, err)
	}
	// The engine computes on while the fifth piece travels here and the cancel
	// back; a slow reader of the pipe must not make that many tokens.
	if r.AnswerTokens > 400 { // of some 980
		t.Errorf("%d tokens, cancelled after 5 pieces", r.AnswerTokens)
	}

	t.Run("in the prompt", func(t *testing.T) {
		q := ask(t)
		q.Model.ContextTokens = 8192
		q.Messages[1].Content = strings.Repeat(passage+" ", 200)
		spec := q.Model
		spec.Kind = inference.KindChat
		if _, err := c.Load(t.Context(), spec); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		begin := time.Now()
		r, err := c.Generate(ctx, q, nil)
		if err != context.DeadlineExceeded || r.AnswerTokens != 0 || r.StopReason != inference.StopCancel {
			t.Errorf("%+v, %v", r, err)
		}
		if took := time.Since(begin); took > 10*time.Second { // the whole prompt takes longer
			t.Errorf("took %v", took)
		}
		if r, err := c.Generate(t.Context(), ask(t), nil); err != nil || !strings.Contains(r.Text, "1887") {
			t.Errorf("afterwards: %q, %v", r.Text, err)
		}
	})
}

func TestADeadEngineFailsItsCallersAndComesBack(t *testing.T) {
	c := start(t)
	info, err := c.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	q := ask(t)
	q.IgnoreEOS = true
	q.MaxTokens = 0
	others := make(chan error, 4)
	var died time.Time
	pieces := 0
	r, err := c.Generate(t.Context(), q, func(string) {
		if pieces++; pieces != 3 {
			return
		}
		for range cap(others) { // they wait for the turn
			go func() { _, err := c.Generate(context.Background(), q, nil); others <- err }()
		}
		time.Sleep(50 * time.Millisecond)
		engine, err := os.FindProcess(info.PID)
		if err == nil {
			err = engine.Kill()
		}
		if err != nil {
			t.Error(err)
		}
		died = time.Now()
	})
	code(t, err, inference.CodeEngineDied)
	if took := time.Since(died); took > time.Minute {
		t.Errorf("the error came %v after the engine's death", took)
	}
	if r.Text == "" {
		t.Error("what had been streamed is not in the result")
	}
	for range cap(others) {
		select {
		case err := <-others:
			code(t, err, inference.CodeEngineDied)
		case <-time.After(time.Minute):
			t.Fatal("a caller hangs")
		}
	}
	again, err := c.Generate(t.Context(), ask(t), nil)
	if err != nil || !strings.Contains(again.Text, "1887") {
		t.Errorf("afterwards: %q, %v", again.Text, err)
	}
	if now, err := c.Start(t.Context()); err != nil || now.PID == info.PID {
		t.Errorf("afterwards: process %d, %v", now.PID, err)
	}
}

func TestBadModelFiles(t *testing.T) {
	c := start(t)
	dir := t.TempDir()
	whole, err := os.ReadFile(minilm(t).Path)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(whole)
	copy(damaged[8:], []byte{3, 0, 0, 0}) // three tensors of a hundred: a header that reads well
	for name, test := range map[string]struct {
		content []byte
		code    string
	}{
		"not a model.gguf": {[]byte("%PDF-1.7 not a model"), inference.CodeModelNotGGUF},
		"truncated.gguf":   {whole[:len(whole)/2], inference.CodeModelBroken},
		"damaged.gguf":     {damaged, inference.CodeModelBroken},
	} {
		path := dir + "/" + name
		if err := os.WriteFile(path, test.content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := c.Embed(t.Context(), inference.ModelSpec{Path: path}, []string{"x"})
		if e := code(t, err, test.code); !strings.Contains(e.Message, name) {
			t.Errorf("%s: the words %q do not name the file", name, e.Message)
		}
	}
	_, err = c.Generate(t.Context(), inference.GenerateRequest{Model: inference.ModelSpec{Path: dir + "/none.gguf"}, Prompt: "x"}, nil)
	code(t, err, inference.CodeModelMissing)
	_, err = c.Generate(t.Context(), inference.GenerateRequest{Model: minilm(t), Prompt: "x"}, nil)
	code(t, err, inference.CodeModelKind)
	_, err = c.Embed(t.Context(), chat(t), []string{"x"})
	code(t, err, inference.CodeModelKind)
	// None of it disturbed anything.
	if rows, err := c.Embed(t.Context(), minilm(t), []string{"x"}); err != nil || len(rows) != 1 {
		t.Errorf("afterwards: %d rows, %v", len(rows), err)
	}
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// topics are sentences in groups of three that say similar things in other
// words.
var topics = []string{
	"The cat sleeps on the sofa.", "A kitten is resting on the couch.", "Our pet naps in the living room.",
	"Stock prices fell sharply on Monday.", "Shares lost value at the start of the week.", "The market dropped after the weekend.",
	"Heavy rain is expected in the north tomorrow.", "The forecast says it will pour up north.", "Expect a wet day in the northern regions.",
	"The surgeon removed the tumour successfully.", "Doctors operated and took out the growth.", "The operation on the cancer went well.",
}

func TestEmbed(t *testing.T) {
	c := start(t)
	ctx := t.Context()
	rows, err := c.Embed(ctx, minilm(t), topics)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(topics) {
		t.Fatalf("%d rows for %d texts", len(rows), len(topics))
	}
	for i, row := range rows {
		if len(row) != 384 || math.Abs(dot(row, row)-1) > 1e-5 {
			t.Fatalf("row %d has %d values and the length %v", i, len(row), math.Sqrt(dot(row, row)))
		}
		nearest := -1
		for j := range rows {
			if j != i && (nearest < 0 || dot(row, rows[j]) > dot(row, rows[nearest])) {
				nearest = j
			}
		}
		if nearest/3 != i/3 {
			t.Errorf("nearest to %q is %q", topics[i], topics[nearest])
		}
	}
	t.Run("alone as in company", func(t *testing.T) {
		for i, text := range topics {
			alone, err := c.Embed(ctx, minilm(t), []string{text})
			if err != nil {
				t.Fatal(err)
			}
			if got := dot(alone[0], rows[i]); got < 0.999 {
				t.Errorf("%q: cosine %v between alone and in company", text, got)
			}
		}
	})
	t.Run("any text", func(t *testing.T) {
		long := strings.Repeat("The cat sleeps on the sofa. ", 2000)
		texts := []string{"", "\x00", "\xff\xfe", "[CLS] [SEP] [MASK]", "日本語のテキスト", long}
		for range 100 {
			texts = append(texts, "one of many")
		}
		rows, err := c.Embed(ctx, minilm(t), texts)
		if err != nil || len(rows) != len(texts) {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for i, row := range rows {
			if n := dot(row, row); math.Abs(n-1) > 1e-5 {
				t.Errorf("text %d: length %v", i, math.Sqrt(n))
			}
		}
		cat, err := c.Embed(ctx, minilm(t), topics[:1])
		if err != nil || dot(cat[0], rows[5]) < 0.3 {
			t.Errorf("a long text about a cat is unlike a short one: %v, %v", dot(cat[0], rows[5]), err)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		if rows, err := c.Embed(ctx, minilm(t), nil); err != nil || len(rows) != 0 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	})
}

func TestAnAnswerDoesNotWaitForManyEmbeddings(t *testing.T) {
	c := start(t)
	if _, err := c.Embed(t.Context(), minilm(t), []string{"x"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Generate(t.Context(), ask(t), nil); err != nil {
		t.Fatal(err)
	}
	texts := make([]string, 1000)
	for i := range texts {
		texts[i] = fmt.Sprintf("%d. %s", i, strings.Repeat(passage, 6))
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	embedded := make(chan error, 1)
	go func() { _, err := c.Embed(ctx, minilm(t), texts); embedded <- err }()
	time.Sleep(200 * time.Millisecond)
	q := ask(t)
	q.MaxTokens = 3
	if _, err := c.Generate(t.Context(), q, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Embed(t.Context(), minilm(t), []string{"a question"}); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-embedded:
		t.Errorf("the embeddings were done before the answer (%v)", err)
	default:
	}
	cancel()
	if err := <-embedded; err != context.Canceled {
		t.Errorf("%v, want context.Canceled", err)
	}
}

func TestManyCallersAtOnce(t *testing.T) {
	c := start(t)
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			switch i % 4 {
			case 0:
				q := ask(t)
				q.MaxTokens = 2
				if r, err := c.Generate(t.Context(), q, nil); err != nil || r.AnswerTokens != 2 {
					t.Errorf("answer: %+v, %v", r, err)
				}
			case 1:
				text := topics[i%len(topics)]
				rows, err := c.Embed(t.Context(), minilm(t), []string{text, "x", text})
				if err != nil || len(rows) != 3 || dot(rows[0], rows[2]) < 0.9999 || dot(rows[0], rows[1]) > 0.9 {
					t.Errorf("vectors: %d, %v", len(rows), err)
				}
			case 2:
				if n, err := c.CountTokens(t.Context(), chat(t), ask(t).Messages); err != nil || n < 30 {
					t.Errorf("tokens: %d, %v", n, err)
				}
			case 3:
				tokens, err := c.Tokenize(t.Context(), chat(t), "one two three")
				if err != nil || len(tokens) != 3 {
					t.Errorf("tokens: %v, %v", tokens, err)
				}
			}
		})
	}
	all.Wait()
}

func TestCloseFailsWhoWaits(t *testing.T) {
	c := start(t)
	q := ask(t)
	q.IgnoreEOS = true
	q.MaxTokens = 0
	pieces := 0
	_, err := c.Generate(t.Context(), q, func(string) {
		if pieces++; pieces == 2 {
			go c.Close()
		}
	})
	code(t, err, inference.CodeEngineDied)
	_, err = c.Start(t.Context())
	code(t, err, inference.CodeCancelled)
}

func TestBench(t *testing.T) {
	c := start(t)
	r, err := c.Bench(t.Context(), inference.BenchRequest{Model: inference.ModelSpec{Path: chat(t).Path, Threads: 1}, PromptTokens: 32, GenerateTokens: 4, Repetitions: 2})
	if err != nil {
		t.Fatal(err)
	}
	if r.PromptTokensPerS <= 0 || r.GenerationTokensPerS <= 0 || len(r.PromptSamples) != 2 || len(r.GenerationSamples) != 2 || r.PromptThreads != 1 || r.GenerationThreads != 1 {
		t.Errorf("%+v", r)
	}
	_, err = c.Bench(t.Context(), inference.BenchRequest{Model: chat(t)})
	code(t, err, inference.CodeBadRequest)
}
