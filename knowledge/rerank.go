package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"carrel/knowledge/index"
)

// Reranker reads a query together with each passage, which tells more than
// comparing what each was found to be by itself, and takes far longer.
type Reranker interface {
	// Rerank returns one score per text, the higher the better it answers the
	// query. Only their order counts.
	Rerank(ctx context.Context, query string, texts []string) ([]float32, error)
	// Name is shown to people.
	Name() string
}

// SecondLook is how the best passages of a search are looked at again.
type SecondLook struct {
	By       Reranker      // nil: not at all
	Passages int           // how many; 0 means 20
	Within   time.Duration // after that the first order stands; 0 means 10 s
}

// The defaults of SecondLook. A cross-encoder of 300 million parameters reads
// some 20 passages in 10 s on two cores.
const (
	secondPassages = 20
	secondWithin   = 10 * time.Second
)

// Reranked is what came of a second look.
type Reranked struct {
	By       string  `json:"by"`       // the model's name
	Passages int     `json:"passages"` // how many it looked at; 0 where nothing came of it
	TookMS   float64 `json:"took_ms"`
	// Failed says in words why the passages are in their first order, "" where
	// they are in the new one.
	Failed string `json:"failed,omitempty"`
}

// HitRerank is how a passage fared in a second look.
type HitRerank struct {
	Before int     `json:"before"` // its place among all passages before, from 1
	After  int     `json:"after"`  // and then
	Score  float64 `json:"score"`  // on the model's own scale: comparable within a search only
}

// secondLook says how this search's passages are looked at again.
func (l *Library) secondLook(ctx context.Context, name string) (SecondLook, error) {
	if l.config.SecondLook == nil {
		return SecondLook{}, nil
	}
	look, err := l.config.SecondLook(ctx, name)
	if look.Passages <= 0 {
		look.Passages = secondPassages
	}
	if look.Within <= 0 {
		look.Within = secondWithin
	}
	return look, err
}

// lookAgain puts the best passages of a ranking into the order that the search's
// reranker gives them, and notes what came of it. The scores stay those of the
// first ranking, which alone are comparable between searches.
func (s *search) lookAgain(ctx context.Context, ranked []index.Ranked) ([]index.Ranked, error) {
	if s.look.By == nil || len(ranked) < 2 {
		return ranked, nil
	}
	began := time.Now()
	s.reranked = &Reranked{By: s.look.By.Name()}
	best, texts, err := s.best(ctx, ranked, s.look.Passages)
	if err != nil || len(best) < 2 {
		return ranked, err
	}
	limited, cancel := context.WithTimeout(ctx, s.look.Within)
	defer cancel()
	scores, err := s.look.By.Rerank(limited, s.asked.text, texts)
	s.reranked.TookMS = float64(time.Since(began).Microseconds()) / 1000
	if err == nil && len(scores) != len(texts) {
		err = fmt.Errorf("%d scores came for %d passages", len(scores), len(texts))
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		s.reranked.Failed = fmt.Sprintf("The passages are in the usual order: the second look at them by %s was not done within %s. A smaller model, or fewer passages, take less time.", s.reranked.By, inSeconds(s.look.Within))
		return ranked, nil
	case err != nil:
		s.library.config.Log(fmt.Sprintf("rerank: %v", err))
		s.reranked.Failed = fmt.Sprintf("The passages are in the usual order: the second look at them by %s failed. %v", s.reranked.By, err)
		return ranked, nil
	}
	s.reranked.Passages = len(best)
	return s.reorder(ranked, best, scores), nil
}

func inSeconds(d time.Duration) string {
	if d == time.Second {
		return "1 second"
	}
	return fmt.Sprintf("%g seconds", d.Seconds())
}

// best gives the first n passages of a ranking that can be hits, with the texts
// to be judged: as they are embedded, under a line that says where they stand.
func (s *search) best(ctx context.Context, ranked []index.Ranked, n int) (best []index.Ranked, texts []string, err error) {
	seen := map[copied]bool{}
	for len(ranked) > 0 && len(best) < n {
		some := ranked[:min(len(ranked), n+n/2)]
		ranked = ranked[len(some):]
		found, err := s.fitting(ctx, some, seen)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range found[:min(len(found), n-len(best))] {
			best = append(best, c.Ranked)
			texts = append(texts, embeddedText(c.document.Title, c.passage))
		}
	}
	return best, texts, nil
}

// reorder puts best before all others of the ranking, by their scores; of equal
// ones the first order stands.
func (s *search) reorder(ranked, best []index.Ranked, scores []float32) []index.Ranked {
	order := make([]int, len(best))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	s.second = make(map[int64]HitRerank, len(best))
	again := make([]index.Ranked, 0, len(ranked))
	for place, i := range order {
		before, _ := placeOf(ranked, best[i].Passage)
		s.second[best[i].Passage] = HitRerank{Before: before, After: place + 1, Score: float64(scores[i])}
		again = append(again, best[i])
	}
	for _, r := range ranked {
		if _, done := s.second[r.Passage]; !done {
			again = append(again, r)
		}
	}
	return again
}

// hitRerank is how a passage fared, nil where it was not looked at again.
func (s *search) hitRerank(passage int64) *HitRerank {
	if r, ok := s.second[passage]; ok {
		return &r
	}
	return nil
}
