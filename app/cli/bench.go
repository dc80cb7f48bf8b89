package cli

import (
	"context"
	"flag"
	"fmt"
	"slices"

	"carrel/app"
	"carrel/inference"
	"carrel/inference/models"
)

var benchCommand = &command{
	name: "bench", args: "engine|index DIR|search", short: "measure this machine",
	options: benchOptionsOf,
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) == 0 {
			return usageError("Say what to measure: carrel bench engine, carrel bench index DIR, or carrel bench search.")
		}
		switch what := inv.args[0]; what {
		case "engine":
			return inv.benchEngine(ctx)
		default:
			return usageError(fmt.Sprintf("There is nothing to measure by the name of %q; there are engine, index and search.", what))
		}
	},
}

type benchOptions struct {
	model       string
	prompt      int
	generate    int
	threads     int
	repetitions int
}

func benchOptionsOf(fs *flag.FlagSet) any {
	o := &benchOptions{}
	fs.StringVar(&o.model, "m", models.DefaultChat, "engine: the `MODEL`, a GGUF file or a bundled model's id")
	fs.StringVar(&o.model, "model", models.DefaultChat, "long for -m `MODEL`")
	fs.IntVar(&o.prompt, "p", 512, "engine: `N` tokens of prompt")
	fs.IntVar(&o.generate, "n", 128, "engine: write `N` tokens")
	fs.IntVar(&o.threads, "t", 0, "engine: `N` threads; 0 chooses and adapts")
	fs.IntVar(&o.repetitions, "r", 5, "engine: repeat `N` times")
	return o
}

// engineFigures is what bench engine prints. The names are promised in docs/cli.md.
type engineFigures struct {
	Model           string `json:"model"`
	PromptTokens    int    `json:"prompt_tokens"`
	GeneratedTokens int    `json:"generated_tokens"`
	inference.BenchResult
}

func (inv *invocation) benchEngine(ctx context.Context) error {
	o := inv.options.(*benchOptions)
	if len(inv.args) > 1 {
		return usageError("bench engine takes no arguments but options.")
	}
	if o.prompt < 0 || o.generate < 0 || o.prompt+o.generate == 0 || o.threads < 0 || o.repetitions < 1 {
		return usageError("-p, -n and -t cannot be negative, -p and -n not both 0, -r not less than 1.")
	}
	path, err := models.Resolve(modelPath(o.model))
	if err != nil {
		return err
	}
	file, err := models.Inspect(path)
	if err != nil {
		return err
	}
	carrel, err := app.FindCarrel()
	if err != nil {
		return err
	}
	client := inference.New(inference.Config{Command: app.EngineCommand(carrel, inv.folders)})
	defer client.Close()
	result, err := client.Bench(ctx, inference.BenchRequest{
		Model:        inference.ModelSpec{Path: path, Kind: file.Kind, Threads: o.threads},
		PromptTokens: o.prompt, GenerateTokens: o.generate, Repetitions: o.repetitions,
	})
	if err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(engineFigures{Model: file.Name, PromptTokens: o.prompt, GeneratedTokens: o.generate, BenchResult: result})
	}
	fmt.Fprintf(inv.stdout, "%s\n", printable(file.Name))
	if o.prompt > 0 {
		fmt.Fprintf(inv.stdout, "prompt     %5d tokens  %8.1f tokens/s  (%s)\n", o.prompt, result.PromptTokensPerS, spread(result.PromptSamples, result.PromptThreads))
	}
	if o.generate > 0 {
		fmt.Fprintf(inv.stdout, "generation %5d tokens  %8.1f tokens/s  (%s)\n", o.generate, result.GenerationTokensPerS, spread(result.GenerationSamples, result.GenerationThreads))
	}
	return nil
}

func spread(samples []float64, threads int) string {
	if len(samples) == 0 {
		return count(threads, "thread", "threads")
	}
	return fmt.Sprintf("%.1f to %.1f, %s", slices.Min(samples), slices.Max(samples), count(threads, "thread", "threads"))
}
