package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"

	"carrel/app"
)

// addModels adds GGUF files and folders to the models, where they are.
func (inv *invocation) addModels(ctx context.Context, s *session, names []string) error {
	var request app.AddModelsRequest
	for _, name := range names {
		path, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		request.Paths = append(request.Paths, path)
	}
	var seen app.SeenModels
	if err := s.call(ctx, http.MethodPost, "/api/models/places", request, &seen); err != nil {
		return err
	}
	added := false
	for _, m := range seen.Models {
		added = added || m.Use != app.UseNone
	}
	if inv.json {
		if err := inv.printJSON(seen); err != nil {
			return err
		}
	} else {
		for _, m := range seen.Models {
			name := printable(m.Name) + ". "
			if m.Use == app.UseNone {
				name = "" // what is wrong names the file
			}
			fmt.Fprintf(inv.stdout, "%s\n    %s%s\n", printable(m.Path), name, printable(m.Text))
		}
		fmt.Fprintln(inv.stdout, printable(seen.Text))
	}
	if !added {
		return exit(exitFailed)
	}
	return nil
}

// forgetModels takes files and folders out of the models that were added.
func (inv *invocation) forgetModels(ctx context.Context, s *session, name string) error {
	path, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	var state app.ChatModels
	if err := s.call(ctx, http.MethodDelete, "/api/models/places?path="+url.QueryEscape(path), nil, &state); err != nil {
		return err
	}
	if inv.json {
		return inv.printJSON(state)
	}
	fmt.Fprintln(inv.stdout, "It is not among the models any more. The files are where they were.")
	return nil
}
