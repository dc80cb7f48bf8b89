package trial

import (
	"slices"
	"testing"
	"time"

	"carrel/app/ask"
	"carrel/app/ask/align"
	"carrel/app/ask/squad"
)

func TestAnsweredBy(t *testing.T) {
	q := squad.Question{Answers: []string{"the Denver Broncos", "1,577"}}
	for text, want := range map[string]bool{
		"It was won by Denver Broncos.": true,
		"It cost $1,577.":               true,
		"It cost 11,577 dollars.":       false,
		"Denver, and the Broncos":       false,
	} {
		if got := q.AnsweredBy(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	var all []squad.Question
	for i := range 50 {
		all = append(all, squad.Question{Paragraph: i})
	}
	places := func(seed int64) (out []int) {
		for _, q := range choose(all, 20, seed) {
			out = append(out, q.Paragraph)
		}
		return out
	}
	if a, b := places(1), places(1); !slices.Equal(a, b) || len(a) != 20 {
		t.Errorf("the same seed draws %v and %v", a, b)
	}
	if slices.Equal(places(1), places(2)) {
		t.Error("another seed draws the same questions")
	}
	if n := len(choose(all, 80, 1)); n != 50 {
		t.Errorf("of 50 questions %d were drawn", n)
	}
}

func TestDoubtful(t *testing.T) {
	const cited = "The Broncos defeated the Panthers by 24 points to 10 in February 2016."
	for _, c := range []struct {
		sentence string
		state    align.State
		want     []string
	}{
		{"The Broncos defeated the Panthers in 2016.", align.Supported, nil},
		{"The Broncos defeated the Giants in 2016.", align.Supported, []string{"giants"}},
		{"The Broncos defeated the Giants in 2016.", align.Partly, nil}, // it does not say that it is borne out
		{"Who won? The Broncos did, in 2016.", align.Supported, nil},    // the question's words
		{"The Panthers defeated the Broncos.", align.Supported, []string{"(another order)"}},
		{"The Broncos won by 14 points.", align.Quoted, []string{"14"}},
	} {
		got := doubtful(ask.Judged{Text: c.sentence, State: c.state, Evidence: []ask.Evidence{{Quote: cited}}}, "Who won the game?")
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: doubts %q, want %q", c.sentence, got, c.want)
		}
	}
}

// A sentence's time runs from the piece that brought its last character, and a
// text that was taken back counts no more.
func TestWatch(t *testing.T) {
	w := watch{began: time.Now()}
	w.step(ask.Step{Kind: ask.StepText, Text: "Ä b. C"})
	first := w.pieces[0].at
	w.step(ask.Step{Kind: ask.StepText, Text: " d."})
	w.step(ask.Step{Kind: ask.StepSentence, Sentence: &ask.Sentence{Start: 0, End: 4}})
	if len(w.states) != 1 || w.states[0] < w.pieces[1].at.Sub(first) {
		t.Errorf("the first sentence took %v, its text came %v before the second's", w.states, w.pieces[1].at.Sub(first))
	}
	w.step(ask.Step{Kind: ask.StepCut, Keep: 4})
	w.step(ask.Step{Kind: ask.StepSentence, Sentence: &ask.Sentence{Start: 5, End: 9}})
	if len(w.states) != 1 {
		t.Errorf("a sentence that was taken back was timed: %v", w.states)
	}
}

func TestSpread(t *testing.T) {
	var times []time.Duration
	for i := range 101 {
		times = append(times, time.Duration(100-i)*time.Millisecond)
	}
	if got, want := spread(times), (Spread{N: 101, P50: 50, P95: 95, Max: 100}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
