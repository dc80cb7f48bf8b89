package inference_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/models/modeltest"
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

// shallow is the bundled chat model with few enough blocks for long prompts, and
// enough for each token's keys and values to depend on those before it.
func shallow(t *testing.T) inference.ModelSpec {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shallow.gguf")
	modeltest.WriteShallow(t, path, modeltest.Shallow{Blocks: 3})
	return inference.ModelSpec{Path: path, Kind: inference.KindChat, ContextTokens: 1024}
}

// What was computed of a prompt's beginning is used again, also after another
// prompt, and the answers are those of a cold start to the last bit.
func TestBeginningsAreUsedAgain(t *testing.T) {
	c, model := start(t), shallow(t)
	about := func(sources, question string) inference.GenerateRequest {
		return inference.GenerateRequest{
			Model: model, Prompt: strings.Repeat(sources+" ", 13) + question,
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
	for i := range questions {
		if err := c.Unload(t.Context(), model.Path); err != nil {
			t.Fatal(err)
		}
		cold := write(t, c, questions[i])
		if cold.ReusedTokens != 0 || !cold.same(answers[i]) {
			t.Errorf("question %d, cold (%d tokens used again): %q; before it was %q", i, cold.ReusedTokens, cold.Text, answers[i].Text)
		}
	}
}
