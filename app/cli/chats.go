package cli

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"carrel/app"
	"carrel/app/api"
	"carrel/app/ask"
)

var chatsCommand = &command{
	name: "chats", args: "[ID] | export ID [--as md|html|json|bib|csl] [-o FILE [--force]] | judge ANSWER good|bad|none [REASON] | cases [-o FILE [--force]]", short: "list the chats, print one, write one to a file, judge answers",
	options: func(set *flag.FlagSet) any {
		o := &chatsOptions{}
		set.StringVar(&o.as, "as", "", "export: as `FORM` md (Markdown, the usual), html, json, bib (the cited documents as BibTeX) or csl (as CSL-JSON)")
		set.StringVar(&o.out, "o", "", "export, cases: write to `FILE` instead of standard output, which is -")
		set.BoolVar(&o.force, "force", false, "export, cases: replace FILE if it is there already")
		return o
	},
	run: func(ctx context.Context, inv *invocation) error {
		if len(inv.args) > 0 {
			switch inv.args[0] {
			case "export":
				return inv.exportChat(ctx)
			case "judge":
				return inv.judge(ctx)
			case "cases":
				return inv.cases(ctx)
			}
		}
		if *inv.options.(*chatsOptions) != (chatsOptions{}) {
			return usageError("--as, -o and --force go with carrel chats export and carrel chats cases.")
		}
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

type chatsOptions struct {
	as, out string
	force   bool
}

// exported is what chats export --json prints. The names are promised in docs/cli.md.
type exported struct {
	As   string `json:"as"`
	Path string `json:"path,omitempty"` // of the file that was written
	Text string `json:"text,omitempty"` // where none was
}

func (inv *invocation) exportChat(ctx context.Context) error {
	o := inv.options.(*chatsOptions)
	if len(inv.args) != 2 {
		return usageError("Name one chat: carrel chats export ID [--as md|html|json|bib|csl] [-o FILE]. `carrel chats` lists them.")
	}
	as := cmp.Or(o.as, "md")
	if err := app.CheckExport(as); err != nil {
		return usageError(app.Explain(err).Message)
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	response, err := s.send(ctx, http.MethodGet, "/api/chats/"+url.PathEscape(inv.args[1])+"/export?"+url.Values{"as": {as}}.Encode(), nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("read the chat: %w", err)
	}
	if o.out == "" || o.out == "-" {
		if inv.json {
			return inv.printJSON(exported{As: as, Text: string(data)})
		}
		_, err := inv.stdout.Write(data)
		return err
	}
	path, err := inv.writeNew(o.out, data, o.force)
	if err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(exported{As: as, Path: path})
	}
	fmt.Fprintf(inv.stdout, "The chat is in %s now.\n", printable(path))
	return nil
}

// writeNew writes a file that is not there yet, or with force whatever is there,
// and gives its whole path.
func (inv *invocation) writeNew(name string, data []byte, force bool) (string, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "", app.Errorf(app.CodeBadRequest, "%s is a folder. Name a file in it.", path)
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if !force {
		flags |= os.O_EXCL
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", app.Errorf(app.CodeExists, "There is a file %s already. Choose another name, or replace it with --force.", path)
	}
	if err == nil {
		_, err = f.Write(data)
		if closed := f.Close(); err == nil {
			err = closed
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "", app.Errorf(app.CodeBadRequest, "There is no folder %s. Make it, or choose another place.", filepath.Dir(path))
	}
	if err != nil {
		return "", app.Errorf(app.CodeBadRequest, "The file cannot be written: %w", err)
	}
	return path, nil
}

// lastChat names the chat that was used last, where one is to be named.
const lastChat = "last"

// chatNamed is the id of the chat that is called name; "" for none. Whether there is one
// of that id is for those to say who are asked about it.
func (s *session) chatNamed(ctx context.Context, name string) (string, error) {
	if name != lastChat {
		return name, nil
	}
	var reply api.ChatsReply
	if err := s.call(ctx, http.MethodGet, "/api/chats", nil, &reply); err != nil {
		return "", err
	}
	if len(reply.Chats) == 0 {
		return "", app.Errorf(app.CodeNotFound, "There is no chat yet to ask on in. Leave --chat out.")
	}
	return reply.Chats[0].ID, nil // they come the newest first
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
			fmt.Fprintf(inv.stdout, "[%d] %s: “%s”\n", c.N, placed(c.Document.Title, placeOf(c)), oneLine(c.Quote))
		}
		if len(turn.Answer.Citations) > 0 {
			fmt.Fprintln(inv.stdout)
		}
	}
	return nil
}
