package index

import (
	"errors"
	"slices"
	"strings"
)

// Worded is a failure of a team's store in words for the person. What the store's
// driver said is its cause: it is for the log, see Technical, and not for a screen.
type Worded struct {
	Kind  error  // ErrStoreAway, ErrStoreKey and the like; nil for none of them
	Text  string // what happened and what to do, as a sentence without capital and point
	Cause error
}

func (e *Worded) Error() string { return e.Text }

// Words marks the error as one that is in words already: see InWords.
func (e *Worded) Words() string { return e.Text }

// Unwrap gives the cause.
func (e *Worded) Unwrap() error { return e.Cause }

// Is reports whether the failure is of a kind that every store knows.
func (e *Worded) Is(target error) bool { return e.Kind != nil && target == e.Kind }

// InWords gives of an error what is meant for a person: of one that has such words
// in it (a method Words) these alone, without what was put before them on the way
// and without its technical cause; of joined errors each words once; of any other
// error all of its text.
func InWords(err error) string {
	if said := worded(err); len(said) > 0 {
		return strings.Join(said, "\n")
	}
	return err.Error()
}

func worded(err error) (said []string) {
	switch e := err.(type) {
	case nil:
		return nil
	case interface{ Words() string }:
		return []string{e.Words()}
	case interface{ Unwrap() error }:
		return worded(e.Unwrap())
	case interface{ Unwrap() []error }:
		found := false
		for _, inner := range e.Unwrap() {
			words := worded(inner)
			found = found || len(words) > 0
			if len(words) == 0 {
				words = []string{inner.Error()}
			}
			for _, text := range words {
				if !slices.Contains(said, text) {
					said = append(said, text)
				}
			}
		}
		if !found {
			return nil // nothing of it is more for a person than the rest
		}
	}
	return said
}

// Technical gives an error's text with the causes that Worded keeps off the screen.
func Technical(err error) string {
	text := err.Error()
	var e *Worded
	if errors.As(err, &e) && e.Cause != nil && !strings.Contains(text, e.Cause.Error()) {
		text += " (" + e.Cause.Error() + ")"
	}
	return text
}
