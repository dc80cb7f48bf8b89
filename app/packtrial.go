package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"carrel/inference"
	"carrel/inference/models"
)

// How a pack is tried: with the smallest chat model that comes with Carrel, which a
// graphics processor gains least with.
const (
	packTime   = 90 * time.Second // a driver compiles its programs the first time
	packRead   = 128              // tokens
	packWrite  = 16
	packPrompt = "The capital of France is"
	// packApart is how much less probable, as a natural logarithm, the processor's
	// first token may be elsewhere: rounding makes hundredths.
	packApart = 1.0
)

// tryPack starts an engine with a pack, has it compute there and on the processor, and
// ends it.
func tryPack(ctx context.Context, command []string) (tried triedPack) {
	ctx, cancel := context.WithTimeout(ctx, packTime)
	defer cancel()
	fail := func(err error) triedPack {
		tried.Why = shortened(strings.TrimPrefix(inWords(err), "The engine cannot start: "))
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			tried.Why = fmt.Sprintf("it was not done after %.0f seconds with what the processor does in a moment", packTime.Seconds())
		}
		return tried
	}
	at := &onePlace{}
	client := inference.New(inference.Config{Command: command, Loads: at})
	defer client.Close()
	info, err := client.Start(ctx)
	if err != nil {
		return fail(err)
	}
	var devices []string
	for _, kind := range []string{"gpu", "igpu"} {
		for _, d := range info.Devices {
			if d.Kind == kind {
				devices = append(devices, d.Description)
				if tried.Backend == "" {
					tried.Backend = inference.BackendOf(d)
				}
			}
		}
	}
	if tried.Devices = strings.Join(devices, ", "); tried.Backend == "" {
		tried.Why = "it finds no graphics processor here"
		return tried
	}
	spec, err := findChat(models.DefaultChat, 0)
	if err != nil {
		return fail(err)
	}
	var seconds, first [2]float64
	var token string
	for i, place := range []inference.Place{{Backend: inference.NoBackend}, {Backend: tried.Backend}} {
		at.place = place
		probability, err := firstToken(ctx, client, spec, &token)
		if err != nil {
			return fail(err)
		}
		first[i] = probability
		r, err := client.Bench(ctx, inference.BenchRequest{Model: spec, PromptTokens: packRead, GenerateTokens: packWrite, Repetitions: 1})
		if err != nil {
			return fail(err)
		}
		seconds[i] = 1000/r.PromptTokensPerS + 100/r.GenerationTokensPerS // a question on some sources
		if err := client.Unload(ctx, spec.Path); err != nil {
			return fail(err)
		}
	}
	tried.Times = seconds[0] / seconds[1]
	switch {
	case !(math.Abs(first[0]-first[1]) < packApart):
		tried.Why = fmt.Sprintf("it computes something else than the processor (%q has the logarithm %.2f instead of %.2f)", token, first[1], first[0])
	case tried.Times < 1:
		tried.Why = fmt.Sprintf("it is slower than the processor, of whose speed it has %.2f", tried.Times)
	}
	return tried
}

// firstToken is the logarithm of the probability of the token that goes on a text, the
// most probable one where token is "".
func firstToken(ctx context.Context, client *inference.Client, spec inference.ModelSpec, token *string) (float64, error) {
	zero, probability := 0.0, float64(inference.LeastLogProb)
	_, err := client.Stream(ctx, inference.GenerateRequest{
		Model: spec, Prompt: packPrompt, MaxTokens: 1, LogProbs: true, TopLogProbs: inference.MaxTopLogProbs, Sampling: inference.Sampling{Temperature: &zero},
	}, func(p inference.Piece) {
		if p.Token == nil {
			return
		}
		if *token == "" {
			*token, probability = string(p.Token.Bytes), p.Token.LogProb
			return
		}
		for _, t := range p.Token.Top {
			if string(t.Bytes) == *token {
				probability = t.LogProb
			}
		}
	})
	return probability, err
}

// onePlace has all models computed at one place.
type onePlace struct{ place inference.Place }

func (o *onePlace) MayLoad(inference.ModelSpec, inference.EngineInfo) error { return nil }
func (o *onePlace) Place(inference.ModelSpec, inference.EngineInfo) inference.Place {
	return o.place
}
func (o *onePlace) Refused(inference.ModelSpec, inference.EngineInfo, string)         {}
func (o *onePlace) Loaded(inference.ModelSpec, inference.EngineInfo)                  {}
func (o *onePlace) Crashed(inference.ModelSpec, inference.EngineInfo, string, string) {}

// shortened bounds what an engine said of itself.
func shortened(why string) string {
	return strings.ToValidUTF8(why[:min(len(why), 400)], "")
}
