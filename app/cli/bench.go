package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"carrel/app"
	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge/figure"
	"carrel/knowledge/measure"
)

var benchCommand = &command{
	name: "bench", args: "engine|serving|embed FILE|index DIR|search|answers FILE", short: "measure this machine",
	options: benchOptionsOf,
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) == 0 {
			return usageError("Say what to measure: carrel bench engine, carrel bench serving, carrel bench embed FILE, carrel bench index DIR, carrel bench search, carrel bench answers FILE.")
		}
		switch what := inv.args[0]; what {
		case "engine":
			return inv.benchEngine(ctx)
		case "serving":
			return inv.benchServing(ctx)
		case "embed":
			return inv.benchEmbed(ctx)
		case "index":
			return inv.benchIndex(ctx)
		case "search":
			return inv.benchSearch(ctx)
		case "answers":
			return inv.benchAnswers(ctx)
		default:
			return usageError(fmt.Sprintf("There is nothing to measure by the name of %q; there are engine, serving, embed, index, search and answers.", what))
		}
	},
}

type benchOptions struct {
	model       string
	prompt      int
	generate    int
	threads     int
	repetitions int
	sources     int
	embed       int
	passages    string
	keep        string
	answers     answersOptions
}

func benchOptionsOf(fs *flag.FlagSet) any {
	o := &benchOptions{}
	fs.StringVar(&o.model, "m", models.DefaultChat, "engine, serving, answers: the `MODEL`, a GGUF file or a bundled model's id")
	fs.StringVar(&o.model, "model", models.DefaultChat, "long for -m `MODEL`")
	fs.IntVar(&o.prompt, "p", 512, "engine: `N` tokens of prompt")
	fs.IntVar(&o.generate, "n", 128, "engine, serving: write `N` tokens")
	fs.IntVar(&o.threads, "t", 0, "engine, serving, embed: `N` threads; 0 chooses and adapts")
	fs.IntVar(&o.repetitions, "r", 5, "engine, serving, embed: repeat `N` times")
	fs.IntVar(&o.sources, "sources", 2000, "serving: sources of `N` tokens")
	fs.IntVar(&o.embed, "embed", 1000, "index: embed `N` passages for the figure")
	fs.StringVar(&o.passages, "passages", "10000,100000", "search: sizes of the libraries, `N,N`")
	fs.StringVar(&o.keep, "keep", "", "search: keep the libraries in `DIR`, and take them from there again")
	o.answers.declare(fs)
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
	file, err := inspectModel(o.model)
	if err != nil {
		return err
	}
	if most := file.TrainContext; most > 0 && max(o.prompt, o.generate) > most {
		return usageError(fmt.Sprintf("-p and -n can be %d at most: that is how much text this model was made for.", most))
	}
	client, err := inv.ownEngine()
	if err != nil {
		return err
	}
	defer client.Close()
	result, err := client.Bench(ctx, inference.BenchRequest{
		Model:        inference.ModelSpec{Path: file.Path, Kind: file.Kind, Threads: o.threads},
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

// inspectModel looks into a model that is named by its file or a bundled model's id.
func inspectModel(name string) (models.File, error) {
	path, err := models.Resolve(modelPath(name))
	if err != nil {
		return models.File{}, err
	}
	return models.Inspect(path)
}

// ownEngine gives an engine to measure that nobody else uses.
func (inv *invocation) ownEngine() (*inference.Client, error) {
	carrel, err := app.FindCarrel()
	if err != nil {
		return nil, err
	}
	return inference.New(app.EngineConfig(carrel, inv.folders, func(string, ...any) {})), nil
}

func spread(samples []float64, threads int) string {
	if len(samples) == 0 {
		return figure.Counted(threads, "thread", "threads")
	}
	return fmt.Sprintf("%.1f to %.1f, %s", slices.Min(samples), slices.Max(samples), figure.Counted(threads, "thread", "threads"))
}

func (inv *invocation) benchEmbed(ctx context.Context) error {
	o := inv.options.(*benchOptions)
	if len(inv.args) != 2 || o.threads < 0 || o.repetitions < 1 {
		return usageError("Name one file with the texts, a JSON list of strings: carrel bench embed FILE [-t N] [-r N]")
	}
	file, err := os.ReadFile(inv.args[1])
	if err != nil {
		return unreadable(inv.args[1], err)
	}
	var texts []string
	if err := json.Unmarshal(file, &texts); err != nil || len(texts) == 0 {
		return app.Errorf(app.CodeBadRequest, "The file %q is not a JSON list of texts, such as [\"One.\", \"Two.\"].", inv.args[1])
	}
	r, err := app.MeasureEmbedding(ctx, inv.folders, texts, o.threads, o.repetitions)
	if err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(r)
	}
	fmt.Fprintf(inv.stdout, "embedded  %s: %.1f a second (%.1f to %.1f)\n", figure.Counted(r.Texts, "text", "texts"), r.TextsPerSecond, slices.Min(r.Samples), slices.Max(r.Samples))
	inv.printMemory(r.Memory)
	return nil
}

// unreadable says why what was named on the command line cannot be read.
func unreadable(name string, err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return app.Errorf(app.CodeBadRequest, "There is no %s. Check its name and its folder.", name)
	case errors.As(err, &path):
		err = path.Err
	}
	return app.Errorf(app.CodeBadRequest, "%s cannot be read: %w", name, err)
}

func (inv *invocation) printMemory(list []measure.ProcessMemory) {
	for _, m := range list {
		fmt.Fprintf(inv.stdout, "memory    %-8s %s at most\n", m.Process, megabytes(m.PeakBytes))
	}
}

func (inv *invocation) benchIndex(ctx context.Context) error {
	o := inv.options.(*benchOptions)
	if len(inv.args) != 2 || o.embed < 1 {
		return usageError("Name one folder of documents: carrel bench index DIR [--embed N]")
	}
	if _, err := os.Stat(inv.args[1]); err != nil {
		return unreadable(inv.args[1], err)
	}
	r, err := app.MeasureIndexing(ctx, inv.folders, inv.args[1], o.embed, inv.progress)
	if err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(r)
	}
	fmt.Fprintf(inv.stdout, "read      %s (%d failed), %s, %s in %.1f s: %.0f pages/s until searchable\n",
		figure.Counted(r.Files, "file", "files"), r.Failed, figure.Counted(r.Pages, "page", "pages"), figure.Counted(r.Passages, "passage", "passages"), r.SearchableSeconds, r.PagesPerSecond)
	if r.WarmUpSeconds >= 0.1 {
		fmt.Fprintf(inv.stdout, "before    the PDF parser was compiled in %.1f s, once after an installation or update\n", r.WarmUpSeconds)
	}
	share := 0.0
	if r.BareEmbeddedPerSecond > 0 {
		share = r.EmbeddedPerSecond / r.BareEmbeddedPerSecond
	}
	fmt.Fprintf(inv.stdout, "embedded  %s: %.1f passages/s, %.2f of the bare embedder's %.1f\n",
		figure.Counted(r.Embedded, "passage", "passages"), r.EmbeddedPerSecond, share, r.BareEmbeddedPerSecond)
	inv.printMemory(r.Memory)
	return nil
}

