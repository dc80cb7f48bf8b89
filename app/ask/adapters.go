package ask

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"carrel/inference"
)

// errNoAdapters is for an Asker whose Config has none.
var errNoAdapters = errors.New("ask: there are no adapters here")

// adapters finds the adapters that an answer is to be written with: those of the
// request, else those of the chat's last answer that a model was to write: one that
// only quoted says nothing of them. Of the latter, what cannot be used
// any more is left out, and lost says so in words.
func (a *Asker) adapters(ctx context.Context, req Request, earlier []Turn) (used []UsedAdapter, lost string, err error) {
	choices := req.Adapters
	if req.Quote {
		return nil, "", nil
	}
	if choices == nil {
		for _, turn := range slices.Backward(earlier) {
			if turn.Answer.Quoting {
				continue
			}
			for _, last := range turn.Answer.Adapters {
				choices = append(choices, AdapterChoice{Name: last.Path, Scale: &last.Scale})
			}
			break
		}
	}
	if len(choices) == 0 {
		return nil, "", nil
	}
	if a.config.Adapters == nil {
		return nil, "", errNoAdapters
	}
	spec, err := a.config.Model(ctx, req.Model)
	if err == nil {
		used, err = a.config.Adapters(ctx, spec, choices)
	}
	if err != nil && req.Adapters == nil {
		return nil, fmt.Sprintf("This answer is written without the adapter of the chat. %v", err), nil
	}
	return used, "", err
}

// usable gives adapters in the engine's form.
func usable(list []UsedAdapter) []inference.Adapter {
	var out []inference.Adapter
	for _, a := range list {
		out = append(out, inference.Adapter{Path: a.Path, Scale: a.Scale})
	}
	return out
}
