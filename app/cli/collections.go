package cli

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"carrel/app"
	"carrel/app/api"
	"carrel/knowledge"
	"carrel/knowledge/figure"
)

var collectionCommand = &command{
	name: "collection", args: "list | create NAME | rename NAME|ID NEW | delete NAME|ID | add NAME|ID DOCUMENT... | remove NAME|ID DOCUMENT...", short: "keep documents in collections; deleting one keeps its documents",
	run: func(ctx context.Context, inv *invocation) error {
		verb, rest := "", inv.args
		if len(rest) > 0 {
			verb, rest = rest[0], rest[1:]
		}
		many, known := map[string]bool{"list": false, "create": false, "rename": false, "delete": false, "add": true, "remove": true}[verb]
		wanted := map[string]int{"list": 0, "create": 1, "rename": 2, "delete": 1, "add": 2, "remove": 2}[verb]
		if !known || len(rest) < wanted || len(rest) > wanted && !many {
			return usageError("Say what to do: `carrel help collection` shows how.")
		}
		s, err := inv.open(ctx, false)
		if err != nil {
			return err
		}
		defer s.close()
		var list api.CollectionsReply
		if err := s.call(ctx, http.MethodGet, "/api/collections", nil, &list); err != nil {
			return err
		}
		if verb == "list" {
			return inv.printCollections(list)
		}
		var c knowledge.Collection
		if verb == "create" {
			if err := s.call(ctx, http.MethodPost, "/api/collections", api.CollectionRequest{Name: rest[0]}, &c); err != nil {
				return err
			}
			return inv.printCollection(c)
		}
		for _, candidate := range list.Collections {
			if candidate.ID == rest[0] || strings.EqualFold(candidate.Name, rest[0]) {
				c = candidate
			}
		}
		if c.ID == "" {
			return app.Errorf(app.CodeNotFound, "There is no collection %q. `carrel collection list` shows those that are.", rest[0])
		}
		documents := rest[1:]
		if many {
			if documents, err = s.documentIDs(ctx, documents); err != nil {
				return err
			}
		}
		path := "/api/collections/" + c.ID
		var reply api.CollectionReply
		switch verb {
		case "rename":
			err = s.call(ctx, http.MethodPatch, path, api.CollectionRequest{Name: rest[1]}, &reply.Collection)
		case "delete":
			err = s.call(ctx, http.MethodDelete, path, nil, nil)
			reply.Collection = c
		case "add":
			err = s.call(ctx, http.MethodPost, path+"/documents", api.CollectRequest{Add: documents}, &reply)
		case "remove":
			err = s.call(ctx, http.MethodPost, path+"/documents", api.CollectRequest{Remove: documents}, &reply)
		}
		if err != nil {
			return err
		}
		return inv.printCollection(reply.Collection)
	},
}

func (inv *invocation) printCollections(list api.CollectionsReply) error {
	if inv.json {
		return inv.printJSON(list)
	}
	if len(list.Collections) == 0 {
		fmt.Fprintln(inv.stdout, "No collections yet. Make one with: carrel collection create NAME")
	}
	for _, c := range list.Collections {
		if err := inv.printCollection(c); err != nil {
			return err
		}
	}
	return nil
}

func (inv *invocation) printCollection(c knowledge.Collection) error {
	if inv.json {
		return inv.printJSON(c)
	}
	fmt.Fprintf(inv.stdout, "%s  %s  %s\n", c.ID, figure.Counted(c.Documents, "document", "documents"), printable(c.Name))
	return nil
}
