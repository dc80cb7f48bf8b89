package app

import (
	"context"
	"strings"

	"carrel/knowledge"
)

// Check is what is wrong with the library, and what was done about it.
type Check struct {
	Wrong   []string             `json:"wrong"`   // in words, as found; none: nothing
	Done    []string             `json:"done"`    // what a repair has put right, in words
	Reading []knowledge.Document `json:"reading"` // documents that a repair has read again from their files
	Unable  []knowledge.Document `json:"unable"`  // damaged documents that a repair could not read: their files are away, changed, or open with a password that is not kept
}

// CheckRequest asks for a check.
type CheckRequest struct {
	Repair bool `json:"repair,omitempty"`
}

// Check looks for what is wrong in the library and, where repair is asked for,
// puts right what can be: documents in Reading are then still on their way.
func (a *App) Check(ctx context.Context, request CheckRequest) (Check, error) {
	var c Check
	// What is half read would look wrong.
	reading := func() error {
		if title := a.Library.Activity().Reading; title != "" {
			return Errorf(CodeBadRequest, "Carrel is just reading %q, so the library cannot be checked. Try again when everything has been read.", title)
		}
		return nil
	}
	if err := reading(); err != nil {
		return c, err
	}
	var err error
	if c.Wrong, err = a.Library.Check(ctx); err != nil {
		return c, cannotOpen(err, a.options.Folders.Data)
	}
	if err := reading(); err != nil {
		return c, err
	}
	if !request.Repair || len(c.Wrong) == 0 {
		return c, nil
	}
	a.background.Store(true)
	repaired, err := a.Library.Repair(ctx)
	if err != nil {
		return c, sayDiskFull(cannotOpen(err, a.options.Folders.Data), "repairing the library")
	}
	c.Done, c.Reading, c.Unable = repaired.Done, repaired.Reading, repaired.OutOfHand
	a.log.printf("repaired the library: %s", strings.Join(c.Wrong, "; "))
	return c, nil
}
