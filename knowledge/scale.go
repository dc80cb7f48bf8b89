package knowledge

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"strings"
	"sync"

	"carrel/knowledge/index"
)

// Cosines of different embedders lie in different places: of two texts that have
// nothing to do with each other it is 0.0 with one and 0.7 with another. What is
// done with cosines, in fusion and in judging whether anything relevant was
// found, was found out with all-MiniLM-L6-v2. So those of another embedder are
// brought to where its would lie, by two points that are measured with the same
// texts: the mean cosine of a question with its own passage, and with those of
// other questions.
//
// The texts are ours and not the library's, whose passages may all be about the
// same thing: then what is usual among them says how alike they are, not how the
// embedder measures.

// scale brings cosines to where those of the reference lie.
type scale struct{ factor, offset float64 }

// reference is all-MiniLM-L6-v2 as bundled, by the yardstick
// (TestSwitchWithTheEngine).
var reference = index.Cosines{Unrelated: 0.0367, Related: 0.6491}

// leastSpan bounds how far cosines are drawn apart: of an embedder that hardly
// tells passages apart the noise would be too.
const leastSpan = 0.05

// newScale gives the scale of an embedder; nil: not measured, its cosines stay as they are.
func newScale(c *index.Cosines) scale {
	if c == nil {
		return scale{1, 0}
	}
	factor := (reference.Related - reference.Unrelated) / max(c.Related-c.Unrelated, leastSpan)
	return scale{factor, reference.Unrelated - factor*c.Unrelated}
}

func (s scale) of(cosine float64) float64 {
	return min(max(s.factor*cosine+s.offset, -1), 1)
}

// UnfitEmbedder is the error for an embedder with which nothing could be found.
type UnfitEmbedder struct {
	Name string
	Why  string // "it …"
}

// Error says so.
func (u *UnfitEmbedder) Error() string {
	return fmt.Sprintf("the embedding model %s cannot be used: %s. Choose another one; nothing has been changed", u.Name, u.Why)
}

// measure embeds the yardstick. The error is an *UnfitEmbedder where the vectors
// are of no use, or the embedder's own.
func measure(ctx context.Context, e Embedder) (index.Cosines, error) {
	var c index.Cosines
	pairs := yardstick()
	questions, passages := make([]string, len(pairs)), make([]string, len(pairs))
	for i, y := range pairs {
		questions[i], passages[i] = y.question, y.passage
	}
	// A plain word first: what is wrong with a model mostly shows by it, and soon.
	if _, err := embedChecked(ctx, e, ForPassage, []string{"word"}); err != nil {
		return c, err
	}
	asked, err := embedChecked(ctx, e, ForQuery, questions)
	if err != nil {
		return c, err
	}
	stored, err := embedChecked(ctx, e, ForPassage, passages)
	if err != nil {
		return c, err
	}
	if len(asked[0]) != len(stored[0]) {
		return c, &UnfitEmbedder{e.Name(), "its vectors of questions and of passages have different lengths"}
	}
	alike := math.Inf(1) // the least cosine of two passages
	for i, q := range asked {
		for j, p := range stored {
			if i == j {
				c.Related += dot(q, p) / float64(len(asked))
				continue
			}
			c.Unrelated += dot(q, p) / float64(len(asked)*(len(asked)-1))
			alike = min(alike, dot(stored[i], p))
		}
	}
	if alike > 0.9999 {
		return c, &UnfitEmbedder{e.Name(), "it gives the same vector for every text"}
	}
	return c, nil
}

// embedChecked embeds texts and looks at the vectors.
func embedChecked(ctx context.Context, e Embedder, purpose Purpose, texts []string) ([][]float32, error) {
	rows, err := e.Embed(ctx, purpose, texts)
	if err != nil {
		return nil, err
	}
	unfit := func(why string) ([][]float32, error) { return nil, &UnfitEmbedder{e.Name(), why} }
	if len(rows) != len(texts) {
		return unfit(fmt.Sprintf("it gives %d vectors for %d texts", len(rows), len(texts)))
	}
	for _, row := range rows {
		if len(row) == 0 || len(row) != len(rows[0]) {
			return unfit("it gives no vectors, or vectors of different lengths")
		}
		switch length := dot(row, row); {
		case math.IsNaN(length) || math.IsInf(length, 0):
			return unfit("its vectors are not numbers; the file is probably damaged")
		case length == 0:
			return unfit("its vectors are all zeros; the file is probably damaged")
		case math.Abs(length-1) > 0.01:
			return unfit("its vectors are not of length 1")
		}
	}
	return rows, nil
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// yardstickText has questions, each with the passage that answers it on the next line, about
// subjects that have nothing to do with each other. Another text makes other figures for
// every embedder: then reference has to be measured anew, and those that are stored, too.
//
//go:embed yardstick.txt
var yardstickText string

// yardstick are the questions of yardstickText with their passages.
var yardstick = sync.OnceValue(func() (pairs []struct{ question, passage string }) {
	for pair := range strings.SplitSeq(strings.TrimSpace(yardstickText), "\n\n") {
		question, passage, _ := strings.Cut(pair, "\n")
		pairs = append(pairs, struct{ question, passage string }{question, passage})
	}
	return pairs
})
