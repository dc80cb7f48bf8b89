package ask

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"carrel/inference"
)

// busyEngine is a model that can be loaded when another answer is done, and is then
// loaded: each ends when it has been told.
type busyEngine struct {
	scripted
	turn, loaded chan struct{}
	loads        atomic.Bool
}

func (b *busyEngine) Load(ctx context.Context, spec inference.ModelSpec) (inference.ModelInfo, error) {
	<-b.turn
	b.loads.Store(true)
	<-b.loaded
	return b.scripted.Load(ctx, spec)
}

// An answer says what its model waits for, once each, and when that is over.
func TestAnAnswerSaysWhatItWaitsFor(t *testing.T) {
	a, _ := newAsker(t)
	b := &busyEngine{scripted: scripted{pieces: []string{"Anna Berg founded it."}}, turn: make(chan struct{}), loaded: make(chan struct{})}
	a.config.Engine, a.config.Loading = b, func(string) bool { return b.loads.Load() }
	var order []string
	_, err := a.Ask(t.Context(), Request{Question: "Who founded the Harbour Museum?"}, func(s Step) {
		switch s.Kind {
		case StepWaiting:
			order = append(order, s.Waiting)
			switch s.Waiting {
			case WaitingTurn:
				close(b.turn)
			case WaitingLoads:
				close(b.loaded)
			}
		case StepText:
			if len(order) > 0 && order[len(order)-1] != string(StepText) {
				order = append(order, string(StepText))
			}
		}
	})
	if want := []string{WaitingTurn, WaitingLoads, WaitingOver, string(StepText)}; err != nil || !slices.Equal(order, want) {
		t.Errorf("%q, %v, want %q", order, err, want)
	}
}
