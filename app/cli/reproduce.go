package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"carrel/app/ask"
)

var reproduceCommand = &command{
	name: "reproduce", args: "ANSWER", short: "make a kept answer again and compare",
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) != 1 {
			return usageError("Name one answer: carrel reproduce ANSWER. `carrel chats CHAT` shows a chat's answers with their ids.")
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var made ask.Reproduction
		if err := s.call(ctx, http.MethodPost, "/api/answers/"+url.PathEscape(inv.args[0])+"/reproduce", nil, &made); err != nil {
			return err
		}
		if inv.json {
			if err := inv.printJSON(made); err != nil {
				return err
			}
		} else {
			inv.printReproduction(made)
		}
		if !made.Whole {
			return exit(exitSomeFailed)
		}
		return nil
	},
}

func (inv *invocation) printReproduction(made ask.Reproduction) {
	fmt.Fprintf(inv.stdout, "> %s\n\n%s\n\n", printable(made.Question), printableText(made.Now))
	switch {
	case made.Whole:
		fmt.Fprintln(inv.stdout, "The same answer, to the byte.")
	case made.Same:
		fmt.Fprintln(inv.stdout, "The same answer, to the byte, but not all is as it was:")
	default:
		fmt.Fprintln(inv.stdout, "Not the same answer:")
	}
	for _, d := range made.Differences {
		fmt.Fprintf(inv.stdout, "- %s\n", printable(d.Text))
	}
}
