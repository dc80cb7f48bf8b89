package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"strings"
	"time"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/ask"
	"carrel/app/ask/naming"
	"carrel/knowledge"
)

type summariseOptions struct {
	filterOptions
	model string
	seed  seedValue
	quote bool
}

var summariseCommand = &command{
	name: "summarise", args: "DOCUMENT... | --folder DIR | --collection NAME [--quote] [--seed N] [--model PATH|ID]", short: "sum documents up, every sentence with its place",
	options: func(fs *flag.FlagSet) any {
		o := &summariseOptions{}
		fs.StringVar(&o.model, "model", "", "write with `MODEL`: a GGUF file, or a bundled model's id")
		fs.StringVar(&o.model, "m", "", "short for --model `MODEL`")
		fs.Var(&o.seed, "seed", "`N` makes the same summary again")
		fs.BoolVar(&o.quote, "quote", false, "only quote the documents; no model writes")
		o.declare(fs)
		return o
	},
	run: runSummarise,
}

// summarizeCommand is the same in American spelling.
var summarizeCommand = &command{
	name: "summarize", args: summariseCommand.args, short: summariseCommand.short, options: summariseCommand.options, run: runSummarise, hidden: true,
}

func runSummarise(ctx context.Context, inv *invocation) error {
	o := inv.options.(*summariseOptions)
	filters, err := o.filters()
	if err != nil {
		return err
	}
	if len(inv.args) == 0 && filters.Empty() {
		return usageError("Say what to summarise: carrel summarise DOCUMENT, --folder DIR or --collection NAME")
	}
	if len(inv.args) > 0 && !filters.Empty() {
		return usageError("Name documents, or limit the library with options; not both.")
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	request := ask.Request{Summary: true, Quote: o.quote, Model: modelPath(o.model), Seed: o.seed.seed, Filters: filters, Question: "Summarise " + limitsInWords(filters)}
	if len(inv.args) > 0 {
		docs, err := s.documentsCalled(ctx, inv.args)
		if err != nil {
			return err
		}
		var titles []string
		for _, d := range docs {
			request.Documents = append(request.Documents, d.ID)
			titles = append(titles, "“"+strings.Join(strings.Fields(d.Title), " ")+"”")
		}
		request.Question = "Summarise " + strings.Join(titles, ", ")
	}
	job, answer, err := inv.follow(ctx, s, request)
	if err != nil {
		return err
	}
	return inv.finish(job, answer)
}

// limitsInWords names what the filters let pass.
func limitsInWords(f knowledge.Filters) string {
	var parts []string
	if len(f.Collections) > 0 {
		parts = append(parts, "the collection "+strings.Join(f.Collections, ", "))
	}
	if f.Folder != "" {
		parts = append(parts, "the folder "+f.Folder)
	}
	if len(parts) == 0 {
		return "the chosen documents"
	}
	return strings.Join(parts, " in ")
}

// documentsCalled finds documents by their id, their path, or their name.
func (s *session) documentsCalled(ctx context.Context, names []string) ([]knowledge.Document, error) {
	var reply api.DocumentsReply
	if err := s.call(ctx, http.MethodGet, "/api/documents", nil, &reply); err != nil {
		return nil, err
	}
	var docs []knowledge.Document
	for _, name := range names {
		found := called(name, reply.Documents)
		switch len(found) {
		case 1:
			docs = append(docs, found[0])
		case 0:
			return nil, noDocument(name)
		default:
			return nil, app.Errorf(app.CodeBadRequest, "%d documents are called %q. Name it by its ID, which `carrel list` shows.", len(found), name)
		}
	}
	return docs, nil
}

func called(name string, docs []knowledge.Document) []knowledge.Document {
	for _, d := range docs {
		if d.ID == name {
			return []knowledge.Document{d}
		}
	}
	if d, found := documentAt(name, docs); found {
		return []knowledge.Document{d}
	}
	return naming.Find(name, docs, true)
}

// printProgress tells on a terminal how far a summary is, where its text does not
// show it.
func (inv *invocation) printProgress(p *ask.Progress) {
	if p == nil || p.Done == 0 || !isTerminal(inv.stderr) || isTerminal(inv.stdout) && !inv.json {
		return
	}
	text := fmt.Sprintf("Part %d of %d", p.Done, p.Total)
	if p.SecondsLeft >= 1 {
		text += fmt.Sprintf(", about %s left", time.Duration(p.SecondsLeft*float64(time.Second)).Round(time.Second))
	}
	fmt.Fprintln(inv.stderr, text)
}
