package trial

import (
	"math/rand"

	"carrel/app/ask/squad"
)

// choose draws n questions, the same ones for the same seed.
func choose(questions []squad.Question, n int, seed int64) []squad.Question {
	order := rand.New(rand.NewSource(seed)).Perm(len(questions))
	out := make([]squad.Question, 0, min(n, len(order)))
	for _, i := range order[:min(n, len(order))] {
		out = append(out, questions[i])
	}
	return out
}
