package engine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/inference/models/modeltest"
)

// another is a second model: the same file by another name.
func another(t *testing.T, model inference.ModelSpec) inference.ModelSpec {
	t.Helper()
	other := model
	other.Path = filepath.Join(t.TempDir(), "other.gguf")
	if err := os.Link(model.Path, other.Path); err != nil {
		if err := os.Symlink(model.Path, other.Path); err != nil {
			t.Skip(err)
		}
	}
	return other
}

// roomy has the engine think that the machine has so much memory for models, of which
// those that are loaded take what they need.
func roomy(s *server, bytes int64) {
	s.shelf.memory = func() models.Memory {
		left := bytes + 1<<30
		s.shelf.any(func(v *volume) bool { left -= v.need; return false })
		return models.Memory{Total: 16 << 30, Free: left}
	}
}

// scribe notes in which order the tokens of answers are drawn. They all are by the one
// goroutine that writes answers.
type scribe struct{ strings.Builder }

func (o *scribe) sink(mark byte, also func(n int)) sink {
	n := 0
	return sink{text: func(string) {}, token: func(inference.TokenChoice) {
		o.WriteByte(mark)
		if n++; also != nil {
			also(n)
		}
	}}
}

// The person's question does not wait for another program's answer by another model,
// where both fit: whether or not its model is in memory, it begins within a few tokens
// of the other one, is written first, and both texts are as they are alone.
func TestTheWindowGoesBeforeOtherProgramsWithAnotherModel(t *testing.T) {
	for _, loaded := range []bool{true, false} {
		t.Run(fmt.Sprintf("loaded %v", loaded), func(t *testing.T) {
			s, model := atWork(t)
			other := another(t, model)
			model.ContextTokens, other.ContextTokens = 1024, 1024
			roomy(s, 8<<30)
			zero := 0.0
			guest := inference.GenerateRequest{Model: other, Prompt: story, MaxTokens: 600, IgnoreEOS: true, LogProbs: true, Sampling: inference.Sampling{Temperature: &zero}}
			own := guest
			own.Model, own.Prompt, own.MaxTokens = model, "Once upon a time", 60
			ownAlone := mustWrite(t, s, withoutProbs(own))
			if !loaded {
				s.emptyShelf()
			}
			beginning := withoutProbs(guest)
			beginning.MaxTokens = 120
			guestAlone := mustWrite(t, s, beginning)

			const asked = 3 // tokens of the guest's before the question
			var order scribe
			answered := make(chan string, 1)
			ctx, enough := context.WithCancel(t.Context())
			guest.Guest = true
			got, err := s.generate(ctx, guest, order.sink('g', func(n int) {
				if n == asked {
					go func() {
						if _, err := s.load(t.Context(), inference.LoadRequest{Model: model}); err != nil {
							t.Error(err)
						}
						r, err := s.generate(t.Context(), own, order.sink('w', nil))
						if err != nil {
							t.Error(err)
						}
						answered <- r.Text
						enough()
					}()
					waitingFor(t, s, loaded)
				}
			}))
			if err != nil {
				t.Fatal(err)
			}
			if text := <-answered; text != ownAlone.Text {
				t.Errorf("the person's: %q, alone %q", text, ownAlone.Text)
			}
			if n := min(len(got.Text), len(guestAlone.Text)); n == 0 || got.Text[:n] != guestAlone.Text[:n] {
				t.Errorf("the other program's: %q, alone %q", got.Text, guestAlone.Text)
			}
			all := order.String()
			first, last := strings.IndexByte(all, 'w'), strings.LastIndexByte(all, 'w')
			t.Logf("first token of the person's after %d of the other program's, the last of %d after %d", strings.Count(all[:first], "g"), own.MaxTokens, strings.Count(all[:last], "g"))
			if n := strings.Count(all[:first], "g"); n > asked+4 {
				t.Errorf("the person's question waited for %d tokens of the other program's", n-asked)
			}
			if n := strings.Count(all[first:last], "g"); n < 1 || n > own.MaxTokens/2 {
				t.Errorf("%d tokens of the other program's during the person's %d", n, own.MaxTokens)
			}
			if n := s.loadedModels(); n != 2 {
				t.Errorf("%d models are loaded", n)
			}
			allFree(t, s)
		})
	}
}

func withoutProbs(q inference.GenerateRequest) inference.GenerateRequest {
	q.LogProbs = false
	return q
}

