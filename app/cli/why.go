package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"carrel/knowledge"
	"carrel/knowledge/figure"
)

type whyOptions struct {
	filterOptions
	document string
	mode     string
	rerank   string
}

var whyCommand = &command{
	name: "why", args: "QUERY --document DOCUMENT [--mode hybrid|lexical|vector] [--rerank MODEL|chat|none] [filters]", short: "explain why a document was found or not",
	options: func(fs *flag.FlagSet) any {
		o := &whyOptions{}
		fs.StringVar(&o.document, "document", "", "the `DOCUMENT` by its ID, as carrel list gives it, or by its file")
		fs.StringVar(&o.mode, "mode", string(knowledge.ModeHybrid), "`HOW` to search: hybrid, lexical (by words), vector (by meaning)")
		fs.StringVar(&o.rerank, "rerank", "", rerankUsage)
		o.declare(fs)
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		o := inv.options.(*whyOptions)
		query, err := inv.words(inv.args)
		if err != nil {
			return err
		}
		if strings.TrimSpace(query) == "" || o.document == "" {
			return usageError("Say what was searched for and which document is meant: carrel why QUERY --document DOCUMENT")
		}
		if o.mode == "" || !knowledge.Mode(o.mode).Known() {
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
		ids, err := s.documentIDs(ctx, []string{o.document})
		if err != nil {
			return err
		}
		v := url.Values{"query": {query}, "document": ids, "mode": {o.mode}}
		if o.rerank != "" {
			v.Set("rerank", modelPath(o.rerank))
		}
		add(v, filters)
		var why knowledge.Why
		if err := s.call(ctx, http.MethodGet, "/api/why?"+v.Encode(), nil, &why); err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(struct {
				knowledge.Why
				Document document `json:"document"`
			}{why, outputOf([]knowledge.Document{why.Document}).Documents[0]})
		}
		inv.printWhy(why)
		return nil
	},
}

func (inv *invocation) printWhy(w knowledge.Why) {
	fmt.Fprintf(inv.stdout, "%s (%s)\n", printable(w.Document.Title), w.Document.State)
	for _, r := range w.Reasons {
		fmt.Fprintf(inv.stdout, "- %s\n", printable(r))
	}
	if len(w.Advice) > 0 {
		fmt.Fprintln(inv.stdout, "\nWhat to do:")
	}
	for _, a := range w.Advice {
		fmt.Fprintf(inv.stdout, "- %s\n", printable(a))
	}
	if len(w.Terms) > 0 {
		fmt.Fprintln(inv.stdout, "\nWords as they are looked up:")
	}
	for _, t := range w.Terms {
		here := "not in its best passages"
		if t.Here {
			here = "in its best passages"
		}
		fmt.Fprintf(inv.stdout, "  %-20s in %s of the library, %s\n", printable(t.Text), figure.Counted(t.Passages, "passage", "passages"), here)
	}
	if len(w.Passages) > 0 {
		fmt.Fprintln(inv.stdout, "\nIts best passages:")
	}
	for _, p := range w.Passages {
		fmt.Fprintf(inv.stdout, "  %s: by words %s (%.2f), by meaning %s (%.2f), together %s (%.2f)\n", printable(p.Where),
			rankInWords(p.WordsRank), p.WordsScore, rankInWords(p.CosineRank), p.Cosine, rankInWords(p.Rank), p.Score)
		if p.Rerank != nil {
			fmt.Fprintf(inv.stdout, "    looked at again: from number %d to number %d (%.3f)\n", p.Rerank.Before, p.Rerank.After, p.Rerank.Score)
		}
	}
}

func rankInWords(rank int) string {
	if rank == 0 {
		return "not ranked"
	}
	return fmt.Sprintf("number %d", rank)
}
