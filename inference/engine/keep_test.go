package engine

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/inference/models/modeltest"
)

// clock is a time that a test moves on.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// keeping is an engine at work whose models stay for a quarter of an hour, with its
// clock.
func keeping(t *testing.T) (*server, inference.ModelSpec, *clock) {
	t.Helper()
	s, model := atWork(t)
	c := &clock{now: time.Unix(1_800_000_000, 0)}
	s.shelf.now = c.time
	if err := s.configure(inference.EngineSettings{KeepSeconds: 900}); err != nil {
		t.Fatal(err)
	}
	return s, model, c
}

func (s *server) loadedModels() int {
	n := 0
	s.shelf.any(func(*volume) bool { n++; return false })
	return n
}

func short(model inference.ModelSpec) inference.GenerateRequest {
	return inference.GenerateRequest{Model: model, Prompt: story, MaxTokens: 1, IgnoreEOS: true}
}

func mustWrite(t *testing.T, s *server, q inference.GenerateRequest) inference.GenerateResult {
	t.Helper()
	r, err := s.generate(t.Context(), q, sink{text: func(string) {}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// resident is how much of the process is in memory, in bytes.
func resident(t *testing.T) int64 {
	t.Helper()
	debug.FreeOSMemory()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := bytes.Cut(status, []byte("VmRSS:"))
	var kib int64
	if n, _ := fmt.Sscan(string(line), &kib); n != 1 {
		t.Fatal("/proc/self/status has no VmRSS")
	}
	return kib << 10
}

func TestModelsThatNobodyUsesArePutAway(t *testing.T) {
	s, model, c := keeping(t)
	var bare int64
	if runtime.GOOS == "linux" {
		bare = resident(t)
	}
	first := mustWrite(t, s, short(model))
	c.pass(14 * time.Minute)
	s.putAway(false)
	mustWrite(t, s, short(model))
	c.pass(14 * time.Minute)
	if s.putAway(false); s.loadedModels() != 1 {
		t.Fatal("a model that was used 14 minutes ago is put away")
	}
	var with int64
	if runtime.GOOS == "linux" {
		with = resident(t)
	}
	c.pass(time.Minute)
	if s.putAway(false); s.loadedModels() != 0 {
		t.Fatal("a model that nobody used for 15 minutes stays")
	}
	if runtime.GOOS == "linux" {
		info, err := os.Stat(model.Path)
		if err != nil {
			t.Fatal(err)
		}
		without := resident(t)
		t.Logf("%d MB with the model, %d MB without", with>>20, without>>20)
		if with-bare < info.Size()*3/4 {
			t.Log("the model took memory that the process had already: how much is freed cannot be seen")
		} else if with-without < info.Size()*3/4 {
			t.Errorf("putting a model of %d MB away freed %d MB", info.Size()>>20, (with-without)>>20)
		}
	}
	if again := mustWrite(t, s, short(model)); again.PromptTokens != first.PromptTokens || s.loadedModels() != 1 {
		t.Errorf("afterwards: %+v, %d models", again, s.loadedModels())
	}
	if err := s.configure(inference.EngineSettings{}); err != nil {
		t.Fatal(err)
	}
	c.pass(1000 * time.Hour)
	if s.putAway(false); s.loadedModels() != 1 {
		t.Error("a model is put away that is to stay")
	}
}

// However long an answer takes, its model is in use until the end.
func TestNoModelIsPutAwayDuringAnAnswer(t *testing.T) {
	s, model, c := keeping(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	swept := make(chan struct{})
	pieces := 0
	q := inference.GenerateRequest{Model: model, Prompt: story, MaxTokens: 40, IgnoreEOS: true, LogProbs: true}
	r, err := s.generate(ctx, q, sink{text: func(string) {}, token: func(inference.TokenChoice) {
		if pieces++; pieces == 3 {
			c.pass(time.Hour)
			go func() {
				s.putAway(true)
				close(swept)
			}()
		}
	}})
	if err != nil || r.AnswerTokens != 40 {
		t.Fatalf("%+v, %v", r, err)
	}
	<-swept
	if s.loadedModels() != 1 {
		t.Error("the model was put away after its answer, which had ended just then")
	}
}

// A quick job to which an answer lends its turn loads its model beside the one that
// is written with, however short memory is.
func TestNoModelIsPutAwayWhileItsTurnIsLent(t *testing.T) {
	s, model := atWork(t)
	large := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "embeds.gguf"), Kind: inference.KindEmbedding, Threads: 1}
	modeltest.Write(t, large.Path, modeltest.Options{})
	file, err := models.Inspect(large.Path)
	if err != nil {
		t.Fatal(err)
	}
	need := file.Need(contextOf(large, file))
	s.shelf.memory = func() models.Memory { return models.Memory{Total: 8 << 30, Free: need - 1} }
	embedded := make(chan error, 1)
	pieces := 0
	q := inference.GenerateRequest{Model: model, Prompt: story, MaxTokens: 6, IgnoreEOS: true, LogProbs: true}
	r, err := s.generate(t.Context(), q, sink{text: func(string) {}, token: func(inference.TokenChoice) {
		if pieces++; pieces == 3 { // this is called with the turn
			s.shelf.loaded[inference.KindChat][0].need = need - 1 // to put it away would make the room
			go func() {
				embedded <- s.embed(t.Context(), inference.EmbedRequest{Model: large, Texts: []string{"anything"}}, func([][]float32) error { return nil })
			}()
			waiting(t, &s.turn, 1)
		}
	}})
	if err != nil || r.AnswerTokens != 6 {
		t.Errorf("%+v, %v", r, err)
	}
	if err := <-embedded; err != nil {
		t.Error(err)
	}
	if n := s.loadedModels(); n != 2 {
		t.Errorf("%d models are loaded", n)
	}
	allFree(t, s)
}

func TestUnderPressureTheOldestGoes(t *testing.T) {
	s, model, c := keeping(t)
	mustWrite(t, s, short(model))
	small := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "small.gguf"), Kind: inference.KindEmbedding, Threads: 1}
	modeltest.Write(t, small.Path, modeltest.Options{})
	c.pass(time.Minute)
	if err := s.embed(t.Context(), inference.EmbedRequest{Model: small, Texts: []string{"anything"}}, func([][]float32) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if s.putAway(false); s.loadedModels() != 2 {
		t.Fatal("without pressure")
	}
	volume := chatVolume(t, s)
	volume.prefixes.kept = []*prefix{{tokens: []int32{1}, state: []byte{1}}}
	if s.putAway(true); s.loadedModels() != 2 || len(volume.prefixes.kept) != 0 {
		t.Errorf("at first what is kept of prompts goes: %d models, %d prefixes", s.loadedModels(), len(volume.prefixes.kept))
	}
	if s.putAway(true); s.loadedModels() != 1 || s.shelf.loadedFor(small) == nil {
		t.Error("then the model that was not used for a minute")
	}
	if s.putAway(true); s.loadedModels() != 1 {
		t.Error("and not the one that was used just now")
	}
}

// graphics computes, it says, with a graphics card.
type graphics struct{ Backend }

func (graphics) Offloads() bool { return true }

// Two models of a kind stay where memory is plainly enough, and none that would
// keep another one from fitting.
func TestModelsStayBesideEachOtherWhereTheyFit(t *testing.T) {
	s, model := atWork(t)
	link := filepath.Join(t.TempDir(), "other.gguf")
	if err := os.Symlink(model.Path, link); err != nil {
		t.Skip(err)
	}
	other := model
	other.Path = link
	// What is free without any model; those that are loaded take of it.
	free := int64(8 << 30)
	s.shelf.memory = func() models.Memory {
		left := free
		s.shelf.any(func(v *volume) bool { left -= v.need; return false })
		return models.Memory{Total: 8 << 30, Free: left}
	}
	mustWrite(t, s, short(model))
	mustWrite(t, s, short(other))
	if n := s.loadedModels(); n != 2 {
		t.Errorf("with 8 GB free %d models are loaded", n)
	}
	if err := s.turn.take(t.Context(), classAnswer, 0); err != nil {
		t.Fatal(err)
	}
	need, native := s.shelf.loaded[inference.KindChat][0].need, s.shelf.backend
	s.shelf.backend = graphics{native}
	third := model
	third.Path += "-third"
	if s.shelf.makeRoom(third, need); s.loadedModels() != 0 {
		t.Errorf("main memory says that %d models stay beside another one on a graphics card", s.loadedModels())
	}
	s.shelf.backend = native
	s.turn.pass()

	small := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "small.gguf"), Kind: inference.KindEmbedding, Threads: 1}
	modeltest.Write(t, small.Path, modeltest.Options{})
	embed := func() {
		t.Helper()
		if err := s.embed(t.Context(), inference.EmbedRequest{Model: small, Texts: []string{"anything"}}, func([][]float32) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	mustWrite(t, s, short(model))
	embed()
	if n := s.loadedModels(); n != 2 {
		t.Errorf("a model that writes and one that embeds: %d models are loaded", n)
	}
	volume := chatVolume(t, s)
	free = volume.need + 1<<20 // for no more than one
	mustWrite(t, s, short(other))
	if n := s.loadedModels(); n != 1 || s.shelf.loadedFor(other) == nil {
		t.Errorf("with too little free for more than one %d models are loaded", n)
	}
	embed()
	if n := s.loadedModels(); n != 2 {
		t.Errorf("a larger model went for a smaller one: %d are loaded", n)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	s := &server{}
	if err := s.configure(inference.EngineSettings{KeepSeconds: -1}); err == nil || !strings.Contains(err.Error(), "time") {
		t.Errorf("a negative time: %v", err)
	}
}
