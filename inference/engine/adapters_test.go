package engine

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"carrel/inference"
	"carrel/inference/adaptertest"
	"carrel/inference/models"
)

// Answers with different adapters are written beside each other, in rounds of
// their own, each as if it were alone.
func TestAnswersWithDifferentAdaptersBesideEachOther(t *testing.T) {
	s, model := atWork(t)
	dir := t.TempDir()
	lists := [][]inference.Adapter{nil}
	for i, name := range []string{"a.gguf", "b.gguf"} {
		adaptertest.Write(t, filepath.Join(dir, name), uint64(1+i), nil)
		lists = append(lists, []inference.Adapter{{Path: filepath.Join(dir, name), Scale: 1}})
	}
	zero := 0.0
	ask := func(ctx context.Context, i, tokens int, onText func()) string {
		q := inference.GenerateRequest{
			Model: model, Prompt: story, MaxTokens: tokens, IgnoreEOS: true, Adapters: lists[i],
			Sampling: inference.Sampling{Temperature: &zero},
		}
		r, err := s.generate(ctx, q, sink{text: func(string) { onText() }})
		if err != nil {
			t.Error(err)
		}
		return r.Text
	}
	const tokens = 10
	var alone []string
	for i := range lists {
		alone = append(alone, ask(t.Context(), i, tokens, func() {}))
	}
	if alone[0] == alone[1] || alone[1] == alone[2] || alone[0] == alone[2] {
		t.Errorf("the adapters change nothing: %q", alone)
	}
	if models.MachineMemory().Free == 0 {
		t.Skip("this system does not tell its memory: one answer at a time")
	}
	v := chatVolume(t, s)
	if models.MachineMemory().Free/4 < 2*int64(len(lists))*v.seatSize {
		t.Skip("too little memory is free for three answers at once")
	}
	v.want(maxSeats)
	ctx, cancel := context.WithCancel(t.Context())
	var others sync.WaitGroup
	for i := range 2 { // that are being written until the third is done
		begun := make(chan struct{})
		once := sync.OnceFunc(func() { close(begun) })
		others.Go(func() {
			text := ask(ctx, i, 0, once)
			once()
			if n := min(len(text), len(alone[i])); text[:n] != alone[i][:n] {
				t.Errorf("beside others: %q, alone %q", text[:n], alone[i])
			}
		})
		<-begun
	}
	if text := ask(t.Context(), 2, tokens, func() {}); text != alone[2] {
		t.Errorf("beside others: %q, alone %q", text, alone[2])
	}
	cancel()
	others.Wait()
	if n := len(chatVolume(t, s).seats); n < len(lists) {
		t.Errorf("%d answers at once", n)
	}
	allFree(t, s)
}

// A set of adapters is kept for its time while others wait, and then the one that
// has waited longest has its turn.
func TestSetsOfAdaptersTakeTurns(t *testing.T) {
	v := &volume{Model: adaptable{}}
	under := func(key string, served int) *answer {
		return &answer{volume: v, adapters: adapterSet{key: key}, served: served}
	}
	r := &rounds{server: &server{}, last: map[*volume]int{}, under: []*answer{under("a", 0), under("b", 0), under("c", 0), under("a", 0)}}
	var turns string
	for range 7 {
		r.choose()
		turns += r.set
	}
	if turns != "abcabca" {
		t.Errorf("turns: %s", turns)
	}
	r.adapterTime, v.since = time.Hour, time.Now()
	r.under = append(r.under, under("d", 0))
	if r.choose(); r.set != "a" {
		t.Errorf("%s, whose time was not over, gave way to %s", "a", r.set)
	}
	r.under = r.under[1:3] // b and c: those with a have ended
	if r.choose(); r.set != "b" {
		t.Errorf("%s, and b has waited longer", r.set)
	}
}

// adaptable is a model whose adapters can be switched, and nothing else.
type adaptable struct{ Model }

func (adaptable) UseAdapters([]inference.Adapter) error { return nil }
