package cli

import (
	"context"
	"flag"
	"fmt"
	"net/http"

	"carrel/app"
)

type rerankOptions struct{ passages, seconds int }

var rerankCommand = &command{
	name: "rerank", args: "[none|chat|FILE] [--passages N] [--seconds N]", short: "say what looks at the best passages again; choose it",
	options: func(fs *flag.FlagSet) any {
		o := &rerankOptions{}
		fs.IntVar(&o.passages, "passages", 0, "look at the best `N` passages; 0: 20")
		fs.IntVar(&o.seconds, "seconds", 0, "keep the usual order after `N` seconds; 0: 10, with chat 60")
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		o := inv.options.(*rerankOptions)
		if len(inv.args) > 1 {
			return usageError("Name one reranker: carrel rerank FILE.gguf, carrel rerank chat or carrel rerank none")
		}
		if err := (app.RerankSettings{Passages: o.passages, Seconds: o.seconds}).Check(); err != nil {
			return usageError(app.Explain(err).Message)
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var state app.Rerank
		if len(inv.args) == 1 {
			request := app.RerankSettings{Reranker: modelPath(inv.args[0]), Passages: o.passages, Seconds: o.seconds}
			err = s.call(ctx, http.MethodPost, "/api/rerank", request, &state)
		} else {
			err = s.call(ctx, http.MethodGet, "/api/rerank", nil, &state)
		}
		if err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(state)
		}
		fmt.Fprintln(inv.stdout, printable(state.Text))
		return nil
	},
}

// rerankUsage is the help of the option --rerank.
const rerankUsage = "look at the best passages again with `MODEL`: a reranker's GGUF file, chat (the chat model), or none"
