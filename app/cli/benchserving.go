package cli

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"carrel/inference"
)

// servingFigures is what bench serving prints. The names are promised in
// docs/cli.md. A first token's time is the engine's, from the request to the
// token; the samples belong together by their place.
type servingFigures struct {
	Model         string    `json:"model"`
	SourceTokens  int       `json:"source_tokens"`
	ColdMS        []float64 `json:"cold_first_token_ms"`         // sources that were not seen before
	FollowUpMS    []float64 `json:"follow_up_first_token_ms"`    // another question on them
	GoneBackMS    []float64 `json:"gone_back_to_first_token_ms"` // another one, after a question on other sources
	RestartMS     []float64 `json:"restarted_first_token_ms"`    // another one, by an engine that was started anew, from the disk
	FollowUpRatio float64   `json:"follow_up_ratio"`             // median of the pairs
	GoneBackRatio float64   `json:"gone_back_to_ratio"`
	RestartRatio  float64   `json:"restarted_ratio"`

	// One chat alone, and four at once with as many tokens each.
	ChatTokens   int       `json:"chat_tokens"`
	AlonePerS    []float64 `json:"alone_tokens_per_s"`
	TogetherPerS []float64 `json:"four_tokens_per_s"` // of all four, from the first's first to the last's last
	ChatsRatio   float64   `json:"four_ratio"`
	LongestGapMS float64   `json:"four_longest_gap_ms"` // that one of the four had to wait for its next piece of text

	// Answers that quote their sources: without drafts, with them where the engine
	// expects them to be worth it, and always. The same text each time.
	quoteFigures
}

// benchServing measures what an engine saves that has read the sources before.
func (inv *invocation) benchServing(ctx context.Context) error {
	o := inv.options.(*benchOptions)
	if len(inv.args) > 1 {
		return usageError("bench serving takes no arguments but options.")
	}
	if o.sources < 1 || o.generate < 1 || o.threads < 0 || o.repetitions < 1 {
		return usageError("--sources, -n and -r cannot be less than 1, -t not negative.")
	}
	file, err := inspectModel(o.model)
	if err != nil {
		return err
	}
	client, err := inv.ownEngine()
	if err != nil {
		return err
	}
	s := &serving{inv: inv, client: client, spec: inference.ModelSpec{Path: file.Path, Kind: inference.KindChat, Threads: o.threads}, random: rand.New(rand.NewPCG(1, 2))}
	// In the folder that the engine may write to, and not the person's own prompts.
	s.settings = inference.EngineSettings{PromptDir: filepath.Join(inv.folders.State, "engine", fmt.Sprintf("bench-%d", os.Getpid())), PromptBytes: 1 << 30}
	defer func() {
		s.client.Close() // which writes there until it has ended
		os.RemoveAll(s.settings.PromptDir)
	}()
	if err := client.Configure(ctx, s.settings); err != nil {
		return err
	}
	figures := servingFigures{Model: file.Name, SourceTokens: o.sources}
	if _, err := client.Load(ctx, s.spec); err != nil {
		return err
	}
	for range o.repetitions {
		if err := s.followUps(ctx, &figures); err != nil {
			return err
		}
	}
	figures.ChatTokens = o.generate
	if err := s.chats(ctx, &figures, o.repetitions); err != nil {
		return err
	}
	if figures.quoteFigures, err = s.quotes(ctx, max(2, o.generate), o.repetitions); err != nil {
		return err
	}
	figures.ChatsRatio = medianRatio(figures.TogetherPerS, figures.AlonePerS)
	figures.FollowUpRatio = medianRatio(figures.FollowUpMS, figures.ColdMS)
	figures.RestartRatio = medianRatio(figures.RestartMS, figures.ColdMS)
	figures.GoneBackRatio = medianRatio(figures.GoneBackMS, figures.ColdMS)
	if inv.json {
		return inv.printJSON(figures)
	}
	fmt.Fprintf(inv.stdout, "%s, sources of %d tokens, time to the first token\n", printable(figures.Model), figures.SourceTokens)
	for _, line := range []struct {
		label   string
		samples []float64
		ratio   float64
	}{
		{"first question", figures.ColdMS, 1},
		{"another question", figures.FollowUpMS, figures.FollowUpRatio},
		{"gone back to", figures.GoneBackMS, figures.GoneBackRatio},
		{"after a restart", figures.RestartMS, figures.RestartRatio},
	} {
		fmt.Fprintf(inv.stdout, "%-17s %7.0f ms  (%.0f to %.0f)  %.3f of the first\n", line.label, median(line.samples), slices.Min(line.samples), slices.Max(line.samples), line.ratio)
	}
	fmt.Fprintf(inv.stdout, "one chat alone    %7.1f tokens/s\nfour at once      %7.1f tokens/s  %.2f of one alone; the longest wait for a piece of text was %.0f ms\n",
		median(figures.AlonePerS), median(figures.TogetherPerS), figures.ChatsRatio, figures.LongestGapMS)
	fmt.Fprintf(inv.stdout, "quoting sources   %7.1f tokens/s\nwith drafts       %7.1f tokens/s  %.2f of without, where they seem worth it; always: %.1f tokens/s, %.2f; %.0f %% of them were right\n",
		median(figures.NoDraftsPerS), median(figures.DraftsPerS), figures.DraftsRatio, median(figures.AlwaysPerS), figures.AlwaysRatio, 100*figures.DraftsRight)
	return nil
}

