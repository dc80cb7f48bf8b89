package extract

import (
	"cmp"
	"math"
	"slices"

	"carrel/app/ask/prose"
)

// weigh makes a sentence's terms comparable.
func (x *Extractor) weigh(ws []prose.Word) []weighed {
	var list []weighed
	for _, w := range ws {
		if n, known := x.numbers[w.Term]; known && w.Term != "" {
			list = append(list, weighed{n, x.rarity[n]})
		}
	}
	slices.SortFunc(list, func(a, b weighed) int { return cmp.Compare(a.term, b.term) })
	list = slices.CompactFunc(list, func(a, b weighed) bool { return a.term == b.term })
	length := 0.0
	for _, w := range list {
		length += w.weight * w.weight
	}
	for i := range list {
		list[i].weight /= math.Sqrt(length)
	}
	return list
}

func cosine(a, b []weighed) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].term < b[j].term:
			i++
		case a[i].term > b[j].term:
			j++
		default:
			sum += a[i].weight * b[j].weight
			i, j = i+1, j+1
		}
	}
	return sum
}

// rank adds to the scores how much each sentence is like the others: LexRank over
// those that score best without it, at most rankedAtOnce, since it looks at all pairs.
func (x *Extractor) rank(list []Sentence) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b].score, list[a].score) })
	order = order[:min(len(order), rankedAtOnce)]
	n := len(order)
	like := make([][]float64, n)
	for i := range like {
		like[i] = make([]float64, n)
	}
	for i := range order {
		for j := range i {
			c := cosine(list[order[i]].terms, list[order[j]].terms)
			like[i][j], like[j][i] = c, c
		}
	}
	for i := range like {
		sum := 0.0
		for _, c := range like[i] {
			sum += c
		}
		for j := range like[i] {
			if sum > 0 {
				like[i][j] /= sum
			} else {
				like[i][j] = 1 / float64(n)
			}
		}
	}
	rank := slices.Repeat([]float64{1 / float64(n)}, n)
	for range roundsRank {
		next := slices.Repeat([]float64{dampingRank / float64(n)}, n)
		for i := range like {
			for j, c := range like[i] {
				next[j] += (1 - dampingRank) * rank[i] * c
			}
		}
		rank = next
	}
	most := slices.Max(rank)
	for k, i := range order {
		worth, _ := worthOf(prose.Words(string(list[i].text), x.lang), list[i].text, x.lang)
		list[i].score += worth * tellLexical * rank[k] / most
	}
}
