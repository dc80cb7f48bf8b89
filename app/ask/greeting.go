package ask

import (
	"context"
	"slices"

	"carrel/app/ask/intent"
)

// What people write first, to see whether somebody is there, is about no document: a search
// for "hello" finds whatever bears that name.

// withoutGreetings is the turns that a later question may lean on.
func withoutGreetings(turns []Turn) []Turn {
	return slices.DeleteFunc(slices.Clone(turns), func(t Turn) bool { return intent.Greeting(t.Question) != "" })
}

// greet answers with a reply that no document has to bear out.
func (r *run) greet(ctx context.Context, reply string) {
	r.writer = newWriter(ctx, r, nil)
	r.step(Step{Kind: StepSources, Sources: r.answer().Sources})
	r.writer.plain(reply)
	r.answer().Unsearched, r.answer().Status = true, StatusDone
}
