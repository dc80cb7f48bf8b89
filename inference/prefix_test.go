package inference_test

import (
	"math"
	"strings"
	"testing"

	"carrel/inference"
)

// written is an answer with its tokens' probabilities, which show every bit of
// what was computed.
type written struct {
	inference.GenerateResult
	probabilities []uint64
}

func (w written) same(other written) bool {
	if w.Text != other.Text || len(w.probabilities) != len(other.probabilities) {
		return false
	}
	for i, p := range w.probabilities {
		if p != other.probabilities[i] {
			return false
		}
	}
	return true
}

func write(t *testing.T, c *inference.Client, q inference.GenerateRequest) written {
	t.Helper()
	w := written{}
	q.LogProbs = true
	var err error
	w.GenerateResult, err = c.Stream(t.Context(), q, func(p inference.Piece) {
		if p.Token != nil {
			w.probabilities = append(w.probabilities, math.Float64bits(p.Token.LogProb))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// What was computed of a prompt's beginning is used again, also after another
// prompt, and the answers are those of a cold start to the last bit.
func TestBeginningsAreUsedAgain(t *testing.T) {
	c := start(t)
	about := func(sources, question string) inference.GenerateRequest {
		return inference.GenerateRequest{
			Model: chat(t), Prompt: strings.Repeat(sources+" ", 13) + question,
			Sampling: inference.Sampling{Temperature: ptr(0.0)}, MaxTokens: 2, IgnoreEOS: true,
		}
	}
	other := strings.ReplaceAll(passage, "observatory", "library")
	questions := []inference.GenerateRequest{
		about(passage, "In which year was it founded?"),
		about(passage, "How large is the mirror of the telescope, and who founded the observatory?"),
		about(other, "Who founded it?"),
		about(passage, "In which year?"), // from what was put aside
		about(other, "When?"),
	}
	reused := []bool{false, true, false, true, true}
	var answers []written
	for i, q := range questions {
		w := write(t, c, q)
		if w.PromptTokens < 300 || reused[i] != (w.ReusedTokens >= w.PromptTokens-2*64-30) || !reused[i] && w.ReusedTokens > 64 {
			t.Errorf("question %d: %d of %d tokens had been computed before, want most of them: %v", i, w.ReusedTokens, w.PromptTokens, reused[i])
		}
		answers = append(answers, w)
	}
	for _, i := range []int{3} {
		if err := c.Unload(t.Context(), questions[i].Model.Path); err != nil {
			t.Fatal(err)
		}
		cold := write(t, c, questions[i])
		if cold.ReusedTokens != 0 || !cold.same(answers[i]) {
			t.Errorf("question %d, cold (%d tokens used again): %q; before it was %q", i, cold.ReusedTokens, cold.Text, answers[i].Text)
		}
	}
}
