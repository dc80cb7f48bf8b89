package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"carrel/app"
	"carrel/app/api"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

type searchOptions struct {
	filterOptions
	k      int
	mode   string
	rerank string
}

var searchCommand = &command{
	name: "search", args: "QUERY [-k N] [--mode hybrid|lexical|vector] [--rerank MODEL|chat|none] [filters]", short: "find passages",
	options: func(fs *flag.FlagSet) any {
		o := &searchOptions{}
		fs.IntVar(&o.k, "k", 10, "give at most `N` passages, 1 to 1000")
		fs.StringVar(&o.mode, "mode", string(knowledge.ModeHybrid), "`HOW` to search: hybrid, lexical (by words), vector (by meaning)")
		fs.StringVar(&o.rerank, "rerank", "", rerankUsage)
		o.declare(fs)
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		o := inv.options.(*searchOptions)
		query, err := inv.words(inv.args)
		if err != nil {
			return err
		}
		if strings.TrimSpace(query) == "" {
			return usageError("Say what to search for: carrel search QUERY")
		}
		if o.k < 1 || o.k > 1000 {
			return usageError(fmt.Sprintf("-k %d is not between 1 and 1000.", o.k))
		}
		mode := knowledge.Mode(o.mode)
		if o.mode == "" || !mode.Known() {
			return usageError(fmt.Sprintf("There is no search mode %q; choose hybrid, lexical or vector.", o.mode))
		}
		filters, err := o.filters()
		if err != nil {
			return err
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var results knowledge.Results
		if err := s.call(ctx, http.MethodPost, "/api/search", knowledge.Query{Text: query, K: o.k, Mode: mode, Rerank: modelPath(o.rerank), Filters: filters}, &results); err != nil {
			return err
		}
		if results.Team != "" {
			fmt.Fprintln(inv.stderr, "carrel: "+printable(results.Team))
		}
		if len(results.Hits) == 0 && !inv.json {
			return inv.printNothingFound(ctx, s)
		}
		switch {
		case results.Unmeant:
			fmt.Fprintln(inv.stderr, "carrel: Searched by words only, since searching by meaning did not work just now: this computer may be too busy. Search again.")
		case mode != results.Mode:
			fmt.Fprintln(inv.stderr, "carrel: Searched by words only. For searching by meaning, `carrel add --wait` prepares what is in the library, and `carrel doctor` says whether its model is there.")
		}
		if results.Rerank != nil && results.Rerank.Failed != "" {
			fmt.Fprintln(inv.stderr, "carrel: "+printable(results.Rerank.Failed))
		}
		if inv.json {
			return inv.printJSON(results)
		}
		if mode == knowledge.ModeHybrid && results.Mode == mode && !slices.ContainsFunc(results.Hits, func(h knowledge.Hit) bool { return h.Coverage > 0 }) {
			fmt.Fprintln(inv.stderr, "carrel: No passage has a word of this. These come closest by their meaning, which may not be close.")
		}
		for _, h := range results.Hits {
			fmt.Fprintf(inv.stdout, "%d. %s  [%s %d-%d]\n%s\n\n", h.Rank, placed(h.Document.Title, h.Where),
				h.Document.ID, h.Start, h.End, indent(printableText(h.Text), "   "))
		}
		return nil
	},
}

// printNothingFound tells a library without documents from a search without hits.
func (inv *invocation) printNothingFound(ctx context.Context, s *session) error {
	var reply api.DocumentsReply
	if err := s.call(ctx, http.MethodGet, "/api/documents", nil, &reply); err != nil {
		return err
	}
	if len(reply.Documents) == 0 {
		fmt.Fprintln(inv.stdout, noDocuments)
		return nil
	}
	fmt.Fprintln(inv.stdout, "No passage found. Try other words.")
	switch unread := reply.Activity.Queued; {
	case unread > 0 && reply.Activity.Held:
		fmt.Fprintf(inv.stderr, "carrel: %s to be read, and reading is paused. Go on with: carrel resume\n", figure.Counted(unread, "document waits", "documents wait"))
	case unread > 0:
		fmt.Fprintf(inv.stderr, "carrel: %s to be read; until then nothing in them is found.\n", figure.Counted(unread, "document waits", "documents wait"))
	}
	return nil
}

// words joins the words of a question or query; "-" alone reads them from
// standard input.
func (inv *invocation) words(args []string) (string, error) {
	if len(args) != 1 || args[0] != "-" {
		return strings.Join(args, " "), nil
	}
	data, err := io.ReadAll(io.LimitReader(inv.stdin, maxWords+1))
	switch {
	case err != nil:
		return "", app.Errorf(app.CodeBadRequest, "Standard input cannot be read: %w", err)
	case len(data) > maxWords:
		return "", usageError("What comes on standard input is longer than a question can be.")
	case !utf8.Valid(data):
		return "", usageError("What comes on standard input is not text in UTF-8.")
	}
	return strings.TrimSpace(strings.TrimPrefix(string(data), "\ufeff")), nil
}

// maxWords is how long what is asked or searched for may be on standard input,
// in bytes.
const maxWords = 1 << 20
