package app

import (
	"context"

	"carrel/app/ask"
)

// Verify judges a text's sentences against documents of the library, all of them
// where none is named.
func (a *App) Verify(ctx context.Context, text string, documents []string) ([]ask.Judged, error) {
	return a.asker.Verify(ctx, text, documents)
}
