package ask

import (
	"carrel/app/ask/align"
	"carrel/knowledge"
)

// Judged is a sentence of a text with what it stands on, for reading without
// the answer around it.
type Judged struct {
	Text     string      `json:"text"`
	State    align.State `json:"state"`
	Evidence []Evidence  `json:"evidence"` // where sources disagree both, the one that agrees first
	Missing  []string    `json:"missing"`  // what the evidence does not bear out, as the text writes it
	Other    string      `json:"other,omitempty"`
	Opinion  Opinion     `json:"opinion,omitempty"` // the model's, where it was asked for one
}

// Evidence is a place that a sentence stands on.
type Evidence struct {
	Document knowledge.DocumentRef `json:"document"`
	Page     int                   `json:"page"`
	Where    string                `json:"where,omitempty"` // its place in words: "page 12"
	Start    int                   `json:"start"`           // code points into the page's text
	End      int                   `json:"end"`
	Quote    string                `json:"quote"`
	Score    float64               `json:"score"` // of the passage it lies in, as the search found it
}

// Judged returns the answer's sentences with their evidence.
func (a Answer) Judged() []Judged {
	runes := []rune(a.Text)
	scores := map[int]float64{}
	for _, s := range a.Sources {
		scores[s.N] = s.Score
	}
	out := make([]Judged, 0, len(a.Sentences))
	for _, s := range a.Sentences {
		j := Judged{State: s.State, Evidence: []Evidence{}, Missing: s.Missing, Other: s.Other, Opinion: s.Opinion}
		if s.Start >= 0 && s.Start <= s.End && s.End <= len(runes) {
			j.Text = string(runes[s.Start:s.End])
		}
		if j.Missing == nil {
			j.Missing = []string{}
		}
		for _, n := range s.Citations {
			for _, c := range a.Citations {
				if c.N == n {
					j.Evidence = append(j.Evidence, Evidence{
						Document: c.Document, Page: c.Page, Where: c.Where, Start: c.Start, End: c.End, Quote: c.Quote, Score: scores[c.Source],
					})
				}
			}
		}
		out = append(out, j)
	}
	return out
}
