package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"carrel/app/api"
	"carrel/knowledge/figure"
)

// judge keeps, or takes back, what the person thinks of an answer.
func (inv *invocation) judge(ctx context.Context) error {
	const how = "Say what you think of one answer: carrel chats judge ANSWER good|bad|none [REASON]. `carrel chats ID` shows a chat's answers with their ids."
	if len(inv.args) < 3 {
		return usageError(how)
	}
	path, reason := "/api/answers/"+url.PathEscape(inv.args[1])+"/verdict", strings.Join(inv.args[3:], " ")
	method, said := http.MethodPut, "Kept, on this computer only."
	var request any
	switch word := inv.args[2]; {
	case word == "good" || word == "bad":
		request = api.VerdictRequest{Good: word == "good", Reason: reason}
	case word == "none" && reason == "":
		method, said = http.MethodDelete, "Taken back."
	default:
		return usageError(how)
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	var made json.RawMessage
	if err := s.call(ctx, method, path, request, &made); err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(made)
	}
	fmt.Fprintln(inv.stdout, said)
	return nil
}

// cases writes the judged answers as JSON lines.
func (inv *invocation) cases(ctx context.Context) error {
	o := inv.options.(*chatsOptions)
	if len(inv.args) != 1 || o.as != "" {
		return usageError("chats cases takes no arguments but -o FILE and --force.")
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	var found api.CasesReply
	if err := s.call(ctx, http.MethodGet, "/api/cases", nil, &found); err != nil {
		return err
	}
	var lines bytes.Buffer
	out := json.NewEncoder(&lines)
	out.SetEscapeHTML(false)
	for _, c := range found.Cases {
		if err := out.Encode(c); err != nil {
			return err
		}
	}
	if o.out != "" && o.out != "-" {
		path, err := inv.writeNew(o.out, lines.Bytes(), o.force)
		if err != nil {
			return err
		}
		if inv.json {
			return inv.printJSON(exported{As: "cases", Path: path})
		}
		fmt.Fprintf(inv.stdout, "%s in %s.\n", figure.Counted(len(found.Cases), "case", "cases"), printable(path))
		return nil
	}
	if inv.json {
		return inv.printJSON(found)
	}
	_, err = inv.stdout.Write(lines.Bytes())
	return err
}
