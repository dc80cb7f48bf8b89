package engine

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"carrel/inference"
)

func TestLookUp(t *testing.T) {
	for _, tt := range []struct {
		text []int32 // with the token that is next
		most int
		want []int32
	}{
		{[]int32{1, 2, 3, 4, 5, 9, 1, 2, 3}, 8, []int32{4, 5, 9, 1, 2}},
		{[]int32{1, 2, 3, 4, 5, 9, 1, 2, 3}, 2, []int32{4, 5}},
		{[]int32{2, 3, 4, 1, 2, 3, 5, 2, 3}, 8, nil},                          // two tokens are common, and that is chance
		{[]int32{1, 2, 3, 4, 7, 1, 2, 3, 5, 8, 1, 2, 3}, 1, []int32{5}},       // the last place
		{[]int32{6, 1, 2, 3, 4, 7, 1, 2, 3, 5, 8, 6, 1, 2, 3}, 1, []int32{4}}, // the longest
		{[]int32{7, 7, 7, 7}, 8, nil},                                         // what follows is not known yet
		{[]int32{7, 7, 7, 7, 7}, 8, []int32{7}},                               // here it is
		{[]int32{1, 2, 3}, 8, nil}, {[]int32{1}, 8, nil}, {[]int32{1, 2, 3, 4}, 8, nil},
	} {
		last := len(tt.text) - 1
		if got := lookUp(tt.text[:last], tt.text[last], tt.most); !slices.Equal(got, tt.want) {
			t.Errorf("after %v: %v, want %v", tt.text, got, tt.want)
		}
	}
}

// Drafts are as long as pays with what was measured.
func TestDraftsAreWorthIt(t *testing.T) {
	c := &clock{now: time.Unix(1_800_000_000, 0)}
	fresh := func() *drafter {
		d := newDrafter()
		d.now = c.time
		d.took(1, 10*time.Millisecond)
		return &d
	}
	right := func(d *drafter, n int) {
		for range n {
			d.saw(true)
		}
	}
	d := fresh()
	if n := d.length(8); n != 0 {
		t.Errorf("%d before it is known how often drafts are right", n)
	}
	right(d, 8)
	if n := d.length(8); n != draftTry {
		t.Errorf("%d to measure what drafts cost", n)
	}
	if n := d.length(draftTry - 1); n != 0 {
		t.Errorf("measured with %d", n)
	}

	d.took(5, 49*time.Millisecond) // 9.75 ms more for each: the processor is what takes the time
	right(d, 100)
	if n := d.length(8); n != 0 {
		t.Errorf("%d where five tokens cost nearly five times as much as one, and all are right", n)
	}
	c.pass(25 * time.Second)
	if n := d.length(8); n != draftTry {
		t.Errorf("%d after a while", n)
	}
	d.took(5, 49*time.Millisecond)
	c.pass(25 * time.Second)
	if n := d.length(8); n != 0 {
		t.Errorf("%d: what does not pay is not measured ever more rarely", n)
	}

	d = fresh()
	right(d, 8)
	d.took(5, 14*time.Millisecond) // 1 ms more for each: the weights are waited for
	right(d, 100)
	if n := d.length(8); n != 8 {
		t.Errorf("%d of 8 where all are right and cost little", n)
	}
	for range 100 {
		d.saw(false)
	}
	if n := d.length(8); n != 0 {
		t.Errorf("%d where none is right", n)
	}
}

// A request that can be repeated gives the same bits with drafts as without, over
// the place where the context gets longer than one of ggml's steps.
func TestDraftsChangeNoBit(t *testing.T) {
	s, model := atWork(t)
	zero, hot, seed := 0.0, 0.9, uint32(11)
	for name, sampling := range map[string]inference.Sampling{
		"greedy": {Temperature: &zero},
		"seeded": {Temperature: &hot, Seed: &seed},
	} {
		write := func(drafts string) (inference.GenerateResult, []uint64) {
			var bits []uint64
			q := inference.GenerateRequest{
				Model: model, Prompt: strings.Repeat(story, 7) + "The observatory on the hill", MaxTokens: 18, IgnoreEOS: true,
				LogProbs: true, Sampling: sampling, Drafts: drafts,
			}
			r, err := s.generate(t.Context(), q, sink{text: func(string) {}, token: func(c inference.TokenChoice) { bits = append(bits, math.Float64bits(c.LogProb)) }})
			if err != nil || len(bits) != q.MaxTokens {
				t.Fatalf("%s: %+v, %v", name, r, err)
			}
			return r, bits
		}
		without, bits := write(inference.DraftsNever)
		with, others := write(inference.DraftsAlways)
		if with.Text != without.Text || !slices.Equal(bits, others) {
			t.Errorf("%s: with drafts\n%q\nwithout\n%q", name, with.Text, without.Text)
		}
		t.Logf("%s: %d tokens, %d were drafted, of %d; %d without", name, with.AnswerTokens, with.DraftedTokens, with.DraftTokens, without.DraftTokens)
		known := chatVolume(t, s).drafts.exact
		if slices.Contains(known[:], otherBits) {
			t.Log("on this processor tokens that are computed together come out otherwise: no drafts")
		} else if with.DraftedTokens == 0 && name == "greedy" {
			t.Errorf("%s: no draft was right: %+v", name, with)
		}
		if name == "greedy" {
			if r, _ := write(""); r.DraftTokens != 0 {
				t.Errorf("%d tokens drafted on the processor, where nobody asked for it", r.DraftTokens)
			}
		}
		if without.DraftTokens != 0 || with.DraftedTokens > with.DraftTokens {
			t.Errorf("%s: %+v, %+v", name, without, with)
		}
	}
	allFree(t, s)
}
