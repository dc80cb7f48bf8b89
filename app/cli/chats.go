package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"carrel/app/api"
	"carrel/app/ask"
)

var chatsCommand = &command{
	name: "chats", args: "[ID]", short: "list the chats, or print one",
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) > 1 {
			return usageError("Name one chat, or none for the list: carrel chats [ID]")
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		if len(inv.args) == 1 {
			return inv.printChat(ctx, s, inv.args[0])
		}
		var reply api.ChatsReply
		if err := s.call(ctx, http.MethodGet, "/api/chats", nil, &reply); err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(reply)
		}
		if len(reply.Chats) == 0 {
			fmt.Fprintln(inv.stdout, "No chats yet.")
		}
		for _, c := range reply.Chats {
			fmt.Fprintf(inv.stdout, "%s  %s  %s\n", c.ID, c.UpdatedAt.Local().Format("2006-01-02 15:04"), printable(c.Title))
		}
		return nil
	},
}

func (inv *invocation) printChat(ctx context.Context, s *session, id string) error {
	var chat ask.Chat
	if err := s.call(ctx, http.MethodGet, "/api/chats/"+url.PathEscape(id), nil, &chat); err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(chat)
	}
	for _, turn := range chat.Turns {
		fmt.Fprintf(inv.stdout, "> %s\n  (answer %s)\n\n%s\n\n", printable(turn.Question), turn.ID, printableText(turn.Answer.Text))
		for _, c := range turn.Answer.Citations {
			fmt.Fprintf(inv.stdout, "[%d] %s, %s: “%s”\n", c.N, printable(c.Document.Title), placeOf(c), oneLine(c.Quote))
		}
		if len(turn.Answer.Citations) > 0 {
			fmt.Fprintln(inv.stdout)
		}
	}
	return nil
}
