package ask

import (
	"context"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"carrel/inference"
)

// sorter is a model that reads windows well: it orders passages by the number
// that each ends in, the largest first. A token is four bytes.
type sorter struct {
	context int
	windows []int // sizes of those it was asked for
	longest int   // prompt, tokens
}

func (s *sorter) Load(context.Context, inference.ModelSpec) (inference.ModelInfo, error) {
	return inference.ModelInfo{ContextTokens: s.context}, nil
}

func (s *sorter) CountTokens(_ context.Context, _ inference.ModelSpec, messages []inference.Message) (int, error) {
	n := 0
	for _, m := range messages {
		n += len(m.Content) / 4
	}
	return n, nil
}

var passageLine = regexp.MustCompile(`(?m)^\[(\d+)\] (\d+)`)

func (s *sorter) Generate(ctx context.Context, r inference.GenerateRequest, _ func(string)) (inference.GenerateResult, error) {
	n, _ := s.CountTokens(ctx, r.Model, r.Messages)
	s.longest = max(s.longest, n+r.MaxTokens)
	lines := passageLine.FindAllStringSubmatch(r.Messages[1].Content, -1)
	s.windows = append(s.windows, len(lines))
	slices.SortFunc(lines, func(a, b []string) int {
		x, _ := strconv.Atoi(a[2])
		y, _ := strconv.Atoi(b[2])
		return y - x
	})
	var order []string
	for _, line := range lines {
		order = append(order, "["+line[1]+"]")
	}
	return inference.GenerateResult{Text: strings.Join(order, " > ")}, nil
}

func TestListwiseWindows(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ passages, runes, context int }{
		{1, 100, 8192}, {2, 100, 8192}, {10, 900, 8192}, {20, 900, 8192}, {20, 900, 1024}, {20, 900, 600}, {37, 5000, 2048},
	} {
		values := random.Perm(c.passages)
		texts := make([]string, c.passages)
		for i, v := range values {
			texts[i] = strconv.Itoa(v) + strings.Repeat(" words", c.runes/6)
		}
		s := &sorter{context: c.context}
		scores, err := NewListwise(s, func(context.Context, string) (inference.ModelSpec, error) { return inference.ModelSpec{}, nil }).Rerank(t.Context(), "which", texts)
		if err != nil || len(scores) != len(texts) {
			t.Errorf("%+v: %v, %v", c, scores, err)
			continue
		}
		if s.longest >= c.context {
			t.Errorf("%+v: a prompt and its answer of %d tokens", c, s.longest)
		}
		// The window carries the best of all to the front, and no window is too large.
		best := slices.Index(values, c.passages-1)
		if scores[best] != float32(c.passages-1) || slices.Max(append(s.windows, 0)) > listWindow {
			t.Errorf("%+v: the best has %v of %d, windows of %v", c, scores[best], c.passages-1, s.windows)
		}
		places := slices.Clone(scores)
		slices.Sort(places)
		for i, p := range places {
			if p != float32(i) {
				t.Errorf("%+v: the scores %v are no order", c, scores)
				break
			}
		}
	}
	s := &sorter{context: 200}
	if _, err := NewListwise(s, func(context.Context, string) (inference.ModelSpec, error) { return inference.ModelSpec{}, nil }).Rerank(t.Context(), "which", []string{strings.Repeat("a ", 900), strings.Repeat("b ", 900)}); err != errTooShort {
		t.Errorf("a context of 200 tokens: %v", err)
	}
}

func TestParseOrder(t *testing.T) {
	if got, err := parseOrder("[3] > [1] > [2]", 3); err != nil || !slices.Equal(got, []int{2, 0, 1}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{"", "[1] > [2]", "[1] > [2] > [2]", "[1] > [2] > [4]", "[1] > [2] > [3] > [1]", "the first"} {
		if got, err := parseOrder(text, 3); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

// The real model writes an order whatever it is asked, and the same each time.
func TestListwiseWithTheEngine(t *testing.T) {
	openDesk(t)
	for n := 2; n <= listWindow; n += 4 {
		temperature, seed := 2.0, uint32(n)
		result, err := desk.engine.Generate(t.Context(), inference.GenerateRequest{
			Model: desk.chat, Prompt: "Write a poem about the sea.", Grammar: ordersGrammar(n),
			Sampling: inference.Sampling{Temperature: &temperature, Seed: &seed}, MaxTokens: tokensPerItem * n,
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseOrder(result.Text, n); err != nil || result.StopReason != inference.StopEnd {
			t.Errorf("of %d: %q (%s), %v", n, result.Text, result.StopReason, err)
		}
	}
	if _, err := desk.engine.Generate(t.Context(), inference.GenerateRequest{Model: desk.chat, Prompt: "x", Grammar: `root ::= "open`}, nil); err == nil || !strings.Contains(err.Error(), "grammar") {
		t.Errorf("a grammar that is none: %v", err)
	}
	texts := []string{"The sea froze in 1709.", "The museum was founded in 1887.", "Bees fly from March on.", "A museum of ships."}
	l := NewListwise(desk.engine, func(context.Context, string) (inference.ModelSpec, error) { return desk.chat, nil })
	first, err := l.Rerank(t.Context(), "When was the museum founded?", texts)
	if err != nil {
		t.Fatal(err)
	}
	again, err := l.Rerank(t.Context(), "When was the museum founded?", texts)
	if err != nil || !slices.Equal(first, again) {
		t.Errorf("%v, then %v, %v", first, again, err)
	}
}
