package app

import (
	"strconv"
	"testing"
)

// Stopping one second opinion before it has come ends no other one on the same answer.
func TestOpinionStoppedEarly(t *testing.T) {
	var o opinions
	standing, end := o.begin(t.Context(), "answer", "standing")
	defer end()
	o.stop("answer", "late")
	late, end := o.begin(t.Context(), "answer", "late")
	defer end()
	if late.Err() == nil {
		t.Error("it began although it was stopped before")
	}
	if standing.Err() != nil {
		t.Error("another one ended with it")
	}
	again, end := o.begin(t.Context(), "answer", "late")
	defer end()
	if again.Err() != nil {
		t.Error("it was stopped once, and ended twice")
	}
	for i := range 3 * maxEarly {
		o.stop("answer", strconv.Itoa(i))
	}
	if len(o.early) != maxEarly {
		t.Errorf("%d are remembered, want %d", len(o.early), maxEarly)
	}
}