func (inv *invocation) benchSearch(ctx context.Context) error {
	o := inv.options.(*benchOptions)
	if len(inv.args) > 1 {
		return usageError("bench search takes no arguments but options.")
	}
	var sizes []int
	for s := range strings.SplitSeq(o.passages, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 {
			return usageError(fmt.Sprintf("--passages %q is not a list of numbers such as 10000,100000.", o.passages))
		}
		sizes = append(sizes, n)
	}
	r, err := measure.Search(ctx, measure.SearchOptions{Passages: sizes, Keep: o.keep, Log: inv.progress})
	if err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(r)
	}
	fmt.Fprintf(inv.stdout, "%9s  %-15s %-15s %-15s %-15s %-15s (p50 / p95, ms; %d dimensions, %d queries each)\n",
		"passages", "lexical", "vector", "fused", "a tenth", "chromem-go", r.Dimensions, r.Queries)
	for _, f := range r.Sizes {
		fmt.Fprintf(inv.stdout, "%9d", f.Passages)
		for _, l := range []measure.Latency{f.Lexical, f.Vector, f.Fused, f.Filtered, f.Chromem} {
			cell := "-"
			if l != (measure.Latency{}) {
				cell = fmt.Sprintf("%.1f / %.1f", l.P50, l.P95)
			}
			fmt.Fprintf(inv.stdout, "  %-15s", cell)
		}
		fmt.Fprintf(inv.stdout, "  loaded in %.0f ms, %s in memory, %s on disk, %.0f stored a second\n",
			f.LoadMS, megabytes(f.MemoryBytes), megabytes(f.DiskBytes), f.BuildPerSecond)
	}
	return nil
}

// progress tells a person at a terminal what is being measured.
func (inv *invocation) progress(s string) {
	if isTerminal(inv.stderr) {
		fmt.Fprintln(inv.stderr, printable(s))
	}
}
