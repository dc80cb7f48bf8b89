package knowledge_test

import (
	"context"
	"math"

	"carrel/knowledge"
	"carrel/knowledge/language"
)

// letterEmbedder embeds a text as the frequencies of its letters: a plain
// function where a test is about how vectors are kept, not about what they mean.
type letterEmbedder struct{}

func (letterEmbedder) Name() string { return "letters" }

func (letterEmbedder) Source() string { return "" }

func (letterEmbedder) Speaks(language.Tag) bool { return true }

func (letterEmbedder) Embed(ctx context.Context, _ knowledge.Purpose, texts []string) ([][]float32, error) {
	rows := make([][]float32, len(texts))
	for i, text := range texts {
		row := make([]float32, 32)
		row[31] = 1
		for _, r := range text {
			row[int(r)%31]++
		}
		var sum float64
		for _, x := range row {
			sum += float64(x) * float64(x)
		}
		for j := range row {
			row[j] /= float32(math.Sqrt(sum))
		}
		rows[i] = row
	}
	return rows, ctx.Err()
}