// waitingFor waits until a question is in the queue, or its model is waited for.
func waitingFor(t *testing.T, s *server, question bool) {
	t.Helper()
	for range 5000 {
		s.answers.mu.Lock()
		waits := len(s.answers.waiting) > 0
		s.answers.mu.Unlock()
		if waits || !question && s.turn.wanted(classBulk) {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("the question did not come")
}

// Where both models do not fit, the one that answers are being written with stays until
// they are done; then the person's question goes before those of other programs that
// have waited longer, and nobody's answer is cut.
func TestWhereTwoModelsDoNotFitThePersonIsNext(t *testing.T) {
	s, model := atWork(t)
	other := another(t, model)
	mustWrite(t, s, short(model))
	roomy(s, chatVolume(t, s).need*3/2)
	write := func(order *scribe, mark byte, q inference.GenerateRequest, also func(int)) {
		if r, err := s.generate(t.Context(), q, order.sink(mark, also)); err != nil || r.AnswerTokens != q.MaxTokens {
			t.Errorf("%c: %+v, %v", mark, r, err)
		}
	}
	guest := inference.GenerateRequest{Model: other, Prompt: story, MaxTokens: 30, IgnoreEOS: true, LogProbs: true, Guest: true}
	later, own := guest, guest
	later.MaxTokens, own.MaxTokens = 5, 5
	own.Model, own.Guest = model, false
	third := later
	third.Model = another(t, model)
	var order scribe
	var all sync.WaitGroup
	write(&order, 'g', guest, func(n int) {
		if n != 3 {
			return
		}
		all.Go(func() { write(&order, 't', third, nil) })
		waitingFor(t, s, true)
		all.Go(func() { write(&order, 'l', later, nil) })
		all.Go(func() {
			if _, err := s.load(t.Context(), inference.LoadRequest{Model: model}); err != nil {
				t.Error(err)
			}
			write(&order, 'w', own, nil)
		})
		waiting(t, &s.turn, 1)
	})
	all.Wait()
	got := order.String()
	if first := strings.IndexByte(got, 'w'); first < guest.MaxTokens || strings.ContainsAny(got[:first], "t") || strings.Contains(got[:first], "l") {
		t.Errorf("they were written in the order %s", got)
	}
	if n := s.loadedModels(); n != 1 {
		t.Errorf("%d models are loaded", n)
	}
	allFree(t, s)
}

// A model whose answer is set aside is not put away: not by what is loaded meanwhile,
// however short memory is, nor by the sweep, nor when its file is to be unloaded.
// An answer that is set aside and given up ends at once.
func TestNoModelIsPutAwayUnderAnAnswerThatIsSetAside(t *testing.T) {
	s, model := atWork(t)
	c := &clock{now: time.Unix(1_800_000_000, 0)}
	s.shelf.now = c.time
	if err := s.configure(inference.EngineSettings{KeepSeconds: 60}); err != nil {
		t.Fatal(err)
	}
	other := another(t, model)
	roomy(s, 8<<30)
	large := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "embeds.gguf"), Kind: inference.KindEmbedding, Threads: 1}
	modeltest.Write(t, large.Path, modeltest.Options{})
	file, err := models.Inspect(large.Path)
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, s, short(model))
	mustWrite(t, s, short(other))

	var order scribe
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	ended, embedded, unloaded := make(chan inference.GenerateResult, 1), make(chan error, 1), make(chan error, 1)
	aside := inference.GenerateRequest{Model: other, Prompt: story, IgnoreEOS: true, LogProbs: true, Background: true}
	own := inference.GenerateRequest{Model: model, Prompt: story, MaxTokens: 40, IgnoreEOS: true, LogProbs: true}
	r, err := s.generate(t.Context(), own, order.sink('w', func(n int) {
		switch n {
		case 2:
			go func() {
				r, err := s.generate(ctx, aside, order.sink('b', nil))
				if err != nil {
					t.Error(err)
				}
				ended <- r
			}()
			waitingFor(t, s, true)
		case 20: // it has had a token, and waits for its next one
			c.pass(time.Hour)
			s.shelf.memory = func() models.Memory {
				return models.Memory{Total: 8 << 30, Free: file.Need(contextOf(large, file)) - 1}
			}
			s.shelf.any(func(v *volume) bool { v.need = 1; return false }) // smaller than the one to come
			go func() {
				embedded <- s.embed(t.Context(), inference.EmbedRequest{Model: large, Texts: []string{"anything"}}, func([][]float32) error { return nil })
			}()
			waiting(t, &s.turn, 1)
		case 22:
			go s.putAway(true)
			go func() { unloaded <- s.unload(t.Context(), other) }()
			waiting(t, &s.turn, 2)
		case 30:
			if got := order.String(); !strings.Contains(got, "b") {
				t.Errorf("nothing is set aside: %s", got)
			}
			if s.shelf.loadedFor(other) == nil {
				t.Error("its model was put away")
			}
			giveUp()
		case 32: // two rounds later at the most
			select {
			case r := <-ended:
				if r.StopReason != inference.StopCancel {
					t.Errorf("%+v", r)
				}
			default:
				time.Sleep(50 * time.Millisecond) // its own goroutine is woken
				if len(ended) == 0 {
					t.Error("an answer that is set aside and given up goes on")
				}
			}
		}
	}))
	if err != nil || r.AnswerTokens != own.MaxTokens {
		t.Errorf("%+v, %v", r, err)
	}
	if err := errors.Join(<-embedded, <-unloaded); err != nil {
		t.Error(err)
	}
	s.holdTurn()
	s.turn.pass()
	if s.shelf.loadedFor(other) != nil {
		t.Error("afterwards it is still there")
	}
	allFree(t, s)
}

