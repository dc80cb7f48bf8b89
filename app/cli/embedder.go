package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"carrel/app"
	"carrel/knowledge/figure"
)

type embedderOptions struct{ now bool }

var embedderCommand = &command{
	name: "embedder", args: "[use MODEL [--now] | cancel]", short: "say which model finds passages by meaning; change it",
	options: func(fs *flag.FlagSet) any {
		o := &embedderOptions{}
		fs.BoolVar(&o.now, "now", false, "with use: stay until all passages are embedded with it, and search with it from then on")
		return o
	},
	run: runEmbedder,
}

func runEmbedder(ctx context.Context, inv *invocation) error {
	const usage = "carrel embedder knows `carrel embedder`, `carrel embedder use MODEL` and `carrel embedder cancel`. `carrel embedder` lists the models."
	now := inv.options.(*embedderOptions).now
	words := inv.args
	use := len(words) == 2 && words[0] == "use"
	cancel := len(words) == 1 && words[0] == "cancel"
	if len(words) > 0 && !use && !cancel || now && !use {
		return usageError(usage)
	}
	s, err := inv.open(ctx, now)
	if err != nil {
		return err
	}
	defer s.close()
	var state app.Embedding
	switch {
	case use:
		err = s.call(ctx, http.MethodPut, "/api/embedder", app.EmbedderRequest{Model: s.embeddingModel(ctx, words[1])}, &state)
	case cancel:
		err = s.call(ctx, http.MethodDelete, "/api/embedder", nil, &state)
	default:
		err = s.call(ctx, http.MethodGet, "/api/embedder", nil, &state)
	}
	if err == nil && now {
		err = s.call(ctx, http.MethodPost, "/api/embedder/wait", nil, &state)
	}
	if err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(state)
	}
	inv.printEmbedding(state)
	if use && state.Coming != nil && s.own != nil {
		fmt.Fprintln(inv.stdout, "No Carrel is running: it goes on when one is, or with: carrel embedder use "+printable(words[1])+" --now")
	}
	return nil
}

// embeddingModel gives the id of a listed model, or makes a path complete: the
// other process has another working folder.
func (s *session) embeddingModel(ctx context.Context, name string) string {
	var state app.Embedding
	if err := s.call(ctx, http.MethodGet, "/api/embedder", nil, &state); err == nil {
		if slices.ContainsFunc(state.Models, func(m app.EmbeddingModel) bool { return m.ID == name }) {
			return name
		}
	}
	return fullModelPath(name)
}

// fullModelPath makes the path of a model file complete, for a process that has
// another working folder, and leaves what is rather a mistyped name as it is.
func fullModelPath(name string) string {
	if name == "" || !strings.ContainsAny(name, `/\.`) {
		return name
	}
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name
}

func (inv *invocation) printEmbedding(e app.Embedding) {
	fmt.Fprintln(inv.stdout, printable(e.Text))
	if e.Switch != nil && e.Switch.SecondsLeft > 0 {
		fmt.Fprintf(inv.stdout, "About %s left.\n", inMinutes(e.Switch.SecondsLeft))
	}
	for _, m := range e.Models {
		mark := " "
		switch {
		case e.Current != nil && e.Current.ID == m.ID:
			mark = "*"
		case e.Coming != nil && e.Coming.ID == m.ID:
			mark = ">"
		}
		languages := "many languages, or not known"
		if m.English {
			languages = "English"
		}
		fmt.Fprintf(inv.stdout, "%s %s  %s, %d MB, %s\n", mark, printable(m.ID), printable(m.Name), (m.Bytes+999_999)/1_000_000, languages)
	}
	fmt.Fprintln(inv.stdout, "* is in use, > is to be. Choose with: carrel embedder use MODEL, or the path of a GGUF file.")
	fmt.Fprintln(inv.stdout, "Files in "+printable(e.Folder)+" are listed too.")
}

// inMinutes says a time in words.
func inMinutes(seconds float64) string {
	if seconds < 90 {
		return "a minute"
	}
	if minutes := int(seconds/60 + 0.5); minutes < 120 {
		return figure.Counted(minutes, "minute", "minutes")
	}
	return figure.Counted(int(seconds/3600+0.5), "hour", "hours")
}
