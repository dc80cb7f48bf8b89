package cli

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"carrel/app"
)

var modelCommand = &command{
	name: "model", args: "[use MODEL]", short: "say which model writes the answers, and which of this computer's fit; change it",
	run: runModel,
}

func runModel(ctx context.Context, inv *invocation) error {
	use := len(inv.args) == 2 && inv.args[0] == "use"
	if len(inv.args) > 0 && !use {
		return usageError("carrel model knows `carrel model`, which lists the models, and `carrel model use MODEL`.")
	}
	s, err := inv.open(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	var state app.ChatModels
	if err := s.call(ctx, http.MethodGet, "/api/chat-model", nil, &state); err != nil {
		return err
	}
	if use {
		name := inv.args[1]
		if !slices.ContainsFunc(state.Models, func(m app.ChatModel) bool { return m.ID == name }) {
			name = fullModelPath(name)
		}
		if err := s.call(ctx, http.MethodPut, "/api/chat-model", app.ChatModelRequest{Model: name}, &state); err != nil {
			return err
		}
	}
	if inv.json {
		return inv.printJSON(state)
	}
	fmt.Fprintln(inv.stdout, printable(state.Text))
	for _, m := range state.Models {
		mark := " "
		if state.Current != nil && state.Current.ID == m.ID {
			mark = "*"
		}
		name := printable(m.Name)
		if m.Program != "" {
			name += ", of " + m.Program
		}
		fmt.Fprintf(inv.stdout, "%s %s\n    %s. %s\n", mark, printable(m.ID), name, m.FitText)
	}
	fmt.Fprintln(inv.stdout, "* is in use. Choose with: carrel model use MODEL, or the path of a GGUF file.")
	fmt.Fprintln(inv.stdout, "Files in "+printable(state.Folder)+" are listed too, and those of LM Studio, Ollama and others where they are.")
	return nil
}
