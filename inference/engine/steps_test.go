package engine

import (
	"bytes"
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

	"carrel/inference"
	"carrel/inference/models/modeltest"
)

// greedy is a prompt with what the model writes after it, token by token.
type greedy struct {
	prompt string
	tokens []string
}

func (g greedy) text(tokens int) string { return strings.Join(g.tokens[:tokens], "") }

// Two hundred requests, of which some are given up and in some of which the engine
// is killed, at random moments: who waited gets what was written and a clear error,
// no piece of an answer is lost, doubled or another one's, and the engine that is
// there in the end holds nothing.
func TestRandomRequestsCancelsAndKills(t *testing.T) {
	c := startChild(t)
	model := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "shallow.gguf"), Kind: inference.KindChat, ContextTokens: 512, Threads: 1}
	modeltest.WriteShallow(t, model.Path, modeltest.Shallow{})
	zero, hot := 0.0, 0.9
	const most = 6 // tokens of an answer

	known := []greedy{{prompt: "Once upon a time"}, {prompt: story}, {prompt: strings.Repeat(story, 6) + "It"}}
	for i := range known {
		q := inference.GenerateRequest{Model: model, Prompt: known[i].prompt, MaxTokens: most, IgnoreEOS: true, LogProbs: true, Sampling: inference.Sampling{Temperature: &zero}}
		r, err := c.Stream(t.Context(), q, func(p inference.Piece) {
			if p.Token != nil {
				known[i].tokens = append(known[i].tokens, string(p.Token.Bytes))
			}
		})
		if err != nil || len(known[i].tokens) != most || r.Text != known[i].text(most) {
			t.Fatalf("%+v, %v: %q", r, err, known[i].tokens)
		}
	}

	const steps, kills = 200, 4
	random := rand.New(rand.NewPCG(3, 4))
	places := make(chan struct{}, 6) // more than there are sequences
	var all sync.WaitGroup
	for i := range steps {
		g := known[random.IntN(len(known))]
		q := inference.GenerateRequest{Model: model, Prompt: g.prompt, MaxTokens: 1 + random.IntN(3), IgnoreEOS: true, LogProbs: true}
		repeatable := random.IntN(2) == 0
		q.Sampling.Temperature = &hot // two and more of these are computed together
		if repeatable {
			q.Sampling.Temperature = &zero
		}
		stopAt, killAt := -1, -1 // before so many tokens
		switch {
		case i%(steps/kills) == steps/kills/2:
			killAt = i / (steps / kills)
			q.MaxTokens = most
		case random.IntN(3) == 0:
			stopAt = random.IntN(q.MaxTokens + 1)
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			pid := 0
			if killAt >= 0 {
				pid = c.pid(t)
			}
			var pieces strings.Builder
			tokens := 0
			now := func() {
				if tokens == stopAt {
					cancel()
				}
				if tokens == killAt {
					c.signal(t, pid, os.Kill)
				}
			}
			now()
			r, err := c.Stream(ctx, q, func(p inference.Piece) {
				if pieces.WriteString(p.Text); p.Token != nil {
					tokens++
					now()
				}
			})
			fail := func(what string) {
				t.Errorf("step %d, %s: %+v, %v, %d tokens of %q", i, what, r, err, tokens, q.Prompt)
			}
			if pieces.String() != r.Text {
				fail("the pieces make " + fmt.Sprintf("%q", pieces.String()))
			}
			var failure *inference.Error
			switch {
			case err == nil:
				if tokens != q.MaxTokens || r.AnswerTokens != tokens {
					fail("an answer is not whole")
				}
				if repeatable && r.Text != g.text(tokens) {
					fail("another text")
				}
			case errors.Is(err, context.Canceled) && stopAt >= 0:
			case errors.As(err, &failure) && failure.Code == inference.CodeEngineDied:
			default:
				fail("an error of another kind")
			}
			if repeatable && !strings.HasPrefix(g.text(most), r.Text) {
				fail("a piece is missing, or another one's")
			}
		})
	}
	all.Wait()
	for range kills {
		if line := <-c.ended; runtime.GOOS == "linux" && !strings.Contains(line, "signal: killed") {
			t.Error(line)
		}
	}
	for _, g := range known {
		q := inference.GenerateRequest{Model: model, Prompt: g.prompt, MaxTokens: most, IgnoreEOS: true, Sampling: inference.Sampling{Temperature: &zero}}
		if r, err := c.Generate(t.Context(), q, nil); err != nil || r.Text != g.text(most) {
			t.Errorf("afterwards: %q, %v; before it was %q", r.Text, err, g.text(most))
		}
	}
	c.free(t)
	if n := len(c.ended); n > 0 {
		t.Errorf("%d engines more ended than were killed", n)
	}
}

// Short requests of all kinds, as many as a person makes in two hours, leave the
// engine as large as it was after the first of them. What one of them could leave
// behind is more than the growth that is allowed, divided by their number: a sampler
// has 590 KB of this vocabulary, the keys and values of the prompt 150 KB. (The race
// detector takes some of its own with each, half a megabyte in a window.)
func TestRequestsTakeNoMemoryForGood(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("how much memory another process has is read on Linux only")
	}
	c := startChild(t)
	model := inference.ModelSpec{Path: filepath.Join(t.TempDir(), "shallow.gguf"), Kind: inference.KindChat, ContextTokens: 512, Threads: 1}
	modeltest.WriteShallow(t, model.Path, modeltest.Shallow{})
	pid := c.pid(t)
	ask := func(i int) {
		q := inference.GenerateRequest{Model: model, Prompt: strings.Repeat(story, 6), MaxTokens: 2, IgnoreEOS: true, Sampling: inference.Sampling{Seed: new(uint32)}}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		given := func(inference.Piece) {}
		switch i % 4 {
		case 1:
			q.Prompt, q.Messages = "", []inference.Message{{Role: "user", Content: story}}
			q.LogProbs, q.TopLogProbs = true, 5
		case 2:
			q.Grammar, q.IgnoreEOS = `root ::= [a-z ]+`, false
		case 3:
			q.Sampling, q.MaxTokens = inference.Sampling{}, 0
			given = func(inference.Piece) { cancel() }
		}
		if _, err := c.Stream(ctx, q, given); err != nil && (i%4 != 3 || !errors.Is(err, context.Canceled)) {
			t.Fatal(err)
		}
	}
	// Memory that is taken once is no growth: what grows with the requests grows in
	// every window.
	const windows, requests, allowed = 6, 32, 2 << 20
	var growth []int64
	before := anonymous(t, pid)
	for range windows {
		for i := range requests {
			ask(i)
		}
		now := anonymous(t, pid)
		growth = append(growth, now-before)
		before = now
	}
	t.Logf("%d bytes after each %d requests", growth, requests)
	if slices.Sort(growth); growth[windows/2] > allowed {
		t.Errorf("%d requests take %d KB for good", requests, growth[windows/2]>>10)
	}
	c.free(t)
}

// anonymous is how much memory a process has that is not of files, in bytes.
func anonymous(t *testing.T, pid int) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := bytes.Cut(status, []byte("RssAnon:"))
	var kib int64
	if n, _ := fmt.Sscan(string(line), &kib); n != 1 {
		t.Fatal("/proc/PID/status has no RssAnon")
	}
	return kib << 10
}
