package llama

import (
	"errors"
	"math"
	"slices"

	"github.com/hybridgroup/yzma/pkg/llama"

	"carrel/inference"
)

// LogProbs says how probable a token and the top most probable ones were after
// the last Decode: the logarithm of the softmax over all logits, which sampling
// leaves as they are.
func (q *Sequence) LogProbs(token int32, top int) (inference.TokenChoice, error) {
	m := q.model
	logits, err := llama.GetLogitsIth(q.lane.ctx, q.row, m.Size())
	if err != nil {
		return inference.TokenChoice{}, err
	}
	if int(token) >= len(logits) || token < 0 {
		return inference.TokenChoice{}, errors.New("the model gave no probabilities")
	}
	largest := float64(slices.Max(logits))
	var sum float64
	for _, l := range logits {
		sum += math.Exp(float64(l) - largest)
	}
	norm := largest + math.Log(sum)
	weighed := func(t int32) inference.Token {
		p := float64(logits[t]) - norm
		if math.IsNaN(p) || p < inference.LeastLogProb {
			p = inference.LeastLogProb
		}
		return inference.Token{Bytes: m.Piece(t), LogProb: p}
	}
	choice := inference.TokenChoice{Token: weighed(token)}
	for _, t := range largestOf(logits, top) {
		choice.Top = append(choice.Top, weighed(t))
	}
	return choice, nil
}

// largestOf returns the places of the n largest values, the largest first, of
// equal ones the first.
func largestOf(values []float32, n int) []int32 {
	best := make([]int32, 0, n+1)
	for i, v := range values {
		if len(best) == n && (n == 0 || v <= values[best[n-1]]) {
			continue
		}
		at := len(best)
		for at > 0 && values[best[at-1]] < v {
			at--
		}
		best = slices.Insert(best, at, int32(i))
		best = best[:min(len(best), n)]
	}
	return best
}