// serving asks questions on made-up sources.
type serving struct {
	inv      *invocation
	settings inference.EngineSettings
	client   *inference.Client
	spec     inference.ModelSpec
	random   *rand.Rand
}

// followUps asks questions on sources that were not seen before: the third one
// after a question on others, the last one of an engine that was started anew.
func (s *serving) followUps(ctx context.Context, f *servingFigures) error {
	sources, err := s.sources(ctx, f.SourceTokens)
	if err != nil {
		return err
	}
	others, err := s.sources(ctx, f.SourceTokens)
	if err != nil {
		return err
	}
	for _, ask := range []struct {
		sources, question string
		samples           *[]float64
		restarted         bool
	}{
		{sources, "What is said about the harbour?", &f.ColdMS, false},
		{sources, "Who paid for the roof of the school, and when?", &f.FollowUpMS, false},
		{others, "What is said about the harbour?", nil, false},
		{sources, "Which year was the wettest one?", &f.GoneBackMS, false},
		{sources, "Who built the wall of the garden?", &f.RestartMS, true},
	} {
		if ask.restarted {
			if err := s.restart(ctx); err != nil {
				return err
			}
		}
		r, err := s.client.Generate(ctx, inference.GenerateRequest{
			Model: s.spec, MaxTokens: 1, IgnoreEOS: true, KeepPrompt: ask.samples != nil,
			Messages: []inference.Message{
				{Role: "system", Content: "Answer from the sources."},
				{Role: "user", Content: ask.sources + "\n\n" + ask.question},
			},
		}, nil)
		if err != nil {
			return err
		}
		if ask.samples != nil {
			*ask.samples = append(*ask.samples, r.FirstTokenMS)
		}
	}
	return nil
}

// restart ends the engine, which first writes what it keeps on disk, and starts
// another one with the model loaded.
func (s *serving) restart(ctx context.Context) error {
	if err := s.client.Close(); err != nil {
		return err
	}
	client, err := s.inv.ownEngine()
	if err != nil {
		return err
	}
	s.client = client
	if err := client.Configure(ctx, s.settings); err != nil {
		return err
	}
	_, err = client.Load(ctx, s.spec)
	return err
}

// chats writes alone and with three others beside it, in turns.
func (s *serving) chats(ctx context.Context, f *servingFigures, repetitions int) error {
	// The first time several are there the engine makes room for them.
	if _, _, err := s.atOnce(ctx, 4, 8); err != nil {
		return err
	}
	for range repetitions {
		alone, _, err := s.atOnce(ctx, 1, f.ChatTokens)
		if err != nil {
			return err
		}
		together, gap, err := s.atOnce(ctx, 4, f.ChatTokens)
		if err != nil {
			return err
		}
		f.AlonePerS, f.TogetherPerS = append(f.AlonePerS, alone), append(f.TogetherPerS, together)
		f.LongestGapMS = max(f.LongestGapMS, float64(gap.Microseconds())/1000)
	}
	return nil
}

// atOnce has so many chats written at the same time, and returns the tokens per
// second of all, and the longest time between two pieces of one.
func (s *serving) atOnce(ctx context.Context, chats, tokens int) (perSecond float64, gap time.Duration, err error) {
	var mu sync.Mutex
	var first, last time.Time
	var all sync.WaitGroup
	for i := range chats {
		all.Go(func() {
			var before time.Time
			_, failed := s.client.Generate(ctx, inference.GenerateRequest{
				Model: s.spec, MaxTokens: tokens, IgnoreEOS: true,
				Messages: []inference.Message{{Role: "user", Content: fmt.Sprintf("Tell the story of the %d ships.", i+2)}},
			}, func(string) {
				now := time.Now()
				mu.Lock()
				defer mu.Unlock()
				if first.IsZero() {
					first = now
				}
				if !before.IsZero() {
					gap = max(gap, now.Sub(before))
				}
				before = now
			})
			mu.Lock()
			defer mu.Unlock()
			last = time.Now()
			if failed != nil {
				err = failed
			}
		})
	}
	all.Wait()
	return float64(chats*tokens) / last.Sub(first).Seconds(), gap, err
}

// sources is a text of at least n tokens that was not there before.
func (s *serving) sources(ctx context.Context, n int) (string, error) {
	words := strings.Fields("the harbour council of a roof school paid year report water in committee letter and wall for old library was number by storm bridge between garden long")
	var text []string
	for have := 0; have < n; {
		for range max(8, (n-have)*3/4) {
			text = append(text, words[s.random.IntN(len(words))])
		}
		tokens, err := s.client.Tokenize(ctx, s.spec, strings.Join(text, " "))
		if err != nil {
			return "", err
		}
		have = len(tokens)
	}
	return strings.Join(text, " "), nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// medianRatio is the median of the ratios of pairs.
func medianRatio(a, b []float64) float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return median(ratios)
}
