package engine

import (
	"slices"
	"strings"
	"testing"

	"carrel/inference"
)

// A chat's next answer that need not come out the same again reads nothing of the answer
// before; one that must reads it, and is the same to the bit as if nothing had been there.
func TestAFollowUpGoesOnFromWhatWasWritten(t *testing.T) {
	s, model := atWork(t)
	cool, zero, seed := 0.01, 0.0, uint32(3) // as good as greedy, so that its words come in their usual tokens
	first := inference.GenerateRequest{
		Model: model, Prompt: strings.Repeat(story, 3) + "It is", MaxTokens: 70, IgnoreEOS: true,
		Sampling: inference.Sampling{Temperature: &cool}, ExpectFollowUp: true,
	}
	followUp := func(text string, sampling inference.Sampling) inference.GenerateRequest {
		return inference.GenerateRequest{
			Model: model, Prompt: first.Prompt + text + " Who founded it, and when? It was founded by", MaxTokens: 6, IgnoreEOS: true,
			Sampling: sampling, ExpectFollowUp: true,
		}
	}
	r, _ := writeBits(t, s, first)
	v := chatVolume(t, s)
	kept := slices.Clone(v.seats[0].Kept())
	if pure := v.seats[0].reusable; len(kept) < r.PromptTokens+60 || pure != wholeBlocks(r.PromptTokens) {
		t.Fatalf("%d tokens are there after %d of the prompt, %d of them in whole blocks", len(kept), r.PromptTokens, pure)
	}
	prompt := v.Tokenize(followUp(r.Text, inference.Sampling{}).Prompt, true)
	same := 0
	for same < len(kept) && kept[same] == prompt[same] {
		same++
	}
	if same < r.PromptTokens+30 {
		t.Fatalf("the answer is read in other tokens than it was written in, after %d of %d: it shows nothing", same, r.PromptTokens)
	}
	on, _ := writeBits(t, s, followUp(r.Text, inference.Sampling{}))
	if on.ReusedTokens != same || on.AnswerTokens != 6 {
		t.Errorf("%d tokens were used again, %d are there: %+v", on.ReusedTokens, same, on)
	}
	if pure := v.seats[0].reusable; pure != wholeBlocks(r.PromptTokens) {
		t.Errorf("%d tokens count as a prompt's own, %d were read as one", pure, wholeBlocks(r.PromptTokens))
	}
	noneToGoOnFrom(t, s)
	allFree(t, s)

	for name, sampling := range map[string]inference.Sampling{"greedy": {Temperature: &zero}, "with a seed": {Seed: &seed}} {
		s.emptyShelf()
		cold, coldBits := writeBits(t, s, followUp(r.Text, sampling))
		s.emptyShelf()
		again, _ := writeBits(t, s, first)
		warm, warmBits := writeBits(t, s, followUp(again.Text, sampling))
		if again.Text != r.Text {
			t.Logf("%s: the first answer is another one this time", name) // it may be: then there is nothing to compare
			continue
		}
		if warm.ReusedTokens > wholeBlocks(r.PromptTokens) || warm.Text != cold.Text || !slices.Equal(warmBits, coldBits) {
			t.Errorf("%s: %q with %d tokens used again, %q from nothing", name, warm.Text, warm.ReusedTokens, cold.Text)
		}
	}
	noneToGoOnFrom(t, s)
	allFree(t, s)
}

// noneToGoOnFrom drops the words of answers that could be gone on from.
func noneToGoOnFrom(t *testing.T, s *server) {
	for _, seat := range chatVolume(t, s).seats {
		seat.Keep(seat.reusable)
	}
}

// What another chat begins with is no reason to go on from an answer.
func TestNothingGoesOnFromAnotherChat(t *testing.T) {
	s, model := atWork(t)
	cool := 0.01
	q := inference.GenerateRequest{Model: model, Prompt: strings.Repeat(story, 3), MaxTokens: 8, IgnoreEOS: true, Sampling: inference.Sampling{Temperature: &cool}, ExpectFollowUp: true}
	mustWrite(t, s, q)
	v := chatVolume(t, s)
	seat := v.seats[0]
	if len(seat.Kept()) <= seat.reusable {
		t.Fatal("nothing of the answer is there")
	}
	a := s.answerFor(t.Context(), q, sink{})
	a.volume = v
	for _, c := range []struct {
		name   string
		tokens []int32
		want   int
	}{
		{"all of it", append(slices.Clone(seat.Kept()), 1, 2), len(seat.Kept())},
		{"the very same", slices.Clone(seat.Kept()), len(seat.Kept()) - 1},
		{"a prompt that ends inside the blocks", slices.Clone(seat.Kept()[:seat.reusable-5]), 0},
		{"another prompt", []int32{5, 6, 7, 8}, 0},
	} {
		a.tokens = c.tokens
		if n := a.written(seat); n != c.want {
			t.Errorf("%s: %d tokens, want %d", c.name, n, c.want)
		}
	}
	a.tokens = append(slices.Clone(seat.Kept()), 1, 2)
	a.adapters.key = "other"
	if n := a.written(seat); n != 0 {
		t.Errorf("with other adapters: %d tokens", n)
	}
	a.adapters.key, a.query.ExpectFollowUp = "", false
	if n := a.written(seat); n != 0 {
		t.Errorf("where no chat goes on: %d tokens", n)
	}
	noneToGoOnFrom(t, s)
	allFree(t, s)
}
