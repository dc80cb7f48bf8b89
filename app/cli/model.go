package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"

	"carrel/app"
	"carrel/inference"
)

type modelOptions struct {
	catalogue, measure, yes, discard bool
	sha256                           string
}

var modelCommand = &command{
	name: "model", args: "[list [--catalogue [--measure]] | use MODEL | retry MODEL | keep [MINUTES|always] | quiet [auto|always|never] | add PATH... | forget PATH | get NAME [--yes | --discard] | import FILE [--sha256 HASH]]",
	short: "say which model writes the answers, which of this computer's fit, and which could be downloaded; change it, download one",
	options: func(fs *flag.FlagSet) any {
		o := &modelOptions{}
		fs.BoolVar(&o.catalogue, "catalogue", false, "with list: the models that could be downloaded, and how each would run here")
		fs.BoolVar(&o.measure, "measure", false, "with --catalogue: measure anew how fast this computer is")
		fs.BoolVar(&o.yes, "yes", false, "with get: agree to the download, without being asked")
		fs.BoolVar(&o.discard, "discard", false, "with get: delete what there is of a download that did not end")
		fs.StringVar(&o.sha256, "sha256", "", "with import: the `HASH` that the file must have")
		return o
	},
	dials: func(inv *invocation) bool { return len(inv.args) > 0 && inv.args[0] == "get" },
	run:   runModel,
}

