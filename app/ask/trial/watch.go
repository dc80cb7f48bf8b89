package trial

import (
	"slices"
	"time"
	"unicode/utf8"

	"carrel/app/ask"
)

// watch takes the times of one answer's steps.
type watch struct {
	began    time.Time
	evidence time.Duration   // from the question until its sources were shown
	states   []time.Duration // of each sentence, from its last piece of text to its state

	pieces []piece
	runes  int
}

// piece is a piece of text: how long the answer was with it, and when it came.
type piece struct {
	upto int
	at   time.Time
}

func (w *watch) step(s ask.Step) {
	now := time.Now()
	switch s.Kind {
	case ask.StepSources:
		w.evidence = now.Sub(w.began)
	case ask.StepText:
		w.runes += utf8.RuneCountInString(s.Text)
		w.pieces = append(w.pieces, piece{w.runes, now})
	case ask.StepCut:
		w.runes = s.Keep
		w.pieces = nil
	case ask.StepSentence:
		for _, p := range w.pieces {
			if p.upto >= s.Sentence.End {
				w.states = append(w.states, now.Sub(p.at))
				return
			}
		}
	}
}

func spread(times []time.Duration) Spread {
	if len(times) == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(times))
	at := func(share float64) float64 {
		return float64(sorted[int(share*float64(len(sorted)-1))].Microseconds()) / 1000
	}
	return Spread{N: len(sorted), P50: at(0.5), P95: at(0.95), Max: at(1)}
}
