package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// However much those for other programs would take in a round, they have their share
// of the time and no more while an answer of the person's is under way.
func TestAnswersForOtherProgramsHaveTheirShare(t *testing.T) {
	const token = time.Millisecond
	own := &answer{}
	three := []*answer{{query: inference.GenerateRequest{Guest: true}}, {query: inference.GenerateRequest{Guest: true}}, {query: inference.GenerateRequest{Guest: true}}}
	for _, c := range []struct {
		name        string
		round       func(r *rounds) (theirs time.Duration) // what others compute in a round of theirs, beside the person's token
		least, most float64                                // of the time, for the others
	}{
		{"tokens that are computed alone", func(r *rounds) time.Duration {
			r.charge(token, 0, own)
			for _, a := range three {
				r.charge(token, 0, a)
			}
			return 3 * token
		}, 0.20, 0.26},
		{"pieces of a prompt", func(r *rounds) time.Duration {
			r.charge(token, 0, own)
			r.charge(20*token, 0, three[0])
			return 20 * token
		}, 0.20, 0.26},
		{"a batch that costs as much as its tokens", func(r *rounds) time.Duration {
			r.charge(4*token, token, own, three[0], three[1], three[2])
			return 3 * token
		}, 0.20, 0.26},
		{"a batch that costs hardly more than one token", func(r *rounds) time.Duration {
			r.charge(token*12/10, token, own, three[0], three[1], three[2])
			return token * 2 / 10
		}, 0.16, 0.17}, // in every round
		{"a batch whose cost alone is not known", func(r *rounds) time.Duration {
			r.charge(4*token, 0, own, three[0], three[1], three[2])
			return 3 * token
		}, 0.20, 0.26},
	} {
		r := &rounds{under: append([]*answer{own}, three...)}
		var all, theirs time.Duration
		for all < 10*time.Second {
			r.number++
			r.settle()
			for _, a := range three {
				if a.yields != r.polite || own.yields {
					t.Fatal("some of them yield, or the person's does")
				}
			}
			if r.polite {
				r.charge(token, 0, own)
				all += token
				continue
			}
			took := c.round(r)
			theirs, all = theirs+took, all+took+token
		}
		if share := theirs.Seconds() / all.Seconds(); share < c.least || share > c.most {
			t.Errorf("%s: %.3f of the time is for others, want %.2f to %.2f", c.name, share, c.least, c.most)
		}
		r.under = r.under[1:]
		if r.settle(); r.owed != 0 || three[0].yields {
			t.Errorf("%s: they wait for nobody", c.name)
		}
	}
}

// The person's question begins beside an answer for another program that came before
// it, on a model that wrote one at a time until then, and is written first; what is
// beside it is the same text.
func TestTheWindowGoesBeforeOtherPrograms(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	zero := 0.0
	ask := func(prompt string, tokens int) inference.GenerateRequest {
		return inference.GenerateRequest{Model: model, Prompt: prompt, MaxTokens: tokens, IgnoreEOS: true, LogProbs: true, Sampling: inference.Sampling{Temperature: &zero}}
	}
	guest, own := ask(story, 120), ask("Once upon a time", 40)
	alone, err := s.generate(t.Context(), guest, sink{text: func(string) {}, token: func(inference.TokenChoice) {}})
	if err != nil {
		t.Fatal(err)
	}
	var order strings.Builder // written where tokens are drawn, by one goroutine
	answered := make(chan error, 1)
	guest.Guest = true
	got, err := s.generate(t.Context(), guest, sink{text: func(string) {}, token: func(inference.TokenChoice) {
		if order.WriteByte('g'); order.Len() == 3 {
			go func() {
				// Every question begins with this.
				if info, err := s.load(t.Context(), inference.LoadRequest{Model: model}); err != nil || info.ContextTokens != model.ContextTokens {
					t.Errorf("%+v, %v", info, err)
				}
				_, err := s.generate(t.Context(), own, sink{text: func(string) {}, token: func(inference.TokenChoice) { order.WriteByte('w') }})
				answered <- err
			}()
		}
	}})
	if err == nil {
		err = <-answered
	}
	if err != nil {
		t.Fatal(err)
	}
	if got.Text != alone.Text || got.AnswerTokens != guest.MaxTokens {
		t.Errorf("beside the person's: %q, alone: %q", got.Text, alone.Text)
	}
	first, last := strings.IndexByte(order.String(), 'w'), strings.LastIndexByte(order.String(), 'w')
	if first < 0 || last == order.Len()-1 {
		t.Fatalf("the person's question waited for the other program's: %s", order.String())
	}
	// A third as many would be its share; that of equals is as many.
	if n := strings.Count(order.String()[first:last], "g"); n > own.MaxTokens*2/3 {
		t.Errorf("%d tokens for the other program during the person's %d: %s", n, own.MaxTokens, order.String())
	}
	allFree(t, s)
}