func runModel(ctx context.Context, inv *invocation) error {
	const usage = "carrel model knows `carrel model list`, `carrel model list --catalogue`, `carrel model use MODEL`, `carrel model retry MODEL`, `carrel model keep MINUTES`, `carrel model quiet auto`, `carrel model add PATH`, `carrel model forget PATH`, `carrel model get NAME` and `carrel model import FILE`."
	options := inv.options.(*modelOptions)
	words := inv.args
	get := len(words) == 2 && words[0] == "get"
	bring := len(words) == 2 && words[0] == "import"
	use := len(words) == 2 && words[0] == "use"
	retry := len(words) == 2 && words[0] == "retry"
	list := len(words) == 0 || len(words) == 1 && words[0] == "list"
	add := len(words) > 1 && words[0] == "add"
	forget := len(words) == 2 && words[0] == "forget"
	keep := len(words) > 0 && len(words) <= 2 && (words[0] == "keep" || words[0] == "quiet")
	switch {
	case !use && !retry && !keep && !list && !get && !bring && !add && !forget,
		options.catalogue && !list, options.measure && !options.catalogue,
		(options.yes || options.discard) && !get, options.sha256 != "" && !bring:
		return usageError(usage)
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	switch {
	case get:
		return inv.getModel(ctx, s, words[1])
	case bring:
		return inv.importModel(ctx, s, words[1])
	case add:
		return inv.addModels(ctx, s, words[1:])
	case forget:
		return inv.forgetModels(ctx, s, words[1])
	case keep:
		return inv.runModels(ctx, s, words[0], words[1:])
	case options.catalogue:
		return inv.listCatalogue(ctx, s, options.measure)
	}
	var state app.ChatModels
	if err := s.call(ctx, http.MethodGet, "/api/chat-model", nil, &state); err != nil {
		return err
	}
	if use {
		name := words[1]
		if !slices.ContainsFunc(state.Models, func(m app.ChatModel) bool { return m.ID == name }) {
			name = fullModelPath(name)
		}
		if err := s.call(ctx, http.MethodPut, "/api/chat-model", app.ChatModelRequest{Model: name}, &state); err != nil {
			return err
		}
	}
	if retry {
		name := words[1]
		if i := slices.IndexFunc(state.Models, func(m app.ChatModel) bool { return m.ID == name || m.Crashes != "" && filepath.Base(m.Path) == name }); i >= 0 {
			name = state.Models[i].ID
		} else {
			name = fullModelPath(name)
		}
		if err := s.call(ctx, http.MethodPost, "/api/models/retry", app.ChatModelRequest{Model: name}, &state); err != nil {
			return err
		}
	}
	if inv.json {
		return inv.printJSON(state)
	}
	inv.printModels(state)
	return nil
}

// runModels says, and with a word sets, how long models stay in memory ("keep") or
// whether they compute with less ("quiet").
func (inv *invocation) runModels(ctx context.Context, s *session, what string, words []string) error {
	var state app.RunningModels
	if err := s.call(ctx, http.MethodGet, "/api/models/running", nil, &state); err != nil {
		return err
	}
	if len(words) > 0 {
		settings := app.RunningSettings{Minutes: state.Minutes, Quiet: state.Quiet}
		switch {
		case what == "quiet" && slices.Contains([]string{inference.QuietAuto, inference.QuietAlways, inference.QuietNever}, words[0]):
			settings.Quiet = words[0]
		case what == "quiet":
			return usageError("carrel model quiet takes auto (on battery, or when the computer is hot), always or never.")
		case words[0] == "always":
			settings.Minutes = app.KeepAlways
		default:
			var err error
			if settings.Minutes, err = strconv.Atoi(words[0]); err != nil || settings.Minutes < 1 {
				return usageError("carrel model keep takes a number of minutes, or the word always.")
			}
		}
		if err := s.call(ctx, http.MethodPost, "/api/models/running", settings, &state); err != nil {
			return err
		}
	}
	switch {
	case inv.json:
		return inv.printJSON(state)
	case what == "quiet":
		fmt.Fprintln(inv.stdout, state.QuietText)
	default:
		fmt.Fprintln(inv.stdout, state.Text)
	}
	return nil
}

func (inv *invocation) printModels(state app.ChatModels) {
	fmt.Fprintln(inv.stdout, printable(state.Text))
	for _, m := range state.Models {
		mark := " "
		if state.Current != nil && state.Current.ID == m.ID {
			mark = "*"
		}
		name := printable(m.Name)
		if m.Program != "" {
			name += ", of " + m.Program
		}
		fmt.Fprintf(inv.stdout, "%s %s\n    %s. %s%s\n", mark, printable(m.ID), name, m.FitText, speed(m.TokensPerSecond))
		if m.Crashes != "" {
			fmt.Fprintf(inv.stdout, "    Not loaded any more. %s\n", printable(m.Crashes))
		}
		if m.Placed != "" {
			fmt.Fprintf(inv.stdout, "    %s\n", printable(m.Placed))
		}
	}
	for _, pack := range state.Packs {
		fmt.Fprintln(inv.stdout, printable(pack)+".")
	}
	for _, a := range state.Adapters {
		base := ""
		if a.Base != "" {
			base = ", for " + printable(a.Base)
		}
		fmt.Fprintf(inv.stdout, "+ %s\n    An adapter%s. %s\n", printable(a.ID), base, printable(a.Text))
	}
	fmt.Fprintln(inv.stdout, "* is in use. Choose with: carrel model use MODEL, or the path of a GGUF file.")
	fmt.Fprintln(inv.stdout, "Files in "+printable(state.Folder)+" are listed too, and those of LM Studio, Ollama and others where they are.")
	if len(state.Adapters) > 0 {
		fmt.Fprintln(inv.stdout, "+ changes a model for an answer: carrel ask QUESTION --adapter NAME, or NAME=0.5 for half of it.")
	}
	fmt.Fprintln(inv.stdout, "More to download: carrel model list --catalogue")
}

func speed(tokens float64) string {
	switch {
	case tokens <= 0:
		return ""
	case tokens < 1.5:
		return " About a token a second, or less."
	}
	return fmt.Sprintf(" About %.0f tokens a second.", tokens)
}

// purposes are the headings of the catalogue, in its order.
var purposes = []struct {
	kind    inference.Kind
	heading string
}{
	{inference.KindChat, "Write answers:"},
	{inference.KindEmbedding, "Find passages by meaning:"},
	{inference.KindRerank, "Look at the best passages a second time:"},
}

func (inv *invocation) listCatalogue(ctx context.Context, s *session, measure bool) error {
	path := "/api/catalogue"
	if measure {
		path += "?measure=again"
	}
	var c app.Catalogue
	if err := s.call(ctx, http.MethodGet, path, nil, &c); err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(c)
	}
	fmt.Fprintln(inv.stdout, c.Text)
	for _, purpose := range purposes {
		fmt.Fprintf(inv.stdout, "\n%s\n", purpose.heading)
		for _, m := range c.Models {
			if m.Kind == purpose.kind {
				inv.printOffer(m, m.ID == c.Recommended)
			}
		}
	}
	fmt.Fprintln(inv.stdout, "\n> is recommended for this computer. Download with: carrel model get NAME, or NAME:QUANTISATION. Listing downloads nothing.")
	return nil
}

func (inv *invocation) printOffer(m app.OfferedModel, recommended bool) {
	mark := " "
	if recommended {
		mark = ">"
	}
	f := m.Files[0]
	fmt.Fprintf(inv.stdout, "%s %s  %s, %s, %s%s\n", mark, m.ID, m.Name, offeredSize(f), m.Licence.Name, commercial(m.Licence.Commercial))
	fmt.Fprintf(inv.stdout, "    %s\n    %s%s\n", m.Text, f.FitText, speed(f.TokensPerSecond))
	for _, f := range m.Files[1:] {
		fmt.Fprintf(inv.stdout, "    More exact: %s, %s. %s%s\n", f.ID, offeredSize(f), f.FitText, speed(f.TokensPerSecond))
	}
}

func offeredSize(f app.OfferedFile) string {
	size := app.SizeWords(f.Bytes)
	if f.Approximate {
		size = "about " + size
	}
	return size
}

// commercial says what the name of a licence does not.
func commercial(allowed string) string {
	switch allowed {
	case "no":
		return " (no commercial use)"
	case "conditions":
		return " (commercial use on conditions)"
	}
	return ""
}
