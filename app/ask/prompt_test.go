package ask

import (
	"context"
	"errors"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/knowledge"
)

// countWordsAsTokens counts as a tokenizer would that makes two tokens of a
// word; the engine's own count is tested in TestPromptFitsContext.
func countWordsAsTokens(_ context.Context, messages []inference.Message) (int, error) {
	n := 0
	for _, m := range messages {
		n += 4 + 2*len(strings.Fields(m.Content))
	}
	return n, nil
}

func longInput(words int) promptInput {
	var srcs []Source
	for i := range 8 {
		text := "Page " + string(rune('A'+i)) + " speaks of pumps. " + strings.Repeat("It has many valves and hoses for water, ", words/8) + "and ends here."
		srcs = append(srcs, Source{N: i + 1, Document: knowledge.DocumentRef{Title: "Manual"}, Page: i, End: len(text), Text: text})
	}
	m := materialOf("Which page speaks of pumps?", srcs)
	f := found{sources: srcs, material: m, order: m.Rank("Which page speaks of pumps?", nil)}
	f.mark()
	return promptInput{question: "Which page speaks of pumps?", sources: f.sources, material: f.material, order: f.order}
}

func TestPromptNeverOverContext(t *testing.T) {
	for _, size := range []int{10, 200, 3000} {
		in := longInput(size)
		in.earlier = strings.Repeat("before ", 20)
		for _, parameters := range []uint64{135e6, 2e9, 8e9} {
			for _, window := range []int{300, 512, 2048, 8192} {
				p, err := buildPrompt(context.Background(), profileFor(parameters), in, window, countWordsAsTokens)
				if err != nil {
					t.Fatalf("%d parameters, %d words, %d tokens: %v", parameters, size, window, err)
				}
				if n, _ := countWordsAsTokens(context.Background(), p.messages); n+p.maxTokens > window {
					t.Errorf("%d parameters, %d words: %d tokens and %d for the answer in a context of %d", parameters, size, n, p.maxTokens, window)
				}
				if user := p.messages[len(p.messages)-1].Content; !strings.Contains(user, in.question) {
					t.Errorf("the question is not in the prompt %q", user)
				}
				if p.leftOut < 0 || size == 10 && window == 8192 && p.leftOut != 0 {
					t.Errorf("%d pieces left out of a window of %d", p.leftOut, window)
				}
				if size == 3000 && window == 2048 && parameters > 1e9 && p.leftOut == 0 {
					t.Error("long passages were not left out")
				}
			}
		}
	}
}

func TestPromptQuestionTooLong(t *testing.T) {
	in := longInput(10)
	in.question = strings.Repeat("why ", 5000)
	if _, err := buildPrompt(context.Background(), profileFor(135e6), in, 2048, countWordsAsTokens); !errors.Is(err, errQuestionTooLong) {
		t.Errorf("a question of 5000 words: %v", err)
	}
}

// The part before the passages is the same for every question, so that the
// engine can keep its evaluation.
func TestPromptStablePart(t *testing.T) {
	a, errA := buildPrompt(context.Background(), profileFor(8e9), longInput(10), 8192, countWordsAsTokens)
	b, errB := buildPrompt(context.Background(), profileFor(8e9), longInput(200), 8192, countWordsAsTokens)
	if errA != nil || errB != nil || a.messages[0] != b.messages[0] || a.messages[0].Role != "system" {
		t.Errorf("%v, %v: the system texts differ", errA, errB)
	}
}