// One other program alone takes memory for one answer more, which is the person's place;
// several take it for all.
func TestPlacesAreMadeAsTheyAreWanted(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	q := inference.GenerateRequest{Model: model, Prompt: "Once upon a time", MaxTokens: 30, IgnoreEOS: true}
	mustWrite(t, s, q)
	if n := len(chatVolume(t, s).seats); n != 1 {
		t.Errorf("%d places for the person alone", n)
	}
	q.Guest = true
	mustWrite(t, s, q)
	mustWrite(t, s, q)
	if n := len(chatVolume(t, s).seats); n != 2 {
		t.Errorf("%d places beside one other program", n)
	}
	for range 2 { // what makes them wait, and what comes after
		var both sync.WaitGroup
		for range 3 {
			both.Go(func() {
				if _, err := s.generate(t.Context(), q, sink{text: func(string) {}}); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	if n := len(chatVolume(t, s).seats); n != maxSeats {
		t.Errorf("%d places beside several", n)
	}
	allFree(t, s)
}

// Of prompts that wait to be read the shortest is next, so that it does not wait for
// the longest; that one has its turn all the same, and the person's comes before.
func TestShortPromptsAreReadFirst(t *testing.T) {
	prompt := func(tokens int, q inference.GenerateRequest) *answer {
		return &answer{tokens: make([]int32, tokens), query: q}
	}
	guest := inference.GenerateRequest{Guest: true}
	long, short, own := prompt(5000, guest), prompt(100, guest), prompt(8000, inference.GenerateRequest{})
	r := &rounds{under: []*answer{long, short}}
	turns := map[*answer]int{}
	for range 10 * oldestRounds {
		r.number++
		a := r.toRead()
		turns[a]++
		i := slices.Index(r.under, a)
		r.under = append(slices.Delete(r.under, i, i+1), a) // as it is when it has been read
	}
	if turns[long] < 5 || turns[short] < 30 {
		t.Errorf("%d turns for the long one and %d for the short one", turns[long], turns[short])
	}
	r.under = append(r.under, own)
	for range oldestRounds {
		if r.number++; r.toRead() != own {
			t.Error("another one is read before the person's")
		}
	}
	own.at = len(own.tokens)
	if a := r.toRead(); a == own {
		t.Error("what is read is read again")
	}
}

// Who asks for another model, which does not fit beside the first, has it after those
// that came before, and before those that came after, however many of them there are.
func TestAnotherModelIsNotStarved(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	other := another(t, model)
	s.shelf.memory = func() models.Memory { return models.Memory{Total: 8 << 30, Free: 1 << 20} }
	ended := make(chan string, 20)
	write := func(name string, spec inference.ModelSpec, tokens int, begun func()) {
		_, err := s.generate(t.Context(), inference.GenerateRequest{Model: spec, Prompt: "Once upon a time", MaxTokens: tokens, IgnoreEOS: true, Guest: true}, sink{text: func(string) { begun() }})
		if err != nil {
			name = err.Error()
		}
		ended <- name
	}
	waiting := func(n int) {
		for began := time.Now(); ; time.Sleep(time.Millisecond) {
			s.answers.mu.Lock()
			have := len(s.answers.waiting)
			s.answers.mu.Unlock()
			if have >= n {
				return
			}
			if time.Since(began) > 20*time.Second {
				t.Fatalf("%d wait, want %d", have, n)
			}
		}
	}
	var asked bool
	go write("first", model, 100, func() {
		if asked {
			return
		}
		asked = true
		go write("other", other, 4, func() {})
		waiting(1)
		for i := range 4 {
			go write(fmt.Sprint("later ", i), model, 4, func() {})
		}
		waiting(5)
	})
	var order []string
	for range 6 {
		order = append(order, <-ended)
	}
	if order[0] != "first" || order[1] != "other" {
		t.Errorf("they ended in the order %q", order)
	}
	allFree(t, s)
}

// A prompt of megabytes is refused, and nobody stands still while its tokens are
// counted.
func TestAHugePromptHoldsUpNobody(t *testing.T) {
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	s, model := atWork(t)
	if _, err := s.load(t.Context(), inference.LoadRequest{Model: model}); err != nil {
		t.Fatal(err)
	}
	chatVolume(t, s).want(maxSeats)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	begun, ended := make(chan struct{}), make(chan struct{})
	var gap time.Duration // the longest between two tokens
	var drawn atomic.Int64
	go func() {
		defer close(ended)
		var last time.Time
		q := inference.GenerateRequest{Model: model, Prompt: story, IgnoreEOS: true, LogProbs: true}
		for ctx.Err() == nil { // its context is full after some
			_, err := s.generate(ctx, q, sink{text: func(string) {}, token: func(inference.TokenChoice) {
				now := time.Now()
				if last.IsZero() {
					close(begun)
				} else {
					gap = max(gap, now.Sub(last))
				}
				last = now
				drawn.Add(1)
			}})
			if err != nil {
				t.Error(err)
				return
			}
		}
	}()
	<-begun
	began := time.Now()
	_, err := s.generate(t.Context(), inference.GenerateRequest{Model: model, Prompt: strings.Repeat("a", 1<<20), Guest: true}, sink{text: func(string) {}})
	took := time.Since(began)
	for had := drawn.Load(); drawn.Load() == had; { // the end of a gap is seen
		time.Sleep(time.Millisecond)
	}
	cancel()
	<-ended
	var refused *inference.Error
	if !errors.As(err, &refused) || refused.Code != inference.CodePromptTooLong {
		t.Errorf("%v", err)
	}
	if gap > took/2 {
		t.Errorf("%v without a token of another answer, while the refusal took %v", gap, took)
	}
	allFree(t, s)
}
