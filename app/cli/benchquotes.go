package cli

import (
	"context"
	"fmt"

	"carrel/inference"
)

// quoteFigures are those of bench serving about drafts; see servingFigures.
type quoteFigures struct {
	NoDraftsPerS []float64 `json:"without_drafts_tokens_per_s"`
	DraftsPerS   []float64 `json:"drafts_tokens_per_s"`
	AlwaysPerS   []float64 `json:"always_drafts_tokens_per_s"`
	DraftsRatio  float64   `json:"drafts_ratio"` // median of the pairs
	AlwaysRatio  float64   `json:"always_drafts_ratio"`
	DraftsRight  float64   `json:"drafts_right"` // share of what was always computed ahead that the answers had
}

// quoted are sources, of which each question asks for a sentence.
const quoted = `[1] Harbour report, 1931. The northern breakwater was finished on 4 May 1931 after three winters of work. It is 412 metres long and cost 86,000 crowns, of which the state paid two thirds. The council named it after the engineer Johanna Lindqvist.
[2] Minutes of the library committee. The reading room shall be open on weekdays from nine to seven and on Saturdays from ten to two. Books of more than fifty years of age are not lent out, but may be read at the long table under the supervision of the librarian.
[3] Weather diary of the school. The wettest month on record was October 1927, with 212 millimetres of rain in twenty-six days. The bridge at the mill was closed for nine days, and the children of the eastern farms were taught at home.`

var quoteQuestions = []string{
	"When was the northern breakwater finished, and what did it cost?",
	"When is the reading room open?",
	"Which was the wettest month on record?",
	"Which books are not lent out?",
}

// quotes has answers of so many tokens written that quote their sources, one
// question at each repetition, with drafts and without.
func (s *serving) quotes(ctx context.Context, tokens, repetitions int) (f quoteFigures, err error) {
	computed, right := 0, 0
	for i := range repetitions {
		for _, way := range []struct {
			drafts  string
			samples *[]float64
		}{{inference.DraftsNever, &f.NoDraftsPerS}, {inference.DraftsMeasured, &f.DraftsPerS}, {inference.DraftsAlways, &f.AlwaysPerS}} {
			greedy := 0.0
			r, err := s.client.Generate(ctx, inference.GenerateRequest{
				Model: s.spec, MaxTokens: tokens, IgnoreEOS: true, Drafts: way.drafts, Sampling: inference.Sampling{Temperature: &greedy},
				Messages: []inference.Message{
					{Role: "system", Content: "Answer from the sources. Quote the sentences that answer the question word for word."},
					{Role: "user", Content: fmt.Sprintf("%s\n\nQuestion: %s", quoted, quoteQuestions[i%len(quoteQuestions)])},
				},
			}, nil)
			if err != nil {
				return f, err
			}
			*way.samples = append(*way.samples, float64(tokens-1)/max(1e-6, r.GenerateMS/1000))
			if way.drafts == inference.DraftsAlways {
				computed, right = computed+r.DraftTokens, right+r.DraftedTokens
			}
		}
	}
	f.DraftsRatio, f.AlwaysRatio = medianRatio(f.DraftsPerS, f.NoDraftsPerS), medianRatio(f.AlwaysPerS, f.NoDraftsPerS)
	f.DraftsRight = float64(right) / float64(max(1, computed))
	return f, nil
}
