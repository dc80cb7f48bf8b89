package engine

import (
	"slices"
	"time"
)

// Answers for other programs (GenerateRequest.Guest) leave the person's own first:
// those wait before them for a seat and for their prompt to be read, one seat is
// kept free for them where there are several, and while one of them is under way all
// answers for other programs together have at most guestShare of the time.
//
// It is counted in time, not in rounds or tokens: a piece of a prompt takes as long
// as a score of tokens, and a token that is computed beside the person's in one batch
// takes on a large model next to nothing.

// guestShare is the share of the time that answers for other programs may take from
// the person's while one of those is under way.
const guestShare = 0.25

// urgent says that the person sits and waits for the answer.
func (a *answer) urgent() bool { return !a.query.Background && !a.query.Guest }

// charge notes that a computation of so long was made for some answers. alone is how
// long it takes for one of them, 0 where that is not known.
//
// What is owed is the time that answers for other programs have taken beyond their
// share. It is paid back by the time that goes to the person's alone.
func (r *rounds) charge(took, alone time.Duration, answers ...*answer) {
	guests, urgent := 0, 0
	for _, a := range answers {
		switch {
		case a.urgent():
			urgent++
		case a.query.Guest:
			guests++
		}
	}
	each := took / time.Duration(len(answers))
	theirs, own := time.Duration(guests)*each, time.Duration(urgent)*each
	if alone > 0 && urgent > 0 && guests > 0 {
		// Only what the person's would have been computed sooner without them.
		theirs = min(theirs, max(0, took-time.Duration(urgent)*alone))
		own = took - theirs
	}
	r.owed = max(0, r.owed+theirs-time.Duration(float64(own)*guestShare/(1-guestShare)))
}

// settle says at the beginning of a round whether an answer of the person's is under
// way, whether its prompt is being read, and whether those for other programs owe it
// time.
func (r *rounds) settle() {
	if r.hurried = slices.ContainsFunc(r.under, (*answer).urgent); !r.hurried {
		r.owed = 0
	}
	r.polite = r.owed > 0
	listening := slices.ContainsFunc(r.under, func(a *answer) bool { return a.urgent() && a.reading() })
	for _, a := range r.under {
		a.yields = r.hurried && a.query.Background && r.number-a.served < backgroundRounds ||
			r.polite && a.query.Guest ||
			listening && a.reading() && !a.urgent()
	}
}