// What the person waits for breaks a piece of another program's prompt off, once: then
// a piece of it is read, whoever comes. It comes out the same to the bit.
func TestAPieceOfAGuestsPromptIsBrokenOff(t *testing.T) {
	s, model := atWork(t)
	zero := 0.0
	guest := inference.GenerateRequest{Model: model, Prompt: strings.Repeat(story, 9) + "It is", MaxTokens: 5, IgnoreEOS: true, LogProbs: true, Sampling: inference.Sampling{Temperature: &zero}}
	alone, bits := writeBits(t, s, guest)
	s.emptyShelf()
	v, err := s.shelf.get(model)
	if err != nil {
		t.Fatal(err)
	}
	v.want(2)
	v.makeSeats(t.Context(), 1)
	s.holdTurn()
	guest.Guest = true
	var beside []float64
	a := s.answerFor(t.Context(), guest, sink{text: func(string) {}, token: func(c inference.TokenChoice) { beside = append(beside, c.LogProb) }})
	r := &rounds{server: s, last: map[*volume]int{}}
	s.answers.join(a)
	if !r.admit() || len(r.under) != 1 {
		t.Fatal("it does not begin")
	}
	r.choose()
	s.answers.join(s.answerFor(t.Context(), inference.GenerateRequest{Model: model, Prompt: "Who?"}, sink{})) // the person's comes
	if r.read(); a.at != 0 || a.halted {
		t.Errorf("%d tokens were read before the person's question was looked at", a.at)
	}
	own := s.answers.head()
	s.answers.leave(own)
	searched := make(chan error, 1)
	go func() {
		err := s.turn.take(t.Context(), classQuick, 1)
		s.turn.pass()
		searched <- err
	}()
	waiting(t, &s.turn, 1)
	if r.read(); a.at != 0 || !a.halted {
		t.Errorf("%d tokens were read while a search waited", a.at)
	}
	if r.read(); a.at != prefixBlock || a.halted {
		t.Errorf("%d tokens were read after that, want %d", a.at, prefixBlock)
	}
	r.turn.lend()
	if err := <-searched; err != nil {
		t.Fatal(err)
	}
	for len(r.under) > 0 {
		r.choose()
		r.write()
		r.read()
	}
	s.turn.pass()
	if a.result.Text != alone.Text || !slices.Equal(beside, bits) {
		t.Errorf("%q, alone %q", a.result.Text, alone.Text)
	}
	allFree(t, s)
}

// Random requests of two models, of which some are given up and in some of which the
// engine is killed: who waited gets what was written, nobody another one's text, and
// no sequence of either model is left over.
func TestRandomStepsOverTwoModels(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one model at a time")
	}
	c := startChild(t)
	dir := t.TempDir()
	zero := 0.0
	const most = 8
	var asks []inference.GenerateRequest
	var texts []string
	for i, prompt := range []string{"Once upon a time", strings.Repeat(story, 5) + "It"} {
		model := inference.ModelSpec{Path: filepath.Join(dir, fmt.Sprintf("shallow%d.gguf", i)), Kind: inference.KindChat, ContextTokens: 512}
		modeltest.WriteShallow(t, model.Path, modeltest.Shallow{Blocks: i + 1})
		q := inference.GenerateRequest{Model: model, Prompt: prompt, MaxTokens: most, IgnoreEOS: true, Sampling: inference.Sampling{Temperature: &zero}}
		r, err := c.Generate(t.Context(), q, nil)
		if err != nil || r.AnswerTokens != most {
			t.Fatalf("%+v, %v", r, err)
		}
		asks, texts = append(asks, q), append(texts, r.Text)
	}
	const steps, kills = 120, 2
	random := rand.New(rand.NewPCG(5, 6))
	places := make(chan struct{}, 6)
	var all sync.WaitGroup
	for i := range steps {
		which, stopAfter, kill := random.IntN(2), random.IntN(2*most), i%(steps/kills) == steps/kills/2
		q := asks[which]
		switch random.IntN(3) {
		case 0:
			q.Guest = true
		case 1:
			q.Background = true
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			pid := 0
			if kill {
				pid = c.pid(t)
			}
			pieces := 0
			r, err := c.Generate(ctx, q, func(string) {
				if pieces++; pieces == stopAfter {
					cancel()
				}
				if pieces == 2 && kill {
					c.signal(t, pid, os.Kill)
				}
			})
			var failure *inference.Error
			switch {
			case err == nil && r.Text == texts[which]:
			case errors.Is(err, context.Canceled), errors.As(err, &failure) && failure.Code == inference.CodeEngineDied:
				if !strings.HasPrefix(texts[which], r.Text) {
					t.Errorf("step %d: %q is no part of %q", i, r.Text, texts[which])
				}
			default:
				t.Errorf("step %d: %+v, %v, want %q", i, r, err, texts[which])
			}
		})
	}
	all.Wait()
	for range kills {
		if line := <-c.ended; runtime.GOOS == "linux" && !strings.Contains(line, "signal: killed") {
			t.Error(line)
		}
	}
	for i, q := range asks {
		if r, err := c.Generate(t.Context(), q, nil); err != nil || r.Text != texts[i] {
			t.Errorf("afterwards: %q, %v; before it was %q", r.Text, err, texts[i])
		}
	}
	c.free(t)
}
